"""Time that passes only when everybody sleeps: waits of minutes in no time, and the same in every run."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Coroutine
from typing import TypeVar

Value = TypeVar("Value")


class SimulatedTime:
    """Sleepers wake in order, and the stopwatch jumps to the next one."""

    def __init__(self) -> None:
        self.now = 100.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []

    def stopwatch(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), woken))
        await woken.wait()

    async def until(self, moment: float) -> None:
        """Lets time pass until then; of what happens at that moment itself, everything."""
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= moment:
            self.now, _, woken = heapq.heappop(self._sleepers)
            woken.set()
            await self._settle()
        self.now = moment

    async def run(self, *work: Coroutine[object, object, Value]) -> list[Value]:
        """Lets time pass until all `work` is done."""
        tasks = [asyncio.ensure_future(each) for each in work]
        await self._settle()
        while self._sleepers:
            await self.until(self._sleepers[0][0])
        return await asyncio.gather(*tasks)

    async def _settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
