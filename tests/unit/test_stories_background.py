"""How rare words are: shipped, learnt, kept; and what that does to likeness."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.stories import Background, Backgrounds, StoryIndex, pack
from digests.editor.stories.background import MOST_STORIES
from digests.editor.stories.vectors import Vector, hashed
from tests.builders import at, clean

NOW = at("2026-11-24 08:00")
RANDOM = Random(7)
VOCABULARY = [f"word{n}" for n in range(4_000)]


def article(topic: list[str], *, filling: int = 90) -> bytes:
    """A text of which a fourth is about the topic."""
    text = [*RANDOM.choices(topic, k=filling // 3), *RANDOM.choices(VOCABULARY, k=filling)]
    RANDOM.shuffle(text)
    return pack(clean(title=" ".join(RANDOM.sample(topic, 5)), text=" ".join(text)))


def test_a_word_of_the_shipped_table_is_commoner_than_one_that_is_not_in_it() -> None:
    english = Background.shipped("en")
    assert english.rarity(hashed("report")) < english.rarity(hashed("quayside"))


def test_a_language_without_a_table_knows_no_common_words_at_first_and_learns_them() -> None:
    backgrounds = Backgrounds()
    vector = pack(clean(text="Haven haven stormen haven.", title="Haven", language="da"))
    term = Vector.unpack(vector).terms[0]
    before = backgrounds.of("da").rarity(term)
    for _ in range(50):
        backgrounds.learn(vector)
    assert backgrounds.of("da").rarity(term) < before


def test_what_is_learnt_comes_back_as_it_was_kept_and_is_asked_for_once() -> None:
    backgrounds = Backgrounds()
    backgrounds.learn(article(VOCABULARY[:30]))
    changed = backgrounds.take_changed()
    assert list(changed) == ["en"]
    assert backgrounds.take_changed() == {}
    kept = Background.unpack(changed["en"].stories, changed["en"].pack())
    assert (kept.stories, kept.counts) == (changed["en"].stories, changed["en"].counts)
    backgrounds.still_changed(changed)
    assert list(backgrounds.take_changed()) == ["en"], "what could not be kept is kept the next time"


@pytest.mark.parametrize("packed", [b"", b"nonsense", Background().pack()[:-9]])
def test_counts_that_are_none_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError):
        Background.unpack(10, packed)


def test_old_words_fade_once_enough_has_been_counted() -> None:
    background = Background(stories=MOST_STORIES - 1)
    vector = Vector.unpack(article(VOCABULARY[:30]))
    background.counts[vector.terms[0] % len(background.counts)] = 1_000
    background.learn(vector)
    assert background.stories == MOST_STORIES // 2
    assert background.counts[vector.terms[0] % len(background.counts)] == 500


def test_two_articles_are_as_alike_on_a_quiet_day_as_on_a_loud_one() -> None:
    """Whether three articles are open or three thousand changes nothing."""
    topic = VOCABULARY[:30]
    first, second = article(topic), article(topic)
    others = [article(RANDOM.sample(VOCABULARY, 30)) for _ in range(1_000)]
    for crowd in (others[:3], others):
        index = StoryIndex()
        for number, vector in enumerate(crowd, 10):
            index.add(number, vector, NOW)
        index.add(1, first, NOW)
        assert index.place(second, NOW) == 1


def test_a_topic_that_changes_every_day_does_not_become_one_story_of_a_month() -> None:
    topic, index, backgrounds = VOCABULARY[:36], StoryIndex(), Backgrounds()
    placed: dict[int, int] = {}
    for number in range(120):
        if number % 4 == 0:
            topic = topic[6:] + RANDOM.sample(VOCABULARY, 6)
        vector, when = article(topic), NOW + timedelta(hours=6 * number)
        story = index.place(vector, when)
        if story is None:
            story = number
            backgrounds.learn(vector)
        index.add(story, vector, when)
        placed[number] = story
    assert len(set(placed.values())) >= 4
    for story in set(placed.values()):
        members = [number for number, its in placed.items() if its == story]
        assert (members[-1] - members[0]) * 6 <= 7 * 24


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 200)), max_size=30))
def test_the_same_input_in_the_same_order_gives_the_same_stories(given: list[tuple[int, int]]) -> None:
    vectors = [
        pack(clean(title=f"topic{t} harbour{t} quay{t}", text=f"boat{n} sail{t} mast{t}")) for t, n in given
    ]

    def stories() -> list[int]:
        index, found = StoryIndex(), list[int]()
        for (_, hours), vector in zip(given, vectors, strict=True):
            when = NOW + timedelta(hours=hours)
            story = index.place(vector, when)
            found.append(len(found) if story is None else story)
            index.add(found[-1], vector, when)
        return found

    assert stories() == stories()
