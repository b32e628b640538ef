"""A story told in short: which article leads, and what is shown of all of them."""

from __future__ import annotations

from itertools import permutations

import pytest

from digests.editor.digest import tell
from digests.model import StoredArticle
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
) -> StoredArticle:
    item = clean(id=f"a{key}", text=text, source=source, url=url, title=title)
    return stored(item, key=key, seen_at=seen_at, speaker=speaker)


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
    ],
    ids=["complete", "linked", "earlier", "first in the store"],
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


def test_a_story_lasts_from_its_first_to_its_last_article() -> None:
    told = tell(1, [piece(1, seen_at="2026-11-24 09:00"), piece(2, seen_at="2026-11-23 22:00")])
    assert (told.first_time, told.last_time) == (at("2026-11-23 22:00"), at("2026-11-24 09:00"))


def test_a_story_without_articles_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="story 7"):
        tell(7, [])
