"""Figures of the delivery, and their goals.

    python -m tests.benchmarks delivery [--only free] [--only paid] ...

Everything is made up and on loopback. The program is `pullquote run` in a process of its own, Telegram is the
playground in another one, with 40 to 120 ms until each answer and Telegram's rates enforced.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tests.benchmarks.delivery import errands
from tests.benchmarks.delivery.broadcasts import Broadcast, broadcast
from tests.benchmarks.delivery.filling import ZONES, Town
from tests.benchmarks.delivery.measuring import percentile
from tests.benchmarks.figures import Figure

FREE = Town(readers=900, days=1, pasts=2)
PAID = Town(readers=20_000, days=1, pasts=2)
PLAN = Town(readers=100_000, days=5, pasts=3, events=35, told_by=10)
START = Town(readers=1_000_000)
STOP = Town(readers=6_000, days=1, pasts=2)
PAYING = {"PULLQUOTE_DELIVERY__PAID_BROADCAST": "true"}


def at_most(what: str, on: str, value: float, goal: float, **beside: float) -> Figure:
    shown = {name.replace("_", " "): figure for name, figure in beside.items()}
    return Figure(what, on, value, goal, shown, lower_is_better=True)


def free() -> Iterator[Figure]:
    seen = asyncio.run(broadcast(FREE, pause=1.0, patience=120, variables={}))
    on = f"{FREE.readers:,} editions, 28/s"
    yield at_most("mean rate, % off 28/s", on, abs(seen.rate / 28 - 1) * 100, 2.0, a_second=seen.rate)
    yield at_most("most in any second", on, seen.most_in_a_second, 30)
    yield from _answers(seen, on)
    yield from _exactly_once(seen, on)


def paid() -> Iterator[Figure]:
    seen = asyncio.run(broadcast(PAID, pause=1.0, patience=180, variables=PAYING))
    on = f"{PAID.readers:,} editions, paid"
    yield Figure(
        "mean rate, a second",
        on,
        seen.rate,
        950,
        {"seconds": seen.seconds, "waited for a core, s": seen.costs.waited},
    )
    yield at_most("most in any second", on, seen.most_in_a_second, 1_000)
    yield at_most("processor, % of one core", "all processes", seen.core, 60, seconds=seen.costs.cpu)
    yield at_most("memory, MB", "all processes", seen.costs.megabytes, 250)
    yield at_most("loop blocked, longest, ms", on, seen.longest_block * 1000, 100)
    yield from _answers(seen, on)
    yield from _exactly_once(seen, on)


def plan() -> Iterator[Figure]:
    made = asyncio.run(errands.plan(PLAN))
    on = f"{made.editions:,} editions, {len(ZONES)} zones, {PLAN.pasts} pasts"
    yield at_most("planned in, s", on, made.seconds, 5.0)
    yield at_most("loop blocked meanwhile, longest, ms", on, made.longest_block * 1000, 100)


def tastes() -> Iterator[Figure]:
    for town, different in ((PLAN, 1_000), (replace(PLAN, readers=10_000), 10_000)):
        made = asyncio.run(errands.plan(town, different))
        on = f"{made.editions:,} editions, {different:,} tastes"
        yield Figure("planned in, s", on, made.seconds, None, lower_is_better=True)
        yield at_most("loop blocked meanwhile, longest, ms", on, made.longest_block * 1000, 100)
        yield at_most("writers waited, longest, ms", on, made.longest_wait * 1000, 1_000)


def start() -> Iterator[Figure]:
    seen = asyncio.run(errands.start(START))
    on = f"{START.readers:,} chats"
    yield at_most("started and answered in, s", on, seen.seconds, 3.0, filled_in=seen.filled_in)
    yield Figure("memory then, MB", "all processes", seen.megabytes, None)


def stop() -> Iterator[Figure]:
    seen = asyncio.run(errands.stop(STOP, share=0.4, patience=120, variables=PAYING))
    on = f"in the middle of {STOP.readers:,} editions, paid"
    yield at_most("stopped in, s", on, seen.seconds, 5.0, in_doubt=seen.in_doubt)
    yield at_most("exit status", on, seen.status, 0)
    yield at_most("readers without it after the next start", on, seen.lost, 0)
    yield at_most("editions that came twice", on, seen.twice, 0)


def _answers(seen: Broadcast, on: str) -> Iterator[Figure]:
    asked = f"{len(seen.answers)} commands meanwhile"
    median = statistics.median(seen.answers) * 1000
    yield at_most("answered, median, ms", asked, median, 300)
    longest = max(seen.answers) * 1000
    yield at_most("answered, p99, ms", asked, percentile(seen.answers, 99) * 1000, 1_000, longest=longest)


def _exactly_once(seen: Broadcast, on: str) -> Iterator[Figure]:
    yield at_most("readers without it, or with two", on, seen.not_once, 0, refused=seen.refused)


MEASURES: Mapping[str, Callable[[], Iterator[Figure]]] = {
    "free": free,
    "paid": paid,
    "plan": plan,
    "tastes": tastes,
    "start": start,
    "stop": stop,
}
