"""Local wall times to instants: whatever the clocks do, one edition a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.model import EVERY_DAY, Slot
from digests.schedule import Punctuality, last_due, local_date_exists, next_due, punctuality, turn

NEW_YORK, LISBON, APIA = ZoneInfo("America/New_York"), ZoneInfo("Europe/Lisbon"), ZoneInfo("Pacific/Apia")
WEEKDAYS = 0b0011111
SIX_HOURS = timedelta(hours=6)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "after", "due", "why"),
    [
        (time(8), LISBON, "2026-11-24T07:59", "2026-11-24T08:00", "a minute before"),
        (time(8), LISBON, "2026-11-24T08:00", "2026-11-25T08:00", "the very moment has passed"),
        (time(8), LISBON, "2026-07-01T00:00", "2026-07-01T07:00", "summer time"),
        (time(1, 30), NEW_YORK, "2027-11-07T04:00", "2027-11-07T05:30", "happens twice: the first"),
        (time(1, 30), NEW_YORK, "2027-11-07T05:30", "2027-11-08T06:30", "happens twice: not again"),
        (time(2, 30), NEW_YORK, "2027-03-14T05:00", "2027-03-14T07:30", "does not happen: shifted"),
        (time(8), APIA, "2011-12-29T18:00", "2011-12-30T18:00", "30 December was skipped"),
    ],
)
def test_the_next_occurrence(at: time, zone: ZoneInfo, after: str, due: str, why: str) -> None:
    assert next_due(at, EVERY_DAY, zone, utc(after)).at == utc(due), why


def test_a_skipped_date_has_no_edition() -> None:
    assert not local_date_exists(date(2011, 12, 30), APIA)
    assert next_due(time(8), EVERY_DAY, APIA, utc("2011-12-29T18:00")).local_date == date(2011, 12, 31)


def test_chosen_weekdays_leave_out_the_weekend() -> None:
    friday = utc("2026-11-27T09:00")
    assert next_due(time(8), WEEKDAYS, LISBON, friday).local_date == date(2026, 11, 30)
    assert last_due(time(8), WEEKDAYS, LISBON, utc("2026-11-29T12:00")).local_date == date(2026, 11, 27)


def test_a_slot_on_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="no weekday"):
        next_due(time(8), 0, LISBON, utc("2026-11-27T09:00"))


ZONES = sorted(available_timezones() - {"localtime"})


@settings(max_examples=400, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=st.datetimes(datetime(2010, 1, 1), datetime(2037, 1, 1)),
    minute=st.integers(0, 24 * 60 - 1),
)
def test_daily_editions_are_20_to_28_hours_apart_and_one_for_each_date(
    zone: str, start: datetime, minute: int
) -> None:
    at, where = time(minute // 60, minute % 60), ZoneInfo(zone)
    dues = [next_due(at, EVERY_DAY, where, start.replace(tzinfo=UTC))]
    for _ in range(8):
        dues.append(next_due(at, EVERY_DAY, where, dues[-1].at))
    for one, following in pairwise(dues):
        assert following.local_date > one.local_date
        # Zones that jump over the date line are the only ones to leave a date out.
        skipped = (following.local_date - one.local_date).days - 1
        assert timedelta(hours=20) <= following.at - one.at <= timedelta(hours=28 + 24 * skipped)
        assert not any(
            local_date_exists(one.local_date + timedelta(days=d + 1), where) for d in range(skipped)
        )
        assert last_due(at, EVERY_DAY, where, one.at) == one


@pytest.mark.parametrize(
    ("late", "verdict"),
    [
        (timedelta(0), Punctuality.ON_TIME),
        (timedelta(minutes=10), Punctuality.ON_TIME),
        (timedelta(minutes=11), Punctuality.LATE),
        (SIX_HOURS, Punctuality.LATE),
        (SIX_HOURS + timedelta(seconds=1), Punctuality.TOO_LATE),
    ],
)
def test_punctuality(late: timedelta, verdict: Punctuality) -> None:
    due = utc("2026-11-24T08:00")
    assert punctuality(due, due + late, SIX_HOURS) is verdict


def test_after_days_of_downtime_only_the_latest_occurrence_counts() -> None:
    slot = Slot(
        chat=1, number=1, at=time(8), days=EVERY_DAY, thread=None, next_due_at=utc("2026-11-20T08:00")
    )
    what = turn(slot, LISBON, utc("2026-11-24T09:30"), SIX_HOURS)
    assert (what.due.local_date, what.punctuality) == (date(2026, 11, 24), Punctuality.LATE)
    assert what.next_due_at == utc("2026-11-25T08:00")
