"""How long a loop was busy with one thing, seen from within: a task that wants to wake every few moments.

On a machine that others use too, a loop may be late because its process had to wait for a processor. The
kernel counts that, and it is taken off.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

_NAP = 0.005
_NOTED = 0.020
"""Shorter blocks are not kept."""
_SCHEDULING = Path("/proc/thread-self/schedstat")


class Block(NamedTuple):
    """A time in which the loop did one thing only. Moments are those of `time.monotonic()`."""

    ended: float
    seconds: float


@dataclass
class Watch:
    blocks: list[Block] = field(default_factory=list)

    async def keep(self) -> None:
        waited = waited_for_processor(_SCHEDULING)
        while True:
            due = time.monotonic() + _NAP
            await asyncio.sleep(_NAP)
            before, waited = waited, waited_for_processor(_SCHEDULING)
            now = time.monotonic()
            late = now - due - (waited - before)
            if late > _NOTED:
                self.blocks.append(Block(now, late))


def waited_for_processor(scheduling: Path) -> float:
    """Seconds that a thread could have run in and others did."""
    return int(scheduling.read_text().split()[1]) / 1e9


@asynccontextmanager
async def watching() -> AsyncIterator[Watch]:
    """Watches the running loop as long as the block lasts."""
    watch = Watch()
    task = asyncio.create_task(watch.keep())
    try:
        yield watch
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def longest(blocks: Iterable[Block], first: float = float("-inf"), last: float = float("inf")) -> float:
    """Seconds, of those that ended between the two moments; 0 if none did."""
    return max((block.seconds for block in blocks if first <= block.ended <= last), default=0.0)
