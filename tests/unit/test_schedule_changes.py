"""A reader changes the time, the days or the zone, or pauses: no day is doubled, none is dropped."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.model import EVERY_DAY, Slot
from digests.schedule import (
    Due,
    Punctuality,
    continued,
    is_out_of_reach,
    local_date_exists,
    newest_possible,
    next_due,
    pause_end,
    rescheduled,
    turn,
)

LISBON = ZoneInfo("Europe/Lisbon")
LOS_ANGELES, TOKYO = ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Tokyo")
PAGO_PAGO, KIRITIMATI = ZoneInfo("Pacific/Pago_Pago"), ZoneInfo("Pacific/Kiritimati")
WEEKDAYS, SUNDAYS = 0b0011111, 0b1000000
SIX_HOURS = timedelta(hours=6)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def november(day: int) -> date:
    return date(2026, 11, day)


def slot(at: time, due: tuple[date, str] | None, days: int = EVERY_DAY) -> Slot:
    next_date, moment = due if due else (None, None)
    return Slot(
        chat=1,
        number=1,
        at=at,
        days=days,
        thread=None,
        next_due_at=utc(moment) if moment else None,
        next_date=next_date,
    )


# The slot as it is after the change, with what was due before; 24 November 2026 is a Tuesday.
@pytest.mark.parametrize(
    ("changed", "zone", "now", "newest", "date_and_time", "why"),
    [
        (
            slot(time(12), (november(24), "2026-11-24T18:00")),
            LISBON,
            "2026-11-24T14:00",
            november(23),
            (november(24), "2026-11-24T18:00"),
            "18:00 becomes 12:00 at 14:00: today's comes at 18:00 all the same",
        ),
        (
            slot(time(12), (november(24), "2026-11-24T18:00")),
            LISBON,
            "2026-11-24T11:00",
            november(23),
            (november(24), "2026-11-24T12:00"),
            "18:00 becomes 12:00 at 11:00: today's comes earlier",
        ),
        (
            slot(time(18), (november(24), "2026-11-24T12:00")),
            LISBON,
            "2026-11-24T11:00",
            november(23),
            (november(24), "2026-11-24T18:00"),
            "12:00 becomes 18:00 at 11:00: today's comes later",
        ),
        (
            slot(time(18), (november(25), "2026-11-25T12:00")),
            LISBON,
            "2026-11-24T14:00",
            november(24),
            (november(25), "2026-11-25T18:00"),
            "12:00 becomes 18:00 when today's has come: not a second one today",
        ),
        (
            slot(time(12), (november(24), "2026-11-24T18:00"), days=EVERY_DAY & ~0b10),
            LISBON,
            "2026-11-24T14:00",
            november(23),
            (november(25), "2026-11-25T12:00"),
            "Tuesdays are wanted no more: today's does not come",
        ),
        (
            slot(time(8), (november(29), "2026-11-29T08:00")),
            LISBON,
            "2026-11-24T14:00",
            november(22),
            (november(25), "2026-11-25T08:00"),
            "Sundays become every day: the next is tomorrow's",
        ),
        (
            slot(time(8), (november(25), "2026-11-25T08:00"), days=SUNDAYS),
            LISBON,
            "2026-11-24T14:00",
            november(24),
            (november(29), "2026-11-29T08:00"),
            "every day becomes Sundays",
        ),
        (
            slot(time(8), None),
            LISBON,
            "2026-11-24T07:00",
            None,
            (november(24), "2026-11-24T08:00"),
            "subscribing before today's hour",
        ),
        (
            slot(time(8), None),
            LISBON,
            "2026-11-24T07:00",
            november(24),
            (november(25), "2026-11-25T08:00"),
            "subscribing again on a day that has its edition",
        ),
        (
            slot(time(8), (november(24), "2026-11-24T16:00")),
            TOKYO,
            "2026-11-24T15:00",
            november(23),
            (november(24), "2026-11-24T16:00"),
            "Los Angeles to Tokyo, where it is tomorrow: today's comes when it would have",
        ),
        (
            slot(time(8), (november(25), "2026-11-24T23:00")),
            LOS_ANGELES,
            "2026-11-23T23:30",
            november(24),
            (november(25), "2026-11-25T16:00"),
            "Tokyo to Los Angeles, where today's is yet to begin: it has come already",
        ),
        (
            slot(time(23), (november(23), "2026-11-24T10:00")),
            KIRITIMATI,
            "2026-11-23T20:00",
            november(22),
            (november(23), "2026-11-23T20:00"),
            "25 hours eastward: tomorrow's comes before today's would have, so that is due at once",
        ),
        (
            slot(time(12), (november(23), "2026-11-24T10:00"), days=EVERY_DAY & ~0b1),
            KIRITIMATI,
            "2026-11-24T01:00",
            november(22),
            (november(24), "2026-11-24T01:00"),
            "Mondays wanted no more, with Monday's to come on Tuesday afternoon: Tuesday's, now",
        ),
        (
            slot(time(12), (november(24), "2026-11-24T18:00")),
            LISBON,
            "2026-11-24T14:00",
            november(24),
            (november(25), "2026-11-25T12:00"),
            "the day that was to come has its edition already",
        ),
        (
            slot(time(12), (november(24), "2026-11-24T12:00")),
            LISBON,
            "2026-11-24T12:00:03",
            november(23),
            (november(24), "2026-11-24T12:00"),
            "nothing changed, and the edition is due this very moment",
        ),
        (
            slot(time(8), (november(25), "2026-11-25T09:00")),
            LISBON,
            "2026-11-24T14:00",
            november(24),
            (november(25), "2026-11-25T08:00"),
            "a new tz database: the zone is an hour west of where it was",
        ),
        (
            slot(time(8), (november(25), "2026-11-25T09:00")),
            LISBON,
            "2026-11-25T08:30",
            november(24),
            (november(25), "2026-11-25T09:00"),
            "the same, learnt when the new hour has passed",
        ),
    ],
)
def test_what_is_due_after_a_change(
    changed: Slot,
    zone: ZoneInfo,
    now: str,
    newest: date | None,
    date_and_time: tuple[date, str],
    why: str,
) -> None:
    local_date, moment = date_and_time
    assert rescheduled(changed, zone, utc(now), newest) == Due(local_date, utc(moment)), why


@pytest.mark.parametrize(
    ("changed", "now", "until", "date_and_time", "why"),
    [
        (
            slot(time(18), (november(24), "2026-11-24T18:00")),
            "2026-11-24T14:00",
            november(28),
            (november(28), "2026-11-28T18:00"),
            "what was due today falls into the pause",
        ),
        (
            slot(time(0), (november(25), "2026-11-25T00:00")),
            "2026-11-24T14:00",
            november(28),
            (november(28), "2026-11-28T00:00"),
            "a slot at midnight comes with the first moment of the day",
        ),
        (
            slot(time(12), (november(28), "2026-11-28T18:00")),
            "2026-11-24T14:00",
            november(28),
            (november(28), "2026-11-28T12:00"),
            "a new time during the pause",
        ),
        (
            slot(time(12), (november(28), "2026-11-28T18:00")),
            "2026-11-28T14:00",
            november(28),
            (november(28), "2026-11-28T18:00"),
            "the pause is over, and today's is still to come",
        ),
        (
            slot(time(18), (november(28), "2026-11-28T18:00")),
            "2026-11-24T14:00",
            None,
            (november(24), "2026-11-24T18:00"),
            "the pause is ended early: today's comes",
        ),
    ],
)
def test_pauses(
    changed: Slot, now: str, until: date | None, date_and_time: tuple[date, str], why: str
) -> None:
    end = pause_end(until, LISBON) if until else None
    local_date, moment = date_and_time
    assert rescheduled(changed, LISBON, utc(now), november(23), end) == Due(local_date, utc(moment)), why


@pytest.mark.parametrize(
    ("next_date", "days", "paused_until", "out_of_reach", "why"),
    [
        (date(2026, 11, 25), EVERY_DAY, None, False, "tomorrow's, as a rule"),
        (date(2026, 11, 26), EVERY_DAY, None, False, "who came from Kiritimati has had tomorrow's"),
        (date(2026, 11, 27), EVERY_DAY, None, True, "but not the one after it"),
        (date(2026, 12, 1), 0b0000010, None, False, "Tuesdays: the next one"),
        (date(2026, 12, 8), 0b0000010, None, True, "Tuesdays: the one after the next"),
        (date(2027, 3, 1), EVERY_DAY, date(2027, 3, 1), False, "a long pause"),
        (date(2027, 3, 2), EVERY_DAY, date(2027, 3, 1), True, "a day more than a long pause"),
        (date(2026, 11, 27), EVERY_DAY, date(2026, 11, 20), True, "a pause that is over"),
    ],
)
def test_a_date_that_only_a_wrong_clock_can_have_set(
    next_date: date, days: int, paused_until: date | None, out_of_reach: bool, why: str
) -> None:
    set_so = slot(time(8), (next_date, f"{next_date}T08:00"), days)
    end = pause_end(paused_until, LISBON) if paused_until else None
    assert is_out_of_reach(next_date, set_so, LISBON, utc("2026-11-24T12:00"), end) is out_of_reach, why


SEVEN, NOON, SIX = time(7), time(12), time(18)


@pytest.mark.parametrize(
    ("before", "wanted", "places"),
    [
        ([SEVEN], [NOON], [0]),
        ([SEVEN, SIX], [SIX], [1]),
        ([SEVEN, SIX], [SIX, SEVEN], [1, 0]),
        ([SEVEN, SIX], [NOON, SIX], [0, 1]),
        ([SEVEN], [NOON, SEVEN, SIX], [None, 0, None]),
        ([SEVEN, NOON, SIX], [time(9)], [0]),
        ([SEVEN, SEVEN], [SEVEN, SEVEN], [0, 1]),
    ],
)
def test_a_time_that_stays_keeps_its_slot(
    before: list[time], wanted: list[time], places: list[int | None]
) -> None:
    assert continued(before, wanted) == places


def test_when_the_next_date_is_over_already_both_come_one_after_the_other() -> None:
    """Monday's is still to come by Pago Pago's clock; on Kiritimati Tuesday noon has passed."""
    moved = slot(time(12), (november(23), "2026-11-24T10:00"))
    now = utc("2026-11-24T01:00")  # on Kiritimati Tuesday, 15:00
    due = rescheduled(moved, KIRITIMATI, now, november(22))
    assert due == Due(november(23), now)
    planned = turn(stored(moved, due), KIRITIMATI, now, SIX_HOURS)
    assert planned.due == due
    assert planned.following == Due(november(24), now)
    after = turn(stored(moved, planned.following), KIRITIMATI, now, SIX_HOURS)
    assert after.following == Due(november(25), utc("2026-11-24T22:00"))


def stored(changed: Slot, due: Due) -> Slot:
    return replace(changed, next_date=due.local_date, next_due_at=due.at)


ZONES = sorted(available_timezones() - {"localtime"})
MINUTES = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


@dataclass
class Reader:
    """One slot that is planned the moment it is due, and changed in between."""

    slot: Slot
    zone: ZoneInfo
    now: datetime
    editions: list[date] = field(default_factory=list)

    def change(self, hours_later: float, at: time, zone: str, days: int) -> None:
        self.plan_until(self.now + timedelta(hours=hours_later))
        self.slot, self.zone = replace(self.slot, at=at, days=days), ZoneInfo(zone)
        newest = self.editions[-1] if self.editions else None
        self.slot = stored(self.slot, rescheduled(self.slot, self.zone, self.now, newest))

    def plan_until(self, end: datetime) -> None:
        while self.slot.next_due_at is not None and self.slot.next_due_at <= end:
            self.now = max(self.now, self.slot.next_due_at)
            what = turn(self.slot, self.zone, self.now, SIX_HOURS)
            assert what.punctuality is Punctuality.ON_TIME
            assert what.due.local_date <= newest_possible(self.now)
            self.editions.append(what.due.local_date)
            self.slot = stored(self.slot, what.following)
        self.now = end
        # However often its reader moved, it is never taken for one that a wrong clock has set.
        assert self.slot.next_date is not None
        assert not is_out_of_reach(self.slot.next_date, self.slot, self.zone, self.now, None)


CHANGES = st.lists(
    st.tuples(st.floats(0, 60), MINUTES, st.sampled_from(ZONES), st.integers(1, 127)), min_size=1, max_size=8
)


def reader(start: datetime, at: time, zone: str) -> Reader:
    where, now = ZoneInfo(zone), start.replace(tzinfo=UTC)
    return Reader(stored(slot(at, None), next_due(at, EVERY_DAY, where, now)), where, now)


@settings(max_examples=500, deadline=None)
@given(st.datetimes(datetime(2010, 1, 1), datetime(2036, 1, 1)), MINUTES, st.sampled_from(ZONES), CHANGES)
def test_whatever_times_and_zones_are_chosen_every_date_has_one_edition(
    start: datetime, at: time, zone: str, changes: list[tuple[float, time, str, int]]
) -> None:
    someone = reader(start, at, zone)
    for hours_later, new_time, new_zone, _ in changes:
        someone.change(hours_later, new_time, new_zone, EVERY_DAY)
    someone.plan_until(someone.now + timedelta(days=5))
    assert someone.editions == sorted(set(someone.editions))
    first, last = someone.editions[0], someone.editions[-1]
    missing = {first + timedelta(days=d) for d in range((last - first).days)} - set(someone.editions)
    zones = {zone, *(new_zone for _, _, new_zone, _ in changes)}
    # A date that one of the zones jumped over is no date there.
    assert all(any(not local_date_exists(day, ZoneInfo(name)) for name in zones) for day in missing)


@settings(max_examples=300, deadline=None)
@given(st.datetimes(datetime(2010, 1, 1), datetime(2036, 1, 1)), MINUTES, st.sampled_from(ZONES), CHANGES)
def test_whatever_days_are_chosen_no_date_comes_twice_and_none_that_was_not_asked_for(
    start: datetime, at: time, zone: str, changes: list[tuple[float, time, str, int]]
) -> None:
    someone = reader(start, at, zone)
    for change in changes:
        someone.change(*change)
        seen = len(someone.editions)
        someone.plan_until(someone.now + timedelta(days=10))  # a week, and a date line
        later = someone.editions[seen:]
        assert later
        assert all(someone.slot.days >> day.weekday() & 1 for day in later)
    assert someone.editions == sorted(set(someone.editions))


@settings(max_examples=300, deadline=None)
@given(
    st.datetimes(datetime(2010, 1, 1), datetime(2036, 1, 1)),
    MINUTES,
    st.sampled_from(ZONES),
    st.integers(1, 127),
    st.floats(0, 300),
)
def test_without_a_change_nothing_changes(
    start: datetime, at: time, zone: str, days: int, hours: float
) -> None:
    where, begin = ZoneInfo(zone), start.replace(tzinfo=UTC)
    someone = Reader(stored(slot(at, None, days), next_due(at, days, where, begin)), where, begin)
    someone.plan_until(begin + timedelta(hours=hours))
    before = someone.slot
    someone.change(0, at, zone, days)
    assert someone.slot == before
