"""A topic's query takes in exactly the articles that a search with it would find."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.editor.topics import Searched
from digests.model import CleanArticle
from digests.store import articles, index, search, stories
from digests.store.engine import Store
from digests.store.labels import Labels
from digests.text.query import Query, parse
from digests.text.words import BODY_TOKENS, TITLE_TOKENS, TOKEN_LENGTH
from tests.builders import at, clean, prepared

NOW = at("2026-11-24 08:00")
WORDS = st.sampled_from(
    ["bridge", "bridges", "Brücke", "Brücken", "ferry", "ferries", "the", "runs", "running", "élan", "don't"]
) | st.sampled_from(
    ["橋", "東京", "東京の橋", "ｶﾞｯ", "हिन्दी", "２０２６", "12,5", "U.S.", "½", "ﷺ", "ŉ", "x" * 70]
)
TEXT = st.lists(WORDS | st.text(max_size=6), min_size=1, max_size=12).map(" ".join)
SOURCE = st.sampled_from(["Coastal Post", "The Daily Tide", "東京新聞", "Éclair"])
PHRASE = st.lists(WORDS, min_size=2, max_size=3).map(lambda found: f'"{" ".join(found)}"')
LEAF = st.builds(str.__add__, st.sampled_from(["", "", "", "-", "source:"]), st.one_of(WORDS, PHRASE, SOURCE))
TYPED = st.lists(LEAF, min_size=1, max_size=4).flatmap(
    lambda leaves: st.sampled_from([" ", " OR "]).map(lambda between: between.join(leaves))
)
ARTICLE = st.builds(
    clean,
    title=TEXT,
    text=TEXT,
    source=st.none() | SOURCE,
    language=st.sampled_from(["en", "de", "ja", "und"]),
).filter(lambda item: not any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in item.title + item.text))


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("t299", True),
        ("t300", False),
        ("b15999", True),
        ("b16000", False),
        ("x" * 64, True),
        ("x" * 63, False),
    ],
)
def test_both_find_up_to_the_same_word_and_letter(
    sqlite_url: str, runner: asyncio.Runner, typed: str, found: bool
) -> None:
    title = " ".join(f"t{n}" for n in range(TITLE_TOKENS + 1))
    body = " ".join(["x" * (TOKEN_LENGTH + 6), *(f"b{n}" for n in range(1, BODY_TOKENS + 1))])
    item, query = clean(title=title, text=body, language="und"), parse(typed)
    assert isinstance(query, Query)
    store = runner.run(Store.open(sqlite_url))
    try:
        assert runner.run(_found(store, item, query, count())) is found
    finally:
        runner.run(store.close())
    assert Searched(item).matches(query) is found


def test_the_matcher_finds_what_search_finds(sqlite_url: str, runner: asyncio.Runner) -> None:
    store, numbers = runner.run(Store.open(sqlite_url)), count()

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ARTICLE, TYPED)
    def agrees(item: CleanArticle, typed: str) -> None:
        query = parse(typed)
        if isinstance(query, Query):
            assert Searched(item).matches(query) is runner.run(_found(store, item, query, numbers))

    try:
        agrees()
    finally:
        runner.run(store.close())


async def _found(store: Store, item: CleanArticle, query: Query, numbers: Iterator[int]) -> bool:
    """Whether a search finds the article; it is in the store for this one question."""
    item = replace(item, fingerprint=str(next(numbers)))  # the same content again would not be filed
    entry = prepared(item)
    async with store.writing() as conn:
        story = await stories.create(conn, NOW)
        key = await articles.add(conn, entry, origin="x", seen_at=NOW, story=story)
        assert key is not None
        found = {candidate.key for candidate in await search.find(conn, query)}
        await index.remove(conn, key, entry.index, item.source, Labels.of(entry.edited))
    return key in found
