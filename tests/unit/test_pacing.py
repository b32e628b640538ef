"""The pace, on a clock that only moves when somebody sleeps."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from datetime import timedelta

from bot.pacing import Lane, Pace


class Clock:
    """Simulated time: sleepers wake in order, and time jumps to the next one."""

    def __init__(self) -> None:
        self.now = 100.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), woken))
        await woken.wait()

    async def run(self) -> None:
        """Lets time pass until nobody sleeps any more."""
        while True:
            for _ in range(10):
                await asyncio.sleep(0)
            if not self._sleepers:
                return
            self.now, _, woken = heapq.heappop(self._sleepers)
            woken.set()


async def sends(pace: Pace, clock: Clock, lane: Lane, count: int) -> list[float]:
    times: list[float] = []

    async def one() -> None:
        await pace.turn(lane)
        times.append(clock.now)

    tasks = [asyncio.create_task(one()) for _ in range(count)]
    await clock.run()
    await asyncio.gather(*tasks)
    return times


def most_in_one_second(times: list[float]) -> int:
    return max(sum(1 for t in times if start <= t < start + 1) for start in times)


async def test_no_second_holds_more_broadcasts_than_the_rate() -> None:
    clock = Clock()
    times = await sends(Pace(28, clock.time, clock.sleep), clock, Lane.BROADCAST, 140)
    assert most_in_one_second(times) <= 29
    assert 4.8 < times[-1] - times[0] < 5.2


async def test_replies_go_ahead_and_take_their_share_of_the_rate() -> None:
    clock = Clock()
    pace = Pace(10, clock.time, clock.sleep)
    waiting = [asyncio.create_task(pace.turn(Lane.BROADCAST)) for _ in range(20)]
    await asyncio.sleep(0)
    assert await sends(pace, clock, Lane.REPLY, 0) == []
    before = clock.now
    await pace.turn(Lane.REPLY)
    assert clock.now == before
    await asyncio.gather(*waiting)


async def test_a_429_stops_everybody_even_those_who_have_their_turn() -> None:
    clock = Clock()
    pace = Pace(28, clock.time, clock.sleep)
    times: list[float] = []

    async def one(lane: Lane) -> None:
        await pace.turn(lane)
        times.append(clock.now)

    tasks = [asyncio.create_task(one(lane)) for lane in (*[Lane.BROADCAST] * 30, *[Lane.REPLY] * 5)]
    for _ in range(5):
        await asyncio.sleep(0)
    before = list(times)
    pace.pause(timedelta(seconds=3))
    paused_at = clock.now
    await clock.run()
    await asyncio.gather(*tasks)
    assert len(times) == 35
    assert all(t >= paused_at + 3 for t in times[len(before) :])


async def test_after_a_429_the_rate_is_lower_and_recovers() -> None:
    clock = Clock()
    pace = Pace(28, clock.time, clock.sleep)
    pace.pause(timedelta(seconds=1))
    slowed = pace.rate
    await sends(pace, clock, Lane.BROADCAST, 200)
    assert slowed < 28 * 0.85
    assert pace.rate == 28


def test_one_chat_gets_one_broadcast_a_second_and_a_group_twenty_a_minute() -> None:
    clock = Clock()
    pace = Pace(28, clock.time, clock.sleep)
    assert pace.chat_wait(7) == 0
    assert 0 < pace.chat_wait(7) <= 1
    assert pace.chat_wait(8) == 0
    assert pace.chat_wait(-100) == 0
    assert 2 < pace.chat_wait(-100) <= 3
    clock.now += 3.1
    assert pace.chat_wait(7) == pace.chat_wait(-100) == 0
