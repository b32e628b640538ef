"""The demo's clock: bot and playground share it, and whoever looks at the page can move it forward.

On the way news come in, and the bot gets to plan and send what becomes due, each edition at its own time, as
if the hours had really passed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.app import LOOK_AGAIN, App
from bot.playground.clock import ClockFace
from bot.playground.library import write_articles
from digests.model import Article
from digests.newsroom import editions, subscribing


async def take_in(app: App) -> None:
    """All of the inbox: freshly written files take a second look."""
    while True:
        collected = await app.intake.collect()
        if not collected.waiting:
            return
        await asyncio.sleep(LOOK_AGAIN.total_seconds())


@dataclass(slots=True)
class DemoClock:
    """The real time, and what was skipped."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def stopwatch(self) -> float:
        return time.monotonic() + self.ahead.total_seconds()

    def move(self, moment: datetime) -> None:
        """Never back."""
        self.ahead += max(moment - self(), timedelta())


@dataclass(slots=True)
class DemoClockwork:
    """Moves the clock for the page."""

    clock: DemoClock
    app: App
    chats: tuple[int, ...]
    zone: str
    """Of those whom the bot does not know yet."""
    ahead: Sequence[Article]
    """What is yet to appear, oldest first."""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, chat_id: int) -> ClockFace:
        known = await subscribing.find(self.app.store, chat_id)
        if known is None:
            return ClockFace(self.clock(), self.zone, None)
        return ClockFace(self.clock(), known.chat.timezone, known.next_due_at if known.active else None)

    async def move(self, moment: datetime) -> None:
        async with self._turn:
            last: datetime | None = None
            while (due := await self._next_due()) is not None and due <= moment and due != last:
                await self._live_until(due)
                last = due
            await self._live_until(moment)

    async def _live_until(self, moment: datetime) -> None:
        self.clock.move(moment)
        fresh = [article for article in self.ahead if article.published and article.published <= moment]
        if fresh:
            self.ahead = self.ahead[len(fresh) :]
            write_articles(self.app.inbox, fresh)
            await take_in(self.app)
        await self._send()

    async def _next_due(self) -> datetime | None:
        known = [await subscribing.find(self.app.store, chat) for chat in self.chats]
        dues = [each.next_due_at for each in known if each is not None and each.active]
        return min((due for due in dues if due is not None), default=None)

    async def _send(self) -> None:
        """What the ticks would do within seconds."""
        while await editions.plan_due(self.app.store, self.app.rules, self.clock()):
            pass
        await self.app.outbox.drain()
