"""Reading a page for one reader: what is told of it, and every reason why nothing is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from digests.editor.options import EditOptions
from digests.newsroom.linking import Known, LinkReader, NotRead, PageTold, Unread, spellings
from digests.newsroom.web import Web
from digests.store import articles, chats, reader_feeds, stories
from digests.store.engine import Store
from digests.workshop import Workshop
from tests.builders import at, chat, clean, prepared
from tests.feed_documents import page
from tests.hostile_server import Behaviour, HostileServer, hangs, redirect, reply
from tests.stage import READER, Clock

PARAGRAPHS = (
    "The ferry Corriemhor ran aground off the harbour of Port Linnet on Sunday with 212 people on board.",
    "All of them were brought ashore within two hours, the coast guard said, and nobody was hurt.",
    '"We heard a noise like a door being shut, and then nothing moved," said Mara Oduya, a passenger.',
    "The operator has cancelled all crossings until divers have looked at the hull, perhaps until Friday.",
)
FERRY = page("Ferry runs aground off Port Linnet", *PARAGRAPHS)


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    async with HostileServer.serving() as server:
        server.at("/ferry", reply(FERRY, Content_Type="text/html"))
        yield server


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    workshop = Workshop()
    yield workshop
    await workshop.close()


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    clock = Clock()
    async with Web.opened(
        "Pullquote/test", clock=clock, stopwatch=clock.stopwatch, allow_private=True, pause=0.0, seconds=3.0
    ) as web:
        yield web


@pytest.fixture
def reader(store: Store, web: Web, workshop: Workshop) -> LinkReader:
    return LinkReader(store, web, workshop, EditOptions(), clock=Clock(), at_once=1, in_line=1, patience=8.0)


ADA = chat(READER)


@pytest.fixture(autouse=True)
async def known(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, ADA)


async def test_what_is_told_stands_on_the_page(reader: LinkReader, server: HostileServer) -> None:
    read = await reader.read(ADA, server.url("/ferry"), 5)
    assert isinstance(read, PageTold)
    digest = read.digest
    passages = [*digest.sentences, *(quote.passage for quote in digest.quotes)]
    assert passages
    assert all(passage.text in "\n".join(PARAGRAPHS) for passage in passages)
    assert [quote.speaker for quote in digest.quotes] == ["Mara Oduya"]
    assert read.published is None


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (reply(page("Short", "Too short.")), Unread.NO_ARTICLE),
        (reply(b"\x89PNG", Content_Type="image/png"), Unread.NO_PAGE),
        (reply(b"<p>" + b"x" * 3_100_000), Unread.TOO_LARGE),
        (reply(status=410), Unread.MISSING),
        (reply(status=503), Unread.SILENT),
        (hangs(), Unread.SILENT),
        (redirect("ftp://elsewhere.example/"), Unread.SILENT),
    ],
)
async def test_there_is_a_reason_why_a_page_is_not_read(
    reader: LinkReader, server: HostileServer, behaviour: Behaviour, why: Unread
) -> None:
    server.at("/page", behaviour)
    assert await reader.read(ADA, server.url("/page"), 5) == NotRead(why)


async def test_a_site_that_wants_no_robots_is_left_alone(reader: LinkReader, server: HostileServer) -> None:
    server.at("/robots.txt", reply(b"User-agent: *\nDisallow: /ferry"))
    assert await reader.read(ADA, server.url("/ferry"), 5) == NotRead(Unread.FORBIDDEN)
    assert server.asked("/ferry") == 0


@pytest.mark.parametrize("link", ["http://", "javascript:alert(1)", "https://" + "x" * 3000, "not a link"])
async def test_what_is_no_address_costs_nothing(reader: LinkReader, link: str) -> None:
    assert await reader.read(ADA, link, 1) == NotRead(Unread.NO_ADDRESS)
    assert await reader.read(ADA, link, 1) == NotRead(Unread.NO_ADDRESS)


async def test_only_so_many_are_read_and_wait_at_a_time(reader: LinkReader, server: HostileServer) -> None:
    server.at("/slow", hangs())
    reading = [asyncio.create_task(reader.read(ADA, server.url("/slow"), 9)) for _ in range(2)]
    await asyncio.sleep(0.2)
    assert await reader.read(ADA, server.url("/ferry"), 9) == NotRead(Unread.BUSY)
    assert await asyncio.gather(*reading) == [NotRead(Unread.SILENT)] * 2
    assert isinstance(await reader.read(ADA, server.url("/ferry"), 9), PageTold)


async def test_what_only_others_may_see_is_no_known_story(
    store: Store, reader: LinkReader, server: HostileServer
) -> None:
    url = server.url("/ferry")
    async with store.writing() as conn:
        number = await stories.create(conn, at("2026-11-24 07:00"), 77)
        await articles.add(
            conn,
            prepared(clean(url=url)),
            origin="a private feed",
            seen_at=at("2026-11-24 07:00"),
            story=number,
            audience=77,
        )
        assert await reader_feeds.audiences_of(conn, READER) == ()
        assert await articles.story_at(conn, spellings(url, url), [77]) == number
    assert isinstance(await reader.read(ADA, url, 5), PageTold)


async def test_a_known_story_costs_nothing(store: Store, reader: LinkReader) -> None:
    async with store.writing() as conn:
        number = await stories.create(conn, at("2026-11-24 07:00"))
        await articles.add(conn, prepared(), origin="a feed", seen_at=at("2026-11-24 07:00"), story=number)
    for _ in range(3):
        assert await reader.read(ADA, "https://news.example/harbour", 1) == Known(number)


def test_an_address_is_known_by_all_its_spellings() -> None:
    assert spellings("https://news.example/a", "news.example/a") >= {
        "https://news.example/a",
        "http://news.example/a",
        "http://news.example/a/",
        "news.example/a",
    }
