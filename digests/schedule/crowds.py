"""Minutes of the day at which more editions are due than can be sent, and calmer ones beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta

_MINUTES = 24 * 60
_NEARBY = 15
"""Minutes that a reader may be asked to move."""


def calmer(at: time, crowd: Mapping[time, int], rate: float) -> time | None:
    """The minute nearest to `at`, the earlier of two, at which an edition would go out within the minute;
    None where it would at `at` itself, or nowhere near. `crowd` says how many are due at each minute of
    the day, `rate` how many are sent in a second; it and `at` are of one zone."""
    waiting = _waiting(crowd, rate)
    here, room = _minute(at), int(rate * 60)
    if waiting[here] <= room:
        return None
    for distance in range(1, _NEARBY + 1):
        for minute in ((here - distance) % _MINUTES, (here + distance) % _MINUTES):
            if waiting[minute] < room:
                return time(minute // 60, minute % 60)
    return None


def longest_wait(at: time, crowd: Mapping[time, int], rate: float) -> timedelta:
    """How long the last edition of those due at `at` is on its way."""
    return timedelta(seconds=_waiting(crowd, rate)[_minute(at)] / rate)


def _waiting(crowd: Mapping[time, int], rate: float) -> list[float]:
    """For each minute how many are due or still waiting from before."""
    due = [0] * _MINUTES
    for at, count in crowd.items():
        due[_minute(at)] += count
    waiting = [0.0] * _MINUTES
    backlog = 0.0
    for minute in range(2 * _MINUTES):  # twice round, so that the evening's backlog reaches the morning
        waiting[minute % _MINUTES] = backlog + due[minute % _MINUTES]
        backlog = max(0.0, waiting[minute % _MINUTES] - rate * 60)
    return waiting


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
