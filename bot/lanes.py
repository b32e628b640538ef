"""Chats side by side, each chat in order: what a chat sends is worked off one after the other.

A chat has one piece of work going on at most, however much it sends, so none can take the others' room; and a
piece that may not begin yet takes no room either.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Piece = TypeVar("Piece")

AT_ONCE = 100
"""Chats that are worked for at the same time."""


class Lanes(Generic[Piece]):
    """`work` does one piece; `hold` makes of one that has to wait what is kept in memory meanwhile; `wait`
    tells for how many seconds one may not begin."""

    def __init__(
        self,
        work: Callable[[Piece], Awaitable[None]],
        hold: Callable[[Piece], Piece],
        wait: Callable[[Piece], float],
    ) -> None:
        self._work = work
        self._hold = hold
        self._wait = wait
        self._room = asyncio.Semaphore(AT_ONCE)
        self._lanes: dict[Hashable, deque[Piece]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._failed = asyncio.Event()
        self._left = asyncio.Event()

    def line_up(self, lane: Hashable, piece: Piece) -> None:
        """Has the piece done after all that is in its lane."""
        if self._left.is_set():
            return
        if lane in self._lanes:
            self._lanes[lane].append(self._hold(piece))
            return
        self._lanes[lane] = deque([piece])
        task = asyncio.create_task(self._go_along(lane))
        self._tasks.add(task)
        task.add_done_callback(self._check)

    async def failure(self) -> None:
        """Raises what a piece of work has raised, as soon as one has."""
        await self._failed.wait()
        if self._failure is not None:
            raise self._failure

    async def leave(self, seconds: float) -> None:
        """Begins nothing more; what is going on gets some seconds, then it is cancelled."""
        self._left.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        remaining = tuple(self._tasks)
        for task in remaining:
            task.cancel()
        await asyncio.gather(*remaining, return_exceptions=True)

    async def _go_along(self, lane: Hashable) -> None:
        line = self._lanes[lane]
        while line and not self._left.is_set():
            if (wait := self._wait(line[0])) > 0:
                await self._sleep(wait)
                continue
            async with self._room:
                await self._work(line[0])
            line.popleft()
        del self._lanes[lane]

    async def _sleep(self, seconds: float) -> None:
        """Not beyond the end."""
        try:
            async with asyncio.timeout(seconds):
                await self._left.wait()
        except TimeoutError:
            return

    def _check(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failure = error
            self._failed.set()
