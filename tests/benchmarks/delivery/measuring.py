"""What is read off a list of moments: how many a second, how late. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

SECOND = 1.0


def busiest_second(moments: Sequence[float]) -> int:
    """The most of them within any one second, wherever it begins; its end does not belong to it."""
    ordered = sorted(moments)
    first = most = 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] >= SECOND:
            first += 1
        most = max(most, last - first + 1)
    return most


def mean_rate(moments: Sequence[float]) -> float:
    """How many a second from the first to the last; 0 of fewer than two."""
    span = max(moments) - min(moments) if moments else 0.0
    return (len(moments) - 1) / span if span else 0.0


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
