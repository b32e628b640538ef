"""What readers type as times, days, quiet hours and pauses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digests.errors import ReaderMistake
from digests.model import EVERY_DAY, QuietHours
from digests.wishes import (
    MOST_TIMES,
    Wish,
    pause_day,
    quiet_hours,
    shortened,
    time_of_day,
    wished_times,
)

MONDAY, TUESDAY, WEDNESDAY, FRIDAY = 0b1, 0b10, 0b100, 0b10000
SATURDAY, SUNDAY = 0b100000, 0b1000000
WEEKDAYS, WEEKEND = 0b0011111, 0b1100000
TODAY = date(2026, 11, 29)


def refusal(understand: Callable[[], object]) -> tuple[str, str | int | None]:
    with pytest.raises(ReaderMistake) as refused:
        understand()
    return refused.value.key, refused.value.values.get("words")


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
    assert wished_times(words, "en") == (Wish(meant, EVERY_DAY),)


@pytest.mark.parametrize("words", ["25:00", "7:60", "7", "730", "13 pm", "0 am", "7:30:00"])
def test_what_is_no_time_of_day_is_named_in_the_refusal(words: str) -> None:
    assert refusal(lambda: time_of_day(words)) == ("mistake.time", words)
    assert refusal(lambda: wished_times(words, "en")) == ("mistake.time", words)


@pytest.mark.parametrize("words", ["noon", "-1:00", "\x00", "7:30 18:00"])
def test_what_is_not_one_time_of_day_is_refused(words: str) -> None:
    assert refusal(lambda: time_of_day(words)) == ("mistake.time", words)


@pytest.mark.parametrize(
    ("words", "language", "meant"),
    [
        ("07:30 18:00", "en", [(time(7, 30), EVERY_DAY), (time(18), EVERY_DAY)]),
        ("18:00, 07:30 and 18:00", "en", [(time(18), EVERY_DAY), (time(7, 30), EVERY_DAY)]),
        ("mon wed fri 07:30", "en", [(time(7, 30), MONDAY | WEDNESDAY | FRIDAY)]),
        ("Mondays, Wednesdays at 7 pm", "en", [(time(19), MONDAY | WEDNESDAY)]),
        ("weekdays 08:00", "en", [(time(8), WEEKDAYS)]),
        ("weekend 10:00", "en", [(time(10), WEEKEND)]),
        ("sunday 10:00", "en", [(time(10), SUNDAY)]),
        ("daily 8:00", "en", [(time(8), EVERY_DAY)]),
        ("every day at 8:00", "en", [(time(8), EVERY_DAY)]),
        ("weekdays 07:30 sunday 10:00", "en", [(time(7, 30), WEEKDAYS), (time(10), SUNDAY)]),
        ("mon 7:30 18:00 sat 9:00", "en", [(time(7, 30), MONDAY), (time(18), MONDAY), (time(9), SATURDAY)]),
        ("mon 7:30 tue 7:30", "en", [(time(7, 30), MONDAY | TUESDAY)]),
        ("07:30 weekdays 10:00 sunday", "en", [(time(7, 30), WEEKDAYS), (time(10), SUNDAY)]),
        ("07:30 mon wed", "en", [(time(7, 30), MONDAY | WEDNESDAY)]),
        ("mon-fri 07:30", "en", [(time(7, 30), WEEKDAYS)]),
        ("Fri – Mon 07:30", "en", [(time(7, 30), FRIDAY | WEEKEND | MONDAY)]),
        ("Mo-Fr 07:30", "de", [(time(7, 30), WEEKDAYS)]),
        ("sonntag 10:00", "de", [(time(10), SUNDAY)]),
        ("sunday 10:00", "de", [(time(10), SUNDAY)]),
        ("do 10:00", "de", [(time(10), 0b1000)]),
        ("segunda-feira, terça 07:30", "pt-br", None),
        ("segunda-feira 07:30", "pt-br", [(time(7, 30), MONDAY)]),
        ("seg. ter. 07:30", "pt-br", [(time(7, 30), MONDAY | TUESDAY)]),
        ("пн-пт 8:00", "ru", [(time(8), WEEKDAYS)]),
        ("周一 周三 08:00", "zh-hans", [(time(8), MONDAY | WEDNESDAY)]),
        ("08:00周一", "zh-hans", [(time(8), MONDAY)]),
        ("सोम 08:00", "hi", [(time(8), MONDAY)]),
        ("Thứ Hai 8:00", "vi", [(time(8), MONDAY)]),
        ("monday 8:00", "no such language", [(time(8), MONDAY)]),
    ],
)
def test_times_with_their_days(words: str, language: str, meant: list[tuple[time, int]] | None) -> None:
    if meant is None:
        assert refusal(lambda: wished_times(words, language))[0] == "mistake.time.word"
    else:
        assert wished_times(words, language) == tuple(Wish(*each) for each in meant)


@pytest.mark.parametrize(
    ("words", "key", "named"),
    [
        ("", "mistake.time.missing", None),
        ("monday", "mistake.time.days_only", "monday"),
        ("lundi 7:30", "mistake.time.word", "lundi"),
        ("07:00-08:00", "mistake.time.word", "-"),
        ("noon", "mistake.time.word", "noon"),
        ("07:30 mon 18:00", "mistake.time.order", "07:30 mon 18:00"),
        ("mon 07:30 tue", "mistake.time.order", "mon 07:30 tue"),
        ("mon 25:00", "mistake.time", "25:00"),
        ("7:30 18", "mistake.time", "18"),
        ("7:30 /", "mistake.time.word", "/"),
        ("7:30 " * 50, "mistake.time", shortened("7:30 " * 50)),
    ],
)
def test_what_may_mean_two_things_or_none_is_refused(words: str, key: str, named: str | None) -> None:
    assert refusal(lambda: wished_times(words, "en")) == (key, named)


def test_a_chat_has_six_times_at_most() -> None:
    times = [f"{hour}:00" for hour in range(MOST_TIMES + 1)]
    assert len(wished_times(" ".join(times[:-1]), "en")) == MOST_TIMES
    assert refusal(lambda: wished_times(" ".join(times), "en"))[0] == "mistake.time.many"


@pytest.mark.parametrize(
    "words", ["22:00 07:00", "22:00-07:00", "22:00 – 07:00", "10 pm to 7 am", "10pm-7am", "22.00 until 7.00"]
)
def test_quiet_hours(words: str) -> None:
    assert quiet_hours(words) == QuietHours(time(22), time(7))


@pytest.mark.parametrize("words", ["off", "OFF", " none "])
def test_no_quiet_hours(words: str) -> None:
    assert quiet_hours(words) is None


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("", "mistake.quiet.missing"),
        ("22", "mistake.quiet"),
        ("22-7", "mistake.quiet"),
        ("22:00", "mistake.quiet"),
        ("22:00 to", "mistake.quiet"),
        ("22:00 22:00", "mistake.quiet"),
        ("22:00 07:00 12:00", "mistake.quiet"),
        ("25:00 07:00", "mistake.quiet"),
    ],
)
def test_what_are_no_quiet_hours(words: str, key: str) -> None:
    assert refusal(lambda: quiet_hours(words))[0] == key


@pytest.mark.parametrize(
    ("words", "language", "day"),
    [
        ("", "en", date(2026, 12, 6)),
        ("1", "en", date(2026, 11, 30)),
        ("3", "en", date(2026, 12, 2)),
        ("3 days", "en", date(2026, 12, 2)),
        ("for 2 weeks", "en", date(2026, 12, 13)),
        ("366", "en", date(2027, 11, 30)),
        ("2026-12-24", "en", date(2026, 12, 24)),
        ("until 2026-12-24", "en", date(2026, 12, 24)),
        ("24.12.", "en", date(2026, 12, 24)),
        ("24.12.2026", "en", date(2026, 12, 24)),
        ("6.1.", "en", date(2027, 1, 6)),
        ("24 December", "en", date(2026, 12, 24)),
        ("Dec 24, 2026", "en", date(2026, 12, 24)),
        ("24. Dezember", "de", date(2026, 12, 24)),
        ("24 декабря", "ru", date(2026, 12, 24)),
    ],
)
def test_a_pause_ends_on_a_day(words: str, language: str, day: date) -> None:
    assert pause_day(words, TODAY, language) == day


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("forever", "mistake.pause"),
        ("24/12", "mistake.pause"),
        ("31.11.", "mistake.pause"),
        ("29.2.", "mistake.pause"),
        ("2026-13-01", "mistake.pause"),
        ("0", "mistake.pause.past"),
        ("2026-11-29", "mistake.pause.past"),
        ("28.11.", "mistake.pause.past"),
        ("2025-01-01", "mistake.pause.past"),
        ("367", "mistake.pause.long"),
        ("60 weeks", "mistake.pause.long"),
        ("2028-01-01", "mistake.pause.long"),
    ],
)
def test_what_is_no_end_of_a_pause(words: str, key: str) -> None:
    assert refusal(lambda: pause_day(words, TODAY, "en"))[0] == key


WORDS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            ["7:30", "18.00", "7 pm", "mon", "-", "fri", "every", "day", "weekend", ",", "24", "12."]
        )
    ).map(" ".join),
)


@given(WORDS, st.sampled_from(["en", "de", "pt-br", "zh-hans", "ar", "xx", "", "a_b"]))
@example("٧:٣٠", "ar")
@example("²", "en")
def test_any_words_give_a_value_or_a_polite_refusal(words: str, language: str) -> None:
    for understand in (
        lambda: time_of_day(words),
        lambda: wished_times(words, language),
        lambda: quiet_hours(words),
        lambda: pause_day(words, TODAY, language),
    ):
        try:
            understand()
        except ReaderMistake as refused:
            assert len(str(refused.values.get("words", ""))) <= 60


def test_long_words_are_repeated_shortened() -> None:
    assert shortened("x" * 100) == "x" * 59 + "…"
