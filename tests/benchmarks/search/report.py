"""The benchmark's table: how long searches take beside so many articles, on SQLite."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

from digests.store.engine import Store
from tests.benchmarks.figures import Figure
from tests.benchmarks.search.asking import PROPOSALS, Took, measured, quickest
from tests.benchmarks.search.library import fill

RUNS = 3
"""How often each question is asked; the quickest answer counts, the others had company on the machine."""

_GOALS = ((100_000, 50), (1_000_000, 150))
"""Milliseconds that 95 of 100 searches may take, with at most so many articles."""


def figures(articles: int, keep: Path | None, seed: int) -> Iterator[Figure]:
    """`keep`: the database, made there if it is not yet, and left there."""
    with tempfile.TemporaryDirectory() as folder:
        path = keep or Path(folder) / "pullquote.db"
        taken = asyncio.run(_measured(f"sqlite:///{path.resolve()}", articles, seed))
    goal = next((goal for most, goal in _GOALS if articles <= most), None)
    for took in taken:
        yield Figure(
            f"{took.what}: p95, ms",
            f"{articles:,} articles, {len(took.seconds)} searches",
            took.p95 * 1000,
            None if took.what.startswith(PROPOSALS) else goal,
            {"median": took.median * 1000, "longest": max(took.seconds) * 1000},
            lower_is_better=True,
        )


async def _measured(url: str, articles: int, seed: int) -> list[Took]:
    async with await Store.open(url) as store:
        await fill(store, articles)
        runs = [await measured(store, articles, seed) for _ in range(RUNS)]
    return [quickest(each) for each in zip(*runs, strict=True)]
