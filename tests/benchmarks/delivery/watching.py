"""How long a loop was busy with one thing, seen from within: a task that wants to wake every few moments.

On a machine that others use too, a loop may be late because its process had to wait for a processor. The
kernel counts that, and it is taken off.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

_NAP = 0.01
_NOTED = 0.020
"""Shorter blocks are not kept."""


class Block(NamedTuple):
    """A time in which the loop did one thing only. Moments are those of `time.monotonic()`."""

    ended: float
    seconds: float


@dataclass
class Watch:
    blocks: list[Block] = field(default_factory=list)

    async def keep(self) -> None:
        # Kept open: to open it two hundred times a second would be a good part of what is measured.
        with scheduling_of("thread-self") as scheduling:
            waited = waited_for_processor(scheduling)
            while True:
                due = time.monotonic() + _NAP
                await asyncio.sleep(_NAP)
                before, waited = waited, waited_for_processor(scheduling)
                now = time.monotonic()
                late = now - due - (waited - before)
                if late > _NOTED:
                    self.blocks.append(Block(now, late))


@contextmanager
def scheduling_of(process: str | int) -> Iterator[int]:
    """What the kernel tells of a thread, or of a process's first one, open to be read."""
    scheduling = os.open(f"/proc/{process}/schedstat", os.O_RDONLY)
    try:
        yield scheduling
    finally:
        os.close(scheduling)


def waited_for_processor(scheduling: int) -> float:
    """Seconds that a thread could have run in and others did; `scheduling` is its open `schedstat`."""
    return int(os.pread(scheduling, 100, 0).split()[1]) / 1e9


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
