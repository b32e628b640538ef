"""The pace, on a clock that only moves when somebody sleeps."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from datetime import timedelta

from bot.pacing import Pace


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


async def broadcasts(pace: Pace, clock: Clock, count: int) -> list[float]:
    """When each of `count` broadcasts went out that all wanted to go at once."""
    times: list[float] = []

    async def one() -> None:
        if await pace.broadcast_turn():
            times.append(clock.now)

    tasks = [asyncio.create_task(one()) for _ in range(count)]
    await clock.run()
    await asyncio.gather(*tasks)
    return times


def most_in_one_second(times: list[float]) -> int:
    return max(sum(1 for t in times if start <= t < start + 1) for start in times)


async def test_no_second_holds_more_broadcasts_than_the_rate() -> None:
    clock = Clock()
    times = await broadcasts(Pace(28, clock.time, clock.sleep), clock, 140)
    assert len(times) == 140
    assert most_in_one_second(times) <= 29
    assert 4.8 < times[-1] - times[0] < 5.2


async def test_replies_go_ahead_and_broadcasts_make_room_for_them() -> None:
    clock = Clock()
    pace = Pace(10, clock.time, clock.sleep)
    started = clock.now
    for _ in range(10):
        await pace.reply_turn()
    assert clock.now == started
    (first,) = await broadcasts(pace, clock, 1)
    assert first - started >= 0.99


async def test_a_429_holds_replies_and_sends_broadcasts_away_even_those_that_had_their_place() -> None:
    clock = Clock()
    pace = Pace(28, clock.time, clock.sleep)
    replied: list[float] = []

    async def reply() -> None:
        await pace.reply_turn()
        replied.append(clock.now)

    async def flood() -> None:
        await clock.sleep(0.1)
        pace.pause(timedelta(seconds=3))
        await asyncio.gather(*(reply() for _ in range(5)))

    flooding = asyncio.create_task(flood())
    paused_at = clock.now + 0.1
    times = await broadcasts(pace, clock, 30)
    await flooding
    assert 1 <= len(times) < 30
    assert max(times) <= paused_at
    assert min(replied) >= paused_at + 3


async def test_after_a_429_the_rate_is_lower_and_recovers() -> None:
    clock = Clock()
    pace = Pace(28, clock.time, clock.sleep)
    pace.pause(timedelta(seconds=1))
    slowed = pace.rate
    clock.now += 1
    await broadcasts(pace, clock, 200)
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
