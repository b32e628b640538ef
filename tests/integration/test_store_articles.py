"""Articles and stories, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.errors import ArticleRejected
from digests.model import CleanArticle, Quote, Span
from digests.store import articles, stories, versions
from digests.store.engine import Store
from digests.store.stories import OpenVector
from tests.builders import Moment, at, clean, edited, prepared


async def file(
    conn: AsyncConnection,
    article: CleanArticle | None = None,
    *,
    seen_at: Moment = "2026-11-24 07:00",
    story: int | None = None,
    origin: str = "inbox/a.txt",
    vector: bytes = b"",
) -> int:
    """The key of the article, filed under a story of its own unless told otherwise."""
    item = prepared(article or clean(), vector=vector)
    number = await stories.create(conn, at(seen_at)) if story is None else story
    key = await articles.add(conn, item, origin=origin, seen_at=at(seen_at), story=number)
    assert key is not None
    return key


async def test_an_article_comes_back_as_it_was_filed(store: Store) -> None:
    article = clean(
        title='Élan — "vital" 🗞',
        text='Größe zählt. "Ça ira," said Zoë. 東京で\tend.',
        published="2026-11-24 06:30",
        topics=["sport", "wörld"],
        removed=[("[ad_1]", "ad-placeholder"), ("lost half \ud800", "broken")],
    )
    article = replace(
        article, author="Zoë Ng", image="https://news.example/a.jpg", dateline="TŌKYŌ (Wire) -", doubtful=True
    )
    quotes = (
        Quote(
            span=Span(14, 20),
            speaker="Zoë Ng",
            mention=Span(29, 32),
            role=Span(36, 39),
            cue="said",
            confidence=0.75,
            key=True,
        ),
        Quote(span=Span(21, 24), speaker=None, mention=None, cue=None, confidence=0.1, key=False),
    )
    item = replace(prepared(article, vector=b"\x00\xff"), edited=replace(edited(article), quotes=quotes))
    async with store.writing() as conn:
        story = await stories.create(conn, at("2026-11-24 06:30"))
        key = await articles.add(
            conn, item, origin="x", seen_at=at("2026-11-24 07:00:00.123456"), story=story
        )
        assert key is not None
    async with store.reading() as conn:
        stored = (await articles.fetch(conn, [key]))[key]
    assert stored.edited == item.edited
    assert (stored.key, stored.story) == (key, story)
    assert stored.seen_at == at("2026-11-24 07:00:00.123456")
    assert stored.time == at("2026-11-24 06:30")


async def test_the_same_content_twice_is_one_article(store: Store) -> None:
    async with store.writing() as conn:
        story = await stories.create(conn, at("2026-11-24 07:00"))
        first = await articles.add(conn, prepared(), origin="a", seen_at=at("2026-11-24 07:00"), story=story)
        again = await articles.add(conn, prepared(), origin="b", seen_at=at("2026-11-24 08:00"), story=story)
        assert first is not None
        assert again is None
        assert await articles.count(conn) == 1


async def test_keys_grow_with_time(store: Store) -> None:
    async with store.writing() as conn:
        keys = [await file(conn, clean(text=f"Text {i}.")) for i in range(5)]
    assert keys == sorted(set(keys))


async def test_known_content_is_recognised_among_many(store: Store) -> None:
    async with store.writing() as conn:
        await file(conn, clean(fingerprint="known"))
        asked = [f"unknown {i}" for i in range(1_200)] + ["known"]
        assert set(await versions.known(conn, asked)) == {"known"}
        assert await versions.known(conn, []) == {}


@pytest.mark.parametrize("broken", ["nul \x00 inside", "half a pair \ud800 inside"])
@pytest.mark.parametrize("field", ["title", "text", "url", "source"])
async def test_text_that_no_database_can_hold_is_refused(store: Store, broken: str, field: str) -> None:
    article = replace(clean(), **{field: broken})
    async with store.writing() as conn:
        story = await stories.create(conn, at("2026-11-24 07:00"))
        with pytest.raises(ArticleRejected, match="NUL"):
            await articles.add(
                conn, prepared(article), origin="x", seen_at=at("2026-11-24 07:00"), story=story
            )
        assert await file(conn) > 0  # the transaction goes on with the next


async def test_a_name_without_end_is_refused(store: Store) -> None:
    async with store.writing() as conn:
        story = await stories.create(conn, at("2026-11-24 07:00"))
        with pytest.raises(ArticleRejected, match="name"):
            await articles.add(
                conn,
                prepared(speaker="x" * 3_000),
                origin="x",
                seen_at=at("2026-11-24 07:00"),
                story=story,
            )


async def test_a_giant_article_is_stored_whole(store: Store) -> None:
    words = " ".join(f"word{i}" for i in range(60_000))
    text = f"{words} {'x' * 200_000} {'京' * 20_000}."
    async with store.writing() as conn:
        key = await file(conn, clean(title="t" * 5_000, text=text, language="und"))
        assert (await articles.fetch(conn, [key]))[key].article.text == text


async def test_many_articles_are_fetched_at_once_and_missing_ones_are_left_out(store: Store) -> None:
    async with store.writing() as conn:
        keys = [await file(conn, clean(text=f"Text {i}.")) for i in range(3)]
        found = await articles.fetch(conn, [*keys, *range(1_000_000, 1_001_000)])
        assert list(found) == keys
        assert await articles.fetch(conn, []) == {}


async def test_the_articles_of_a_story_come_oldest_first(store: Store) -> None:
    async with store.writing() as conn:
        story = await stories.create(conn, at("2026-11-24 07:00"))
        late = await file(conn, clean(text="Late.", published="2026-11-24 06:00"), story=story)
        early = await file(conn, clean(text="Early.", published="2026-11-24 05:00"), story=story)
        other = await file(conn, clean(text="Other."))
        found = await articles.by_story(conn, [story, 999_999])
        assert {number: [each.key for each in group] for number, group in found.items()} == {
            story: [early, late]
        }
        everything = await articles.by_story(
            conn, [story, (await articles.fetch(conn, [other]))[other].story]
        )
        assert [len(group) for group in everything.values()] == [2, 1]


async def test_articles_and_their_sources_are_counted_from_when_they_came_in(store: Store) -> None:
    async with store.writing() as conn:
        await file(conn, clean(text="A.", source="Herald"), seen_at="2026-11-24 07:00")
        await file(conn, clean(text="B.", source="Herald"), seen_at="2026-11-24 08:00")
        await file(conn, clean(text="C.", source="Times"), seen_at="2026-11-24 09:00")
        await file(conn, clean(text="D.", source=None), seen_at="2026-11-24 09:00")
        assert await articles.count_since(conn, at("2026-11-24 07:00")) == (3, 2)
        assert await articles.count_since(conn, at("2026-11-25 07:00")) == (0, 0)


async def test_an_article_undone_leaves_nothing_behind(store: Store) -> None:
    async def fail_after_filing() -> None:
        async with store.writing() as conn:
            await file(conn)
            raise RuntimeError("something else failed")

    with pytest.raises(RuntimeError):
        await fail_after_filing()
    async with store.reading() as conn:
        assert (await articles.count(conn), await stories.count(conn)) == (0, 0)


async def test_the_story_with_the_latest_news_comes_first(store: Store) -> None:
    async with store.writing() as conn:
        first = await stories.create(conn, at("2026-11-24 07:00"))
        second = await stories.create(conn, at("2026-11-24 08:00"))
        third = await stories.create(conn, at("2026-11-24 08:00"))
        assert await stories.newest(conn, limit=10) == (third, second, first)
        await stories.touch(conn, first, at("2026-11-24 09:00"))
        assert await stories.newest(conn, limit=2) == (first, third)
        assert await stories.newest(conn, limit=2, offset=2) == (second,)
        assert await stories.count(conn) == 3


async def test_older_news_does_not_make_a_story_older(store: Store) -> None:
    async with store.writing() as conn:
        first = await stories.create(conn, at("2026-11-24 08:00"))
        second = await stories.create(conn, at("2026-11-24 07:00"))
        await stories.touch(conn, first, at("2026-11-24 06:00"))
        assert await stories.newest(conn, limit=2) == (first, second)


async def test_a_story_has_changed_when_an_article_came_in(store: Store) -> None:
    async with store.writing() as conn:
        quiet = await stories.create(conn, at("2026-11-24 06:00"))
        older = await stories.create(conn, at("2026-11-24 07:00"))
        newer = await stories.create(conn, at("2026-11-24 08:00"))
        await file(conn, clean(text="Quiet."), story=quiet, seen_at="2026-11-24 06:00")
        for number in (older, newer):
            for i in range(2):
                await file(conn, clean(text=f"{number} {i}."), story=number, seen_at="2026-11-24 09:00")
        assert await stories.changed_since(conn, at("2026-11-24 06:00"), limit=9) == (newer, older)
        assert await stories.changed_since(conn, at("2026-11-24 06:00"), limit=1) == (newer,)
        assert await stories.changed_since(conn, at("2026-11-24 09:00"), limit=9) == ()


async def test_open_vectors_go_by_the_time_of_the_article(store: Store) -> None:
    async with store.writing() as conn:
        story = await stories.create(conn, at("2026-11-24 07:00"))
        for text, published, vector in (
            ("Old.", "2026-11-20 07:00", b"old"),
            ("New.", "2026-11-24 06:00", b"new"),
            ("Undated.", None, b"undated"),
            ("From the future.", "2027-01-01 00:00", b"future"),
        ):
            article = clean(text=text, published=published)
            await file(conn, article, story=story, vector=vector, seen_at="2026-11-24 07:00")
        began = at("2026-11-24 07:00")
        assert await stories.open_vectors(conn, at("2026-11-22 07:00")) == (
            OpenVector(story, b"new", at("2026-11-24 06:00"), began),
            OpenVector(story, b"undated", at("2026-11-24 07:00"), began),
            OpenVector(story, b"future", at("2026-11-24 07:00"), began),
        )
