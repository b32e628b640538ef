"""How long a loop was busy with one thing, seen from within: a task that wants to wake every few moments."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_NAP = 0.005
_NOTED = 0.020
"""Shorter blocks are not kept."""


@dataclass
class Watch:
    """When the loop was blocked, and for how long: seconds of `time.monotonic()`."""

    blocks: list[tuple[float, float]] = field(default_factory=list)

    async def keep(self) -> None:
        while True:
            due = time.monotonic() + _NAP
            await asyncio.sleep(_NAP)
            now = time.monotonic()
            if now - due > _NOTED:
                self.blocks.append((now, now - due))


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


def longest_block(blocks: Sequence[tuple[float, float]], first: float, last: float) -> float:
    """Of those that ended between the two moments."""
    return max((length for ended, length in blocks if first <= ended <= last), default=0.0)
