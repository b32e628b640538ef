"""Which stories an edition tells."""

from __future__ import annotations

from datetime import timedelta

from digests.editor.edition import Candidate, choose, weight
from tests.builders import at, clean, digest, stored

NOW, SINCE = at("2026-11-24 08:00"), at("2026-11-23 08:00")


def candidate(story: int, seen_at: str = "2026-11-24 06:00", outlets: int = 1, speaker: str | None = None):  # type: ignore[no-untyped-def]
    members = [
        stored(clean(source=f"Paper {i}"), key=story * 10 + i, story=story, seen_at=seen_at, speaker=speaker)
        for i in range(outlets)
    ]
    return Candidate(digest(*members), at(seen_at))


def stories_chosen(*candidates: Candidate, told: tuple[int, ...] = (), limit: int = 9) -> list[int]:
    choice = choose(candidates, since=SINCE, told=told, now=NOW, limit=limit)
    return [each.story for each in choice.digests]


def test_what_is_not_new_or_was_told_stays_out() -> None:
    old = candidate(1, seen_at="2026-11-23 07:00")
    assert stories_chosen(old, candidate(2), candidate(3), told=(3,)) == [2]


def test_a_story_told_by_many_comes_first() -> None:
    assert stories_chosen(candidate(1), candidate(2, outlets=4), candidate(3, outlets=2)) == [2, 3, 1]


def test_a_named_speaker_and_freshness_decide_among_equals() -> None:
    assert stories_chosen(candidate(1), candidate(2, speaker="Mara Oduya")) == [2, 1]
    assert stories_chosen(candidate(1, "2026-11-23 12:00"), candidate(2, "2026-11-24 07:00")) == [2, 1]


def test_what_has_no_room_is_counted() -> None:
    choice = choose([candidate(i) for i in range(1, 6)], since=SINCE, told=(), now=NOW, limit=3)
    assert (len(choice.digests), choice.elsewhere) == (3, 2)


def test_equal_stories_keep_one_order() -> None:
    same = [candidate(i) for i in (3, 1, 2)]
    assert stories_chosen(*same) == stories_chosen(*reversed(same)) == [1, 2, 3]


def test_a_story_from_the_future_is_not_fresher_than_one_of_now() -> None:
    now = candidate(1, "2026-11-24 08:00")
    assert weight(candidate(1, "2026-11-24 20:00"), NOW) == weight(now, NOW)
    assert weight(now, NOW + timedelta(hours=12)) < weight(now, NOW)
