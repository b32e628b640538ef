"""A year of 10,000 chats in fast motion (tests/year.py): what went wrong, which is nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from digests.schedule import Punctuality
from tests.benchmarks.figures import Figure
from tests.year import live

_CHATS = 10_000
_SHOWN = 20


def figures(seed: int) -> Iterator[Figure]:
    began = time.perf_counter()
    year = live(seed, _CHATS)
    took = time.perf_counter() - began
    sys.stderr.writelines(f"{what}\n" for what in year.wrong[:_SHOWN])
    on = f"{year.chats:,} chats, {year.changes:,} changes, {year.editions:,} editions"
    yield Figure(
        "doubled, left out, in a pause, wrongly late or early", on, len(year.wrong), 0, lower_is_better=True
    )
    yield Figure("late after downtime", on, year.verdicts[Punctuality.LATE], None)
    yield Figure("dropped, more than 6 h late", on, year.verdicts[Punctuality.TOO_LATE], None)
    yield Figure("seconds", on, took, None)
