"""Feeds of readers: an address -> a sample of the feed there -> a feed that is private to who added it.

looked    the address is tried (`trial.py`): a sample, several feeds to choose from, or why there is none
read      a list of feeds (OPML) -> those of it that are new and fit the limit
added     what was offered is visited from now on; what everybody reads anyway is followed instead
removed   the last reader gone, a feed is not visited any more (`store/reader_feeds.py`)

What was offered stands in the store under a number (`store/listings.py`), so that a button can name it: an
address may be long, and secret.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.allowance import spend
from digests.editor.digest import tell
from digests.editor.options import EditOptions
from digests.errors import ArticleRejected
from digests.model import Chat, Digest, Feed, FeedOrigin, FollowKind, StoredArticle
from digests.newsroom import following
from digests.newsroom.offers import (
    Added,
    Busy,
    Followed,
    Had,
    Limits,
    Looked,
    NoList,
    NotFound,
    NothingNew,
    Offered,
    Public,
    Removed,
    Sample,
    Several,
    TooMany,
    UsedUp,
    address_of,
    read_offer,
    written_offer,
)
from digests.newsroom.trial import Newest, NotTried, Tried, tried
from digests.newsroom.web import Web
from digests.polling import outlet_name
from digests.schedule import zone_of
from digests.sources.feeds import FoundFeed
from digests.sources.fetching.answers import Unfetchable
from digests.store import allowances, feeds, listings, reader_feeds, tastes
from digests.store.engine import Store
from digests.store.feeds import KnownFeed
from digests.workshop import Workshop, read_feed_list

log = structlog.get_logger()

TRIES = "feeds"
TRIES_A_DAY = 20
"""Addresses and lists that one chat may have looked at."""
MOST = 1_000
"""Private feeds that are visited, of all readers: about as many as are read within half a minute."""
OFFER = "feeds"
"""The kind of listing that an offer is."""
RECENT_DAYS = 7
AT_ONCE = 2
IN_LINE = 6
PATIENCE = 60.0
"""Seconds for a site, its feed and the page of an article, asked for one after the other."""


class FeedAdder:
    """Looks at feeds for readers, and adds them. `begin` starts the visits that are due; `clock` tells the
    time in UTC."""

    def __init__(
        self,
        store: Store,
        web: Web,
        workshop: Workshop,
        options: EditOptions,
        begin: Callable[[], Awaitable[None]],
        *,
        clock: Callable[[], datetime],
        patience: float = PATIENCE,
    ) -> None:
        self._store = store
        self._web = web
        self._workshop = workshop
        self._options = options
        self._begin = begin
        self._clock = clock
        self._desks = asyncio.Semaphore(AT_ONCE)
        self._coming = 0
        self._patience = patience

    # --- looking ------------------------------------------------------------------------------

    async def look(self, chat: Chat, typed: str, limits: Limits) -> Looked:
        """What there is at an address that somebody gave. Raises Unfetchable for what is none."""
        address = address_of(typed)
        async with self._store.reading() as conn:
            known = await feeds.find(conn, address)
            had = await reader_feeds.count(conn, chat.id)
            own = await reader_feeds.of_chat(conn, chat.id)
        if known is not None and known.key in own:
            return Had(known.outlet)
        if known is not None and not known.is_private:
            return Public(await self._offer(chat.id, [FoundFeed(address, None)]), known.outlet)
        if had >= limits.each:
            return TooMany(limits.each)
        if self._coming >= AT_ONCE + IN_LINE:
            return Busy()
        if not await self._may_try(chat):
            return UsedUp(TRIES_A_DAY)
        self._coming += 1
        try:
            async with asyncio.timeout(self._patience), self._desks:
                return await self._looked(chat, address)
        except TimeoutError:
            return NotFound(None)
        finally:
            self._coming -= 1

    async def choose(self, chat: Chat, offer: int, number: int, limits: Limits) -> Looked | None:
        """One of several feeds that were offered; None where the chat has no such offer (any more)."""
        offered = await self._offered(chat.id, offer)
        if not 0 <= number < len(offered):
            return None
        return await self.look(chat, offered[number].address, limits)

    async def read_list(self, chat: Chat, body: bytes, limits: Limits) -> Offered | TooMany | NoList | UsedUp:
        """What of a list of feeds the chat can add."""
        if not await self._may_try(chat):
            return UsedUp(TRIES_A_DAY)
        try:
            listed = await self._workshop.do(read_feed_list, body, None)
        except ArticleRejected as rejected:
            log.info("a reader's list of feeds is not read", reason=str(rejected))
            return NoList()
        async with self._store.reading() as conn:
            own = await reader_feeds.of_chat(conn, chat.id)
            known = {each.feed.url: each for each in await feeds.at(conn, [each.url for each in listed.feeds])}
        new, mine, public = list[FoundFeed](), 0, 0
        for each in listed.feeds:
            there = known.get(each.url)
            if there is not None and there.key in own:
                mine += 1
            elif there is not None and not there.is_private:
                public += 1
            else:
                new.append(FoundFeed(each.url, each.name))
        room = max(limits.each - len(own), 0)
        if new and not room:
            return TooMany(limits.each)
        offer = await self._offer(chat.id, new[:room]) if new else None
        return Offered(
            offer=offer,
            feeds=tuple(new[:room]),
            listed=len(listed.feeds),
            new=len(new),
            had=mine,
            public=public,
            refused=listed.refused,
            left_out=listed.left_out,
            limit=limits.each,
        )

    async def _looked(self, chat: Chat, address: str) -> Looked:
        outcome = await tried(self._web, self._workshop, Feed(url=address), self._options, self._clock)
        if isinstance(outcome, NotTried) and len(outcome.named) == 1:
            address = outcome.named[0].address
            outcome = await tried(self._web, self._workshop, Feed(url=address), self._options, self._clock)
        match outcome:
            case NotTried(named=named) if named:
                return Several(await self._offer(chat.id, named), named)
            case NotTried(reason, hindrance):
                log.info("a reader's feed cannot be read", reason=reason)
                return NotFound(hindrance)
            case Tried():
                return await self._sampled(chat, outcome)

    async def _sampled(self, chat: Chat, found: Tried) -> Looked:
        """What was found may be a feed that is known under the address that it was found at."""
        async with self._store.reading() as conn:
            known = await feeds.at(conn, [found.feed.url, found.address])
            own = await reader_feeds.of_chat(conn, chat.id)
        for each in known:
            if each.key in own:
                return Had(each.outlet)
            if not each.is_private:
                return Public(await self._offer(chat.id, [FoundFeed(each.feed.url, None)]), each.outlet)
        title = outlet_name(found.feed, found.state)
        times = [item.published for item in found.parsed.items if item.published is not None]
        newest = found.newest
        return Sample(
            offer=await self._offer(chat.id, [FoundFeed(found.feed.url, found.parsed.title)]),
            address=found.feed.url,
            title=title,
            recent=sum((self._clock() - time).days < RECENT_DAYS for time in times),
            has_times=bool(times),
            newest=_digest(newest, self._clock()) if newest else None,
            newest_title=newest.item.title if newest else None,
        )

    async def _may_try(self, chat: Chat) -> bool:
        day = self._clock().astimezone(zone_of(chat.timezone)).date()
        async with self._store.writing() as conn:
            spent = spend(await allowances.find(conn, chat.id, TRIES), day, TRIES_A_DAY)
            if spent is not None:
                await allowances.save(conn, chat.id, TRIES, spent)
        return spent is not None

    async def _offer(self, chat: int, found: Sequence[FoundFeed]) -> int:
        async with self._store.writing() as conn:
            return await listings.create(conn, chat, OFFER, "", self._clock(), written_offer(found))

    async def _offered(self, chat: int, offer: int) -> tuple[FoundFeed, ...]:
        async with self._store.reading() as conn:
            listing = await listings.find(conn, chat, offer)
        return read_offer(listing.view) if listing is not None and listing.kind == OFFER else ()

    # --- adding -------------------------------------------------------------------------------

    async def add(
        self, chat: Chat, offer: int, thread: int | None, limits: Limits
    ) -> Added | Followed | TooMany | NothingNew | None:
        """What was offered is the chat's from now on, as much of it as there is room for; None where the chat
        has no such offer (any more). Raises ReaderMistake where it follows too much."""
        offered = await self._offered(chat.id, offer)
        if not offered:
            return None
        now = self._clock()
        added, public = list[str](), list[str]()
        is_full = False
        async with self._store.writing() as conn:
            room = min(
                limits.each - await reader_feeds.count(conn, chat.id),
                limits.all - await reader_feeds.how_many(conn),
            )
            for each in offered:
                known = await feeds.find(conn, each.address)
                if known is not None and not known.is_private:
                    public.append(known.outlet)
                elif len(added) >= room:
                    is_full = True
                elif (name := await _taken(conn, chat.id, each, known, now)) is not None:
                    added.append(name)
            if added:
                await tastes.refresh(conn, chat.id)
        for outlet in public:
            await following.follow(self._store, chat.id, thread, FollowKind.SOURCE, outlet, now)
        if added:
            await self._begin()
            return Added(tuple(added))
        if public:
            return Followed(public[0])
        return TooMany(limits.each) if is_full else NothingNew()

    async def remove(self, chat: int, key: int) -> Removed | None:
        """None where it is none of the chat's feeds."""
        async with self._store.writing() as conn:
            if not await reader_feeds.remove(conn, chat, key):
                return None
            (known,) = await feeds.fetch(conn, [key])
            await tastes.refresh(conn, chat)
            view = written_offer([FoundFeed(known.feed.url, known.state.title)])
            undo = await listings.create(conn, chat, OFFER, "", self._clock(), view)
        return Removed(undo, known.outlet)

    async def of_chat(self, chat: int) -> tuple[KnownFeed, ...]:
        """The feeds that the chat added, in the order in which it did."""
        async with self._store.reading() as conn:
            return await feeds.fetch(conn, await reader_feeds.of_chat(conn, chat))


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


def _digest(newest: Newest, now: datetime) -> Digest | None:
    """Cut from the article's text, as every digest; its story and its article have no number."""
    if isinstance(newest.outcome, str) or not newest.outcome.edited.summary:
        return None
    return tell(0, [StoredArticle(key=0, story=0, seen_at=now, edited=newest.outcome.edited)])


__all__ = ["FeedAdder", "Unfetchable"]
