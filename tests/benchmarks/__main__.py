"""Measures the editor against labelled data, how good and how fast, and the program with a thousand feeds.

    python -m tests.benchmarks quality --data DIR [--only summaries] [--only speakers] ...
    python -m tests.benchmarks speed --data DIR
    python -m tests.benchmarks stories --data DIR
    python -m tests.benchmarks feeds --data DIR

Prints a table with the goals and the baselines of the same run; exit status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import cleaning, feeds, pages, quotations, speakers, speed, stories, summaries
from tests.benchmarks.figures import Figure

Measure = Callable[[Path], Iterator[Figure]]

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


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("table", choices=TABLES)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled data sets")
    parser.add_argument("--only", action="append", choices=[*QUALITY], help="measure only this")
    chosen = parser.parse_args(arguments)
    if not chosen.data.is_dir():
        parser.error(f"there is no folder {chosen.data}; give the one that holds the data sets")
    measures = {
        name: measure
        for name, measure in TABLES[chosen.table].items()
        if not chosen.only or name in chosen.only
    }
    return _show(chosen.table, measures, chosen.data)


def _show(title: str, measures: Mapping[str, Measure], data: Path) -> int:
    table = Table(title=f"{title}, {time.strftime('%Y-%m-%d')}")
    for heading in ("what", "on", "here", "goal", "in the same run"):
        table.add_column(heading, justify="right" if heading in ("here", "goal") else "left")
    missed = 0
    for measure in measures.values():
        for figure in measure(data):
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
