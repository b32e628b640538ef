"""The demo's clock: bot and playground share it, and whoever looks at the page can move it forward.

On the way the bot gets to plan and send what becomes due, each edition at its own time, as if the hours had
really passed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.playground.clock import ClockFace
from digests.newsroom import editions, subscribing


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


@dataclass(frozen=True, slots=True)
class DemoClockwork:
    """Moves the clock for the page."""

    clock: DemoClock
    app: App
    chats: tuple[int, ...]
    zone: str
    """Of those whom the bot does not know yet."""

    async def look(self, chat_id: int) -> ClockFace:
        known = await subscribing.find(self.app.store, chat_id)
        if known is None:
            return ClockFace(self.clock(), self.zone, None)
        return ClockFace(self.clock(), known.chat.timezone, known.next_due_at if known.active else None)

    async def move(self, moment: datetime) -> None:
        last: datetime | None = None
        while (due := await self._next_due()) is not None and due <= moment and due != last:
            self.clock.move(due)
            await self._send()
            last = due
        self.clock.move(moment)
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
