"""Local wall times to instants: whatever the clocks do, one edition a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from digests.model import EVERY_DAY, Slot
from digests.schedule import (
    MISSED,
    Due,
    Punctuality,
    last_due,
    local_date_exists,
    next_due,
    punctuality,
    turn,
)

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


@pytest.mark.parametrize(
    ("beyond", "due"),
    [
        (None, "2026-11-24T08:00"),
        (date(2026, 11, 23), "2026-11-24T08:00"),
        (date(2026, 11, 26), "2026-11-27T08:00"),
    ],
)
def test_no_date_up_to_the_newest_edition_is_due_again(beyond: date | None, due: str) -> None:
    assert next_due(time(8), EVERY_DAY, LISBON, utc("2026-11-24T07:00"), beyond).at == utc(due)


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


def slot(at: time, next_date: date | None, next_due_at: str) -> Slot:
    return Slot(
        chat=1,
        number=1,
        at=at,
        days=EVERY_DAY,
        thread=None,
        next_due_at=utc(next_due_at),
        next_date=next_date,
    )


@pytest.mark.parametrize(
    ("due_slot", "now", "edition", "verdict", "following", "why"),
    [
        (
            slot(time(8), date(2026, 11, 24), "2026-11-24T08:00"),
            "2026-11-24T08:00:01",
            (date(2026, 11, 24), "2026-11-24T08:00"),
            Punctuality.ON_TIME,
            (date(2026, 11, 25), "2026-11-25T08:00"),
            "as always",
        ),
        (
            slot(time(8), date(2026, 11, 20), "2026-11-20T08:00"),
            "2026-11-24T09:30",
            (date(2026, 11, 24), "2026-11-24T08:00"),
            Punctuality.LATE,
            (date(2026, 11, 25), "2026-11-25T08:00"),
            "after days of downtime only the latest occurrence counts",
        ),
        (
            slot(time(8), date(2026, 11, 20), "2026-11-20T08:00"),
            "2026-11-24T07:30",
            (date(2026, 11, 23), "2026-11-23T08:00"),
            Punctuality.TOO_LATE,
            (date(2026, 11, 24), "2026-11-24T08:00"),
            "the latest may be of no use any more",
        ),
        (
            slot(time(12), date(2026, 11, 24), "2026-11-24T18:00"),
            "2026-11-24T18:00:01",
            (date(2026, 11, 24), "2026-11-24T18:00"),
            Punctuality.ON_TIME,
            (date(2026, 11, 25), "2026-11-25T12:00"),
            "the time was changed to one that was over: of its date the stored instant is the one promised",
        ),
        (
            slot(time(12), date(2026, 11, 24), "2026-11-24T18:00"),
            "2026-11-25T13:00",
            (date(2026, 11, 25), "2026-11-25T12:00"),
            Punctuality.LATE,
            (date(2026, 11, 26), "2026-11-26T12:00"),
            "and after a day of downtime the new time counts",
        ),
        (
            slot(time(8), None, "2026-11-24T08:00"),
            "2026-11-24T08:00:01",
            (date(2026, 11, 24), "2026-11-24T08:00"),
            Punctuality.ON_TIME,
            (date(2026, 11, 25), "2026-11-25T08:00"),
            "stored before dates were",
        ),
    ],
)
def test_the_turn_of_a_slot_that_is_due(
    due_slot: Slot,
    now: str,
    edition: tuple[date, str],
    verdict: Punctuality,
    following: tuple[date, str],
    why: str,
) -> None:
    what = turn(due_slot, LISBON, utc(now), SIX_HOURS)
    assert (what.due, what.punctuality) == (Due(edition[0], utc(edition[1])), verdict), why
    assert what.following == Due(following[0], utc(following[1])), why


@pytest.mark.parametrize(
    ("due_slot", "zone", "now", "missed", "why"),
    [
        (
            slot(time(8), date(2026, 11, 24), "2026-11-24T08:00"),
            LISBON,
            "2026-11-25T07:59",
            [],
            "hours late, but nothing was due after it",
        ),
        (
            slot(time(12), date(2026, 11, 20), "2026-11-20T18:00"),
            LISBON,
            "2026-11-24T13:00",
            [
                (date(2026, 11, 20), "2026-11-20T18:00"),
                (date(2026, 11, 21), "2026-11-21T12:00"),
                (date(2026, 11, 22), "2026-11-22T12:00"),
                (date(2026, 11, 23), "2026-11-23T12:00"),
            ],
            "the first as it was promised, the others as they are set; not the one that comes now",
        ),
        (
            replace(slot(time(8), date(2026, 11, 9), "2026-11-09T08:00"), days=0b1000001),
            LISBON,
            "2026-11-23T09:00",
            [
                (date(2026, 11, 9), "2026-11-09T08:00"),
                (date(2026, 11, 15), "2026-11-15T08:00"),
                (date(2026, 11, 16), "2026-11-16T08:00"),
                (date(2026, 11, 22), "2026-11-22T08:00"),
            ],
            "only the days that are wanted: Sundays and Mondays",
        ),
        (
            slot(time(8), date(2011, 12, 29), "2011-12-29T18:00"),
            APIA,
            "2011-12-31T19:00",
            [(date(2011, 12, 29), "2011-12-29T18:00"), (date(2011, 12, 31), "2011-12-30T18:00")],
            "a date that the zone skipped was not missed",
        ),
        (
            slot(time(2, 30), date(2027, 3, 13), "2027-03-13T07:30"),
            NEW_YORK,
            "2027-03-15T07:00",
            [(date(2027, 3, 13), "2027-03-13T07:30"), (date(2027, 3, 14), "2027-03-14T07:30")],
            "of the night without half past two the shifted hour",
        ),
        (
            slot(time(8), None, "2026-11-20T08:00"),
            LISBON,
            "2026-11-24T08:30",
            [],
            "stored before dates were: nobody knows which were promised",
        ),
    ],
)
def test_what_a_downtime_leaves_out_is_known(
    due_slot: Slot, zone: ZoneInfo, now: str, missed: list[tuple[date, str]], why: str
) -> None:
    what = turn(due_slot, zone, utc(now), SIX_HOURS)
    assert what.missed == tuple(Due(day, utc(moment)) for day, moment in missed), why


def test_of_a_long_downtime_the_last_month_is_known() -> None:
    what = turn(slot(time(8), date(1, 1, 1), "2024-01-01T08:00"), LISBON, utc("2026-11-24T09:00"), SIX_HOURS)
    assert len(what.missed) == MISSED
    assert what.missed[-1].local_date == date(2026, 11, 23)
    assert what.missed[0].local_date == date(2026, 11, 24) - MISSED * timedelta(days=1)
