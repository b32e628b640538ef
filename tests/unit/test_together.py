"""Many callers, few writes; and everybody hears of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import Together


class Disk:
    """Takes its time, and notes what comes in one write; fails where it is given a 0."""

    def __init__(self) -> None:
        self.writes: list[list[int]] = []

    async def write(self, items: Sequence[int]) -> int:
        self.writes.append(list(items))
        await asyncio.sleep(0.01)
        if 0 in items:
            raise OSError("no space")
        return len(self.writes)


async def test_who_is_alone_waits_for_nobody() -> None:
    disk = Disk()
    together = Together(disk.write)
    assert [await together.put(1), await together.put(2)] == [1, 2]
    assert disk.writes == [[1], [2]]


async def test_what_comes_during_a_write_goes_with_the_next() -> None:
    disk = Disk()
    together = Together(disk.write)
    first = asyncio.create_task(together.put(1))
    await asyncio.sleep(0.001)
    rest = [asyncio.create_task(together.put(item)) for item in range(2, 7)]
    assert await asyncio.gather(first, *rest) == [1, 2, 2, 2, 2, 2]
    assert disk.writes == [[1], [2, 3, 4, 5, 6]]


async def test_a_write_that_fails_is_everybodys_and_the_next_is_tried() -> None:
    together = Together(Disk().write)
    failed = await asyncio.gather(*(together.put(item) for item in (0, 1, 2)), return_exceptions=True)
    assert [type(each) for each in failed] == [OSError, OSError, OSError]
    assert await together.put(3) == 2


async def test_a_caller_that_gave_up_takes_nobody_along() -> None:
    disk = Disk()
    together = Together(disk.write)
    tasks = [asyncio.create_task(together.put(item)) for item in (1, 2)]
    await asyncio.sleep(0.001)
    tasks[0].cancel()
    assert await tasks[1] == 1
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]


async def test_the_rest_is_over_when_nothing_is_written_any_more() -> None:
    disk = Disk()
    together = Together(disk.write)
    task = asyncio.create_task(together.put(1))
    await asyncio.sleep(0.001)
    task.cancel()
    await together.rest()
    assert disk.writes == [[1]]
    await together.rest()
