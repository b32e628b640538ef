"""Writes down how the process does: for `pullquote status`, and for the process that comes after it.

A pause that Telegram asked for holds for the bot, not for the process: a restart inside it must know.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.pacing import Pace
from digests.store import pulse
from digests.store.engine import Store
from digests.store.pulse import Pulse


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

    async def restore(self) -> None:
        """At start: takes up the pause and the rate of the process before this one."""
        async with self._store.reading() as conn:
            before = await pulse.last(conn)
        if before is None or before.full_rate != self._pace.report().full_rate:
            return
        if before.paused_until is not None and before.paused_until > self._clock():
            self._pace.restore(before.paused_until - self._clock(), before.rate)

    async def write(self) -> None:
        report, now = self._pace.report(), self._clock()
        last = report.last_429
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
                    refused_at=now - last.ago if last else None,
                    refused_seconds=last.wait.total_seconds() if last else None,
                ),
            )
