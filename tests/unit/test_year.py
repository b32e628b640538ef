"""A year in fast motion, and whether its judge would notice what it is there for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from digests.schedule import Punctuality
from tests.year import START, live
from tests.year_account import wrongs
from tests.year_diaries import Diary, Downtime, Life, Missed, Noted, Setting

END = START + timedelta(days=5)
UP = Life((), ())


@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_of_changing_minds_and_downtimes_leaves_every_date_its_edition(seed: int) -> None:
    year = live(seed, chats=range(150))
    assert year.wrong == []
    assert year.editions > 30_000
    assert year.changes > 500
    assert all(year.verdicts[verdict] > 100 for verdict in Punctuality)


def test_the_same_seed_is_the_same_year() -> None:
    assert live(7, chats=range(5), days=60) == live(7, chats=range(5), days=60)


def noted(day: int, **other: object) -> Noted:
    at = datetime(2026, 3, day, 8, tzinfo=UTC)
    edition = Noted(date(2026, 3, day), at, at, Punctuality.ON_TIME, 0)
    return replace(edition, **other)


def missed(day: int) -> Missed:
    at = datetime(2026, 3, day, 8, tzinfo=UTC)
    return Missed(at.date(), at, at + timedelta(days=1), 0)


def diary(
    *editions: Noted,
    paused_until: datetime | None = None,
    days: int = 127,
    written_off: Sequence[Missed] = (),
) -> Diary:
    zone = ZoneInfo("Europe/Lisbon")
    return Diary([Setting(START, time(8), days, zone, paused_until)], list(editions), list(written_off))


GOOD = [noted(day) for day in (1, 2, 3, 4, 5)]
HOUR = timedelta(hours=1)


def test_nothing_is_wrong_with_an_edition_a_day() -> None:
    assert list(wrongs(diary(*GOOD), UP, END)) == []


@pytest.mark.parametrize(
    ("kept", "life", "what"),
    [
        (diary(*GOOD[:2], *GOOD[1:]), UP, "2026-03-02 came after 2026-03-02"),
        (diary(*GOOD[:2], *GOOD[3:]), UP, "2026-03-03 never came"),
        (diary(*GOOD[:2]), UP, "2026-03-03 never came, and nothing after it"),
        (diary(*GOOD, paused_until=datetime(2026, 3, 2, tzinfo=UTC)), UP, "2026-03-01 came in a pause"),
        (
            diary(*GOOD[:4], noted(5, due_at=GOOD[4].due_at - 9 * HOUR, made_at=GOOD[4].due_at - 9 * HOUR)),
            UP,
            "2026-03-04 and 2026-03-05 are 15:00:00 apart",
        ),
        (
            diary(
                *GOOD[:3], noted(4, made_at=GOOD[4].made_at + HOUR), noted(5, made_at=GOOD[4].made_at + HOUR)
            ),
            UP,
            "2026-03-04 came although 2026-03-05 was due by then",
        ),
        (
            diary(*GOOD[:4], noted(5, made_at=GOOD[4].due_at + HOUR, punctuality=Punctuality.LATE)),
            UP,
            "2026-03-05 was late while the bot was up",
        ),
        (
            diary(*GOOD[:4], noted(5, made_at=GOOD[4].due_at + 7 * HOUR, punctuality=Punctuality.LATE)),
            Life((Downtime(GOOD[4].due_at, GOOD[4].due_at + 7 * HOUR),), (GOOD[4].due_at,)),
            "2026-03-05 was 7:00:00 late",
        ),
        (diary(*GOOD[:2], *GOOD[3:]), UP, "2026-03-03 is nowhere"),
        (diary(*GOOD, written_off=[missed(3)]), UP, "2026-03-03 came and was written off"),
        (
            diary(*GOOD[:2], *GOOD[3:], written_off=[missed(3)]),
            UP,
            "2026-03-03 was written off while the bot was up",
        ),
        (
            diary(*GOOD[:2], *GOOD[3:], days=0b1111101, written_off=[missed(3)]),
            UP,
            "2026-03-03 was written off though it was not wanted",
        ),
    ],
)
def test_the_judge_notices(kept: Diary, life: Life, what: str) -> None:
    assert any(each.startswith(what) for each in wrongs(kept, life, END + timedelta(days=1)))


def test_what_downtime_or_weekdays_leave_out_is_no_mistake() -> None:
    down = Downtime(GOOD[1].due_at - HOUR, GOOD[2].due_at + HOUR)
    late = noted(3, made_at=down.end, punctuality=Punctuality.LATE)
    life = Life((down,), (down.start,))
    with_a_row = diary(GOOD[0], late, *GOOD[3:], written_off=[missed(2)])
    assert list(wrongs(with_a_row, life, END)) == []
    without_tuesdays = diary(*GOOD[:2], *GOOD[3:], days=0b1111101)
    assert list(wrongs(without_tuesdays, UP, END)) == []
