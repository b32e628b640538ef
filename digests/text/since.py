"""The time that `since:` names: what was typed -> a value, which becomes an instant once it is known when it
was typed, and where. Pure.

    7d  24h  2w  3m  1y            so many hours, days, weeks, months, years ago
    today  yesterday  monday       the local day; of a weekday the last one, today's included
    2026-11-01                     that day
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeAlias, assert_never

_AMOUNT = re.compile(
    r"(?P<amount>\d{1,4})\s*(?P<unit>h|d|w|m|y)(?:ours?|ays?|eeks?|onths?|ears?|rs?|ks?|o)?", re.ASCII
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}
_MONTHS = {"m": 1, "y": 12}


@dataclass(frozen=True, slots=True)
class HoursAgo:
    hours: int


@dataclass(frozen=True, slots=True)
class MonthsAgo:
    months: int


@dataclass(frozen=True, slots=True)
class DaysAgo:
    """The beginning of that local day; 0 is today."""

    days: int


@dataclass(frozen=True, slots=True)
class LastWeekday:
    """The beginning of the last such local day; 0 is Monday."""

    weekday: int


@dataclass(frozen=True, slots=True)
class FromDay:
    """The beginning of that local day."""

    day: date


Since: TypeAlias = HoursAgo | MonthsAgo | DaysAgo | LastWeekday | FromDay


def parse_since(said: str) -> Since | None:
    """What was said after `since:`; None where that is no time."""
    word = said.strip().lower()
    if word in ("today", "yesterday"):
        return DaysAgo(int(word == "yesterday"))
    if len(word) >= 3 and (named := [day for day in _WEEKDAYS if day.startswith(word)]):
        return LastWeekday(_WEEKDAYS.index(named[0]))
    if match := _AMOUNT.fullmatch(word):
        amount, unit = int(match["amount"]), match["unit"]
        return MonthsAgo(amount * _MONTHS[unit]) if unit in _MONTHS else HoursAgo(amount * _HOURS[unit])
    try:
        return FromDay(date.fromisoformat(word))
    except ValueError:
        return None


def instant(since: Since, now: datetime, zone: tzinfo) -> datetime:
    """When that was, for somebody in this zone: in UTC, and not before 1970."""
    local = now.astimezone(zone)
    match since:
        case HoursAgo(hours):
            return max(now.astimezone(UTC) - timedelta(hours=hours), _EARLIEST)
        case MonthsAgo(months):
            return max(_months_before(local, months).astimezone(UTC), _EARLIEST)
        case DaysAgo(days):
            return _beginning(local.date() - timedelta(days=days), zone)
        case LastWeekday(weekday):
            return _beginning(local.date() - timedelta(days=(local.weekday() - weekday) % 7), zone)
        case FromDay(day):
            return _beginning(day, zone)
    assert_never(since)


def _beginning(day: date, zone: tzinfo) -> datetime:
    if day <= _EARLIEST.date():
        return _EARLIEST
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _months_before(local: datetime, months: int) -> datetime:
    """The same day of an earlier month, or that month's last."""
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    if year < _EARLIEST.year:
        return _EARLIEST
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))
