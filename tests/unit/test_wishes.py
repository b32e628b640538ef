"""What readers type as a time or a place."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.errors import ReaderMistake
from digests.wishes import is_zone, shortened, time_of_day, time_zone


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("7:30", time(7, 30)),
        ("07:30", time(7, 30)),
        (" 7.30 ", time(7, 30)),
        ("7h30", time(7, 30)),
        ("7:30 pm", time(19, 30)),
        ("7 p.m.", time(19)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("23:59", time(23, 59)),
        ("0:00", time(0)),
    ],
)
def test_a_time_of_day_is_understood(words: str, meant: time) -> None:
    assert time_of_day(words) == meant


@pytest.mark.parametrize(
    "words", ["25:00", "7:60", "7", "730", "13 pm", "0 am", "noon", "7:30:00", "-1:00", "\x00"]
)
def test_what_is_no_time_of_day_is_named_in_the_refusal(words: str) -> None:
    with pytest.raises(ReaderMistake) as refusal:
        time_of_day(words)
    assert (refusal.value.key, refusal.value.values) == ("mistake.time", {"words": words.strip()})


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Lisbon", "Europe/Lisbon"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("Lisbon", "Europe/Lisbon"),
        ("new york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("UTC", "UTC"),
        ("UTC+2", "Etc/GMT-2"),
        ("-3", "Etc/GMT+3"),
        ("gmt+00:00", "UTC"),
    ],
)
def test_a_place_is_understood(words: str, zone: str) -> None:
    assert time_zone(words) == zone
    assert is_zone(zone)


def test_a_misspelt_place_is_answered_with_the_nearest() -> None:
    with pytest.raises(ReaderMistake) as refusal:
        time_zone("Lissabon")
    assert refusal.value.values["near"] == "Europe/Lisbon"


@pytest.mark.parametrize("words", ["xyzzy", "UTC+99", "x" * 500, "../../etc/passwd"])
def test_an_unknown_place_is_refused(words: str) -> None:
    with pytest.raises(ReaderMistake, match=r"mistake\.zone"):
        time_zone(words)


@given(st.text())
def test_any_words_give_a_value_or_a_polite_refusal(words: str) -> None:
    for understand in (time_of_day, time_zone):
        try:
            assert understand(words) is not None
        except ReaderMistake as refusal:
            assert len(str(refusal.values.get("words", ""))) <= 60


def test_long_words_are_repeated_shortened() -> None:
    assert shortened("x" * 100) == "x" * 59 + "…"
