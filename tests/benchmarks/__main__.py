"""Measures the editor against labelled data, how good and how fast, and the program with a thousand feeds.

    python -m tests.benchmarks quality --data DIR [--only summaries] [--only speakers] ...
    python -m tests.benchmarks speed --data DIR
    python -m tests.benchmarks stories --data DIR
    python -m tests.benchmarks feeds --data DIR
    python -m tests.benchmarks delivery [--only free] [--only paid] ...
    python -m tests.benchmarks nemesis [--seed N] [--minutes M]
    python -m tests.benchmarks year [--seed N]
    python -m tests.benchmarks status
    python -m tests.benchmarks search [--articles N] [--keep FILE]

Prints a table with the goals and the baselines of the same run; exit status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import (
    cleaning,
    feeds,
    pages,
    quotations,
    speakers,
    speed,
    status,
    stories,
    summaries,
    year,
)
from tests.benchmarks.delivery.measures import MEASURES as DELIVERY
from tests.benchmarks.figures import Figure
from tests.benchmarks.nemesis import report as nemesis
from tests.benchmarks.search import report as search

Measure = Callable[[Path], Iterator[Figure]]
Trial = Callable[[int], Iterator[Figure]]
"""Needs no data: what happens is drawn from a seed."""

QUALITY: Mapping[str, Measure] = {
    "summaries": summaries.figures,
    "speakers": speakers.figures,
    "quotations": quotations.figures,
    "cleaning": cleaning.figures,
    "pages": pages.figures,
}
SPEED: Mapping[str, Measure] = {"speed": speed.figures}
STORIES: Mapping[str, Measure] = {"stories": stories.figures}
FEEDS: Mapping[str, Measure] = {"feeds": feeds.figures}
TABLES = {"quality": QUALITY, "speed": SPEED, "stories": STORIES, "feeds": FEEDS}
TRIALS: Mapping[str, Trial] = {"year": year.figures, "status": status.figures}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("table", choices=[*TABLES, *TRIALS, "delivery", "nemesis", "search"])
    parser.add_argument("--data", type=Path, help="folder of the labelled data sets")
    parser.add_argument("--seed", type=int, default=1, help="of a trial: the same seed, the same events")
    parser.add_argument("--minutes", type=float, default=3.0, help="how long the nemesis is at work")
    parser.add_argument("--articles", type=int, default=100_000, help="how many are searched")
    parser.add_argument("--keep", type=Path, help="the database to search; made, and left, there")
    parser.add_argument("--only", action="append", choices=[*QUALITY, *DELIVERY], help="measure only this")
    chosen = parser.parse_args(arguments)
    if chosen.table in TRIALS:
        return _show(f"{chosen.table}, seed {chosen.seed}", [TRIALS[chosen.table](chosen.seed)])
    if chosen.table == "nemesis":
        return _nemesis(chosen.seed, chosen.minutes)
    if chosen.table == "search":
        taken = search.figures(chosen.articles, chosen.keep, chosen.seed)
        return _show(f"search, seed {chosen.seed}", [taken])
    if chosen.table == "delivery":
        wanted = [measure() for name, measure in DELIVERY.items() if not chosen.only or name in chosen.only]
        return _show(chosen.table, wanted)
    if chosen.data is None or not chosen.data.is_dir():
        parser.error(f"there is no folder {chosen.data}; --data names the one that holds the data sets")
    measures = [
        measure(chosen.data)
        for name, measure in TABLES[chosen.table].items()
        if not chosen.only or name in chosen.only
    ]
    return _show(chosen.table, measures)


def _nemesis(seed: int, minutes: float) -> int:
    judgement = nemesis.judged(seed, minutes * 60)
    status = _show(f"nemesis, seed {seed}", [nemesis.figures(judgement)])
    if judgement.breaches:
        Console().print(str(judgement), markup=False, highlight=False)
    return status


def _show(title: str, measures: Iterable[Iterator[Figure]]) -> int:
    table = Table(title=f"{title}, {time.strftime('%Y-%m-%d')}")
    for heading in ("what", "on", "here", "goal", "in the same run"):
        table.add_column(heading, justify="right" if heading in ("here", "goal") else "left")
    missed = 0
    for measure in measures:
        for figure in measure:
            missed += not figure.is_reached
            table.add_row(*_row(figure))
        table.add_section()
    Console(width=None if sys.stdout.isatty() else 150).print(table)
    return 1 if missed else 0


def _row(figure: Figure) -> tuple[str, str, str, str, str]:
    style = "" if figure.goal is None else "green" if figure.is_reached else "bold red"
    sign = "≤" if figure.lower_is_better else "≥"
    goal = "" if figure.goal is None else f"{sign} {_number(figure.goal)}"
    value = _number(figure.value) if figure.is_reached else f"{_number(figure.value)} missed"
    beside = ", ".join(f"{name} {_number(value)}" for name, value in figure.beside.items())
    return figure.what, figure.on, f"[{style}]{value}[/]" if style else value, goal, beside


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 2 else f"{value:.1f}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
