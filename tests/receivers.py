"""What gets updates and what handles them, put together for tests: real bot, real store, the playground."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from telegram import Bot, Update
from telegram.ext import ApplicationBuilder

from bot.playground import Playground
from bot.receiving import Receiver
from bot.transport import AiohttpRequest
from bot.updates import Handle, Updates
from digests.store import sqlite
from digests.store import updates as ledger
from digests.store.engine import Store
from tests.stage import NO_LIMIT, TOKEN

KINDS = ("message",)


@dataclass
class Reader:
    """Notes what it is handed; is slow, hangs or fails where a text says so."""

    texts: list[str] = field(default_factory=list)
    hangs: bool = True
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def handle(self, update: Update) -> None:
        assert update.message is not None
        text = update.message.text or ""
        if text == "slow":
            await asyncio.sleep(0.2)
        await self._note(text)
        if text == "fail":
            raise RuntimeError("a fault of ours")
        if text == "hang" and self.hangs:
            await asyncio.Event().wait()

    async def _note(self, text: str) -> None:
        async with self._changed:
            self.texts.append(text)
            self._changed.notify_all()

    async def has(self, count: int, timeout: float = 20.0) -> list[str]:
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: len(self.texts) >= count)
        return self.texts


@dataclass(frozen=True)
class Running:
    """A receiver and the handling of what it receives."""

    updates: Updates
    receiver: Receiver
    handling: asyncio.Task[None]
    receiving: asyncio.Task[None]


@asynccontextmanager
async def talking(playground: Playground, token: str = TOKEN) -> AsyncIterator[Bot]:
    requests = AiohttpRequest(), AiohttpRequest(connections=1)
    builder = ApplicationBuilder().token(token).base_url(f"{playground.url}/bot")
    for request in requests:
        await request.initialize()
    try:
        yield builder.request(requests[0]).get_updates_request(requests[1]).build().bot
    finally:
        for request in requests:
            await request.shutdown()


@asynccontextmanager
async def receiving(
    playground: Playground,
    store: Store,
    handle: Handle,
    make: Callable[[Bot, Updates], Receiver],
    token: str = TOKEN,
) -> AsyncIterator[Running]:
    """Updates come in and are handled as long as the block lasts."""
    async with talking(playground, token) as bot:
        updates = Updates(bot, store, clock=lambda: datetime.now(UTC), until_open=_open, budgets=NO_LIMIT)
        receiver = make(bot, updates)
        handling, taking = asyncio.create_task(updates.run(handle)), asyncio.create_task(receiver.run())
        try:
            yield Running(updates, receiver, handling, taking)
        finally:
            handling.cancel()
            taking.cancel()
            await asyncio.gather(handling, taking, return_exceptions=True)


async def _open() -> None:
    """No 429 holds anybody back."""


async def waiting(store: Store) -> int:
    async with store.reading() as conn:
        return len(await ledger.waiting(conn, after=-1, limit=1000))


async def none_wait(store: Store, timeout: float = 10.0) -> None:
    """Returns when everything stored is handled: nothing tells of it."""
    async with asyncio.timeout(timeout):
        while True:
            if await waiting(store) == 0:
                return
            await asyncio.sleep(0.01)


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another program, such as a database browser, holds the SQLite file."""
    other = sqlite.driver().connect(store.name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


async def until(holds: Callable[[], bool], timeout: float = 20.0) -> None:
    """Waits for something that nothing here is told of."""
    async with asyncio.timeout(timeout):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


stopwatch = time.monotonic
