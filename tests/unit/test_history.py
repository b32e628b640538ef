"""What is new to a chat, from what it was told before."""

from __future__ import annotations

from datetime import date

from digests.model import Shown
from digests.newsroom.history import OVERLAP, stories_told, told_since
from digests.store.slots import Told
from tests.builders import at


def shown(made_at: str, *stories: int, since: str = "2026-11-01 08:00") -> Shown:
    return Shown(since=at(since), made_at=at(made_at), stories=stories, quotes=(), corrections=frozenset())


LINEUPS = {
    1: shown("2026-11-22 08:00", 10, 11, since="2026-11-21 08:00"),
    2: shown("2026-11-23 08:00", 11, 12, since="2026-11-22 08:00"),
}
FIRST, SECOND = Told(1, date(2026, 11, 22)), Told(2, date(2026, 11, 23))


def lost(told: Told) -> Told:
    return told._replace(arrived=False)


def test_a_story_is_known_as_it_was_when_it_was_last_told() -> None:
    old, new = at("2026-11-22 08:00"), at("2026-11-23 08:00")
    assert stories_told((FIRST, SECOND), LINEUPS) == {10: old, 11: new, 12: new}
    assert stories_told((FIRST, lost(SECOND)), LINEUPS) == {10: old, 11: old}
    assert stories_told((), LINEUPS) == {}


def test_news_begin_where_the_newest_edition_that_arrived_ended() -> None:
    assert told_since((FIRST, SECOND), LINEUPS) == at("2026-11-23 08:00") - OVERLAP
    assert told_since((FIRST, lost(SECOND)), LINEUPS) == at("2026-11-22 08:00") - OVERLAP


def test_where_none_arrived_they_begin_where_the_first_of_them_looked_back_to() -> None:
    assert told_since((lost(FIRST), lost(SECOND)), LINEUPS) == at("2026-11-21 08:00")
    assert told_since((), LINEUPS) is None
