"""What a proxy or a firewall says in Telegram's place ends nothing; what Telegram says of the token does."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from telegram import Bot
from telegram.error import NetworkError
from telegram.ext import ApplicationBuilder

from bot.app import introduced
from bot.commands.dispatch import BotApplication
from bot.gateway import TokenRefused
from bot.polling import Polling
from bot.receiving import Patience, Receiver, Receiving
from bot.transport import AiohttpRequest
from bot.updates import Updates
from bot.webhook import Hook, Webhook
from digests.store.engine import Store
from tests.hostile_server import Behaviour, HostileServer, Request, hangs, reply
from tests.receivers import KINDS, stopwatch, until, waiting
from tests.stage import TOKEN

HOME = f"/bot{TOKEN}"
GET_ME, GET_UPDATES = f"{HOME}/getMe", f"{HOME}/getUpdates"
DELETE_WEBHOOK, SET_WEBHOOK = f"{HOME}/deleteWebhook", f"{HOME}/setWebhook"
WEBHOOK_INFO = f"{HOME}/getWebhookInfo"


def page(status: int, body: str = "<html><h1>page not found</h1></html>") -> Behaviour:
    return reply(body.encode(), status=status, Connection="close")


def told(result: object) -> Behaviour:
    return page(200, json.dumps({"ok": True, "result": result}))


def refused(status: int, description: str) -> Behaviour:
    return page(status, json.dumps({"ok": False, "error_code": status, "description": description}))


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One after the other; then nothing, for as long as the client waits."""
    left = iter(behaviours)

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        await next(left, hangs())(request, writer)

    return answer


STRANGE = {
    "a page for 404": page(404),
    "a page for 401": page(401),
    "JSON of somebody else for 404": page(404, '{"message": "no route matched"}'),
    "a page for 400": page(400),
    "a list for 502": page(502, "[]"),
    "a sign-in page": page(200),
    "JSON of somebody else": page(200, '{"status": "up"}'),
    "no result": page(200, '{"ok": true}'),
}
strange_answers = pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
REFUSALS = {"an unknown token": refused(401, "Unauthorized"), "a malformed token": refused(404, "Not Found")}
refusals = pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS.keys())


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    """Answers as Telegram does, where a test says nothing else."""
    async with HostileServer.serving() as server:
        server.at(GET_ME, told({"id": 4242424242, "is_bot": True, "first_name": "Q", "username": "q_bot"}))
        server.at(GET_UPDATES, hangs())
        server.at(DELETE_WEBHOOK, told(True))
        server.at(SET_WEBHOOK, told(True))
        yield server


def application(server: HostileServer) -> BotApplication:
    builder = ApplicationBuilder().token(TOKEN).base_url(server.url("/bot")).updater(None).job_queue(None)
    return builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(connections=1)).build()


@asynccontextmanager
async def talking(server: HostileServer) -> AsyncIterator[Bot]:
    bot = application(server).bot
    await bot.request.initialize()
    try:
        yield bot
    finally:
        await bot.request.shutdown()


def updates_of(bot: Bot, store: Store) -> Updates:
    async def at_once() -> None:
        """No 429 holds anybody back."""

    return Updates(bot, store, clock=lambda: datetime.now(UTC), until_open=at_once)


@asynccontextmanager
async def running(receiver: Receiver) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(receiver.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def polling(server: HostileServer, store: Store) -> AsyncIterator[asyncio.Task[None]]:
    async with talking(server) as bot:
        receiver = Polling(bot, updates_of(bot, store), kinds=KINDS, stopwatch=stopwatch)
        async with running(receiver) as task:
            yield task


@asynccontextmanager
async def listening(
    server: HostileServer, store: Store, *looks: Behaviour
) -> AsyncIterator[tuple[Webhook, asyncio.Task[None]]]:
    """`looks`: the first answers to who asks whether the webhook is still there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    hook = Hook(url=f"http://127.0.0.1:{port}/hook", port=port)
    there = told({"url": hook.url, "has_custom_certificate": False, "pending_update_count": 0})
    server.at(WEBHOOK_INFO, in_turn(*looks, there, there))
    async with talking(server) as bot:
        receiver = Webhook(
            bot,
            updates_of(bot, store),
            hook,
            kinds=KINDS,
            stopwatch=stopwatch,
            patience=Patience(pause=0.05),
        )
        async with running(receiver) as task:
            yield receiver, task


async def goes_on_until(asked: int, path: str, server: HostileServer, task: asyncio.Task[None]) -> None:
    await until(lambda: server.asked(path) >= asked or task.done())
    assert not task.done(), task.exception()


async def is_refused(task: asyncio.Task[None]) -> None:
    async with asyncio.timeout(10):
        with pytest.raises(TokenRefused, match="BotFather"):
            await asyncio.shield(task)


# --- polling ----------------------------------------------------------------------------------


@strange_answers
async def test_a_strange_answer_does_not_end_the_polling(
    server: HostileServer, sqlite_url: str, strange: Behaviour
) -> None:
    server.at(GET_UPDATES, in_turn(strange, told([{"update_id": 7}])))
    async with await Store.open(sqlite_url) as store, polling(server, store) as task:
        await goes_on_until(3, GET_UPDATES, server, task)
        assert await waiting(store) == 1


async def test_a_strange_answer_does_not_keep_from_polling(server: HostileServer, sqlite_url: str) -> None:
    server.at(DELETE_WEBHOOK, in_turn(page(404), told(True)))
    async with await Store.open(sqlite_url) as store, polling(server, store) as task:
        await goes_on_until(1, GET_UPDATES, server, task)


@refusals
@pytest.mark.parametrize("path", [GET_UPDATES, DELETE_WEBHOOK])
async def test_telegram_itself_ends_the_polling(
    server: HostileServer, sqlite_url: str, refusal: Behaviour, path: str
) -> None:
    server.at(path, refusal)
    async with await Store.open(sqlite_url) as store, polling(server, store) as task:
        await is_refused(task)


def offsets(server: HostileServer) -> list[str | None]:
    polls = (request for request in server.requests if request.path == GET_UPDATES)
    return [parse_qs(urlsplit(poll.target).query).get("offset", [None])[0] for poll in polls]


async def test_numbers_are_confirmed_once_and_not_held_against_later_ones(
    server: HostileServer, sqlite_url: str
) -> None:
    """After a quiet week Telegram begins again with other numbers: they may be smaller."""
    late, none, early = told([{"update_id": 900}]), told([]), told([{"update_id": 5}])
    server.at(GET_UPDATES, in_turn(late, none, none, early))
    async with await Store.open(sqlite_url) as store, polling(server, store) as task:
        await goes_on_until(5, GET_UPDATES, server, task)
        assert await waiting(store) == 2
    assert offsets(server) == [None, "901", None, None, "6"]


async def test_what_may_not_have_been_confirmed_is_confirmed_again(
    server: HostileServer, sqlite_url: str
) -> None:
    server.at(GET_UPDATES, in_turn(told([{"update_id": 900}]), page(502), told([])))
    async with await Store.open(sqlite_url) as store, polling(server, store) as task:
        await goes_on_until(4, GET_UPDATES, server, task)
    assert offsets(server) == [None, "901", "901", None]


# --- the webhook ------------------------------------------------------------------------------


@strange_answers
async def test_a_strange_answer_does_not_keep_from_setting_the_webhook(
    server: HostileServer, sqlite_url: str, strange: Behaviour
) -> None:
    server.at(SET_WEBHOOK, in_turn(strange, told(True)))
    async with await Store.open(sqlite_url) as store, listening(server, store) as (webhook, task):
        await until(lambda: webhook.state is Receiving.LISTENING or task.done())
        assert not task.done(), task.exception()


@strange_answers
async def test_a_strange_answer_does_not_end_the_watch_over_the_webhook(
    server: HostileServer, sqlite_url: str, strange: Behaviour
) -> None:
    async with await Store.open(sqlite_url) as store, listening(server, store, strange) as (webhook, task):
        await goes_on_until(2, WEBHOOK_INFO, server, task)
        assert webhook.state is Receiving.LISTENING


@refusals
async def test_telegram_itself_ends_the_setting_of_the_webhook(
    server: HostileServer, sqlite_url: str, refusal: Behaviour
) -> None:
    server.at(SET_WEBHOOK, refusal)
    async with await Store.open(sqlite_url) as store, listening(server, store) as (_, task):
        await is_refused(task)


@refusals
async def test_telegram_itself_ends_the_watch_over_the_webhook(
    server: HostileServer, sqlite_url: str, refusal: Behaviour
) -> None:
    async with await Store.open(sqlite_url) as store, listening(server, store, refusal) as (_, task):
        await is_refused(task)


# --- at start ---------------------------------------------------------------------------------


async def start(server: HostileServer) -> None:
    async with introduced(application(server)):
        pass


@strange_answers
async def test_a_strange_answer_at_start_is_waited_out(server: HostileServer, strange: Behaviour) -> None:
    server.at(GET_ME, in_turn(strange))
    starting = asyncio.create_task(start(server))
    await until(lambda: server.asked(GET_ME) == 1)
    done, _ = await asyncio.wait({starting}, timeout=0.3)
    assert not done, starting.exception()
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)


@refusals
async def test_telegram_itself_ends_the_start(server: HostileServer, refusal: Behaviour) -> None:
    server.at(GET_ME, refusal)
    with pytest.raises(TokenRefused, match="BotFather"):
        await start(server)


# --- the transport ----------------------------------------------------------------------------


async def test_a_strange_answer_is_named_by_its_status_and_not_repeated(server: HostileServer) -> None:
    server.at("/bot/getMe", page(404, "<html>secret</html>"))
    async with AiohttpRequest() as transport:
        with pytest.raises(NetworkError) as caught:
            await transport.post(server.url("/bot/getMe"))
    assert caught.value.message == "404 and no answer of Telegram's"


async def test_a_server_is_looked_up_once_whatever_it_is_asked(
    server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address has an offset in it, and there are as many offsets as updates."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server.at("/bot/getUpdates", told([]))
    async with HostileServer.serving() as proxy, AiohttpRequest() as transport:
        await transport.call(server.url("/bot/getUpdates?offset=1"), b"{}")
        monkeypatch.setenv("http_proxy", proxy.url())
        await transport.call(server.url("/bot/getUpdates?offset=2"), b"{}")
        assert (server.asked("/bot/getUpdates"), proxy.connections) == (2, 0)
        await transport.call(server.url("/bot/getUpdates", host="localhost"), b"{}")
        assert proxy.connections == 1, "another server is looked up on its own"
