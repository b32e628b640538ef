"""/latest and /search: pages of digests and of hits, and what was shown before, read from the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.digest import tell
from digests.errors import ReaderMistake
from digests.model import Digest, Edition, Hit, Page, page_of, pages_for
from digests.store import articles, deliveries, feeds, lineups, listings, search, stories
from digests.store.engine import Store
from digests.store.listings import Listing
from digests.text.query import Query, Unclear, parse

LATEST_PAGE = 4
SEARCH_PAGE = 5
FOUND_AT_MOST = 300

LATEST = "latest"
SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Latest:
    """A page of `/latest [words]`."""

    listing: int
    words: str
    page: Page[Digest]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of `/search words`."""

    listing: int
    words: str
    page: Page[Hit]


async def latest(store: Store, chat: int, words: str, now: datetime) -> Latest:
    """The newest stories, or those that match `words`, best first. Raises ReaderMistake."""
    words = words.strip()
    query = _understood(words) if words else None
    async with store.writing() as conn:
        listing = await listings.create(conn, chat, LATEST, words, now)
    return Latest(listing, words, await _latest_page(store, query, 0))


async def found(store: Store, chat: int, words: str, now: datetime) -> Found:
    """The articles that match `words`, best first. Raises ReaderMistake."""
    words = words.strip()
    query = _understood(words)
    async with store.writing() as conn:
        listing = await listings.create(conn, chat, SEARCH, words, now)
    return Found(listing, words, await _found_page(store, query, 0))


async def turn_page(store: Store, chat: int, key: int, number: int) -> Latest | Found | None:
    """Another page of a list this chat asked for before; None where the chat has no such list."""
    async with store.reading() as conn:
        listing: Listing | None = await listings.find(conn, chat, key)
    if listing is None:
        return None
    query = parse(listing.words) if listing.words else None
    if isinstance(query, Unclear):
        return None
    if listing.kind == LATEST:
        return Latest(key, listing.words, await _latest_page(store, query, number))
    return None if query is None else Found(key, listing.words, await _found_page(store, query, number))


async def newest(store: Store) -> Digest | None:
    """The newest story, for a first impression."""
    async with store.reading() as conn:
        told = await digests_of(conn, await stories.newest(conn, limit=1))
    return told[0] if told else None


async def story(store: Store, key: int) -> Digest | None:
    """A story as it is now; None where there is none of this number."""
    async with store.reading() as conn:
        told = await digests_of(conn, (key,))
    return told[0] if told else None


async def edition(store: Store, chat: int, lineup: int) -> Edition | None:
    """What this chat was told by a line-up; None where it never got it."""
    async with store.reading() as conn:
        got = await deliveries.find(conn, chat, lineup)
        told = await lineups.fetch(conn, lineup) if got else None
    if got is None or told is None:
        return None
    return Edition(chat=chat, local_date=got.key.local_date, due_at=got.due_at, lineup=told)


async def listed_story(store: Store, chat: int, listing: int, story: int) -> Digest | None:
    """A story as it is now, for a chat that has such a list; None otherwise."""
    async with store.reading() as conn:
        if await listings.find(conn, chat, listing) is None:
            return None
        told = await digests_of(conn, (story,))
    return told[0] if told else None


async def digests_of(conn: AsyncConnection, keys: tuple[int, ...]) -> tuple[Digest, ...]:
    """The digests of these stories, in this order."""
    members = await articles.by_story(conn, keys)
    weights = await feeds.weights(conn)
    return tuple(tell(key, members[key], weights=weights) for key in keys if key in members)


def _understood(words: str) -> Query:
    query = parse(words)
    if isinstance(query, Unclear):
        raise ReaderMistake(query.key, **query.values)
    return query


async def _latest_page(store: Store, query: Query | None, number: int) -> Page[Digest]:
    async with store.reading() as conn:
        if query is not None:
            keys = page_of(await search.stories(conn, query, limit=FOUND_AT_MOST), number, LATEST_PAGE)
        else:
            total = await stories.count(conn)
            number = min(max(number, 0), pages_for(total, LATEST_PAGE) - 1)
            newest = await stories.newest(conn, limit=LATEST_PAGE, offset=number * LATEST_PAGE)
            keys = Page(newest, number, pages_for(total, LATEST_PAGE), total)
        return Page(await digests_of(conn, keys.items), keys.number, keys.pages, keys.total)


async def _found_page(store: Store, query: Query, number: int) -> Page[Hit]:
    async with store.reading() as conn:
        return await search.page(conn, query, number, SEARCH_PAGE, limit=FOUND_AT_MOST)
