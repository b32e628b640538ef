"""Every way a send can end, over real HTTP: what the gateway makes of it, and what arrived in the chat."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from telegram.ext import ApplicationBuilder

from bot.gateway import Edited, Gateway, Message, TokenRefused
from bot.letters import letter
from bot.markup import Html, plain
from bot.pacing import Pace
from bot.playground import Failure, Playground, Refusal
from bot.playground.faults import SENDS, Rates
from bot.screens import Screen
from bot.transport import AiohttpRequest, Held, InDoubt, NotSent
from digests.delivery import (
    Barred,
    Gone,
    Missing,
    Moved,
    Outcome,
    Rejected,
    RetryAt,
    Sent,
    TopicLost,
    Unknown,
    Withheld,
)
from tests.stage import READER, TOKEN

HELLO = Screen(plain("Hello"))
EVERYTHING = SENDS | {"getMe"}


class Line:
    """A gateway with its pace, and the playground at the other end."""

    def __init__(self, playground: Playground, gateway: Gateway, pace: Pace) -> None:
        self.playground = playground
        self.gateway = gateway
        self.pace = pace

    async def send(self, chat: int = READER, screen: Screen = HELLO, thread: int | None = None) -> Outcome:
        return await self.gateway.send(Message(chat, screen, thread))

    def shown(self, chat: int = READER) -> list[str]:
        return [message.text for message in self.playground.messages(chat)]

    def asked(self, method: str = "sendMessage") -> int:
        return sum(call.method == method for call in self.playground.calls)


@asynccontextmanager
async def connected(
    playground: Playground,
    *,
    connections: int = 400,
    read_timeout: float = 5.0,
    protect: bool = False,
    paid: bool = False,
) -> AsyncIterator[Line]:
    transport = AiohttpRequest(connections, read_timeout=read_timeout)
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{playground.url}/bot").request(transport)
    bot = builder.updater(None).job_queue(None).build().bot
    await transport.initialize()
    try:
        pace = Pace(960, time.monotonic, paid=True)
        yield Line(playground, Gateway(bot, pace, protect=protect, paid=paid), pace)
    finally:
        await transport.shutdown()


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(READER)
        yield playground


@pytest.fixture
async def line(playground: Playground) -> AsyncIterator[Line]:
    async with connected(playground) as line:
        yield line


# --- what Telegram says -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        (Refusal.BLOCKED, Gone("bot was blocked by the user")),
        (Refusal.DEACTIVATED, Gone("user is deactivated")),
        (Refusal.NOT_STARTED, Gone("bot can't initiate conversation with a user")),
        (Refusal.KICKED, Gone("bot was kicked from the private chat")),
        (Refusal.NOT_A_MEMBER, Gone("bot is not a member of the private chat")),
        (Refusal.DELETED, Gone("the group chat was deleted")),
        (Refusal.NOT_FOUND, Missing("chat not found")),
        (Refusal.NO_RIGHTS, Barred("not enough rights to send text messages to the chat")),
        (Refusal.CLOSED_TOPIC, TopicLost(closed=True)),
    ],
)
async def test_a_chat_that_refuses(line: Line, refusal: Refusal, outcome: Outcome) -> None:
    line.playground.refuse(READER, refusal)
    assert await line.send() == outcome
    line.playground.refuse(READER, None)
    assert isinstance(await line.send(), Sent)


@pytest.mark.parametrize(
    ("failure", "outcome", "arrived"),
    [
        (Failure.TOO_MANY, RetryAt(timedelta(seconds=1), "429 too many requests"), 0),
        (
            Failure.CONFLICT,
            RetryAt(
                timedelta(seconds=2),
                "409 Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            ),
            0,
        ),
        (Failure.TOO_LARGE, Rejected("Request Entity Too Large"), 0),
        (Failure.NO_METHOD, RetryAt(timedelta(seconds=30), "404 Not Found"), 0),
        (Failure.FORBIDDEN_PAGE, RetryAt(timedelta(seconds=30), "403 and no answer of Telegram's"), 0),
        (Failure.INTERNAL, Unknown("500"), 0),
        (Failure.BAD_GATEWAY, Unknown("502"), 0),
        (Failure.DROPPED, Unknown("ServerDisconnectedError"), 0),
        (Failure.HUNG_UP, Unknown("ServerDisconnectedError"), 1),
    ],
)
async def test_a_call_that_fails(line: Line, failure: Failure, outcome: Outcome, arrived: int) -> None:
    line.playground.fail_next(failure)
    assert await line.send() == outcome
    assert len(line.shown()) == arrived


async def test_a_refused_token_stops_everything_loudly(line: Line) -> None:
    line.playground.fail_next(Failure.UNAUTHORIZED)
    with pytest.raises(TokenRefused, match="BotFather"):
        await line.send()


async def test_a_group_that_moved_says_where_to(line: Line) -> None:
    group = line.playground.add_group()
    new = await line.playground.migrate(group)
    assert await line.send(group) == Moved(new)


async def test_markup_that_telegram_refuses_goes_out_as_plain_text_once_and_leaves_a_note(line: Line) -> None:
    broken = Screen(Html("<p>Hello</p>", "Hello"))
    outcome = await line.send(screen=broken)
    assert isinstance(outcome, Sent)
    assert outcome.note is not None
    assert outcome.note.startswith("markup refused: can't parse entities: Unsupported start tag")
    assert line.shown() == ["Hello"]
    assert line.asked() == 2


async def test_a_letter_whose_markup_was_refused_goes_out_as_plain_text_at_once_to_all_others(
    line: Line,
) -> None:
    broken = letter(Screen(Html("<p>Hello</p>", "Hello")))
    chats = [line.playground.add_private_chat(2000 + number) for number in range(5)]
    outcomes = [await line.gateway.send(Message(chat, broken)) for chat in chats]
    notes = {outcome.note for outcome in outcomes if isinstance(outcome, Sent)}
    assert len(notes) == 1
    assert (notes.pop() or "").startswith("markup refused: can't parse entities")
    assert [line.shown(chat) for chat in chats] == [["Hello"]] * 5
    assert line.asked() == 6
    assert isinstance(await line.send(), Sent)
    assert line.playground.calls[-1].parameters["parse_mode"] == "HTML", "other letters keep theirs"


async def test_plain_text_after_refused_markup_waits_for_its_place_in_the_rate(line: Line) -> None:
    broken = Screen(Html("<p>Hello</p>", "Hello"))
    line.playground.delay(0.3)
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(line.send(screen=broken))
        await line.playground.wait_for_call("sendMessage")
        line.pace.pause(timedelta(minutes=1))
    outcome = sending.result()
    assert isinstance(outcome, Withheld)
    assert outcome.reason.startswith("can't parse entities")
    assert line.asked() == 1


async def test_a_reply_whose_markup_is_refused_goes_out_as_plain_text_too(line: Line) -> None:
    assert isinstance(await line.gateway.reply(Message(READER, Screen(Html("<p>Hello</p>", "Hello")))), Sent)
    assert line.shown() == ["Hello"]


async def test_without_stars_an_edition_goes_out_unpaid(playground: Playground) -> None:
    playground.limit_rates(Rates(stars=False))
    chats = [playground.add_private_chat(2000 + number) for number in range(5)]
    async with connected(playground, paid=True) as line:
        outcomes = [await line.send(chat) for chat in chats]
    assert {type(outcome) for outcome in outcomes} == {Sent}
    sends = [call for call in playground.calls if call.method == "sendMessage"]
    assert ["allow_paid_broadcast" in call.parameters for call in sends] == [True] + [False] * 5


async def test_markup_refused_into_a_pause_waits_it_out(line: Line) -> None:
    line.playground.fail_next(Failure.TOO_MANY, retry_after=3)
    assert await line.send(screen=Screen(Html("<p>Hello</p>", "Hello"))) == RetryAt(
        timedelta(seconds=3), "429 too many requests"
    )


async def test_a_message_that_is_too_long_is_our_mistake(line: Line) -> None:
    assert await line.send(screen=Screen(plain("x" * 4097))) == Rejected("message is too long")


async def test_a_closed_and_a_deleted_topic_are_told_apart(line: Line) -> None:
    group = line.playground.add_group(topics=("Open", "Closed", "Deleted"))
    topics = line.playground.topics(group)
    await line.playground.close_topic(group, topics["Closed"])
    await line.playground.delete_topic(group, topics["Deleted"])
    assert await line.send(group, thread=topics["Closed"]) == TopicLost(closed=True)
    assert await line.send(group, thread=topics["Deleted"]) == TopicLost(closed=False)
    assert isinstance(await line.send(group, thread=topics["Open"]), Sent)


async def test_a_reply_into_a_lost_topic_goes_to_the_general_one(line: Line) -> None:
    group = line.playground.add_group(topics=("News",))
    (topic,) = line.playground.topics(group).values()
    await line.playground.delete_topic(group, topic)
    assert isinstance(await line.gateway.reply(Message(group, HELLO, topic)), Sent)
    assert line.playground.messages(group)[-1].thread_id is None


# --- what nobody says -------------------------------------------------------------------------


@pytest.fixture
async def deaf() -> AsyncIterator[str]:
    """The address of a server that takes connections and reads nothing from them."""
    release = asyncio.Event()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await release.wait()
        writer.transport.abort()

    server = await asyncio.start_server(hold, "127.0.0.1", 0, limit=2**10)
    port = server.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/bot/sendMessage"
    release.set()
    server.close()
    await server.wait_closed()


@asynccontextmanager
async def wire(
    *, connections: int = 10, connect: float = 5.0, read: float = 5.0
) -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connections, connect_timeout=connect, read_timeout=read) as transport:
        yield transport


async def test_a_refused_connection_was_not_sent() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/bot/sendMessage"
        async with wire() as transport:
            with pytest.raises(NotSent, match="ClientConnectorError"):
                await transport.call(url, b"{}")


async def test_a_connection_that_does_not_come_was_not_sent() -> None:
    # A full queue of connections that nobody accepts: further ones wait for an answer.
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        address = busy.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        try:
            for each in waiting:
                each.setblocking(False)
                each.connect_ex(address)
            await asyncio.sleep(0.05)
            async with wire(connect=0.3) as transport:
                with pytest.raises(NotSent, match="Timeout"):
                    await transport.call(f"http://127.0.0.1:{address[1]}/bot/sendMessage", b"{}")
        finally:
            for each in waiting:
                each.close()


async def test_a_full_pool_was_not_sent(deaf: str) -> None:
    async with wire(connections=1, connect=0.2) as transport:
        first = asyncio.create_task(transport.call(deaf, b"{}"))
        await asyncio.sleep(0.05)
        with pytest.raises(NotSent, match="ConnectionTimeoutError"):
            await transport.call(deaf, b"{}")
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_an_answer_that_does_not_come_leaves_a_doubt(deaf: str) -> None:
    async with wire(read=0.2) as transport:
        with pytest.raises(InDoubt, match="SocketTimeoutError"):
            await transport.call(deaf, b"{}")


async def test_a_body_that_is_not_taken_leaves_a_doubt(deaf: str) -> None:
    async with wire(read=0.3) as transport:
        with pytest.raises(InDoubt, match="SocketTimeoutError"):
            await transport.call(deaf, b" " * 1_000_000)


async def test_the_proxy_of_the_environment_is_used_where_it_is_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://user:secret@127.0.0.1:{port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with server, wire() as transport:
        for url in ("http://telegram.example/bot/getMe", f"http://127.0.0.1:{port}/bot/getMe"):
            assert await transport.call(url, b"{}") == (200, b"{}")
    by_proxy, directly = heads
    assert by_proxy.startswith(b"POST http://telegram.example/bot/getMe HTTP/1.1")
    assert b"Proxy-Authorization: Basic" in by_proxy
    assert directly.startswith(b"POST /bot/getMe HTTP/1.1")


async def test_a_closed_transport_sends_nothing() -> None:
    with pytest.raises(NotSent, match="closed"):
        await AiohttpRequest().call("http://127.0.0.1:1/bot/sendMessage", b"{}")


async def test_the_gate_is_asked_once_more_when_the_connection_is_there(playground: Playground) -> None:
    asked: list[float] = []

    def shut_meanwhile() -> float:
        asked.append(time.monotonic())
        return 0.0 if len(asked) == 1 else 2.5

    async with wire() as transport:
        with pytest.raises(Held) as held:
            await transport.call(f"{playground.bot_url}/sendMessage", b"{}", shut_meanwhile)
    assert (len(asked), held.value.wait) == (2, 2.5)
    assert playground.calls == []


# --- a 429 stops everybody before their next byte ---------------------------------------------

Begin = Callable[[Line, int], Awaitable[Outcome]]


async def in_turn(line: Line, chat: int) -> Outcome:
    if not await line.pace.broadcast_turn():
        return RetryAt(timedelta(seconds=line.pace.paused_for), "held")
    return await line.send(chat)


async def all_at_once(line: Line, chat: int) -> Outcome:
    return await line.send(chat)


@pytest.mark.parametrize(
    ("begin", "connections"),
    [(in_turn, 400), (all_at_once, 10)],
    ids=["each in its turn", "all at once, waiting for a connection"],
)
async def test_nobody_sends_inside_a_pause(playground: Playground, begin: Begin, connections: int) -> None:
    chats = [playground.add_private_chat(2000 + number) for number in range(120)]
    playground.fail_next(Failure.TOO_MANY, retry_after=1)
    async with connected(playground, connections=connections) as line:
        await asyncio.sleep(1)  # the pace's first second
        outcomes = await asyncio.gather(*(begin(line, chat) for chat in chats))
        (refused,) = (call for call in playground.calls if call.status == 429)
        assert refused.answered_at is not None
        waiting = [
            chat for chat, outcome in zip(chats, outcomes, strict=True) if isinstance(outcome, RetryAt)
        ]
        await asyncio.gather(*(line.gateway.reply(Message(chat, HELLO)) for chat in waiting[:20]))
    # What was on the wire when Telegram answered still arrives; both ends share one event loop here.
    begins, ends = refused.answered_at + 0.02, refused.answered_at + 1.0
    assert [call for call in playground.calls if begins < call.received_at < ends] == []
    assert len(waiting) >= 80
    assert sum(call.received_at >= ends for call in playground.calls) == 20


async def test_the_bot_answers_buttons_inside_a_pause(line: Line) -> None:
    line.pace.pause(timedelta(seconds=30))
    await line.gateway.answer("no such query", "Saved")
    assert await line.gateway.is_administrator(READER, READER) is not None
    assert isinstance(await line.send(), RetryAt)
    assert (line.asked("answerCallbackQuery"), line.asked("sendMessage")) == (1, 0)


async def test_a_held_message_is_no_failure(line: Line) -> None:
    line.pace.pause(timedelta(seconds=5))
    for _ in range(5):
        outcome = await line.send()
        assert isinstance(outcome, RetryAt)
        assert timedelta(seconds=4) < outcome.wait <= timedelta(seconds=5)
    assert line.pace.failures == 0


async def test_a_429_of_one_group_holds_that_group_alone(line: Line) -> None:
    group = line.playground.add_group()
    line.playground.fail_next(Failure.TOO_MANY, chat_id=group, retry_after=20)
    assert isinstance(await line.send(group), RetryAt)
    assert isinstance(await line.send(READER), Sent)
    held = await line.send(group)
    assert isinstance(held, RetryAt)
    assert held.wait > timedelta(seconds=15)
    assert line.asked() == 2


async def test_a_reply_waits_out_a_short_pause_and_leaves_a_long_one(line: Line) -> None:
    line.playground.fail_next(Failure.TOO_MANY, retry_after=1)
    assert isinstance(await line.gateway.reply(Message(READER, HELLO)), Sent)
    line.pace.pause(timedelta(minutes=10))
    assert isinstance(await line.gateway.reply(Message(READER, HELLO)), RetryAt)


async def test_an_edit_is_held_too(line: Line) -> None:
    sent = await line.send()
    assert isinstance(sent, Sent)
    line.pace.refused(READER, timedelta(seconds=1))
    begun = time.monotonic()
    changed = Screen(plain("Changed"))
    assert await line.gateway.edit(READER, sent.message_id, changed) is Edited.DONE
    assert time.monotonic() - begun >= 0.99
    assert await line.gateway.edit(READER, sent.message_id, changed) is Edited.SAME
    assert await line.gateway.edit(READER, 999, changed) is Edited.LOST
    line.playground.fail_next(Failure.DROPPED)
    assert await line.gateway.edit(READER, sent.message_id, HELLO) is Edited.FAILED
    line.pace.pause(timedelta(minutes=10))
    assert await line.gateway.edit(READER, sent.message_id, HELLO) is Edited.FAILED


# --- an outage --------------------------------------------------------------------------------


async def test_in_an_outage_one_message_is_in_doubt_and_the_others_stay_whole(line: Line) -> None:
    line.playground.fail_next(Failure.BAD_GATEWAY, times=100, methods=EVERYTHING)
    outcomes = [await line.send() for _ in range(10)]
    assert [type(outcome) for outcome in outcomes] == [Unknown] + [RetryAt] * 9
    assert line.asked() == 1
    assert line.pace.broadcasts_held_for > 0
    assert not await line.pace.broadcast_turn()
    line.playground.heal()
    assert isinstance(await line.send(), Sent)
    assert line.pace.broadcasts_held_for == 0


async def test_when_telegram_is_out_of_reach_nothing_is_in_doubt(playground: Playground) -> None:
    async with connected(playground) as line:
        await playground.stop()
        outcomes = [await line.send() for _ in range(5)]
        assert {type(outcome) for outcome in outcomes} == {RetryAt}
        assert line.pace.broadcasts_held_for > 0


async def test_where_only_sending_fails_broadcasts_rest_after_a_few(line: Line) -> None:
    line.playground.fail_next(Failure.INTERNAL, times=100)
    outcomes = [await line.send() for _ in range(3)]
    assert {type(outcome) for outcome in outcomes} == {Unknown}
    assert line.pace.in_flight == 1
    assert 0 < line.pace.broadcasts_held_for <= 1


async def test_an_answer_that_never_comes_is_in_doubt_though_the_message_arrived(
    playground: Playground,
) -> None:
    async with connected(playground, read_timeout=0.2) as line:
        playground.fail_next(Failure.SILENT)
        assert await line.send() == Unknown("SocketTimeoutError")
        assert line.shown() == ["Hello"]


# --- what goes with a message -----------------------------------------------------------------


async def test_operators_and_chats_say_how_a_message_is_sent(playground: Playground) -> None:
    async with connected(playground, protect=True, paid=True) as line:
        prepared = letter(HELLO)
        await line.gateway.send(Message(READER, prepared, silent=True, previews=True))
        await line.gateway.reply(Message(READER, prepared))
    broadcast, reply = (call.parameters for call in playground.calls if call.method == "sendMessage")
    assert broadcast == {
        "chat_id": READER,
        "text": "Hello",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": False},
        "disable_notification": True,
        "protect_content": True,
        "allow_paid_broadcast": True,
    }
    assert reply == {
        "chat_id": READER,
        "text": "Hello",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "protect_content": True,
    }
