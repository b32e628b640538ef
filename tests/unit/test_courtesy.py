"""Whose turn it is to ask a host, on a clock that only moves when everybody sleeps."""

from __future__ import annotations

import asyncio

import pytest

from digests.sources.fetching.courtesy import Courtesy
from tests.simulated_time import SimulatedTime

Visits = list[tuple[str, float, float]]
"""Who asked, from when to when."""


@pytest.fixture
def time() -> SimulatedTime:
    return SimulatedTime()


async def visit(
    courtesy: Courtesy, time: SimulatedTime, host: str, takes: float, visits: Visits, *, pause: float = 0
) -> None:
    async with courtesy.turn(host, pause=pause):
        started = time.now
        if takes:
            await time.sleep(takes)
        visits.append((host, started, time.now))


def new(time: SimulatedTime, *, pause: float = 2.0, at_once: int = 32) -> Courtesy:
    return Courtesy(time.stopwatch, pause=pause, at_once=at_once, sleep=time.sleep)


async def test_a_host_is_asked_one_request_at_a_time_and_two_seconds_apart(time: SimulatedTime) -> None:
    visits: Visits = []
    courtesy = new(time)
    await time.run(*(visit(courtesy, time, "a.example", takes, visits) for takes in (1, 0, 5, 0)))
    assert visits == [
        ("a.example", 100, 101),
        ("a.example", 103, 103),
        ("a.example", 105, 110),
        ("a.example", 112, 112),
    ]


async def test_other_hosts_do_not_wait(time: SimulatedTime) -> None:
    visits: Visits = []
    courtesy = new(time)
    hosts = [f"{number}.example" for number in range(20)]
    await time.run(*(visit(courtesy, time, host, 1, visits) for host in hosts))
    assert {(started, ended) for _, started, ended in visits} == {(100, 101)}


async def test_a_pause_that_the_host_asks_for_is_kept_where_it_is_longer(time: SimulatedTime) -> None:
    visits: Visits = []
    courtesy = new(time)
    pauses = (10, 0.5, 0)
    await time.run(*(visit(courtesy, time, "a.example", 0, visits, pause=each) for each in pauses))
    assert [started for _, started, _ in visits] == [100, 110, 112]


async def test_only_so_many_ask_at_once(time: SimulatedTime) -> None:
    visits: Visits = []
    courtesy = new(time, at_once=3)
    hosts = [f"{number}.example" for number in range(10)]
    await time.run(*(visit(courtesy, time, host, 1, visits) for host in hosts))
    for moment in (100.5, 101.5, 102.5, 103.5):
        assert sum(started <= moment < ended for _, started, ended in visits) <= 3
    assert [host for host, *_ in visits] == hosts
    assert time.now == 104


async def test_who_waits_for_a_host_takes_no_place_from_the_others(time: SimulatedTime) -> None:
    visits: Visits = []
    courtesy = new(time, at_once=2)
    hanging = [visit(courtesy, time, "hangs.example", 20, visits) for _ in range(10)]
    others = [visit(courtesy, time, f"{number}.example", 0.1, visits) for number in range(50)]
    await time.run(*hanging, *others)
    assert max(ended for host, _, ended in visits if host != "hangs.example") == pytest.approx(105)


async def test_a_thousand_hosts_of_which_thirty_hang(time: SimulatedTime) -> None:
    visits: Visits = []
    courtesy = new(time)
    hosts = [(f"{number}.example", 20 if number % 33 == 0 else 0.2) for number in range(1_000)]
    await time.run(*(visit(courtesy, time, host, takes, visits) for host, takes in hosts))
    assert max(ended for _, _, ended in visits) - 100 < 45


async def test_who_gives_up_waiting_leaves_the_turn_to_the_next(time: SimulatedTime) -> None:
    visits: Visits = []
    courtesy = new(time)
    first, second, third = (
        asyncio.ensure_future(visit(courtesy, time, "a.example", 1, visits)) for _ in range(3)
    )
    await time.until(100.5)
    second.cancel()
    await time.run()
    assert second.cancelled() and first.done() and third.done()
    assert [started for _, started, _ in visits] == [100, 103]


async def test_who_gives_up_in_the_middle_gives_back_both_host_and_place(time: SimulatedTime) -> None:
    visits: Visits = []
    courtesy = new(time, at_once=1)
    hanging = asyncio.ensure_future(visit(courtesy, time, "a.example", 1_000, visits))
    await time.until(105)
    waiting = asyncio.ensure_future(visit(courtesy, time, "b.example", 1, visits))
    again = asyncio.ensure_future(visit(courtesy, time, "a.example", 0, visits))
    await time.until(106)
    hanging.cancel()
    await time.until(110)
    assert waiting.done() and again.done()
    assert visits == [("b.example", 106, 107), ("a.example", 108, 108)]


async def test_a_failure_gives_back_the_turn(time: SimulatedTime) -> None:
    courtesy = new(time)
    with pytest.raises(ValueError, match="broken"):
        async with courtesy.turn("a.example"):
            raise ValueError("broken")
    await time.run(visit(courtesy, time, "a.example", 0, []))
    assert time.now == 102


async def test_hosts_are_forgotten_but_not_before_their_pause_is_over(time: SimulatedTime) -> None:
    visits: Visits = []
    courtesy = new(time)
    for number in range(5_000):
        await time.run(visit(courtesy, time, f"{number}.example", 0, []))
        time.now += 0.01
    assert courtesy.hosts_remembered <= 1_000
    await time.run(visit(courtesy, time, "4999.example", 0, visits))
    assert visits[0][1] == pytest.approx(152, abs=0.02)
