"""What a proxy or a firewall says in Telegram's place ends nothing; what Telegram says of the token does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

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
from bot.webhook import Hook, Webhook
from digests.store.updates import Body
from tests.hostile_server import Behaviour, HostileServer, Request, hangs, reply
from tests.receivers import KINDS, stopwatch, until
from tests.stage import TOKEN

HOME = f"/bot{TOKEN}"
QUICK = Patience(pause=0.05)


def page(status: int, body: str = "<html><h1>page not found</h1></html>") -> Behaviour:
    return reply(body.encode(), status=status)


def told(result: object) -> Behaviour:
    return reply(json.dumps({"ok": True, "result": result}).encode())


def refused(status: int, description: str) -> Behaviour:
    answer = {"ok": False, "error_code": status, "description": description}
    return reply(json.dumps(answer).encode(), status=status)


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
    "a list for 502": page(502, "[]"),
    "a page for 400": page(400),
    "a sign-in page": page(200),
    "JSON of somebody else": page(200, '{"status": "up"}'),
    "no result": page(200, '{"ok": true}'),
}
strange_answers = pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
REFUSALS = {"unknown": refused(401, "Unauthorized"), "malformed": refused(404, "Not Found")}
refusals = pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS.keys())


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    async with HostileServer.serving() as server:
        me = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Quote", "username": "quote_bot"}
        server.at(f"{HOME}/getMe", told(me))
        for method in ("deleteWebhook", "setWebhook"):
            server.at(f"{HOME}/{method}", told(True))
        yield server


def application(server: HostileServer) -> BotApplication:
    requests = AiohttpRequest(), AiohttpRequest(connections=1)
    builder = ApplicationBuilder().token(TOKEN).base_url(server.url("/bot")).updater(None).job_queue(None)
    return builder.request(requests[0]).get_updates_request(requests[1]).build()


class Box:
    """Notes the numbers of the updates it is given."""

    def __init__(self) -> None:
        self.numbers: list[object] = []

    async def take(self, updates: Sequence[Body]) -> None:
        self.numbers += [update["update_id"] for update in updates]


@asynccontextmanager
async def polling(server: HostileServer, box: Box) -> AsyncIterator[asyncio.Task[None]]:
    async with talking(server) as bot, running(Polling(bot, box, kinds=KINDS, stopwatch=stopwatch)) as task:
        yield task


@asynccontextmanager
async def listening(server: HostileServer) -> AsyncIterator[tuple[Webhook, asyncio.Task[None]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    hook = Hook(url=f"http://127.0.0.1:{port}/hook", port=port)
    server.at(f"{HOME}/getWebhookInfo", told(info(hook)))
    ...
@asynccontextmanager
async def talking(server: HostileServer) -> AsyncIterator[Bot]:
    bot = application(server).bot
    await bot.request.initialize()
    try:
        yield bot
    finally:
        await bot.request.shutdown()


@asynccontextmanager
async def running(receiver: Receiver) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(receiver.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def ended(task: asyncio.Task[None]) -> None:
    async with asyncio.timeout(10):
        await asyncio.shield(task)
