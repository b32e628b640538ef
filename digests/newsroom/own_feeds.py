"""The feeds that a chat added for itself: offered, added, removed, listed.

What was offered stands in the store under a number (`store/listings.py`), so that a button can name it: an
address may be long, and secret. The last reader gone, a feed is not visited any more
(`store/reader_feeds.py`). Of its trouble the operator hears nothing, but each of its readers once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Chat, Feed, FeedOrigin, FeedStanding, FollowKind, Standing
from digests.newsroom import following
from digests.newsroom.offers import (
    Added,
    Followed,
    Full,
    Limits,
    NothingNew,
    Outcome,
    Removed,
    TooMany,
    read_offer,
    written_offer,
)
from digests.sources.feeds import FoundFeed
from digests.store import chats, feeds, listings, reader_feeds, tastes
from digests.store.engine import Store
from digests.store.feeds import KnownFeed

MOST = 1_000
"""Private feeds that are visited, of all readers: about as many as are read within half a minute."""
OFFER = "feeds"
"""The kind of listing that an offer is."""


async def of_chat(store: Store, chat: int) -> tuple[KnownFeed, ...]:
    """The feeds that the chat added, in the order in which it did."""
    async with store.reading() as conn:
        return await feeds.fetch(conn, await reader_feeds.of_chat(conn, chat))


async def offer(conn: AsyncConnection, chat: int, found: Sequence[FoundFeed], now: datetime) -> int:
    """The number under which the chat is offered these."""
    return await listings.create(conn, chat, OFFER, "", now, written_offer(found))


async def offered(store: Store, chat: int, number: int) -> tuple[FoundFeed, ...]:
    """What the chat was offered under it; nothing where it was not (or that is long ago)."""
    async with store.reading() as conn:
        listing = await listings.find(conn, chat, number)
    return read_offer(listing.view) if listing is not None and listing.kind == OFFER else ()


async def add(
    store: Store, chat: int, number: int, thread: int | None, limits: Limits, now: datetime
) -> Outcome | None:
    """What was offered is the chat's from now on, as much of it as there is room for; None where the chat has
    no such offer (any more). Raises ReaderMistake where it follows too much."""
    wanted = await offered(store, chat, number)
    if not wanted:
        return None
    added, public = list[str](), list[str]()
    refusal: TooMany | Full | NothingNew = NothingNew()
    async with store.writing() as conn:
        room = limits.each - await reader_feeds.count(conn, chat)
        places = limits.all - await reader_feeds.how_many(conn)
        for each in wanted:
            known = await feeds.find(conn, each.address)
            if known is not None and not known.is_private:
                public.append(known.outlet)
            elif len(added) >= min(room, places):
                refusal = TooMany(limits.each) if len(added) >= room else Full()
            elif (name := await _taken(conn, chat, each, known, now)) is not None:
                added.append(name)
        if added:
            await tastes.refresh(conn, chat)
    for outlet in public:
        await following.follow(store, chat, thread, FollowKind.SOURCE, outlet, now)
    if added:
        return Added(tuple(added))
    return Followed(public[0]) if public else refusal


async def remove(store: Store, chat: int, key: int, now: datetime) -> Removed | None:
    """None where it is none of the chat's feeds."""
    async with store.writing() as conn:
        if not await reader_feeds.remove(conn, chat, key):
            return None
        (known,) = await feeds.fetch(conn, [key])
        await tastes.refresh(conn, chat)
        undo = await offer(conn, chat, [FoundFeed(known.feed.url, known.state.title)], now)
    return Removed(undo, known.outlet)


@dataclass(frozen=True, slots=True)
class Untold:
    """Who has not been told yet that a feed fails, or is gone."""

    chat: Chat
    feed: KnownFeed
    standing: FeedStanding


async def untold(store: Store) -> tuple[Untold, ...]:
    async with store.reading() as conn:
        found = []
        for each in await reader_feeds.untold(conn):
            chat = await chats.find(conn, each.chat)
            known = await feeds.fetch(conn, [each.feed])
            if chat is not None and chat.standing is not Standing.GONE and known:
                found.append(Untold(chat, known[0], each.standing))
    return tuple(found)


async def told(store: Store, said: Untold) -> None:
    async with store.writing() as conn:
        await reader_feeds.set_told(conn, said.chat.id, said.feed.key, said.standing)


async def _taken(
    conn: AsyncConnection, chat: int, offered: FoundFeed, known: KnownFeed | None, now: datetime
) -> str | None:
    """What the feed is called that the chat reads from now on; None where it did already."""
    await feeds.add(conn, Feed(url=offered.address, origin=FeedOrigin.READER), now)
    there = known or await feeds.find(conn, offered.address)
    if there is None:
        raise LookupError("a feed that was added just now is not there")
    if not await reader_feeds.readers(conn, there.key):
        # Nobody's until now: it is due at once, and goes by the name that it was found under.
        state = replace(there.state, title=there.state.title or offered.title, next_check_at=now)
        await feeds.save_state(conn, there.key, state)
        there = replace(there, state=state)
    return there.outlet if await reader_feeds.add(conn, chat, there.key, now) else None
