"""The ticks go on, whatever happens to the computer's clock."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.ticks import RHYTHM, Errand, keep_ticking, scheduler
from digests.errors import OperatorMistake, StoreError


@dataclass
class Clock:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


async def test_a_clock_set_back_stops_no_tick() -> None:
    rounds: list[str] = []

    async def work() -> None:
        rounds.append("deliver")

    async def reckoned() -> None:
        rounds.append("reckon")

    deliver, reckon = Errand("deliver", work), Errand("reckon", reckoned)
    ticking = scheduler({name: (deliver,) if name == "deliver" else () for name in RHYTHM})
    ticking.start()
    tasks = [asyncio.create_task(errand.run()) for errand in (deliver, reckon)]
    try:
        await asyncio.sleep(0.05)
        assert rounds == ["deliver"]
        # What a clock set back by an hour means to the scheduler: the next tick is an hour away.
        far = datetime.now(UTC) + timedelta(hours=1)
        ticking.modify_job("deliver", next_run_time=far)
        nightly = ticking.get_job("housekeep").next_run_time
        wall, steady = Clock(), Clock()
        tasks.append(
            asyncio.create_task(
                keep_ticking(ticking, reckon, clock=wall, stopwatch=steady, looking_every=0.01)
            )
        )
        await asyncio.sleep(0.05)
        assert rounds == ["deliver"], "a clock that runs on is left alone"
        wall.now -= 3600
        await asyncio.sleep(0.1)
        assert sorted(rounds) == ["deliver", "deliver", "reckon"]
        assert ticking.get_job("housekeep").next_run_time == nightly
    finally:
        ticking.shutdown(wait=False)
        for task in tasks:
            task.cancel()


async def test_a_failed_round_is_tried_again_and_a_mistake_of_the_operators_is_raised() -> None:
    failures: list[Exception] = [ValueError("a bug"), StoreError("away"), OperatorMistake("a wrong token")]

    async def work() -> None:
        if failures:
            raise failures.pop(0)

    errand = Errand("deliver", work)
    running = asyncio.create_task(errand.run())
    for left in (2, 1, 0):
        errand.wake()
        await asyncio.sleep(0.01)
        assert len(failures) == left
    with pytest.raises(OperatorMistake, match="a wrong token"):
        await running


async def test_an_errand_that_is_ended_ends_the_round_it_is_in() -> None:
    ended: list[str] = []

    async def work() -> None:
        await asyncio.sleep(0.02)
        ended.append("the round")

    errand = Errand("beat", work)
    running = asyncio.create_task(errand.run())
    errand.wake()
    await asyncio.sleep(0.01)
    errand.end()
    await running
    assert ended == ["the round"]
