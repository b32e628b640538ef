"""Whether a story has moved on since somebody was told it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from digests.editor.developments import moved_on_at
from digests.model import StoredArticle
from tests.builders import at, clean, stored

CLOSED = "The harbour bridge will be closed to lorries from Monday while its steel bearings are replaced"
AGAIN = "From Monday no lorries cross the harbour bridge: its steel bearings are being replaced"
ALSO = "The steel bearings of the harbour bridge are replaced from Monday, and lorries are kept off"
FALLEN = "A crane fell on the harbour bridge at noon; two welders were rescued by the Northern fire brigade"
FELL = "Two welders were rescued by the Northern fire brigade after a crane fell on the bridge at noon"
STRIKE = "Ferry crews walked out over wages, stranding nine hundred passengers on the island"

_count = iter(range(1, 1_000_000))


def report(
    text: str, source: str, seen: str, *, copy_of: int | None = None, title: str = "Harbour bridge"
) -> StoredArticle:
    key = next(_count)
    item = stored(clean(title=title, text=text, source=source), key=key, seen_at=f"2026-11-24 {seen}")
    return replace(item, copy_of=copy_of)


def test_a_story_told_once_has_not_moved_on() -> None:
    assert moved_on_at([report(CLOSED, "Tide", "06:00")]) is None


def test_the_same_told_by_more_is_not_new() -> None:
    assert (
        moved_on_at(
            [report(CLOSED, "Tide", "06:00"), report(AGAIN, "Post", "07:00"), report(ALSO, "Bell", "08:00")]
        )
        is None
    )


def test_new_things_from_two_move_a_story_on() -> None:
    told = [report(CLOSED, "Tide", "06:00"), report(AGAIN, "Post", "06:30")]
    new = [report(FALLEN, "Bell", "12:00"), report(FELL, "Tide", "12:20")]
    assert moved_on_at([*told, *new]) == at("2026-11-24 12:00")


@pytest.mark.parametrize("source", ["Bell", "Post"])
def test_new_things_from_one_do_not_move_a_story_of_two(source: str) -> None:
    told = [report(CLOSED, "Tide", "06:00"), report(AGAIN, "Post", "06:30")]
    assert moved_on_at([*told, report(FALLEN, source, "12:00")]) is None


def test_new_things_from_its_only_teller_move_a_story_on() -> None:
    told = report(CLOSED, "Tide", "06:00")
    assert moved_on_at([told, report(FALLEN, "Tide", "12:00", title="Crane")]) == at("2026-11-24 12:00")
    assert moved_on_at([told, report(AGAIN, "Tide", "12:00")]) is None


def test_a_copy_is_no_second_voice() -> None:
    told = [report(CLOSED, "Tide", "06:00"), report(AGAIN, "Post", "06:30")]
    new = report(FALLEN, "Bell", "12:00")
    copy = report(FALLEN, "Copyist", "12:20", copy_of=new.key)
    assert moved_on_at([*told, new, copy]) is None


def test_two_with_other_new_things_each_do_not_agree_on_any() -> None:
    told = [report(CLOSED, "Tide", "06:00"), report(AGAIN, "Post", "06:30")]
    assert moved_on_at([*told, report(FALLEN, "Bell", "12:00"), report(STRIKE, "Wire", "12:20")]) is None


def test_who_was_told_after_the_development_is_told_nothing_new() -> None:
    story = [
        report(CLOSED, "Tide", "06:00"),
        report(AGAIN, "Post", "06:30"),
        report(FALLEN, "Bell", "12:00"),
        report(FELL, "Tide", "12:20"),
        report(FALLEN, "Post", "15:00"),
    ]
    moved = moved_on_at(story)
    assert moved is not None
    assert at("2026-11-24 06:30") < moved <= at("2026-11-24 12:20")


def test_the_order_of_the_articles_does_not_matter() -> None:
    story = [
        report(CLOSED, "Tide", "06:00"),
        report(AGAIN, "Post", "06:00"),
        report(FALLEN, "Bell", "12:00"),
        report(FELL, "Tide", "12:00"),
    ]
    assert len({moved_on_at(order) for order in permutations(story)}) == 1


def test_a_story_of_very_many_articles_is_judged_too() -> None:
    told = [report(CLOSED, f"Paper {i}", f"06:{i % 60:02}") for i in range(90)]
    new = [report(FALLEN, f"Paper {i}", f"12:{i:02}") for i in range(40)]
    assert moved_on_at([*told, *new]) is not None


def test_articles_without_words_are_nothing_new() -> None:
    assert moved_on_at([report(CLOSED, "Tide", "06:00"), report("...", "Tide", "07:00", title="!")]) is None
