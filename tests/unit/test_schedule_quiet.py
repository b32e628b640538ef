"""Quiet hours, and minutes at which too much is due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.model import QuietHours
from digests.schedule import Loudness, Wait, calmer, longest_wait, loudness, quiet_until

LISBON, NEW_YORK = ZoneInfo("Europe/Lisbon"), ZoneInfo("America/New_York")
SIX_HOURS = timedelta(hours=6)
NIGHT, NOON, SMALL_HOURS, TO_THE_GAP = (
    QuietHours(time(22), time(7)),
    QuietHours(time(12), time(14)),
    QuietHours(time(23), time(1, 30)),
    QuietHours(time(1), time(2, 30)),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "end", "why"),
    [
        (None, LISBON, "2026-11-24T03:00", None, "no quiet hours"),
        (NIGHT, LISBON, "2026-11-24T21:59", None, "a minute before"),
        (NIGHT, LISBON, "2026-11-24T22:00", "2026-11-25T07:00", "they begin"),
        (NIGHT, LISBON, "2026-11-24T03:00", "2026-11-24T07:00", "after midnight"),
        (NIGHT, LISBON, "2026-11-24T07:00", None, "they are over"),
        (NOON, LISBON, "2026-11-24T13:59", "2026-11-24T14:00", "within one day"),
        (NOON, LISBON, "2026-11-24T22:00", None, "within one day, outside"),
        (NIGHT, LISBON, "2026-07-01T05:59", "2026-07-01T06:00", "summer time"),
        (NIGHT, NEW_YORK, "2027-11-07T03:00", "2027-11-07T12:00", "the night of 25 hours"),
        (SMALL_HOURS, NEW_YORK, "2027-11-07T05:10", "2027-11-07T05:30", "01:10, the first time"),
        (SMALL_HOURS, NEW_YORK, "2027-11-07T05:40", None, "01:40, the first time"),
        (SMALL_HOURS, NEW_YORK, "2027-11-07T06:10", "2027-11-07T06:30", "01:10, once more"),
        (TO_THE_GAP, NEW_YORK, "2027-03-14T06:30", "2027-03-14T07:30", "02:30 is jumped over"),
        (QuietHours(time(8), time(8)), LISBON, "2026-11-24T08:00", None, "no length"),
    ],
)  # fmt: skip
def test_when_quiet_hours_end(
    quiet: QuietHours | None, zone: ZoneInfo, now: str, end: str | None, why: str
) -> None:
    assert quiet_until(quiet, zone, utc(now)) == (utc(end) if end else None), why


@pytest.mark.parametrize(
    ("due", "now", "manner", "why"),
    [
        ("12:00", "12:00", Loudness.RING, "at noon"),
        ("12:00", "15:00", Loudness.RING, "late, but nobody sleeps"),
        ("05:00", "05:00", Loudness.SILENT, "who wants it at five gets it at five, without a sound"),
        ("05:00", "05:09", Loudness.SILENT, "still on time"),
        ("05:00", "05:11", Wait(utc("2026-11-24T07:00")), "late anyway: it waits for the morning"),
        ("01:00", "03:00", Wait(utc("2026-11-24T07:00")), "six hours late then, and no more"),
        ("00:59", "03:00", Loudness.SILENT, "it would be too late in the morning"),
        ("05:00", "07:00", Loudness.RING, "the morning has come"),
    ],
)
def test_how_an_edition_goes_out(due: str, now: str, manner: Loudness | Wait, why: str) -> None:
    day = "2026-11-24T"
    assert loudness(NIGHT, LISBON, utc(day + due), utc(day + now), SIX_HOURS) == manner, why


MINUTES = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


@settings(max_examples=500, deadline=None)
@given(
    st.builds(QuietHours, MINUTES, MINUTES),
    st.sampled_from(sorted(available_timezones() - {"localtime"})).map(ZoneInfo),
    st.datetimes(datetime(2010, 1, 1), datetime(2036, 1, 1)),
)
def test_quiet_hours_always_end_and_with_them_the_quiet(
    quiet: QuietHours, zone: ZoneInfo, moment: datetime
) -> None:
    now = moment.replace(tzinfo=UTC)
    end = quiet_until(quiet, zone, now)
    if end is not None:
        assert now < end <= now + timedelta(hours=50)
        assert quiet_until(quiet, zone, end) is None


@pytest.mark.parametrize(
    ("crowd", "better", "why"),
    [
        ({}, None, "nobody else"),
        ({time(8): 1680}, None, "as many as a minute can take"),
        ({time(8): 1681}, time(7, 59), "one too many"),
        ({time(8): 5000, time(7, 59): 1680}, time(7, 58), "the minute before is full too"),
        ({time(8): 3000, time(7, 59): 1700, time(7, 58): 1680}, time(8, 1), "the minute after has room"),
        ({time(7, 40): 100_000}, None, "an hour's backlog: nothing near is calm"),
        ({time(7, 58): 6000}, time(8, 1), "others wait from before"),
    ],
)  # fmt: skip
def test_a_calmer_minute_nearby(crowd: dict[time, int], better: time | None, why: str) -> None:
    assert calmer(time(8), crowd, rate=28) == better, why


@pytest.mark.parametrize(
    ("crowd", "seconds"),
    [
        ({}, 0),
        ({time(8): 280}, 10),
        ({time(8): 16_800}, 600),
        ({time(7, 58): 6000, time(8): 280}, 2640 / 28 + 10),
    ],
)
def test_how_long_the_last_one_of_a_minute_waits(crowd: dict[time, int], seconds: float) -> None:
    assert longest_wait(time(8), crowd, rate=28) == timedelta(seconds=seconds)


def test_a_calmer_minute_across_midnight() -> None:
    assert calmer(time(0), {time(0): 2000}, rate=28) == time(23, 59)
    assert calmer(time(0), {time(23, 50): 40_000}, rate=28) == time(23, 49)


@given(st.dictionaries(MINUTES, st.integers(0, 20_000), max_size=40), MINUTES, st.floats(0.5, 1000))
def test_a_calmer_minute_is_near_and_needs_no_better_one(
    crowd: dict[time, int], at: time, rate: float
) -> None:
    better = calmer(at, crowd, rate)
    if better is not None:
        apart = abs((at.hour - better.hour) * 60 + at.minute - better.minute)
        assert 1 <= min(apart, 24 * 60 - apart) <= 15
        assert calmer(better, crowd, rate) is None
        assert crowd.get(better, 0) < rate * 60
