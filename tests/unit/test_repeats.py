"""Lines that a source puts under all its articles, learnt by counting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digests.text.repeats import LEAST_ARTICLES, MOST_LINES, LineCounts, line_key, line_keys

MENU = "Coast news since 1921 and counting"
PROSE = (
    "The town council set two million crowns aside for the repairs, which will go on until spring, when the "
    "next ferries are due and the new pier has to be ready for them."
)


def test_a_line_is_the_same_line_in_any_case_and_spacing() -> None:
    assert line_key(MENU) == line_key(f"  {MENU.upper()} ".replace(" and ", "   and "))
    assert line_key(MENU) != line_key(f"{MENU} up")


def test_paragraphs_numbers_and_signs_are_not_counted() -> None:
    assert line_keys(f"{PROSE}\n2016\n---\n\n[ad_1]\n") == line_keys("[ad_1]")


def test_a_line_counts_once_for_its_article() -> None:
    assert len(line_keys(f"{MENU}\n{PROSE}\n{MENU}")) == 1


def test_of_a_dump_only_the_first_and_the_last_lines_are_counted() -> None:
    lines = [f"Line number {'i' * n}" for n in range(1, 180)] * 5
    assert len(line_keys("\n".join([*lines, "The very last line"]))) <= MOST_LINES
    assert line_key("The very last line") in line_keys("\n".join([*lines, "The very last line"]))


def test_a_line_repeats_once_enough_articles_of_its_source_have_it() -> None:
    counts = LineCounts()
    keys = line_keys(MENU)
    for n in range(LEAST_ARTICLES):
        assert counts.repeated("Coastal Post", keys) == frozenset()
        counts.add("Coastal Post", f"article {n}", keys)
    assert counts.repeated("Coastal Post", keys) == keys
    assert counts.repeated("Daily Tide", keys) == frozenset()


def test_the_same_article_delivered_again_counts_once() -> None:
    counts = LineCounts()
    for _ in range(LEAST_ARTICLES):
        counts.add("Coastal Post", "article", line_keys(MENU))
    assert counts.repeated("Coastal Post", line_keys(MENU)) == frozenset()


@given(st.text())
def test_keys_are_short_and_bounded(text: str) -> None:
    keys = line_keys(text)
    assert len(keys) <= MOST_LINES
    assert all(len(key) == 16 for key in keys)
