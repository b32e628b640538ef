"""Updates are neither lost nor handled twice, whatever happens between Telegram and the store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from telegram import Update
from telegram.ext import ApplicationBuilder

from bot.gateway import TokenRefused
from bot.pacing import Pace
from bot.playground import Playground
from bot.playground.faults import Failure
from bot.polling import Handle, Poller
from bot.transport import AiohttpRequest
from digests.store import updates
from digests.store.engine import Store
from tests.stage import READER, TOKEN


class Reader:
    """Notes what it is handed; hangs or fails where a test says so."""

    def __init__(self, expected: int) -> None:
        self.texts: list[str] = []
        self.all_there = asyncio.Event()
        self._expected = expected

    async def handle(self, update: Update) -> None:
        assert update.message is not None
        text = update.message.text or ""
        if text == "fail":
            self.texts.append(text)
            self._check()
            raise RuntimeError("a fault of ours")
        if text == "slow":
            await asyncio.sleep(0.2)
        self.texts.append(text)
        self._check()

    def _check(self) -> None:
        if len(self.texts) >= self._expected:
            self.all_there.set()

    async def has_all(self) -> list[str]:
        async with asyncio.timeout(10):
            await self.all_there.wait()
        return self.texts


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(READER + 1, "Olu")
        yield playground


@asynccontextmanager
async def polling(
    playground: Playground, store: Store, handle: Handle, token: str = TOKEN
) -> AsyncIterator[asyncio.Task[None]]:
    request, polls = AiohttpRequest(), AiohttpRequest(connections=1)
    base = f"{playground.url}/bot"
    application = (
        ApplicationBuilder().token(token).base_url(base).request(request).get_updates_request(polls).build()
    )
    await request.initialize()
    await polls.initialize()
    poller = Poller(
        application.bot,
        store,
        handle,
        kinds=("message",),
        clock=lambda: datetime.now(UTC),
        until_open=Pace(28, time.monotonic).until_open,
    )
    task = asyncio.create_task(poller.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await request.shutdown()
        await polls.shutdown()


async def test_updates_of_one_chat_are_handled_in_order(playground: Playground, store: Store) -> None:
    reader = Reader(expected=4)
    for text in ("slow", "second", "third"):
        await playground.say(READER, text)
    await playground.say(READER + 1, "of another chat")
    async with polling(playground, store, reader.handle):
        texts = await reader.has_all()
    assert texts[0] == "of another chat", "a slow chat does not hold up another one"
    assert texts[1:] == ["slow", "second", "third"]


async def test_an_update_is_not_confirmed_before_it_was_handled(playground: Playground, store: Store) -> None:
    await playground.say(READER, "kept")
    begun = asyncio.Event()

    async def hangs(update: Update) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with polling(playground, store, hangs):
        await asyncio.wait_for(begun.wait(), 10)
    reader = Reader(expected=1)
    async with polling(playground, store, reader.handle):
        assert await reader.has_all() == ["kept"]


async def test_what_was_handled_but_not_confirmed_is_not_handled_again(
    playground: Playground, store: Store
) -> None:
    await playground.say(READER, "once")
    handled: list[int] = []

    async def note_and_crash(update: Update) -> None:
        """Handled and remembered, and then the process dies before the next poll confirms it."""
        async with store.writing() as conn:
            await updates.remember(conn, update.update_id, datetime.now(UTC))
        handled.append(update.update_id)
        await asyncio.Event().wait()

    async with polling(playground, store, note_and_crash):
        async with asyncio.timeout(10):
            while True:
                if handled:
                    break
                await asyncio.sleep(0.01)
    await playground.say(READER, "next")
    reader = Reader(expected=1)
    async with polling(playground, store, reader.handle):
        assert await reader.has_all() == ["next"]


async def test_a_handler_that_fails_is_not_tried_for_ever(playground: Playground, store: Store) -> None:
    reader = Reader(expected=2)
    await playground.say(READER, "fail")
    await playground.say(READER, "after")
    async with polling(playground, store, reader.handle):
        assert await reader.has_all() == ["fail", "after"]


@pytest.mark.parametrize("failure", [Failure.BAD_GATEWAY, Failure.DROPPED, Failure.TOO_MANY])
async def test_polling_goes_on_after_trouble(playground: Playground, store: Store, failure: Failure) -> None:
    playground.fail_next(failure, methods=frozenset({"getUpdates"}))
    reader = Reader(expected=1)
    async with polling(playground, store, reader.handle):
        await playground.say(READER, "still there")
        assert await reader.has_all() == ["still there"]


async def test_a_refused_token_ends_the_polling(playground: Playground, store: Store) -> None:
    async with polling(playground, store, Reader(1).handle, token="1:" + "a" * 35) as task:
        with pytest.raises(TokenRefused):
            await asyncio.wait_for(asyncio.shield(task), 10)
