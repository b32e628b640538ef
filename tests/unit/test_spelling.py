"""What a misspelt word may have been."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.spelling import distance, likely, one_slip_away

WORD = st.text(alphabet="abcd", min_size=1, max_size=7)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("bridge", "bridge", 0),
        ("brigde", "bridge", 1),
        ("bridg", "bridge", 1),
        ("bridgge", "bridge", 1),
        ("bridha", "bridge", 2),
        ("ca", "abc", 3),
        ("kitten", "sitting", 3),
        ("abcd", "badc", 2),
        ("", "ab", 2),
    ],
)
def test_slips_are_letters_more_less_other_or_changed_about(one: str, other: str, slips: int) -> None:
    assert distance(one, other, 3) == distance(other, one, 3) == slips


def test_beyond_the_limit_it_is_only_more() -> None:
    assert distance("kitten", "sitting", 1) == 2
    assert distance("a", "abcdef", 2) == 3


@given(WORD, WORD)
def test_what_is_one_slip_away_is_exactly_that(one: str, other: str) -> None:
    near = one_slip_away(one)
    assert all(distance(one, each, 1) == 1 for each in near)
    if len(one) >= 3 and distance(one, other, 1) == 1:
        assert other in near


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("brigde", ["bridge", "bride", "fridge"]),
        ("bridge", ["bride", "fridge"]),  # known words are the caller's business
        ("штром", ["шторм"]),
        ("hrabor", ["harbor", "harbour"]),  # the fewer slips first, however common the other is
        ("ab", []),
        ("zzzzzz", []),
    ],
)
def test_the_likeliest_comes_first(typed: str, meant: list[str]) -> None:
    known = {"bridge": 14, "bride": 3, "fridge": 2, "шторм": 5, "harbour": 40, "harbor": 1, "ab": 9}
    assert likely(typed, known) == meant


def test_of_equal_slips_the_more_common_comes_first() -> None:
    assert likely("stcrm", {"storm": 2, "sterm": 7}) == ["sterm", "storm"]


@pytest.mark.parametrize("word", ["", "ab", "東京", "서울", "é"])
def test_short_words_and_other_scripts_are_left_alone(word: str) -> None:
    assert one_slip_away(word) == frozenset()
