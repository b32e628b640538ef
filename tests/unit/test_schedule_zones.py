"""Every zone of the tz database, 200 times of day: one edition for each local date, 20 to 28 hours apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.model import EVERY_DAY
from digests.schedule import last_due, local_date_exists, next_due

ZONES = sorted(available_timezones() - {"localtime"})
YEARS = (2011, 2018, *range(2025, 2029))
"""When Samoa and Tokelau jumped over a date, when many zones were made anew, and those to come."""
TIMES = [time(i * 1440 // 200 // 60, i * 1440 // 200 % 60) for i in range(200)]
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


class Shift(NamedTuple):
    """A moment at which clocks are put forward or back. Zones in which it is the same differ in nothing
    that matters for the days around it."""

    moment: datetime
    before: timedelta
    after: timedelta


def offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def shifts(zone: ZoneInfo, year: int) -> Iterator[Shift]:
    begin = datetime(year, 1, 1, tzinfo=UTC)
    before = offset(begin, zone)
    while begin.year == year:
        end = begin + 5 * _DAY
        after = offset(end, zone)
        if before != after:
            first, last = begin, end  # not yet shifted, shifted
            while last - first > _MINUTE:
                middle = first + (last - first) // 2
                first, last = (middle, last) if offset(middle, zone) == before else (first, middle)
            yield Shift(last.replace(second=0, microsecond=0), before, after)
        begin, before = end, after


def assert_one_edition_for_each_date(at: time, zone: ZoneInfo, start: datetime, days: int) -> None:
    dues = [next_due(at, EVERY_DAY, zone, start)]
    while dues[-1].at < start + days * _DAY:
        dues.append(next_due(at, EVERY_DAY, zone, dues[-1].at))
    for one, following in pairwise(dues):
        assert following.local_date > one.local_date
        skipped = range(1, (following.local_date - one.local_date).days)
        assert not any(local_date_exists(one.local_date + day * _DAY, zone) for day in skipped)
        assert timedelta(hours=20) <= following.at - one.at <= timedelta(hours=28)
        assert last_due(at, EVERY_DAY, zone, following.at - timedelta(microseconds=1)) == one


def test_around_every_shift_of_clocks_anywhere() -> None:
    different: dict[Shift, str] = {}
    for name in ZONES:
        for year in YEARS:
            for shift in shifts(ZoneInfo(name), year):
                different.setdefault(shift, name)
    assert len(different) > 100
    assert {shift.after - shift.before for shift in different} >= {_DAY, timedelta(minutes=30)}
    for shift, name in different.items():
        for at in TIMES:
            assert_one_edition_for_each_date(at, ZoneInfo(name), shift.moment - _DAY, 2)


@settings(max_examples=400, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=st.datetimes(datetime(1972, 1, 1), datetime(2037, 1, 1)),
    minute=st.integers(0, 24 * 60 - 1),
)
def test_in_any_fortnight_of_any_zone(zone: str, start: datetime, minute: int) -> None:
    at = time(minute // 60, minute % 60)
    assert_one_edition_for_each_date(at, ZoneInfo(zone), start.replace(tzinfo=UTC), 14)


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Kwajalein", date(1993, 8, 21))]
)
def test_a_date_that_was_skipped_has_no_edition(zone: str, day: date) -> None:
    where = ZoneInfo(zone)
    start = datetime.combine(day - 2 * _DAY, time(), UTC)
    dues = [next_due(time(8), EVERY_DAY, where, start)]
    for _ in range(4):
        dues.append(next_due(time(8), EVERY_DAY, where, dues[-1].at))
    dates = [due.local_date for due in dues]
    assert day not in dates
    assert {day - _DAY, day + _DAY} <= set(dates)
