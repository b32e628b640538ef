"""How long the status takes beside a large ledger, and how long slots are reckoned anew: on SQLite."""

from __future__ import annotations

import asyncio
import gc
import random
import tempfile
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from digests.model import EVERY_DAY, ChatKind, DeliveryState, Standing
from digests.newsroom.reckoning import reckon_anew
from digests.newsroom.status import status
from digests.schedule import next_due, zone_of
from digests.store import pulse
from digests.store.engine import Store
from digests.store.schema import chat, delivery, slot
from tests.benchmarks.delivery.filling import ZONES
from tests.benchmarks.figures import Figure
from tests.builders import pulse as running_pulse

_READERS, _DAYS, _SLOTS = 100_000, 10, 1_000_000
_ODD = 50
"""One delivery in so many is late, or did not arrive."""
_PAGE = 20_000
_PAUSE = 0.005


@dataclass(frozen=True, slots=True)
class Measured:
    status: float
    unchanged: float
    changed: float
    blocked: float
    """The longest time in which the loop did nothing else meanwhile."""


def figures(seed: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(_measured(f"sqlite:///{Path(folder) / 'pullquote.db'}", random.Random(seed)))
    ledger = f"{_READERS * _DAYS:,} deliveries, {_READERS:,} of them of today"
    yield Figure("status, ms", ledger, found.status * 1000, 100, lower_is_better=True)
    slots = f"{_SLOTS:,} slots"
    yield Figure("reckoned by a new release, none changes, s", slots, found.unchanged, None)
    yield Figure("reckoned when every one changes, s", slots, found.changed, None)
    yield Figure("longest time that the loop was held meanwhile, ms", slots, found.blocked * 1000, None)


async def _measured(url: str, chance: random.Random) -> Measured:
    now = datetime.now(UTC)
    async with await Store.open(url) as store:
        await _fill(store, now, chance)
        async with await Store.look_at(url) as beside:
            taken = min([await _timed(status(beside, now)) for _ in range(5)])
        gc.collect()
        gc.freeze()  # as the bot does when it is open
        holding = _Holding()
        watch = asyncio.create_task(holding.watch())
        unchanged = await _timed(reckon_anew(store, "one", lambda: now))
        async with store.writing() as conn:
            await conn.execute(slot.update().values(next_date=None))
        changed = await _timed(reckon_anew(store, "another", lambda: now))
        watch.cancel()
    return Measured(taken, unchanged, changed, holding.longest)


async def _timed(work: Coroutine[None, None, object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


class _Holding:
    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_PAUSE)
            self.longest = max(self.longest, time.perf_counter() - began - _PAUSE)


# --- the store --------------------------------------------------------------------------------


async def _fill(store: Store, now: datetime, chance: random.Random) -> None:
    for first in range(1, _SLOTS + 1, _PAGE):
        numbers = range(first, first + _PAGE)
        async with store.writing() as conn:
            await conn.execute(insert(chat), [_chat(each, now) for each in numbers])
            await conn.execute(insert(slot), [_slot(each, now) for each in numbers])
    for day in range(_DAYS):
        for first in range(1, _READERS + 1, _PAGE):
            rows = [_delivery(each, day, now, chance) for each in range(first, first + _PAGE)]
            async with store.writing() as conn:
                await conn.execute(insert(delivery), rows)
    async with store.writing() as conn:
        await pulse.beat(conn, running_pulse(started_at=now, beat_at=now))


def _chat(number: int, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "kind": ChatKind.PRIVATE,
        "name": "Ada",
        "language": "en",
        "timezone": ZONES[number % len(ZONES)],
        "standing": Standing.SUBSCRIBED if number % 20 else Standing.GONE,
        "created_at": now,
    }


def _slot(number: int, now: datetime) -> dict[str, object]:
    at = datetime(2000, 1, 1, number % 24, number % 12 * 5).time()
    due = next_due(at, EVERY_DAY, zone_of(ZONES[number % len(ZONES)]), now)
    values = {"chat": number, "number": 1, "at": at, "days": EVERY_DAY}
    return {**values, "next_due_at": due.at, "next_date": due.local_date}


def _delivery(number: int, day: int, now: datetime, chance: random.Random) -> dict[str, object]:
    due_at = now - timedelta(days=day, minutes=number % 1_400 + 1)
    odd = chance.randrange(_ODD) == 0
    state = chance.choice((DeliveryState.SENT, DeliveryState.GONE)) if odd else DeliveryState.SENT
    return {
        "chat": number,
        "kind": "daily",
        "local_date": now.date() - timedelta(days=day),
        "slot": 1,
        "part": 1,
        "lineup": 1,
        "state": state,
        "attempt": 1,
        "doubtful": False,
        "due_at": due_at,
        "not_before": due_at,
        "message_id": number,
        "reason": "blocked" if state is DeliveryState.GONE else None,
        "settled_at": due_at + (timedelta(hours=1) if odd else timedelta(seconds=20)),
    }
