"""Telegram sends updates to us: only it is believed, and nothing is acknowledged that is not stored."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from telegram import Bot, WebhookInfo

from bot.playground import Playground
from bot.playground.faults import Failure
from bot.polling import Polling
from bot.receiving import OF_WEBHOOK, Patience, Receiving
from bot.serving import bound, serving
from bot.updates import Handle
from bot.webhook import Hook, Webhook, WebhookRefused
from bot.webhook_certificate import to_upload
from bot.webhook_endpoint import MAX_BODY, Endpoint
from digests.errors import OperatorMistake
from digests.store.engine import Store
from digests.store.updates import Body
from tests.receivers import (
    KINDS,
    Reader,
    Running,
    locked,
    none_wait,
    receiving,
    stopwatch,
    talking,
    until,
    waiting,
)
from tests.stage import READER, TOKEN

SECRET = "a-secret-of-these-tests"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
UPDATE: Body = {"update_id": 7}
HERE = Path(__file__).parent
OWN, SIGNED = HERE / "loopback-own.pem", HERE / "loopback-signed.pem"


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN, webhook_delay=0.05) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(READER + 1, "Olu")
        yield playground


@pytest.fixture
def hook() -> Hook:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Hook(url=f"http://127.0.0.1:{port}/tele%20gram", port=port, secret=SECRET)


def listening(
    playground: Playground,
    store: Store,
    hook: Hook,
    handle: Handle,
    *,
    patience: Patience = OF_WEBHOOK,
) -> AbstractAsyncContextManager[Running]:
    make = partial(Webhook, hook=hook, kinds=KINDS, stopwatch=stopwatch, patience=patience)
    return receiving(playground, store, handle, make)


def polling(playground: Playground, store: Store, handle: Handle) -> AbstractAsyncContextManager[Running]:
    return receiving(playground, store, handle, partial(Polling, kinds=KINDS, stopwatch=stopwatch))


async def listens(running: Running) -> None:
    await until(lambda: running.receiver.state is Receiving.LISTENING)


async def trouble(bot: Bot) -> WebhookInfo:
    """What Telegram says of the webhook, once it has something to complain of."""
    async with asyncio.timeout(20):
        while True:
            info = await bot.get_webhook_info()
            if info.last_error_message:
                return info
            await asyncio.sleep(0.05)


# --- the endpoint -----------------------------------------------------------------------------


class Box:
    """Stores nothing; notes what it is given."""

    def __init__(self) -> None:
        self.taken: list[Body] = []

    async def take(self, updates: Sequence[Body]) -> None:
        self.taken += updates


@asynccontextmanager
async def endpoint(box: Box, *, idle: int = 5, body_seconds: float = 5.0) -> AsyncIterator[int]:
    """The port where it listens."""
    listener = bound("127.0.0.1", 0, "the test")
    port: int = listener.getsockname()[1]
    app = Endpoint("/hook", SECRET, box.take, body_seconds)
    async with serving(app, listener, grace=1, idle=idle):
        yield port


REFUSED: list[tuple[str, str, dict[str, str], bytes, int]] = [
    ("POST", "/hook", {}, b"{}", 403),
    ("POST", "/hook", {"X-Telegram-Bot-Api-Secret-Token": SECRET[:-1]}, b"{}", 403),
    ("POST", "/hook", {"X-Telegram-Bot-Api-Secret-Token": SECRET.upper()}, b"{}", 403),
    ("POST", "/hook", {"X-Telegram-Bot-Api-Secret-Token": "\u00e4" * 300}, b"{}", 403),
    ("POST", "/", HEADERS, b"{}", 404),
    ("POST", "/hook/", HEADERS, b"{}", 404),
    ("GET", "/hook", HEADERS, b"", 405),
    ("POST", "/hook", HEADERS, b"", 400),
    ("POST", "/hook", HEADERS, b"{", 400),
    ("POST", "/hook", HEADERS, b"\xff{}", 400),
    ("POST", "/hook", HEADERS, b"[]", 400),
    ("POST", "/hook", HEADERS, b"{}", 400),
    ("POST", "/hook", HEADERS, b'{"update_id": "7"}', 400),
    ("POST", "/hook", HEADERS, b'{"update_id": -1}', 400),
    ("POST", "/hook", HEADERS, b'{"update_id": 7, "x": NaN}', 400),
    ("POST", "/hook", HEADERS, b'{"update_id": 7, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    ("POST", "/hook", HEADERS, b'{"update_id": 7, "x": "' + b"x" * MAX_BODY + b'"}', 413),
]


async def test_what_is_no_update_of_telegram_is_refused() -> None:
    box = Box()
    async with endpoint(box) as port, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        for method, path, headers, body, status in REFUSED:
            async with session.request(method, path, headers=headers, data=BytesIO(body)) as answer:
                assert (answer.status, await answer.read()) == (status, b""), (path, headers, body[:40])
        assert box.taken == []
        async with session.post("/hook", headers=HEADERS, json=UPDATE) as answer:
            assert answer.status == 200
    assert box.taken == [UPDATE]


async def test_a_strangers_body_is_not_read() -> None:
    async with endpoint(Box()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
        async with asyncio.timeout(3):
            assert (await reader.read()).startswith(b"HTTP/1.1 403 ")
        writer.close()


SLOW = [
    b"",
    b"POST /hook HTTP/1.1\r\nHost: x\r\n",
    b"POST /hook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: " + SECRET.encode() + b"\r\n"
    b"Content-Length: 100\r\n\r\n{",
]


@pytest.mark.parametrize("sent", SLOW, ids=["nothing", "half a head", "half a body"])
async def test_who_says_nothing_more_is_left(sent: bytes) -> None:
    async with endpoint(Box(), idle=1, body_seconds=0.5) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        async with asyncio.timeout(5):
            try:
                answer = await reader.read()
            except ConnectionResetError:
                answer = b""
        assert answer == b"" or answer.startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_a_connection_that_is_kept_takes_many_updates() -> None:
    box = Box()
    async with endpoint(box, idle=1) as port, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        for number in range(6):
            async with session.post("/hook", headers=HEADERS, json={"update_id": number}) as answer:
                assert answer.status == 200
            await asyncio.sleep(0.3)
    assert len(box.taken) == 6


# --- with Telegram ----------------------------------------------------------------------------


async def test_updates_come_in_and_are_handled_in_the_order_of_their_chat(
    playground: Playground, store: Store, hook: Hook
) -> None:
    reader = Reader()
    for text in ("slow", "second"):
        await playground.say(READER, text)
    async with listening(playground, store, hook, reader.handle) as running:
        await listens(running)
        await playground.say(READER, "third")
        await playground.say(READER + 1, "of another chat")
        texts = await reader.has(4)
        await none_wait(store)
    assert [text for text in texts if text != "of another chat"] == ["slow", "second", "third"]
    [call] = [each for each in playground.calls if each.method == "setWebhook"]
    assert call.parameters["secret_token"] == SECRET
    assert call.parameters["allowed_updates"] == json.dumps(list(KINDS))
    assert call.parameters["max_connections"] == "40"
    assert "certificate" not in call.parameters


async def test_without_a_secret_of_the_operator_there_is_a_new_one_at_each_start(
    playground: Playground, store: Store, hook: Hook
) -> None:
    reader = Reader()
    for text in ("first", "second"):
        async with listening(playground, store, replace(hook, secret=None), reader.handle):
            await playground.say(READER, text)
            await reader.has(1 + (text == "second"))
    first, second = (call.parameters for call in playground.calls if call.method == "setWebhook")
    assert first["secret_token"] != second["secret_token"]
    assert len(str(first["secret_token"])) >= 32


async def test_what_telegram_repeats_is_stored_and_handled_once(
    playground: Playground, store: Store, hook: Hook
) -> None:
    reader = Reader()
    async with (
        listening(playground, store, hook, reader.handle) as running,
        aiohttp.ClientSession() as session,
    ):
        await listens(running)
        message = {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "text": "slow"}
        update = {"update_id": 7, "message": message}
        for _ in range(3):
            async with session.post(hook.url, headers=HEADERS, json=update) as answer:
                assert answer.status == 200
        await none_wait(store)
        async with session.post(hook.url, headers=HEADERS, json=update) as answer:
            assert answer.status == 200
        await playground.say(READER, "after")
        assert await reader.has(2) == ["slow", "after"]


async def test_while_the_store_is_away_nothing_is_acknowledged(
    playground: Playground, sqlite_url: str, hook: Hook
) -> None:
    reader = Reader()
    async with (
        await Store.open(sqlite_url) as store,
        listening(playground, store, hook, reader.handle) as running,
        talking(playground) as bot,
    ):
        await listens(running)
        with locked(store):
            await playground.say(READER, "kept")
            info = await trouble(bot)
            assert "503" in (info.last_error_message or "")
            assert info.pending_update_count == 1
        assert await reader.has(1) == ["kept"]
        await none_wait(store)
    assert reader.texts == ["kept"]


async def test_killed_between_storing_and_handling_and_back_to_polling_nothing_is_lost(
    playground: Playground, store: Store, hook: Hook
) -> None:
    hanging = Reader()
    async with listening(playground, store, hook, hanging.handle) as running:
        await listens(running)
        await playground.say(READER, "hang")
        await playground.say(READER, "stored")
        await hanging.has(1)
        await until(lambda: not len(playground.desk.updates))
        assert await waiting(store) == 2
    await playground.say(READER, "while nobody runs")
    reader = Reader(hangs=False)
    async with polling(playground, store, reader.handle):
        await reader.has(3)
    async with listening(playground, store, hook, reader.handle):
        await playground.say(READER, "and back")
        assert await reader.has(4) == ["hang", "stored", "while nobody runs", "and back"]


async def test_at_a_stop_the_webhook_stays(playground: Playground, store: Store, hook: Hook) -> None:
    async with listening(playground, store, hook, Reader().handle) as running:
        await listens(running)
    async with talking(playground) as bot:
        assert (await bot.get_webhook_info()).url == hook.url


@pytest.mark.parametrize("failure", [Failure.BAD_GATEWAY, Failure.DROPPED, Failure.TOO_MANY])
async def test_setting_the_webhook_is_tried_again(
    playground: Playground, store: Store, hook: Hook, failure: Failure
) -> None:
    playground.fail_next(failure, methods=frozenset({"setWebhook"}))
    reader = Reader()
    async with listening(playground, store, hook, reader.handle):
        await playground.say(READER, "there")
        assert await reader.has(1) == ["there"]


async def test_an_address_that_telegram_does_not_send_to_is_the_operators_to_mend(
    playground: Playground, store: Store, hook: Hook
) -> None:
    wrong = replace(hook, url="https://bot.example/hook")
    async with listening(playground, store, wrong, Reader().handle) as running:
        with pytest.raises(
            WebhookRefused, match=r"webhook.url: Telegram does not send to https://bot.example"
        ):
            await asyncio.wait_for(asyncio.shield(running.receiving), 10)


async def test_a_port_that_is_taken_is_the_operators_to_mend(
    playground: Playground, store: Store, hook: Hook
) -> None:
    with socket.create_server(("127.0.0.1", hook.port)):
        async with listening(playground, store, hook, Reader().handle) as running:
            with pytest.raises(
                OperatorMistake, match=r"webhook.listen: the bot cannot listen on 127.0.0.1:\d+: "
            ):
                await asyncio.wait_for(asyncio.shield(running.receiving), 10)


# --- another process with the same token ------------------------------------------------------

SHORT = Patience(times=3, within=60, pause=0.1)


async def test_a_webhook_that_is_taken_away_is_set_again(
    playground: Playground, store: Store, hook: Hook
) -> None:
    reader = Reader()
    async with (
        listening(playground, store, hook, reader.handle, patience=SHORT) as running,
        talking(playground) as other,
    ):
        await listens(running)
        await other.delete_webhook()
        await playground.say(READER, "meanwhile")
        assert await reader.has(1) == ["meanwhile"]


async def test_who_takes_it_away_again_and_again_gets_the_updates(
    playground: Playground, store: Store, hook: Hook
) -> None:
    async with (
        listening(playground, store, hook, Reader().handle, patience=SHORT) as running,
        talking(playground) as other,
    ):
        while not running.receiving.done():
            await other.set_webhook("http://127.0.0.1:9/theirs")
            await asyncio.sleep(0.05)
        assert running.receiving.exception() is None
        assert running.receiver.state is Receiving.STOPPED_CONFLICT
        assert (await other.get_webhook_info()).url == "http://127.0.0.1:9/theirs"


async def test_one_polls_and_one_has_a_webhook_until_one_gives_way(
    playground: Playground, store: Store, hook: Hook
) -> None:
    reader = Reader()
    make = partial(Polling, kinds=KINDS, stopwatch=stopwatch, patience=replace(SHORT, pause=0.03))
    async with (
        receiving(playground, store, reader.handle, make) as polled,
        listening(playground, store, hook, reader.handle, patience=SHORT) as sent,
    ):
        await asyncio.wait_for(asyncio.shield(polled.receiving), 10)
        assert polled.receiver.state is Receiving.STOPPED_CONFLICT
        assert sent.receiver.state is Receiving.LISTENING
        await playground.say(READER, "heard")
        assert await reader.has(1) == ["heard"]


# --- with a certificate of our own ------------------------------------------------------------


async def test_a_certificate_that_signs_itself_is_given_to_telegram(
    playground: Playground, store: Store, hook: Hook
) -> None:
    secure = replace(hook, url=hook.url.replace("http:", "https:"), certificate=OWN, key=OWN)
    reader = Reader()
    async with listening(playground, store, secure, reader.handle), talking(playground) as bot:
        await playground.say(READER, "in secret")
        assert await reader.has(1) == ["in secret"]
        assert (await bot.get_webhook_info()).has_custom_certificate
    upload = to_upload(OWN, OWN)
    assert upload is not None
    assert b"PRIVATE KEY" in OWN.read_bytes()
    assert b"PRIVATE KEY" not in upload


async def test_a_certificate_of_an_authority_is_not_given_away(
    playground: Playground, store: Store, hook: Hook
) -> None:
    """The playground does not know the authority, as Telegram would not."""
    secure = replace(hook, url=hook.url.replace("http:", "https:"), certificate=SIGNED, key=SIGNED)
    async with (
        listening(playground, store, secure, Reader().handle) as running,
        talking(playground) as bot,
    ):
        await listens(running)
        await playground.say(READER, "unheard")
        info = await trouble(bot)
        assert not info.has_custom_certificate
        assert "certificate verify failed" in (info.last_error_message or "")


async def test_plain_http_is_no_way_round_the_certificate(
    playground: Playground, store: Store, hook: Hook
) -> None:
    secure = replace(hook, url=hook.url.replace("http:", "https:"), certificate=OWN, key=OWN)
    async with listening(playground, store, secure, Reader().handle) as running:
        await listens(running)
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.ClientError):
                await session.post(hook.url, headers=HEADERS, json=UPDATE)
            trusting = ssl.create_default_context(cafile=OWN)
            async with session.post(secure.url, json=UPDATE, ssl=trusting) as answer:
                assert answer.status == 403


def test_files_that_are_no_certificate_and_key_are_the_operators_to_mend(tmp_path: Path) -> None:
    gone, empty = tmp_path / "gone.pem", tmp_path / "empty.pem"
    empty.touch()
    for certificate, key in ((gone, OWN), (OWN, gone), (empty, OWN), (OWN, empty), (OWN, SIGNED)):
        with pytest.raises(OperatorMistake, match=r"webhook\.certificate"):
            to_upload(certificate, key)
    assert to_upload(SIGNED, SIGNED) is None
