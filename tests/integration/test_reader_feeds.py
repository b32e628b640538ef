"""Feeds of readers: added from a chat, visited, private to who added them, removed, and in trouble."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.shown import ShownMessage
from config.feeds import FeedsSettings
from config.settings import AccessSettings
from digests.model import Feed, FeedOrigin, FeedStanding
from digests.newsroom import adding
from digests.sources import opml
from digests.store import feeds, reader_feeds
from digests.store.feeds import KnownFeed
from tests.feed_documents import BRIDGE, SEAL, Item, page, rss
from tests.hostile_server import Behaviour, HostileServer, reply
from tests.stage import READER, TOKEN, Stage, playing

OTHER = 1002
SITE = b"""<html><head><title>Coastal Post</title>
<link rel="alternate" type="application/rss+xml" title="All news" href="/feed">
<link rel="alternate" type="application/rss+xml" title="Sport" href="/sport"></head><body>Hi</body></html>"""
ONE_FEED = SITE.replace(b'application/rss+xml" title="Sport"', b'text/css"')


BRIDGE_NEWS = ("Bridge to close", BRIDGE), ("Seal at the market", SEAL)


def feed(server: HostileServer, *items: tuple[str, str], title: str = "Coastal Post") -> Behaviour:
    now = datetime.now(UTC)
    links = (server.url(f"/{title.casefold()}/{number}".replace(" ", "-")) for number in range(len(items)))
    return reply(
        rss(*(Item(*item, link, now=now) for item, link in zip(items, links, strict=True)), title=title)
    )


@dataclass
class Desk:
    """The program with readers' feeds allowed, a reader, another one, and a web of one server."""

    stage: Stage
    server: HostileServer

    async def ask(self, text: str, chat: int = READER) -> ShownMessage:
        return await self.stage.ask(text, chat=chat)

    async def added(self, path: str = "/feed", chat: int = READER) -> ShownMessage:
        """The reader adds the feed at this path, and it is read."""
        offered = await self.ask(f"/add {self.server.url(path)}", chat)
        done = await self.stage.press(offered, "Add it")
        await self.stage.app.desk.idle()
        return done

    async def known(self, path: str = "/feed") -> KnownFeed | None:
        async with self.stage.app.store.reading() as conn:
            return await feeds.find(conn, self.server.url(path))

    async def send(self, content: bytes, name: str = "feeds.opml") -> ShownMessage:
        asked = await self.stage.playground.send_document(READER, name, content)
        return (await self.stage.playground.wait_for(READER, after=asked))[-1]

    async def visit(self, **later: float) -> None:
        self.stage.clock.pass_(**later)
        await self.stage.app.desk.collect()
        await self.stage.app.desk.idle()


@asynccontextmanager
async def opened(tmp_path: Path, each: int = 3, *, allowed: bool = True) -> AsyncIterator[Desk]:
    access = AccessSettings(reader_feeds=allowed, feeds_per_reader=each)
    async with (
        HostileServer.serving() as server,
        Playground.serving(token=TOKEN) as playground,
        playing(playground, tmp_path, access=access, private_links=True) as stage,
    ):
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(OTHER, "Ben")
        server.at("/feed", feed(server, *BRIDGE_NEWS))
        yield Desk(stage, server)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(tmp_path) as desk:
        yield desk


async def test_a_feed_is_shown_then_added_and_its_news_comes_to_its_reader_alone(desk: Desk) -> None:
    offered = await desk.ask(f"/add {desk.server.url('/feed')}")
    assert "Coastal Post" in offered.text
    assert "2 articles in the last 7 days" in offered.text
    assert "Bridge to close" in offered.text
    assert await desk.known() is None, "nothing is kept before it is wanted"
    done = await desk.stage.press(offered, "Add it")
    assert "Added: Coastal Post" in done.text
    await desk.stage.app.desk.idle()
    known = await desk.known()
    assert known is not None
    assert (known.feed.origin, known.state.standing) == (FeedOrigin.READER, FeedStanding.WELL)
    assert "Bridge to close" in (await desk.ask("/latest")).text
    assert "Bridge to close" not in (await desk.ask("/latest", OTHER)).text
    await desk.stage.subscribed()
    assert "Bridge to close" in (await desk.stage.edition()).text


async def test_what_is_not_wanted_is_not_added(desk: Desk) -> None:
    offered = await desk.ask(f"/add {desk.server.url('/feed')}")
    left = await desk.stage.press(offered, "Not this")
    assert left.text == "Nothing was added."
    assert await desk.known() is None


async def test_a_site_with_one_feed_leads_to_it_and_one_with_several_asks_which(desk: Desk) -> None:
    desk.server.at("/", reply(SITE, Content_Type="text/html"))
    desk.server.at("/blog", reply(ONE_FEED, Content_Type="text/html"))
    desk.server.at("/sport", feed(desk.server, ("A race", SEAL), title="Coastal Sport"))
    assert "Bridge to close" in (await desk.ask(f"/add {desk.server.url('/blog')}")).text
    which = await desk.ask(f"/add {desk.server.url('/')}")
    assert list(which.buttons) == ["All news", "Sport", "Not this"]
    sport = await desk.stage.press(which, "Sport")
    assert "Coastal Sport" in sport.text
    assert "Coastal Sport" in (await desk.stage.press(sport, "Add it")).text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/missing", "There is nothing at this address."),
        ("/page", "There is no feed at this address, and the page there names none."),
        ("/broken", "The server does not answer as it should."),
        ("/closed", "wants a login"),
    ],
)
async def test_what_is_no_feed_is_said_in_words(desk: Desk, path: str, said: str) -> None:
    desk.server.at("/page", reply(page("Hello", SEAL), Content_Type="text/html"))
    desk.server.at("/broken", reply(status=500))
    desk.server.at("/closed", reply(status=403))
    assert said in (await desk.ask(f"/add {desk.server.url(path)}")).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("just words", "is not the address of a site or feed"),
        ("ftp://news.example/feed", "is not the address of a site or feed"),
        ("https://ada:sesame@news.example/feed", "name and password in it is not read"),
    ],
)
async def test_what_is_no_address_is_not_looked_at(desk: Desk, typed: str, said: str) -> None:
    answer = await desk.ask(f"/add {typed}")
    assert said in answer.text
    assert "sesame" not in answer.text


async def test_alone_it_lists_and_takes_the_next_words_as_the_address(desk: Desk) -> None:
    listed = await desk.ask("/add")
    assert "There are none yet." in listed.text
    offered = await desk.ask(desk.server.url("/feed"))
    assert "Bridge to close" in offered.text
    assert offered.buttons[0] == "Add it"


@pytest.mark.parametrize("words", ["bridge weeks", "U.S. bridge", "3.5 million"])
async def test_words_that_are_no_address_are_looked_for(desk: Desk, words: str) -> None:
    await desk.ask("/add")
    assert "I searched for your words." in (await desk.ask(words)).text
    again = await desk.ask(desk.server.url("/feed"))
    assert "Add it" not in again.buttons, "nothing is asked any more"


async def test_an_address_that_was_answered_can_be_edited(desk: Desk) -> None:
    await desk.ask("/add")
    missed = await desk.ask(desk.server.url("/nothing"))
    playground = desk.stage.playground
    said = [message for message in playground.messages(READER) if not message.from_bot][-1]
    await playground.edit_said(READER, said.message_id, desk.server.url("/feed"))
    await desk.stage.quiet()
    assert desk.stage.shown(missed).buttons[0] == "Add it"


async def test_a_feed_of_the_operator_is_followed_not_made_private(desk: Desk) -> None:
    url = desk.server.url("/feed")
    async with desk.stage.app.store.writing() as conn:
        await feeds.add(conn, Feed(url=url, name="Coastal Post"), desk.stage.clock())
    offered = await desk.ask(f"/add {url}")
    assert "among the sources of this bot already" in offered.text
    followed = await desk.stage.press(offered, "Follow it")
    assert "follows Coastal Post now" in followed.text
    known = await desk.known()
    assert known is not None
    assert known.feed.origin is FeedOrigin.ADDED
    assert "There are none yet." in (await desk.ask("/feeds")).text
    assert "Coastal Post" in (await desk.ask("/following")).text


async def test_a_reader_has_as_many_as_the_operator_allows(tmp_path: Path) -> None:
    async with opened(tmp_path, each=1) as desk:
        desk.server.at("/second", feed(desk.server, ("A race", SEAL), title="Second"))
        offered = await desk.ask(f"/add {desk.server.url('/second')}")
        await desk.added()
        assert "Only 1 feed can be added here" in (await desk.stage.press(offered, "Add it")).text
        assert "Only 1 feed can be added here" in (await desk.ask(f"/add {desk.server.url('/second')}")).text
        assert await desk.known("/second") is None
        assert desk.server.asked("/second") == 1, "what cannot be added is not asked for"


async def test_addresses_are_looked_at_so_often_a_day(
    desk: Desk,
) -> None:
    for _ in range(adding.TRIES_A_DAY):
        assert "nothing at this address" in (await desk.ask(f"/add {desk.server.url('/none')}")).text
    assert "Tomorrow there can be more." in (await desk.ask(f"/add {desk.server.url('/none')}")).text
    assert "nothing at this address" in (await desk.ask(f"/add {desk.server.url('/none')}", OTHER)).text


async def test_where_readers_may_not_it_is_said_kindly(tmp_path: Path) -> None:
    async with opened(tmp_path, allowed=False) as desk:
        for asked in ("/add", f"/add {desk.server.url('/feed')}", "/feeds"):
            assert "Its operator chooses the sources." in (await desk.ask(asked)).text
        sent = await desk.send(opml.write([Feed(url=desk.server.url("/feed"))], datetime.now(UTC)))
        assert "Its operator chooses the sources." in sent.text
        assert not desk.server.requests


async def test_a_feed_is_removed_and_brought_back_and_unread_ones_are_not_visited(desk: Desk) -> None:
    await desk.added()
    listed = await desk.ask("/feeds")
    assert "newest article" in listed.text
    removed = await desk.stage.press(listed, "✕ Coastal Post")
    assert "Coastal Post is removed" in removed.text
    assert "Bridge to close" not in (await desk.ask("/latest")).text
    before = desk.server.asked("/feed")
    await desk.visit(days=2)
    assert desk.server.asked("/feed") == before
    await desk.stage.press(removed, "↩ Undo: Coastal Post")
    assert "Bridge to close" in (await desk.ask("/latest")).text
    await desk.stage.app.desk.idle()
    assert desk.server.asked("/feed") == before + 1


async def test_a_private_feed_that_fails_is_told_to_its_reader_once(desk: Desk) -> None:
    await desk.added()
    await desk.stage.subscribed()
    desk.server.at("/feed", reply(status=500))
    before = len(desk.stage.playground.messages(READER))
    for _ in range(6):
        await desk.visit(days=2)
        await desk.stage.app.feed_troubles.tell()
    told = [each.text for each in desk.stage.playground.messages(READER)[before:] if each.from_bot]
    assert told == [
        "Coastal Post, a feed you added, cannot be read at the moment. It is tried again by itself."
    ]
    assert "cannot be read for" in (await desk.ask("/feeds")).text
    desk.server.at("/feed", feed(desk.server, *BRIDGE_NEWS))
    await desk.visit(days=20)
    known = await desk.known()
    assert known is not None
    assert known.state.standing is FeedStanding.WELL
    async with desk.stage.app.store.reading() as conn:
        assert await reader_feeds.untold(conn) == ()


# --- lists ------------------------------------------------------------------------------------


def listing(server: HostileServer, *paths: str) -> bytes:
    return opml.write([Feed(url=server.url(path), name=path[1:]) for path in paths], datetime.now(UTC))


async def test_a_list_of_feeds_is_counted_then_added(desk: Desk) -> None:
    desk.server.at("/second", feed(desk.server, ("A race", SEAL), title="Second"))
    await desk.added()
    offered = await desk.send(listing(desk.server, "/feed", "/second"))
    assert "2 feeds are in this list." in offered.text
    assert "1 was added here already." in offered.text
    done = await desk.stage.press(offered, "Add 1 feed")
    assert "Added" in done.text
    await desk.stage.app.desk.idle()
    assert "Second" in (await desk.ask("/feeds")).text


async def test_of_a_long_list_as_many_are_added_as_fit(desk: Desk) -> None:
    offered = await desk.send(listing(desk.server, *(f"/{number}" for number in range(7))))
    assert "7 are new, and there is room for 3" in offered.text
    await desk.stage.press(offered, "Add 3 feeds")
    assert "3 feeds of at most 3" in (await desk.ask("/feeds")).text
    assert "Only 3 feeds can be added here" in (await desk.send(listing(desk.server, "/9"), "more.opml")).text


@pytest.mark.parametrize(
    "content", [b" ", b"no list", b"<opml", b"<rss version='2.0'></rss>", b"\xff\xfe\x00"]
)
async def test_what_is_no_list_is_said_to_be_none(desk: Desk, content: bytes) -> None:
    assert (await desk.send(content)).text == "This file is no list of feeds (OPML)."


async def test_entries_that_cannot_be_fetched_are_named(desk: Desk) -> None:
    document = (
        b'<opml version="2.0"><body><outline text="Secret Post" type="rss" xmlUrl="https://a:b@x.example/f"/>'
        b'<outline text="Nowhere" type="rss"/></body></opml>'
    )
    answer = await desk.send(document)
    assert "Left out, as the address cannot be fetched: Secret Post" in answer.text
    assert "1 entry without an address is left out." in answer.text
    assert "There is nothing to add." in answer.text


async def test_a_file_that_is_too_large_is_not_downloaded(desk: Desk) -> None:
    assert "too large" in (await desk.send(b"<opml>" + b" " * 1_000_001)).text


async def test_a_channel_gets_a_feed_of_its_own_from_its_keepers_private_chat(desk: Desk) -> None:
    channel = desk.stage.playground.add_channel("Harbour News", username="harbournews", admins=(READER,))
    await desk.stage.playground.promote_bot(channel)
    offered = await desk.ask(f"/channel @harbournews add {desk.server.url('/feed')}")
    done = await desk.stage.press(offered, "Add it")
    assert "Added: Coastal Post" in done.text
    assert "There are none yet." in (await desk.ask("/feeds")).text
    assert "Coastal Post" in (await desk.ask("/channel @harbournews feeds")).text
    async with desk.stage.app.store.reading() as conn:
        assert await reader_feeds.count(conn, channel) == 1


async def test_a_group_is_sent_to_the_private_chat(desk: Desk) -> None:
    group = desk.stage.playground.add_group("Readers", members=(READER,), admins=(READER,))
    answer = await desk.stage.ask(f"/add {desk.server.url('/feed')}", chat=group, user=READER)
    assert "in a private chat with @" in answer.text


async def test_what_the_operators_feeds_may_reach_no_reader_reaches(tmp_path: Path) -> None:
    """`feeds.allow_private_addresses` is for the operator's own feeds."""
    access, own = AccessSettings(reader_feeds=True), FeedsSettings(allow_private_addresses=True)
    async with (
        HostileServer.serving() as server,
        Playground.serving(token=TOKEN) as playground,
        playing(playground, tmp_path, access=access, feeds=own) as stage,
    ):
        playground.add_private_chat(READER, "Ada")
        server.at("/feed", feed(server, *BRIDGE_NEWS))
        answer = await stage.ask(f"/add {server.url('/feed')}")
        assert "Add it" not in answer.buttons
        assert server.asked("/feed") == 0
