"""When two quotations are one statement, and when they are one wording of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.statements import Saying, in_order, same_person, same_statement, sayings, wordings
from digests.model import StoredArticle
from tests.builders import clean, stored

STEEL = "We waited as long as the steel allowed, and not a day longer"
MARA, TOMAS = "Mara Lind", "Tomas Reyes"


def article(said: str, speaker: str | None = MARA, *, key: int = 1, language: str = "en") -> StoredArticle:
    return stored(clean(text=f'"{said}" was said.', language=language), key=key, speaker=speaker)


def two(
    one: str, other: str, speaker: str | None = MARA, second: str | None = MARA, language: str = "en"
) -> list[Saying]:
    return sayings(
        [article(one, speaker, language=language), article(other, second, key=2, language=language)]
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (STEEL, STEEL),
        (STEEL, STEEL + "."),
        (STEEL, STEEL.upper()),
        (STEEL, "We waited as long as the steel allowed"),
        (STEEL, "as long as the steel allowed, and not a day longer"),
        ("We waited", "We waited"),
        (
            "The repairs will take eleven weeks",
            "The repairs will take eleven weeks, and not one more. Ask me then",
        ),
    ],
    ids=[
        "the same",
        "full stop",
        "case",
        "cut at the end",
        "cut at the beginning",
        "short",
        "cut to a sentence",
    ],
)
def test_a_statement_in_one_wording(one: str, other: str) -> None:
    pair = two(one, other)
    assert same_statement(*pair)
    assert len(wordings(pair)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("About forty people crossed the bridge", "Exactly forty people crossed the bridge"),
        ("The repairs will cost two million crowns", "The repairs will cost three million crowns"),
        ("The repairs will cost 2 million crowns", "The repairs will cost two million crowns"),
        ("We will not raise the fare this year", "We will raise the fare this year"),
        (STEEL, "We have waited as long as the steel allowed us, not a day longer"),
        (
            "Nobody has asked the people who cross it at night",
            "Nobody asked the people crossing it every night",
        ),
    ],
    ids=["number made vague", "number changed", "digits", "negation lost", "words added", "translated anew"],
)
def test_a_statement_in_two_wordings(one: str, other: str) -> None:
    pair = two(one, other)
    assert same_statement(*pair)
    assert len(wordings(pair)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We will not raise the fare this year", "We will not talk about the bridge any more"),
        ("We want peace", "We want justice"),
        ("Nobody asked the ferry workers", "Nobody asked the bus drivers"),
        ("The bridge is old", "The bridge is closed, and the ferry is full of people every night"),
        ("It is over", "It is over there that the bridge begins"),
        ("We do not want war", "We do not want money"),
        (STEEL, "The steel of the bridge was waited for, and a day longer than allowed"),
    ],
    ids=[
        "same beginning",
        "one word",
        "parallel",
        "a few words",
        "cut to nothing",
        "same frame",
        "other order",
    ],
)
def test_two_statements_of_one_speaker(one: str, other: str) -> None:
    assert not same_statement(*two(one, other))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (MARA, MARA, True),
        (MARA, "Lind", True),
        (MARA, "M. Lind", True),
        (MARA, None, True),
        (None, None, True),
        (MARA, "the harbour office", True),
        (MARA, "Anna Lind", False),
        (MARA, TOMAS, False),
    ],
)
def test_a_short_statement_is_one_only_where_the_speaker_can_be(
    first: str | None, second: str | None, same: bool
) -> None:
    assert same_statement(*two("We waited for the steel", "We waited for the steel", first, second)) is same


def test_two_names_under_the_same_long_words_are_one_statement() -> None:
    assert same_statement(*two(STEEL, STEEL, MARA, TOMAS))
    assert not same_statement(*two(STEEL, "We waited as long as the steel allowed", MARA, TOMAS))


def test_scripts_without_spaces_are_compared_too() -> None:
    assert same_statement(*two("橋は十一週間閉鎖されます", "橋は十週間閉鎖されます", language="ja"))
    assert not same_statement(
        *two("橋は十一週間閉鎖されます", "誰も船の乗客に聞きませんでした", language="ja")
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mara Lind", "Lind", True),
        ("T. Reyes", "Tomas Reyes", True),
        ("Reyes, Tomas", "Tomas Reyes", True),
        ("Tomas Reyes", "Ana Reyes", False),
        ("Tomas", "Mara", False),
    ],
)
def test_two_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


LINES = st.lists(st.sampled_from("abcd"), max_size=9)


@given(LINES, LINES)
def test_the_longest_common_order_is_counted(one: list[str], other: list[str]) -> None:
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            table[i + 1][j + 1] = table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])
    assert in_order(one, other) == table[-1][-1]


SAID = st.sampled_from([STEEL, "We waited", "About forty people crossed", "Forty people crossed it"])


@given(SAID, SAID)
def test_it_does_not_matter_which_comes_first(said: str, also_said: str) -> None:
    one, other = two(said, also_said)
    assert same_statement(one, other) is same_statement(other, one)
