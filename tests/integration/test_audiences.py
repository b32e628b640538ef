"""Who sees the articles of readers' feeds, on both databases: filed apart, found by their readers, gone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from digests.editor.stories import pack
from digests.model import CleanArticle, Feed, FeedOrigin, StoredArticle
from digests.newsroom import belongings, subscribing
from digests.newsroom.filing import Filing
from digests.newsroom.pieces import Filed, FromFeed, Piece
from digests.store import articles, feeds, reader_feeds, search, stories
from digests.store.engine import Store
from digests.store.schema import article, story
from digests.store.search import Scope
from digests.text.query import Query, parse
from tests.builders import TEXT, at, chat, clean, prepared

NOW = at("2026-11-24 08:00")
ADA, BEN = 7, 8
POST, TIDE = "https://post.example/feed?token=sesame", "https://tide.example/feed"
HARBOUR = clean(published="2026-11-24 07:00")


@pytest.fixture
async def filing(store: Store) -> Filing:
    for reader in (ADA, BEN):
        await subscribing.meet(store, chat(reader), NOW.time())
    return Filing(store)


async def read(store: Store, url: str, *readers: int) -> int:
    """The readers' own feed; its key."""
    async with store.writing() as conn:
        await feeds.add(conn, Feed(url=url, origin=FeedOrigin.READER), NOW)
        known = await feeds.find(conn, url)
        assert known is not None
        for reader in readers:
            await reader_feeds.add(conn, reader, known.key, NOW)
    return known.key


async def public(store: Store, url: str) -> int:
    async with store.writing() as conn:
        await feeds.add(conn, Feed(url=url), NOW)
        known = await feeds.find(conn, url)
    assert known is not None
    return known.key


async def file(filing: Filing, key: int, url: str, said: CleanArticle = HARBOUR, named: str = "") -> Filed:
    made = prepared(said, vector=pack(said))
    identity = named or said.url or said.fingerprint
    return await filing.file([Piece(FromFeed(key, url, identity, "1"), made, None, identity)], lambda: NOW)


async def seen(store: Store, *audiences: int) -> list[StoredArticle]:
    """All that these audiences see."""
    async with store.reading() as conn:
        keys = await stories.newest(conn, limit=50, audiences=audiences)
        told = await articles.by_story(conn, keys, audiences=audiences)
        assert await stories.count(conn, audiences=audiences) == len(keys)
        assert await articles.count(conn, audiences=audiences) == sum(map(len, told.values()))
    return sorted((each for group in told.values() for each in group), key=lambda each: each.key)


async def test_who_reads_what(store: Store, filing: Filing) -> None:
    post, tide = await read(store, POST, ADA, BEN), await read(store, TIDE, ADA)
    async with store.writing() as conn:
        assert not await reader_feeds.add(conn, ADA, post, NOW)
        assert await reader_feeds.audiences_of(conn, ADA) == (post, tide)
        assert await reader_feeds.audiences_of(conn, BEN) == (post,)
        assert await reader_feeds.readers(conn, post) == (ADA, BEN)
        assert (await reader_feeds.count(conn, ADA), await reader_feeds.how_many(conn)) == (2, 2)
        assert await reader_feeds.covering(conn, tide) == (tide, post), "who reads the tide reads the post"
        assert await reader_feeds.covering(conn, post) == (post,)
        assert await reader_feeds.remove(conn, ADA, tide)
        assert not await reader_feeds.remove(conn, ADA, tide)
        assert await reader_feeds.abandoned(conn) == (tide,)
        assert [each.key for each in await feeds.due(conn, NOW, 9)] == [post]
        assert [each.key for each in await feeds.all_feeds(conn)] == [post]


async def test_a_private_article_is_filed_apart(store: Store, filing: Filing) -> None:
    key = await read(store, POST, ADA)
    assert (await file(filing, key, POST)).articles == 1
    assert await seen(store) == []
    (own,) = await seen(store, key)
    assert (own.audience, own.article.fingerprint) == (key, HARBOUR.fingerprint)
    async with store.reading() as conn:
        query = parse("harbour")
        assert isinstance(query, Query)
        assert await search.find(conn, query) == []
        assert len(await search.find(conn, query, scope=Scope(audiences=[key]))) == 1


async def test_it_joins_no_story_that_others_are_told_of(store: Store, filing: Filing) -> None:
    post, tide = await read(store, POST, ADA), await public(store, TIDE)
    await file(filing, post, POST)
    alike = replace(
        HARBOUR, url="https://tide.example/1", text=TEXT + " The ferry waits.", fingerprint="other"
    )
    await file(filing, tide, TIDE, alike)
    own, told = await seen(store, post)
    assert own.story != told.story
    assert [each.key for each in await seen(store)] == [told.key]


async def test_what_everybody_has_is_not_filed_once_more_for_a_reader(store: Store, filing: Filing) -> None:
    post, tide = await read(store, POST, ADA), await public(store, TIDE)
    await file(filing, tide, TIDE)
    assert (await file(filing, post, POST)).copies == 1
    assert len(await seen(store, post)) == 1


async def test_more_than_everybody_has_is_filed_for_a_reader(store: Store, filing: Filing) -> None:
    """A teaser is public, the article is for members."""
    post, tide = await read(store, POST, ADA), await public(store, TIDE)
    await file(filing, tide, TIDE, replace(HARBOUR, text=TEXT[:90], sentences=(), fingerprint="teaser"))
    assert (await file(filing, post, POST)).articles == 1
    assert len(await seen(store)) == 1
    assert len(await seen(store, post)) == 2


async def test_a_reader_does_not_keep_news_from_all_others(store: Store, filing: Filing) -> None:
    post, tide = await read(store, POST, ADA), await public(store, TIDE)
    await file(filing, post, POST)
    assert (await file(filing, tide, TIDE)).articles == 1
    assert len(await seen(store)) == 1


async def test_of_two_feeds_of_one_reader_an_article_comes_once(store: Store, filing: Filing) -> None:
    post, tide = await read(store, POST, ADA), await read(store, TIDE, ADA)
    await file(filing, post, POST)
    assert (await file(filing, tide, TIDE)).copies == 1
    other = await read(store, "https://bell.example/feed", BEN)
    assert (await file(filing, other, "https://bell.example/feed")).articles == 1, "Ben sees nothing of it"


async def test_a_later_version_stays_private(store: Store, filing: Filing) -> None:
    key = await read(store, POST, ADA)
    await file(filing, key, POST)
    changed = clean(text=TEXT.replace("two million", "three million"), published="2026-11-24 07:00")
    assert (await file(filing, key, POST, changed)).versions == 1
    assert await seen(store) == []
    assert ["three million" in each.article.text for each in await seen(store, key)] == [True]


async def test_the_operator_makes_it_public_from_then_on(store: Store, filing: Filing) -> None:
    key = await read(store, POST, ADA)
    await file(filing, key, POST)
    async with store.writing() as conn:
        assert await feeds.add(conn, Feed(url=POST, name="The Post"), NOW)
        known = await feeds.find(conn, POST)
        assert known is not None
        assert (known.key, known.feed.origin, known.outlet) == (key, FeedOrigin.ADDED, "The Post")
    later = clean(title="Seal at the market", text="A seal came up. It stayed.", url="https://post.example/2")
    await file(filing, key, POST, later)
    assert [each.article.title for each in await seen(store)] == ["Seal at the market"]
    async with store.reading() as conn:
        own = await reader_feeds.audiences_of(conn, ADA)
    assert len(await seen(store, *own)) == 2, "its reader sees what came before as well"


async def test_a_feed_that_leaves_the_settings_stays_with_its_readers(store: Store, filing: Filing) -> None:
    key = await read(store, POST, ADA)
    wanted = Feed(url=POST, topic="world", origin=FeedOrigin.CONFIGURED)
    async with store.writing() as conn:
        await feeds.sync(conn, [wanted], NOW)
        assert [each.is_private for each in await feeds.all_feeds(conn)] == [False]
        await feeds.sync(conn, [], NOW)
        (known,) = await feeds.all_feeds(conn)
    assert (known.key, known.feed) == (key, Feed(url=POST, origin=FeedOrigin.READER))


async def test_settings_do_not_touch_feeds_of_readers(store: Store, filing: Filing) -> None:
    await read(store, POST, ADA)
    abandoned = await read(store, TIDE)
    async with store.writing() as conn:
        assert (await feeds.sync(conn, [], NOW)).removed == 0
        # Also one that nobody reads any more, but that is not gone yet.
        await feeds.sync(conn, [Feed(url=TIDE, origin=FeedOrigin.CONFIGURED)], NOW)
        assert {each.key for each in await feeds.all_feeds(conn)} >= {abandoned}


async def test_a_feed_that_nobody_reads_goes_with_all_that_came_from_it(store: Store, filing: Filing) -> None:
    key, tide = await read(store, POST, ADA), await public(store, TIDE)
    await file(filing, key, POST)
    await file(filing, tide, TIDE, replace(HARBOUR, url="https://tide.example/1", fingerprint="tide"))
    async with store.writing() as conn:
        assert await feeds.drop_abandoned(conn) == 0
        await reader_feeds.remove(conn, ADA, key)
        assert await feeds.drop_abandoned(conn) == 1
        assert await feeds.find(conn, POST) is None
        for table in (article, story):
            private = select(func.count()).select_from(table).where(table.c.audience.is_not(None))
            assert (await conn.execute(private)).scalar_one() == 0
        query = parse("harbour")
        assert isinstance(query, Query)
        assert len(await search.find(conn, query, scope=Scope(audiences=[key]))) == 1
    assert len(await seen(store)) == 1


async def test_the_next_feed_does_not_inherit_what_another_left(store: Store, filing: Filing) -> None:
    """SQLite gives the number of the last row again."""
    key = await read(store, POST, ADA)
    await file(filing, key, POST)
    async with store.writing() as conn:
        assert await feeds.remove(conn, POST)
    assert await seen(store, await read(store, TIDE, BEN)) == []


async def test_who_is_forgotten_takes_along_what_only_they_read(store: Store, filing: Filing) -> None:
    post, tide = await read(store, POST, ADA), await read(store, TIDE, ADA, BEN)
    await file(filing, post, POST)
    ferry = clean(title="Ferry late", text="The ferry is late. Nobody minds.", url="https://tide.example/2")
    await file(filing, tide, TIDE, ferry)
    await belongings.forget(store, ADA, NOW)
    async with store.reading() as conn:
        assert await feeds.find(conn, POST) is None
        assert await feeds.find(conn, TIDE) is not None
    assert [each.article.title for each in await seen(store, post, tide)] == ["Ferry late"]


async def test_a_visit_that_outlives_its_feed_files_nothing(store: Store, filing: Filing) -> None:
    key = await read(store, POST, ADA)
    async with store.writing() as conn:
        await feeds.remove(conn, POST)
    with pytest.raises(LookupError):
        await file(filing, key, POST)
    assert await seen(store, key) == []
