"""Writes down how the process does: for `pullquote status`, and for the process that comes after it.

A pause that Telegram asked for holds for the bot, not for the process: a restart inside it must know.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.pacing import Pace
from digests.store import pulse
from digests.store.engine import Store
from digests.store.pulse import ENDED, Pulse

_SLOW = timedelta(minutes=2)
"""After this long at the most, a rate that was lowered has recovered."""


class Beat:
    """`updates` says how the process gets what readers write; `clock` tells the time in UTC."""

    def __init__(
        self, store: Store, pace: Pace, updates: Callable[[], str], *, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._pace = pace
        self._updates = updates
        self._clock = clock
        self._started_at = clock()
        self._before: Pulse | None = None

    async def restore(self) -> None:
        """At start: takes up the pause and the rate of the process before this one, then says that this one
        is there."""
        async with self._store.reading() as conn:
            self._before = await pulse.last(conn)
        if self._before is not None:
            self._take_up(self._before)
        await self.write()

    def _take_up(self, before: Pulse) -> None:
        now, nothing = self._clock(), timedelta(0)
        paused_for = nothing
        if before.paused_until is not None:
            # Never longer than it was: the clock may have been set back since.
            paused_for = max(nothing, before.paused_until - max(now, before.beat_at))
        slowed = paused_for or nothing <= now - before.beat_at < _SLOW
        same = before.full_rate == self._pace.full_rate  # else the operator wants another one
        self._pace.restore(paused_for, before.rate if slowed and same else None)

    async def end(self) -> None:
        """The last beat: from now on the process is not running."""
        self._updates = lambda: ENDED
        await self.write()

    async def write(self) -> None:
        report, now = self._pace.report(), self._clock()
        last, before = report.last_429, self._before
        refused_at = before.refused_at if before else None
        refused_seconds = before.refused_seconds if before else None
        if last is not None:
            refused_at, refused_seconds = now - last.ago, last.wait.total_seconds()
        async with self._store.writing() as conn:
            await pulse.beat(
                conn,
                Pulse(
                    started_at=self._started_at,
                    beat_at=now,
                    updates=self._updates(),
                    rate=report.rate,
                    full_rate=report.full_rate,
                    paused_until=now + report.paused_for if report.paused_for else None,
                    refused_at=refused_at,
                    refused_seconds=refused_seconds,
                    unanswered=report.failures,
                    no_stars=report.no_stars,
                ),
            )
