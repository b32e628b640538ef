"""Writes of many callers in one transaction: what comes while one is under way goes with the next.

Who is alone waits for nobody. Each caller hears of its own write only when it is on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_MOST = 100
"""Items of one transaction."""


class Together(Generic[Item, Answer]):
    """`write` does it for all items that have gathered; its answer, or its error, is everybody's."""

    def __init__(self, write: Callable[[Sequence[Item]], Awaitable[Answer]]) -> None:
        self._write = write
        self._gathered: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, item: Item) -> Answer:
        """Returns when the item is written. Raises what `write` does."""
        written: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._gathered.append((item, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return await written

    async def rest(self) -> None:
        """Returns when nothing is being written."""
        if self._writing is not None:
            await self._writing

    async def _write_all(self) -> None:
        try:
            while self._gathered:
                batch, self._gathered = self._gathered[:_MOST], self._gathered[_MOST:]
                await self._write_one(batch)
        finally:
            self._writing = None

    async def _write_one(self, batch: Sequence[tuple[Item, asyncio.Future[Answer]]]) -> None:
        waiting = [written for _, written in batch]
        try:
            answer = await self._write([item for item, _ in batch])
        except Exception as error:
            for written in waiting:
                if not written.done():  # its caller may have been cancelled
                    written.set_exception(error)
        else:
            for written in waiting:
                if not written.done():
                    written.set_result(answer)
