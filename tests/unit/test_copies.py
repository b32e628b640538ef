"""Copies: one text in several outlets is one voice; two reports on one event are two."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.copies import SAME, is_copy, likeliest, likeness, signature

RANDOM = Random(3)
WORDS = [f"word{n}" for n in range(3_000)]
REPORT = [RANDOM.choice(WORDS) for _ in range(300)]
ANOTHER = [RANDOM.choice(WORDS) for _ in range(300)]


def said(found: list[str]) -> str:
    return " ".join(found)


def with_changes(many: int) -> str:
    """The report with so many words replaced, far apart."""
    changed = list(REPORT)
    for n in range(many):
        changed[5 + n * (290 // max(1, many))] = f"new{n}"
    return said(changed)


@pytest.mark.parametrize(
    ("what", "text", "same"),
    [
        ("the very text", said(REPORT), True),
        ("a first line of the outlet's own", "From our correspondent in Linnet. " + said(REPORT), True),
        ("the last paragraph cut off", said(REPORT[:260]), True),
        ("a few words changed", with_changes(6), True),
        ("every eighth word changed", with_changes(36), False),
        ("the first half alone", said(REPORT[:150]), False),
        ("another report", said(ANOTHER), False),
        ("half of it a quotation of the report", said(REPORT[:100] + ANOTHER), False),
    ],
)
def test_what_is_a_copy(what: str, text: str, same: bool) -> None:
    assert is_copy(said(REPORT), text) is same
    found = likeliest(signature(text), {1: signature(said(ANOTHER[::-1])), 2: signature(said(REPORT))})
    assert (2 in found) or not same


def test_short_texts_are_nobodys_copies() -> None:
    brief = said(REPORT[:20])
    assert signature(brief) == b""
    assert likeliest(b"", {1: b"", 2: signature(said(REPORT))}) == ()
    assert not is_copy(brief, brief)


def test_japanese_is_compared_by_its_characters() -> None:
    text = "港は嵐のあと月曜日に再開した。漁船は夜明け前に出港した。港長は修理が春まで続くと述べた。" * 2
    assert is_copy(text, text + "（共同）")
    assert not is_copy(
        text, "市場にアザラシが現れ、夕方まで動かなかった。子どもたちは大喜びだったという。" * 2
    )


@given(st.integers(0, 120))
def test_signatures_say_nearly_what_the_texts_say(many: int) -> None:
    changed = with_changes(many)
    first, second = ({tuple(t[i : i + 4]) for i in range(len(t) - 3)} for t in (REPORT, changed.split(" ")))
    exact = len(first & second) / len(first | second)
    estimate = likeness(signature(said(REPORT)), signature(changed))
    assert abs(estimate - exact) < 0.2
    assert is_copy(said(REPORT), changed) is (exact >= SAME)
