"""The ticks, and the errands that they wake.

The scheduler only ticks: what is due stands in the database. A tick does no work itself, so that none
can overlap with another or be missed: it wakes an errand, which works off all there is and goes back
to sleep. Whatever else knows of work (a file dropped, an edition planned) wakes the same errand.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from digests.errors import OperatorMistake, StoreError

log = structlog.get_logger()

_TRY_AGAIN = timedelta(seconds=30)
_STEP = 1.0
"""Seconds; less than that is the clock being trimmed."""

RHYTHM: Mapping[str, IntervalTrigger | CronTrigger] = {
    "collect": IntervalTrigger(seconds=15, timezone=UTC),
    "plan": IntervalTrigger(seconds=5, timezone=UTC),
    "break": IntervalTrigger(seconds=60, timezone=UTC),
    "deliver": IntervalTrigger(seconds=1, timezone=UTC),
    "beat": IntervalTrigger(seconds=10, timezone=UTC),
    "housekeep": CronTrigger(hour=3, minute=17, timezone=UTC),
}


class Errand:
    """Work that is done when woken, one round at a time; woken meanwhile, it does another."""

    def __init__(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        self.name = name
        self._work = work
        self._woken = asyncio.Event()
        self._ending = False

    def wake(self) -> None:
        self._woken.set()

    def end(self) -> None:
        """Has `run` return after the round it is in: a transaction is better ended than cut off."""
        self._ending = True
        self._woken.set()

    def wake_in(self, wait: timedelta) -> None:
        asyncio.get_running_loop().call_later(wait.total_seconds(), self.wake)

    async def run(self) -> None:
        """Until ended or cancelled. A failed round is logged and the next tick tries again, also when the
        database is away for a while; only what the operator has to mend here and now ends it."""
        while True:
            await self._woken.wait()
            if self._ending:
                return
            self._woken.clear()
            try:
                await self._work()
            except StoreError as error:
                log.error("database trouble; trying again", errand=self.name, error=str(error))
                self.wake_in(_TRY_AGAIN)  # some are woken once a day
            except OperatorMistake:
                raise
            except Exception:
                log.exception("errand failed", errand=self.name)


def scheduler(errands: Mapping[str, Sequence[Errand]]) -> AsyncIOScheduler:
    """A scheduler, not started, each of whose ticks (as named in RHYTHM) wakes these errands."""
    # APScheduler's defaults written out where they matter: with its own grace time of one second, a
    # tick that the loop is late for would not run at all.
    ticking = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for name, trigger in RHYTHM.items():
        ticking.add_job(_tick, trigger, args=errands[name], id=name, next_run_time=_first(trigger))
    return ticking


async def keep_ticking(
    ticking: AsyncIOScheduler,
    *also: Errand,
    clock: Callable[[], float] = time.time,
    stopwatch: Callable[[], float] = time.monotonic,
    looking_every: float = 1.0,
) -> None:
    """Until cancelled: has the ticks go on when the computer's clock is set back, and wakes `also`.

    APScheduler reckons by that clock: set back by an hour, it would not tick for an hour.
    """
    ahead = clock() - stopwatch()
    while True:
        await asyncio.sleep(looking_every)
        before, ahead = ahead, clock() - stopwatch()
        if ahead < before - _STEP:
            log.warning("the clock was set back", seconds=round(before - ahead))
            for job in ticking.get_jobs():
                if isinstance(job.trigger, IntervalTrigger):
                    job.modify(next_run_time=datetime.now(UTC))
            for errand in also:
                errand.wake()


async def _tick(*errands: Errand) -> None:
    # A coroutine, though it waits for nothing: APScheduler would run a plain function in a thread.
    for errand in errands:
        errand.wake()


def _first(trigger: IntervalTrigger | CronTrigger) -> datetime:
    now = datetime.now(UTC)
    if isinstance(trigger, IntervalTrigger):
        return now
    following: datetime = trigger.get_next_fire_time(None, now)
    return following
