"""When editions are due: local wall times in, UTC instants out. Pure; the only place with local time.

A slot's instant is always computed from the local *date*, never by adding 24 hours, so a day with 23
or 25 hours gets one edition like any other. A time that happens twice (clocks go back) means its
first occurrence; a time that does not happen (clocks go forward) is shifted by the gap; a date that a
zone skipped altogether (Samoa, 30 December 2011) has no edition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

from digests.model import Slot, as_utc

ON_TIME = timedelta(minutes=10)
"""An edition that starts on its way later than this is marked as late."""

_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Due:
    """One occurrence of a slot: its local date, which names the edition, and its instant in UTC."""

    local_date: date
    at: datetime


class Punctuality(Enum):
    ON_TIME = auto()
    LATE = auto()
    TOO_LATE = auto()


@dataclass(frozen=True, slots=True)
class Turn:
    """What to do about a slot that is due: this occurrence, and when the slot is due again."""

    due: Due
    punctuality: Punctuality
    next_due_at: datetime


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


def local_date_exists(day: date, zone: ZoneInfo) -> bool:
    """False for a date that the zone's clocks jumped over."""
    return instant(day, _NOON, zone).astimezone(zone).date() == day


def next_due(at: time, days: int, zone: ZoneInfo, after: datetime) -> Due:
    """The first occurrence strictly after `after`. `days` has a bit for each weekday, Monday lowest."""
    return _occurrence(at, days, zone, after, step=1)


def last_due(at: time, days: int, zone: ZoneInfo, now: datetime) -> Due:
    """The latest occurrence at or before `now`."""
    return _occurrence(at, days, zone, now, step=-1)


def _occurrence(at: time, days: int, zone: ZoneInfo, edge: datetime, step: int) -> Due:
    edge = as_utc(edge)
    # Start a day early: a gap can carry the evening of one date into the next.
    day = edge.astimezone(zone).date() - timedelta(days=step)
    for _ in range(17):  # a weekly slot, a week that skips its date, and the day to start with
        due = Due(day, instant(day, at, zone))
        fits = due.at > edge if step > 0 else due.at <= edge
        if fits and days >> day.weekday() & 1 and local_date_exists(day, zone):
            return due
        day += timedelta(days=step)
    raise ValueError(f"a slot on no weekday: {days:#b}")


def punctuality(due_at: datetime, now: datetime, catch_up: timedelta) -> Punctuality:
    """How late `now` is for something due at `due_at`; beyond `catch_up` it is of no use any more."""
    late = now - due_at
    if late > catch_up:
        return Punctuality.TOO_LATE
    return Punctuality.LATE if late > ON_TIME else Punctuality.ON_TIME


def turn(slot: Slot, zone: ZoneInfo, now: datetime, catch_up: timedelta) -> Turn:
    """What a due slot calls for. After days of downtime only the latest occurrence counts: one
    edition, not one for every day missed."""
    due = last_due(slot.at, slot.days, zone, now)
    following = next_due(slot.at, slot.days, zone, now)
    return Turn(due, punctuality(due.at, now, catch_up), following.at)
