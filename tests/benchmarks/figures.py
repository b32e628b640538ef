"""One line of a benchmark's table: what was measured, beside what, and whether it is good enough.

Each measuring module has a function `figures(data: Path) -> Iterator[Figure]`; `__main__.py` collects and
prints them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is reached if it is at least `goal`, or at most, where `lower_is_better`."""

    what: str
    on: str
    """The data, and how many of it."""
    value: float
    goal: float | None
    """None: shown, but nothing depends on it."""
    beside: Mapping[str, float] = field(default_factory=dict)
    """The same measure for others, taken in the same run."""
    lower_is_better: bool = False

    @property
    def is_reached(self) -> bool:
        if self.goal is None:
            return True
        return self.value <= self.goal if self.lower_is_better else self.value >= self.goal


def records(path: Path) -> Iterator[dict[str, object]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
