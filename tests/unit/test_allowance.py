"""So much a day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digests.allowance import Spent, spend
from tests.builders import DAY

NEXT_DAY = DAY + timedelta(days=1)


def test_it_is_used_up_and_there_again_the_next_day() -> None:
    assert spend(None, DAY, 2) == Spent(DAY, 1)
    assert spend(Spent(DAY, 1), DAY, 2) == Spent(DAY, 2)
    assert spend(Spent(DAY, 2), DAY, 2) is None
    assert spend(Spent(DAY, 2), NEXT_DAY, 2) == Spent(NEXT_DAY, 1)


def test_whoever_moves_to_another_zone_and_back_has_no_more() -> None:
    spent = spend(Spent(NEXT_DAY, 1), DAY, 2)
    assert spent == Spent(NEXT_DAY, 2)
    assert spend(spent, NEXT_DAY, 2) is None
    assert spend(spent, DAY, 2) is None


def test_a_clock_that_ran_ahead_uses_nothing_up_for_ever() -> None:
    assert spend(Spent(DAY + timedelta(days=400), 2), DAY, 2) == Spent(DAY, 1)


def test_less_than_was_used_already_may_be_allowed_since() -> None:
    assert spend(Spent(DAY, 20), DAY, 5) is None


@given(st.integers(1, 20), st.lists(st.dates(date(2026, 1, 1), date(2026, 1, 9)).map(lambda day: day)))
def test_on_no_day_more_than_allowed(most: int, days: list[date]) -> None:
    spent: Spent | None = None
    used = dict.fromkeys(days, 0)
    for day in sorted(days):
        after = spend(spent, day, most)
        if after is not None:
            spent = after
            used[day] += 1
    assert all(count <= most for count in used.values())
    assert all(used[day] == min(most, days.count(day)) for day in days)
