"""A story told in short: which article leads, and what is shown of all of them."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.digest import tell
from digests.editor.voices import outlet_name
from digests.model import Passage, StoredArticle
from tests.builders import at, clean, stored

LONG = "The harbour reopened on Monday. " + "It had been closed for nine days because of a storm. " * 12


def piece(
    key: int,
    text: str = LONG,
    *,
    source: str | None = "Linnet Herald",
    url: str | None = "https://news.example/a",
    seen_at: str = "2026-11-24 07:00",
    speaker: str | None = "Mara Oduya",
    title: str = "Harbour reopens",
    topics: tuple[str, ...] = (),
    copy_of: int | None = None,
) -> StoredArticle:
    item = clean(id=f"a{key}", text=text, source=source, url=url, title=title, topics=topics)
    return stored(item, key=key, seen_at=seen_at, speaker=speaker, copy_of=copy_of)


def test_a_digest_shows_only_what_stands_in_its_articles() -> None:
    item = stored()
    told = tell(7, [item])
    assert told.story == 7
    assert told.title == item.article.title
    for passage in (*told.sentences, *(quote.passage for quote in told.quotes)):
        assert passage.span.of(item.article.text) == passage.text


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (piece(2), piece(1, "Short news.")),
        (piece(2), piece(1, url=None)),
        (piece(2, seen_at="2026-11-24 06:00"), piece(1)),
        (piece(1), piece(2)),
        (piece(2, source="Wire"), piece(1, copy_of=2)),
    ],
    ids=["complete", "linked", "earlier", "first in the store", "no copy"],
)
def test_the_most_complete_linked_and_earliest_article_leads(
    better: StoredArticle, worse: StoredArticle
) -> None:
    for order in permutations([better, worse]):
        assert tell(1, order).outlets[0].article == better.key


def test_the_order_of_the_articles_does_not_matter() -> None:
    items = [
        piece(1, source="A"),
        piece(2, 'Short. "We waited long enough," she said.', source="B"),
        piece(3),
    ]
    assert len({tell(1, order) for order in permutations(items)}) == 1


def test_a_quotation_told_by_two_papers_is_shown_once() -> None:
    quote = '"We waited long enough for this day," she said. '
    told = tell(1, [piece(1, LONG + quote), piece(2, LONG + quote.replace("day", "very day"))], quotes=3)
    assert [key.passage.text for key in told.quotes] == ["We waited long enough for this day"]


def test_a_quotation_that_a_shown_sentence_holds_is_not_repeated() -> None:
    assert tell(1, [piece(1, '"We waited long enough for this day," Mara Oduya said.')]).quotes == ()


def test_a_named_speaker_goes_before_an_unnamed_one() -> None:
    unnamed = piece(1, LONG + '"The wall was rotten for many years," they said.', speaker=None)
    named = piece(2, LONG + '"We waited long enough for this day," she said.')
    assert [key.speaker for key in tell(1, [unnamed, named], quotes=1).quotes] == ["Mara Oduya"]


@pytest.mark.parametrize(("sentences", "quotes"), [(0, 0), (1, 0), (2, 1)])
def test_no_more_is_shown_than_asked_for(sentences: int, quotes: int) -> None:
    told = tell(
        1, [piece(1, LONG + '"We waited long enough," she said.')], sentences=sentences, quotes=quotes
    )
    assert len(told.sentences) <= sentences
    assert len(told.quotes) <= quotes


@pytest.mark.parametrize(
    ("source", "url", "name"),
    [
        ("Linnet Herald", "https://news.example/a", "Linnet Herald"),
        (None, "https://www.news.example/a", "news.example"),
        (" ", "https://news.example:8080/a", "news.example"),
        (None, None, "unknown source"),
        (None, "not a link", "unknown source"),
        (None, "http://[broken", "unknown source"),
    ],
)
def test_an_outlet_has_the_best_name_there_is(source: str | None, url: str | None, name: str) -> None:
    assert [outlet.name for outlet in tell(1, [piece(1, source=source, url=url)]).outlets] == [name]


def test_each_outlet_is_named_once() -> None:
    told = tell(1, [piece(1), piece(2, source="linnet herald"), piece(3, source="Wire")])
    assert [outlet.name for outlet in told.outlets] == ["Linnet Herald", "Wire"]


@pytest.mark.parametrize(
    ("weights", "leads"),
    [
        ({}, "Early"),
        ({"late": 2.0}, "Late"),
        ({"early": 0.5}, "Late"),
        ({"early": 2.0, "late": 2.0}, "Early"),
    ],
)
def test_the_article_of_the_weightiest_source_leads_then_the_earliest(
    weights: dict[str, float], leads: str
) -> None:
    early, late = piece(1, source="Early", seen_at="2026-11-24 05:00"), piece(2, source="Late")
    assert tell(1, [late, early], weights=weights).outlets[0].name == leads


def test_a_complete_article_leads_before_a_weighty_scrap() -> None:
    told = tell(1, [piece(1, "Short news.", source="Ledger"), piece(2)], weights={"ledger": 9.0})
    assert told.outlets[0].name == "Linnet Herald"


def test_outlets_come_by_weight_and_time_and_those_that_copy_last() -> None:
    told = tell(
        1,
        [
            piece(1, source="Lead", seen_at="2026-11-24 05:00"),
            piece(2, source="Copyist", seen_at="2026-11-24 05:30", copy_of=1),
            piece(3, source="Later", seen_at="2026-11-24 08:00"),
            piece(4, source="Sooner", seen_at="2026-11-24 07:00"),
            piece(5, source="Ledger", seen_at="2026-11-24 09:00", text="Short news."),
            piece(6, source="Sooner", seen_at="2026-11-24 10:00"),
        ],
        weights={"ledger": 2.0},
    )
    assert [outlet.name for outlet in told.outlets] == ["Lead", "Ledger", "Sooner", "Later", "Copyist"]
    assert [outlet.name for outlet in told.voices] == ["Lead", "Ledger", "Sooner", "Later"]


def test_an_outlet_that_copies_and_writes_itself_is_a_voice() -> None:
    told = tell(1, [piece(1, source="Wire"), piece(2, source="Post", copy_of=1), piece(3, source="Post")])
    assert [outlet.name for outlet in told.voices] == ["Wire", "Post"]


def test_of_copies_of_a_text_that_is_not_there_the_first_is_a_voice() -> None:
    told = tell(1, [piece(1, source="A", copy_of=99), piece(2, source="B", copy_of=99)])
    assert [outlet.name for outlet in told.voices] == ["A"]


def test_a_story_has_the_topics_of_its_articles_the_most_frequent_first() -> None:
    told = tell(
        1,
        [
            piece(1, topics=("World", "Harbours")),
            piece(2, topics=("Harbours", "Harbours")),
            piece(3, topics=("Coast",)),
        ],
    )
    assert told.topics == ("Harbours", "Coast", "World")


STEEL = "We waited as long as the steel allowed, and not a day longer"
WEEK = STEEL.replace("day", "week")
SAID = st.sampled_from(
    ["", f'"{STEEL}," she said. ', f'"{WEEK}," she said. ', '"Nobody asked us," he said. ']
)


@st.composite
def pieces(draw: st.DrawFn, key: int) -> StoredArticle:
    return piece(
        key,
        LONG + draw(SAID) + draw(SAID),
        source=draw(st.sampled_from(["A", "a", "B", "C", None])),
        seen_at=f"2026-11-24 0{draw(st.integers(5, 7))}:00",
        speaker=draw(st.sampled_from([None, "Mara Lind", "Lind"])),
        topics=draw(st.sampled_from([(), ("World",), ("Coast", "World")])),
        copy_of=draw(st.sampled_from([None, None, 1, 2, 99])) if key > 2 else None,
    )


STORIES = st.integers(1, 5).flatmap(lambda size: st.tuples(*(pieces(key) for key in range(1, size + 1))))


@given(STORIES, st.randoms(use_true_random=False))
def test_the_same_articles_in_any_order_give_the_same_digest(
    articles: tuple[StoredArticle, ...], chance: Random
) -> None:
    shuffled = chance.sample(articles, len(articles))
    weights = {"b": 2.0}
    assert tell(1, shuffled, quotes=3, weights=weights) == tell(1, articles, quotes=3, weights=weights)


@given(STORIES)
def test_every_wording_stands_in_an_article_of_the_outlets_that_are_said_to_print_it(
    articles: tuple[StoredArticle, ...],
) -> None:
    by_key = {item.key: item for item in articles}
    for quote in tell(1, articles, quotes=9).quotes:
        assert quote.wordings[0].passage == quote.passage
        for wording in quote.wordings:
            item = by_key[wording.passage.article]
            assert wording.passage == Passage.cut(item, wording.passage.span)
            assert outlet_name(item).casefold() in {name.casefold() for name in wording.outlets}


def test_a_story_lasts_from_its_first_to_its_last_article() -> None:
    told = tell(1, [piece(1, seen_at="2026-11-24 09:00"), piece(2, seen_at="2026-11-23 22:00")])
    assert (told.first_time, told.last_time) == (at("2026-11-23 22:00"), at("2026-11-24 09:00"))


def test_a_story_without_articles_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="story 7"):
        tell(7, [])
