"""Chats side by side, each chat in order: what a chat sends is worked off one after the other.

A chat has one piece of work going on at most, however much it sends, so none can take the others' room.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Piece = TypeVar("Piece")

AT_ONCE = 100
"""Chats that are worked for at the same time."""


class Lanes(Generic[Piece]):
    """`work` does one piece; `hold` makes of one that has to wait what is kept in memory meanwhile."""

    def __init__(self, work: Callable[[Piece], Awaitable[None]], hold: Callable[[Piece], Piece]) -> None:
        self._work = work
        self._hold = hold
        self._room = asyncio.Semaphore(AT_ONCE)
        self._lanes: dict[int | None, deque[Piece]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._failed = asyncio.Event()
        self._leaving = False

    def line_up(self, chat: int | None, piece: Piece) -> None:
        """Has the piece done after all that the chat has sent before."""
        if self._leaving:
            return
        if chat in self._lanes:
            self._lanes[chat].append(self._hold(piece))
            return
        self._lanes[chat] = deque([piece])
        task = asyncio.create_task(self._go_along(chat))
        self._tasks.add(task)
        task.add_done_callback(self._check)

    async def failure(self) -> None:
        """Raises what a piece of work has raised, as soon as one has."""
        await self._failed.wait()
        if self._failure is not None:
            raise self._failure

    async def leave(self, seconds: float) -> None:
        """Begins nothing more; what is going on gets some seconds, then it is cancelled."""
        self._leaving = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        remaining = tuple(self._tasks)
        for task in remaining:
            task.cancel()
        await asyncio.gather(*remaining, return_exceptions=True)

    async def _go_along(self, chat: int | None) -> None:
        line = self._lanes[chat]
        while line and not self._leaving:
            async with self._room:
                await self._work(line[0])
            line.popleft()
        del self._lanes[chat]

    def _check(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failure = error
            self._failed.set()
