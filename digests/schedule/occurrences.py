"""A slot's local dates and times -> UTC instants.

An instant is always computed from the local *date*, never by adding 24 hours, so a day with 23 or 25
hours gets one edition like any other. A time that happens twice (clocks go back) means its first
occurrence; a time that does not happen (clocks go forward) is shifted by the gap; a date that a zone
skipped altogether (Samoa, 30 December 2011) has no edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from digests.model import as_utc

_NOON = time(12)
_DAY = timedelta(days=1)
_REACH = 17
"""Days to look at, at most: a week, another whose date is skipped, and where to start."""


@dataclass(frozen=True, slots=True)
class Due:
    """One occurrence of a slot: its local date, which names the edition, and its instant in UTC."""

    local_date: date
    at: datetime


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; UTC where this machine does not know it (any more): one chat's odd zone
    must not keep everybody's editions from being planned."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local wall time."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=8192)
def local_date_exists(day: date, zone: ZoneInfo) -> bool:
    """False for a date that the zone's clocks jumped over."""
    return instant(day, _NOON, zone).astimezone(zone).date() == day


def next_due(at: time, days: int, zone: ZoneInfo, after: datetime, beyond: date | None = None) -> Due:
    """The first occurrence strictly after `after`, of a date after `beyond`. `days` has a bit for each
    weekday, Monday lowest."""
    after = as_utc(after)
    # Start a day early: a gap can carry the evening of one date into the next.
    day = after.astimezone(zone).date() - _DAY
    if beyond is not None and day <= beyond:
        day = beyond + _DAY
    while True:
        due = next_on(at, days, zone, day)
        if due.at > after:
            return due
        day = due.local_date + _DAY


def last_due(at: time, days: int, zone: ZoneInfo, now: datetime) -> Due:
    """The latest occurrence at or before `now`."""
    now = as_utc(now)
    # Start a day late: clocks that go back at midnight return to a date that was over.
    day = now.astimezone(zone).date() + _DAY
    for _ in range(_REACH):
        if _is_wanted(day, days, zone) and (moment := instant(day, at, zone)) <= now:
            return Due(day, moment)
        day -= _DAY
    raise ValueError(f"a slot on no weekday: {days:#b}")


def next_on(at: time, days: int, zone: ZoneInfo, day: date) -> Due:
    """The occurrence on `day`, or on the first date after it that the slot's days ask for."""
    for _ in range(_REACH):
        if _is_wanted(day, days, zone):
            return Due(day, instant(day, at, zone))
        day += _DAY
    raise ValueError(f"a slot on no weekday: {days:#b}")


def between(at: time, days: int, zone: ZoneInfo, after: date, before: date) -> Iterator[Due]:
    """The occurrences of the dates between these two, newest first."""
    day = before - _DAY
    while day > after:
        if _is_wanted(day, days, zone):
            yield Due(day, instant(day, at, zone))
        day -= _DAY


def _is_wanted(day: date, days: int, zone: ZoneInfo) -> bool:
    return bool(days >> day.weekday() & 1) and local_date_exists(day, zone)
