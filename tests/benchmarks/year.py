"""A year of 10,000 chats in fast motion (tests/year.py): what went wrong, which is nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial, reduce

from digests.schedule import Punctuality
from tests.benchmarks.figures import Figure
from tests.year import Year, live

_CHATS = 10_000
_AT_ONCE = 1_000
_SHOWN = 20


def figures(seed: int) -> Iterator[Figure]:
    began = time.perf_counter()
    parts = [range(first, first + _AT_ONCE) for first in range(0, _CHATS, _AT_ONCE)]
    with ProcessPoolExecutor() as pool:
        year = reduce(Year.with_, pool.map(partial(live, seed), parts))
    took = time.perf_counter() - began
    sys.stderr.writelines(f"{what}\n" for what in year.wrong[:_SHOWN])
    on = f"{year.chats:,} chats, {year.changes:,} changes, {year.editions:,} editions"
    yield Figure(
        "doubled, left out, in a pause, wrongly late or early", on, len(year.wrong), 0, lower_is_better=True
    )
    yield Figure("late after downtime", on, year.verdicts[Punctuality.LATE], None)
    yield Figure("dropped, more than 6 h late", on, year.verdicts[Punctuality.TOO_LATE], None)
    yield Figure("seconds", on, took, None)
