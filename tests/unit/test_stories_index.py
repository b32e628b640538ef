"""Stories: which articles belong together, and what the index forgets."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.stories import MOST_TERMS, StoryIndex, pack
from tests.builders import at, clean

NOW = at("2026-11-24 08:00")

STORM = (
    "The harbour of Port Linnet reopened on Monday after a storm had closed it for nine days. "
    "Fishing boats left before dawn, harbour master Mara Oduya said."
)
STORM_TOO = (
    "Nine days after the storm, fishing boats sailed again from Port Linnet. "
    "Harbour master Mara Oduya said that repairs would last until spring."
)
BANK = (
    "Shares of Brand Bank fell by a tenth after the regulator opened an inquiry into its loans. "
    "Chief executive Tom Brand offered to resign."
)
FUSSBALL = "Der FC Linnet hat das Pokalfinale gewonnen. Trainer Jonas Lenz sprach von einem großen Abend."
MINATO = "港は嵐のあと月曜日に再開した。漁船は夜明け前に出港した。港長は修理が春まで続くと述べた。"
MINATO_TOO = "嵐で閉鎖されていた港が再開した。港長によると、修理は春まで続く。漁船が出港した。"


def vector(text: str, title: str = "", language: str = "en") -> bytes:
    return pack(clean(text=text, title=title, language=language))


def index(*members: tuple[int, str], days_ago: float = 0) -> StoryIndex:
    made = StoryIndex()
    for story, text in members:
        made.add(story, vector(text), NOW - timedelta(days=days_ago))
    return made


def test_a_second_article_about_an_event_joins_its_story() -> None:
    assert index((1, STORM), (2, BANK)).place(vector(STORM_TOO), NOW) == 1


def test_an_article_about_something_else_joins_none() -> None:
    assert index((1, STORM), (2, BANK)).place(vector(FUSSBALL, language="de"), NOW) is None


def test_an_empty_index_has_no_story_to_join() -> None:
    assert StoryIndex().place(vector(STORM), NOW) is None


def test_placing_adds_nothing() -> None:
    empty = StoryIndex()
    empty.place(vector(STORM), NOW)
    assert len(empty) == 0


@pytest.mark.parametrize(("days_ago", "story"), [(2.9, 1), (3.1, None), (-2.9, 1), (-3.1, None)])
def test_only_articles_within_three_days_are_of_one_story(days_ago: float, story: int | None) -> None:
    assert index((1, STORM), days_ago=days_ago).place(vector(STORM_TOO), NOW) == story


def test_japanese_articles_meet_by_pairs_of_characters() -> None:
    made = StoryIndex()
    made.add(1, vector(MINATO, language="ja"), NOW)
    assert made.place(vector(MINATO_TOO, language="ja"), NOW) == 1


def test_the_title_weighs_more_than_the_text() -> None:
    made = StoryIndex()
    made.add(1, vector(BANK, title="Storm damage in Port Linnet harbour"), NOW)
    made.add(2, vector(STORM, title="Brand Bank shares fall"), NOW)
    assert made.place(vector("Nothing else is known.", title="Port Linnet harbour storm"), NOW) == 1


def test_one_article_between_two_stories_does_not_let_the_others_in() -> None:
    """A member must be like the story's articles, not only like the one that is nearest."""
    bridge = f"{STORM} {BANK}"
    made = index((1, STORM), (1, STORM_TOO), (1, STORM), (1, STORM_TOO), (1, bridge))
    assert made.place(vector(BANK), NOW) is None


def test_expired_articles_are_forgotten_and_the_others_are_found_as_before() -> None:
    made = index((1, BANK))
    made.add(2, vector(STORM), NOW - timedelta(days=1))
    made.expire(NOW - timedelta(hours=1))
    assert len(made) == 1
    assert made.place(vector(STORM_TOO), NOW) is None
    assert made.place(vector(BANK), NOW) == 1


def test_a_threshold_can_be_chosen() -> None:
    strict = StoryIndex(threshold=0.99)
    strict.add(1, vector(STORM), NOW)
    assert strict.place(vector(STORM_TOO), NOW) is None
    assert strict.place(vector(STORM), NOW) == 1


def test_a_vector_is_short_however_long_the_article() -> None:
    long = " ".join(f"word{n}" for n in range(5000))
    assert len(vector(long)) <= 3 + 5 * MOST_TERMS


def test_a_vector_does_not_depend_on_the_hash_seed() -> None:
    code = "from tests.unit.test_stories_index import *; print(vector(STORM, 'Storm').hex())"
    packed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(["", *sys.path])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(packed) == 1


@given(st.text(max_size=300), st.sampled_from(["en", "ja", "und"]))
def test_any_article_with_words_is_like_itself(text: str, language: str) -> None:
    packed = vector(text, language=language)
    made = StoryIndex()
    made.add(1, packed, NOW)
    assert made.place(packed, NOW) == (1 if packed[2] else None)


def test_ten_thousand_open_articles_answer_in_milliseconds() -> None:
    random = Random(1)
    made = StoryIndex()
    vectors = [
        vector(" ".join(f"w{int(random.paretovariate(0.6)) % 50_000}" for _ in range(150)))
        for _ in range(300)
    ]
    for n in range(10_000):
        made.add(n, vectors[n % 300], NOW)
    began = process_time()
    for packed in vectors[:50]:
        made.place(packed, NOW)
    assert (process_time() - began) / 50 < 0.02
