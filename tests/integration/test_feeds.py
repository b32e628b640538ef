"""Feeds on their way into the store: real HTTP on loopback, real store, every kind of trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from digests.editor.options import EditOptions
from digests.model import Feed, FeedStanding, FullText, StoredArticle
from digests.newsroom.feeds import FeedDesk
from digests.newsroom.filing import Filing
from digests.newsroom.visits import Visitor
from digests.newsroom.web import Web
from digests.store import articles, corrections, feeds, stories
from digests.store.engine import Store
from digests.store.feeds import KnownFeed
from tests.feed_documents import BRIDGE, NOW, SEAL, Item, page, rss
from tests.hostile_server import HostileServer, Request, hangs, redirect, reply, validated
from tests.workbench import InProcess


@dataclass
class Bench:
    """A feed desk before a web of one hostile server. Time stands still unless told to pass."""

    store: Store
    server: HostileServer
    desk: FeedDesk
    now: datetime = NOW
    paused: list[float] = field(default_factory=list)

    async def add(self, path: str, **fields: object) -> str:
        url = self.server.url(path)
        async with self.store.writing() as conn:
            await feeds.add(conn, Feed(url=url, **fields), self.now)  # type: ignore[arg-type]
        return url

    async def visit(self, *, later: timedelta = timedelta(0)) -> None:
        self.now += later
        await self.desk.collect()
        await self.desk.idle()

    async def feed(self, url: str) -> KnownFeed:
        async with self.store.reading() as conn:
            found = await feeds.find(conn, url)
        assert found is not None
        return found

    async def stored(self) -> list[StoredArticle]:
        async with self.store.reading() as conn:
            told = await articles.by_story(conn, await stories.newest(conn, limit=100))
        return sorted((each for group in told.values() for each in group), key=lambda each: each.key)


@pytest.fixture
async def bench(store: Store) -> AsyncIterator[Bench]:
    workshop = InProcess()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(HostileServer.serving())
        web = await stack.enter_async_context(
            Web.opened(
                "Pullquote/test (+https://reader.example)",
                clock=lambda: bench.now,
                stopwatch=lambda: 0.0,
                allow_private=True,
                pause=0.0,
                seconds=0.5,
            )
        )
        visitor = Visitor(
            store,
            web,
            web,
            workshop,
            Filing(store),
            EditOptions(sentences=2),
            clock=lambda: bench.now,
            jitter=lambda: 0.5,
        )
        bench = Bench(store, server, FeedDesk(store, visitor.visit, clock=lambda: bench.now))
        yield bench
        await bench.desk.close()
    await workshop.close()


async def test_a_feeds_articles_come_in_with_their_outlet_topic_and_time(bench: Bench) -> None:
    link = bench.server.url("/bridge?utm_source=rss")
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE, link))))
    url = await bench.add("/feed", topic="local")
    await bench.visit()
    (bridge,) = await bench.stored()
    assert bridge.article.title == "Bridge to close"
    assert bridge.article.text == BRIDGE
    assert (bridge.article.source, bridge.article.topics) == ("Coastal Post", ("local",))
    assert bridge.article.url == bench.server.url("/bridge")
    assert bridge.time == NOW - timedelta(hours=1)
    state = (await bench.feed(url)).state
    assert (state.standing, state.title, state.succeeded_at) == (FeedStanding.WELL, "Coastal Post", NOW)


async def test_the_next_visit_asks_whether_anything_changed_and_takes_nothing_twice(bench: Bench) -> None:
    bench.server.at("/feed", validated(rss(Item("Bridge to close", BRIDGE)), etag='"one"'))
    url = await bench.add("/feed")
    await bench.visit()
    await bench.visit(later=timedelta(minutes=1))
    assert bench.server.asked("/feed") == 1  # not due yet
    await bench.visit(later=timedelta(hours=26))
    assert bench.server.asked("/feed") == 2
    assert bench.server.requests[-1].headers["if-none-match"] == '"one"'
    assert (await bench.feed(url)).state.standing is FeedStanding.WELL
    assert len(await bench.stored()) == 1


async def test_a_teaser_is_read_from_its_page(bench: Bench) -> None:
    first, *rest = BRIDGE.split(". ")
    link = bench.server.url("/bridge")
    bench.server.at("/feed", reply(rss(Item("Bridge to close", f"{first} [...]", link, whole=False))))
    bench.server.at("/bridge", reply(page("Bridge to close", BRIDGE, SEAL), Content_Type="text/html"))
    await bench.add("/feed")
    await bench.visit()
    (bridge,) = await bench.stored()
    assert all(sentence in bridge.article.text for sentence in rest)
    assert bench.server.asked("/robots.txt") == 1


async def test_a_page_that_robots_may_not_read_is_left_alone(bench: Bench) -> None:
    link = bench.server.url("/bridge")
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE, link, whole=False))))
    bench.server.at("/robots.txt", reply(b"User-agent: *\nDisallow: /"))
    await bench.add("/feed", full_text=FullText.ALWAYS)
    await bench.visit()
    assert bench.server.asked("/bridge") == 0
    (bridge,) = await bench.stored()
    assert bridge.article.text == BRIDGE


async def test_a_wall_before_the_page_is_not_taken_for_the_article(bench: Bench) -> None:
    wall = "We and our partners store and read information on your device. You may agree or read our policy. "
    link = bench.server.url("/bridge")
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE, link, whole=False))))
    bench.server.at("/bridge", reply(page("Your choice", *[wall * 3] * 4), Content_Type="text/html"))
    await bench.add("/feed", full_text=FullText.ALWAYS)
    await bench.visit()
    (bridge,) = await bench.stored()
    assert bridge.article.text == BRIDGE


async def test_a_page_that_fails_is_asked_for_twice_more_before_the_feed_has_to_do(bench: Bench) -> None:
    link = bench.server.url("/bridge")
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE, link, whole=False))))
    bench.server.at("/bridge", reply(status=503))
    await bench.add("/feed", full_text=FullText.ALWAYS)
    for visits in (1, 2, 3):
        assert await bench.stored() == []
        await bench.visit(later=timedelta(hours=26))
        assert bench.server.asked("/bridge") == visits
    assert [each.article.text for each in await bench.stored()] == [BRIDGE]


async def test_a_feed_that_has_not_changed_is_read_again_while_a_page_is_missing(bench: Bench) -> None:
    link = bench.server.url("/bridge")
    feed = rss(Item("Bridge to close", BRIDGE, link, whole=False))
    bench.server.at("/feed", validated(feed, etag='"one"'))
    bench.server.at("/bridge", reply(status=503))
    await bench.add("/feed", full_text=FullText.ALWAYS)
    for _ in range(3):
        await bench.visit(later=timedelta(hours=26))
    assert [each.article.text for each in await bench.stored()] == [BRIDGE]
    await bench.visit(later=timedelta(hours=26))
    assert bench.server.requests[-1].headers["if-none-match"] == '"one"'


async def test_articles_of_a_site_in_trouble_come_in_as_the_feed_has_them_before_they_are_old(
    bench: Bench,
) -> None:
    items = []
    for n in range(10):
        bench.server.at(f"/{n}", reply(status=503))
        items.append(Item(f"Day {n}", f"{SEAL} {n}.", bench.server.url(f"/{n}"), whole=False))
    bench.server.at("/feed", reply(rss(*items)))
    await bench.add("/feed", full_text=FullText.ALWAYS)
    for _ in range(3):
        assert await bench.stored() == []
        await bench.visit(later=timedelta(hours=26))
    assert len(await bench.stored()) == 10


async def test_trouble_at_one_site_does_not_keep_the_pages_of_another_from_being_read(bench: Bench) -> None:
    other = bench.server.url("/bridge", host="localhost")
    bench.server.at("/bridge", reply(page("Bridge to close", BRIDGE, SEAL), Content_Type="text/html"))
    gone = [Item(f"Day {n}", f"{SEAL} {n}.", bench.server.url(f"/{n}"), whole=False) for n in range(5)]
    for n in range(5):
        bench.server.at(f"/{n}", reply(status=503))
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE[:200], other, whole=False), *gone)))
    await bench.add("/feed", full_text=FullText.ALWAYS)
    await bench.visit()
    assert [each.article.title for each in await bench.stored()] == ["Bridge to close"]


async def test_a_page_that_cannot_be_read_is_done_without(bench: Bench) -> None:
    link = bench.server.url("/bridge")
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE, link, whole=False))))
    bench.server.at("/bridge", reply(b"<p>" + bytes(range(0x80, 0x100)) * 9, Content_Type="text/html"))
    await bench.add("/feed", full_text=FullText.ALWAYS)
    await bench.visit()
    assert [each.article.text for each in await bench.stored()] == [BRIDGE]


async def test_a_site_whose_pages_hang_is_not_asked_for_all_of_them(bench: Bench) -> None:
    items = []
    for n in range(10):
        bench.server.at(f"/{n}", hangs())
        items.append(Item(f"Day {n}", f"{SEAL} {n}.", bench.server.url(f"/{n}"), whole=False))
    bench.server.at("/feed", reply(rss(*items)))
    url = await bench.add("/feed", full_text=FullText.ALWAYS)
    await bench.visit()
    assert sum(bench.server.asked(f"/{n}") for n in range(10)) == 3
    assert (await bench.feed(url)).state.standing is FeedStanding.WELL


async def test_of_a_new_feed_only_the_last_days_are_taken_and_the_rest_is_known(bench: Bench) -> None:
    items = [
        Item(
            f"Day {n} at the harbour",
            f"{SEAL} {BRIDGE} Day {n}.",
            bench.server.url(f"/{n}"),
            hours_old=24 * n,
        )
        for n in range(1, 20)
    ]
    bench.server.at("/feed", reply(rss(*items)))
    await bench.add("/feed")
    await bench.visit()
    assert [each.article.title for each in await bench.stored()] == [
        "Day 3 at the harbour",
        "Day 2 at the harbour",
        "Day 1 at the harbour",
    ]
    await bench.visit(later=timedelta(days=1))
    assert len(await bench.stored()) == 3


async def test_of_a_new_feed_without_dates_only_the_newest_few_are_news(bench: Bench) -> None:
    items = [
        Item(
            f"Day {n} at the harbour", f"{SEAL} {BRIDGE} Day {n}.", bench.server.url(f"/{n}"), hours_old=None
        )
        for n in range(20)
    ]
    bench.server.at("/feed", reply(rss(*items)))
    await bench.add("/feed")
    await bench.visit()
    assert len(await bench.stored()) == 3
    new = Item("A new day at the harbour", f"{BRIDGE} {SEAL}", bench.server.url("/new"), hours_old=None)
    bench.server.at("/feed", reply(rss(new, *items)))
    await bench.visit(later=timedelta(hours=26))
    assert [each.article.title for each in await bench.stored()][3:] == ["A new day at the harbour"]


async def test_an_article_that_changes_at_its_source_takes_its_own_place(bench: Bench) -> None:
    link = bench.server.url("/bridge")
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE, link))))
    await bench.add("/feed")
    await bench.visit()
    (before,) = await bench.stored()
    corrected = BRIDGE.replace("exactly", "about")
    bench.server.at("/feed", reply(rss(Item("Bridge to close", corrected, link))))
    await bench.visit(later=timedelta(hours=26))
    (after,) = await bench.stored()
    assert (after.article.text, after.story) == (corrected, before.story)
    async with bench.store.reading() as conn:
        (changed,) = await corrections.recent(conn, NOW)
    assert changed.now is not None
    assert changed.was.of(BRIDGE) == "waited exactly as"
    assert changed.now.of(corrected) == "waited about as"
    # ... and when its old words come back, there is nothing to put right any more.
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE, link))))
    await bench.visit(later=timedelta(hours=26))
    (again,) = await bench.stored()
    assert (again.key, again.article.text) == (before.key, BRIDGE)
    async with bench.store.reading() as conn:
        assert {each.article for each in await corrections.recent(conn, NOW)} == {after.key}


async def test_another_feed_with_the_same_article_adds_its_topic_and_nothing_else(bench: Bench) -> None:
    link = bench.server.url("/bridge")
    bench.server.at("/local", reply(rss(Item("Bridge to close", BRIDGE, link))))
    bench.server.at("/traffic", reply(rss(Item("Bridge to close", BRIDGE[:300], f"{link}?utm_medium=rss"))))
    await bench.add("/local", topic="local")
    await bench.visit()
    await bench.add("/traffic", topic="traffic")
    await bench.visit()
    (bridge,) = await bench.stored()
    assert (bridge.article.text, bridge.article.topics) == (BRIDGE, ("local", "traffic"))


async def test_trouble_is_counted_and_what_comes_after_it_taken(bench: Bench) -> None:
    bench.server.at("/feed", reply(b"<html><body>Maintenance</body></html>"))
    url = await bench.add("/feed")
    await bench.visit()
    state = (await bench.feed(url)).state
    assert (state.failures, state.succeeded_at) == (1, None)
    assert state.reason
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE))))
    await bench.visit(later=timedelta(days=1))
    state = (await bench.feed(url)).state
    assert (state.failures, state.reason, len(await bench.stored())) == (0, None, 1)


async def test_a_feed_that_hangs_keeps_nobody_else_waiting(bench: Bench) -> None:
    bench.server.at("/slow", hangs())
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE))))
    slow = await bench.add("/slow")
    async with bench.store.writing() as conn:
        await feeds.add(conn, Feed(url=bench.server.url("/feed", host="localhost")), NOW)
    await bench.desk.collect()
    while not (stored := await bench.stored()):
        pass
    assert [each.article.title for each in stored] == ["Bridge to close"]
    assert (await bench.feed(slow)).state.failures == 0  # still hanging
    await bench.desk.idle()
    assert (await bench.feed(slow)).state.reason == "no complete answer within 0.5 s"


async def test_a_feed_that_has_moved_for_good_is_asked_at_its_new_place(bench: Bench) -> None:
    bench.server.at("/old", redirect("/new", 301))
    bench.server.at("/new", reply(rss(Item("Bridge to close", BRIDGE))))
    url = await bench.add("/old")
    for _ in range(4):
        await bench.visit(later=timedelta(days=2))
    assert (await bench.feed(url)).state.address == bench.server.url("/new")
    assert bench.server.asked("/old") == 3


async def test_a_feed_that_is_gone_is_not_asked_again(bench: Bench) -> None:
    bench.server.at("/feed", reply(status=410))
    url = await bench.add("/feed")
    await bench.visit()
    await bench.visit(later=timedelta(days=30))
    assert bench.server.asked("/feed") == 1
    assert (await bench.feed(url)).state.standing is FeedStanding.STOPPED


async def test_while_nothing_can_be_written_a_feed_is_not_asked_again_and_again(bench: Bench) -> None:
    bench.server.at("/feed", reply(rss(Item("Bridge to close", BRIDGE))))
    url = await bench.add("/feed")
    async with bench.store.writing() as conn:
        await conn.execute(text("ALTER TABLE feed_item RENAME TO away"))
    for _ in range(5):
        await bench.visit(later=timedelta(minutes=1))
    assert bench.server.asked("/feed") == 1
    async with bench.store.writing() as conn:
        await conn.execute(text("ALTER TABLE away RENAME TO feed_item"))
    await bench.visit(later=timedelta(hours=1))
    assert ((await bench.feed(url)).state.standing, len(await bench.stored())) == (FeedStanding.WELL, 1)


async def test_a_feed_that_is_removed_during_its_visit_is_no_fault(bench: Bench) -> None:
    let_go = asyncio.Event()

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        await let_go.wait()
        await reply(rss(Item("Bridge to close", BRIDGE)))(request, writer)

    bench.server.at("/feed", answer)
    url = await bench.add("/feed")
    await bench.desk.collect()
    async with bench.store.writing() as conn:
        await feeds.remove(conn, url)
    let_go.set()
    with capture_logs() as logged:
        await bench.desk.idle()
    assert [entry for entry in logged if entry["log_level"] == "error"] == []
    assert await bench.stored() == []


async def test_old_words_that_come_back_where_another_article_stands_stop_nothing(bench: Bench) -> None:
    link = bench.server.url("/latest")
    url = await bench.add("/feed")
    corrected = BRIDGE.replace("exactly", "about")
    for title, said in (("Bridge", BRIDGE), ("Bridge", corrected), ("Seal", SEAL), ("Bridge", BRIDGE)):
        bench.server.at("/feed", reply(rss(Item(title, said, link))))
        await bench.visit(later=timedelta(hours=26))
    assert (await bench.feed(url)).state.failures == 0
    assert {each.article.text for each in await bench.stored()} == {corrected, SEAL}


async def test_an_address_longer_than_any_index_takes_stops_nothing(bench: Bench) -> None:
    long = Item("Bridge to close", BRIDGE, bench.server.url("/" + "\u6e2f" * 1_800))
    bench.server.at("/feed", reply(rss(long, Item("Seal at the market", SEAL, bench.server.url("/seal")))))
    url = await bench.add("/feed")
    await bench.visit()
    assert (await bench.feed(url)).state.failures == 0
    assert "Seal at the market" in {each.article.title for each in await bench.stored()}


async def test_the_same_text_in_two_outlets_is_told_of_both_as_one_voice(bench: Bench) -> None:
    for outlet in ("Tide", "Post"):
        item = Item("Bridge to close", BRIDGE, bench.server.url(f"/{outlet}/bridge"))
        bench.server.at(f"/{outlet}", reply(rss(item, title=outlet)))
        await bench.add(f"/{outlet}")
        await bench.visit()
    first, second = await bench.stored()
    assert (first.story, first.copy_of) == (second.story, None)
    assert (second.article.source, second.copy_of) == ("Post", first.key)


async def test_a_wall_is_not_the_article_of_an_item_that_has_only_a_title(bench: Bench) -> None:
    wall = "We and our partners store and read information on your device. You may agree or read our policy. "
    link = bench.server.url("/bridge")
    bare = f"<item><title>Harbour bridge to close for lorries</title><link>{link}</link></item>"
    bench.server.at("/feed", reply(f"<rss version='2.0'><channel>{bare}</channel></rss>".encode()))
    bench.server.at("/bridge", reply(page("Your choice", *[wall * 3] * 4), Content_Type="text/html"))
    await bench.add("/feed")
    await bench.visit()
    assert await bench.stored() == []
