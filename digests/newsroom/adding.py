"""Feeds of readers: an address -> a sample of the feed there -> a feed that is private to who added it.

looked    the address is tried (`trial.py`): a sample, several feeds to choose from, or why there is none
read      a list of feeds (OPML) -> those of it that are new and fit the limit
added     what was offered is the chat's (`own_feeds.py`), and visited at once
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from digests.editor.digest import tell_alone
from digests.editor.options import EditOptions
from digests.errors import ArticleRejected
from digests.model import Chat, Digest, Feed
from digests.newsroom import own_feeds
from digests.newsroom.offers import (
    Added,
    Busy,
    Had,
    Limits,
    Looked,
    NoList,
    NotFound,
    Offered,
    Outcome,
    Public,
    Sample,
    Several,
    TooMany,
    UsedUp,
    address_of,
)
from digests.newsroom.rationing import WaitingRoom, is_allowed
from digests.newsroom.trial import Newest, NotTried, Tried, tried
from digests.newsroom.web import Web
from digests.polling import outlet_name
from digests.sources.feeds import FoundFeed
from digests.store import feeds, reader_feeds
from digests.store.engine import Store
from digests.workshop import Workshop, read_feed_list

log = structlog.get_logger()

TRIES = "feeds"
TRIES_A_DAY = 20
"""Addresses and lists that one chat may have looked at."""
RECENT_DAYS = 7
AT_ONCE = 2
IN_LINE = 6
PATIENCE = 45.0
"""Seconds for a site, its feed and the page of an article, asked for one after the other: well within those
that an update may take, so that there is an answer."""


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
        self._room = WaitingRoom(AT_ONCE, IN_LINE, patience)

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
        if self._room.is_full:
            return Busy()
        if not await self._may_try(chat):
            return UsedUp(TRIES_A_DAY)
        try:
            async with self._room.turn():
                return await self._looked(chat, address)
        except TimeoutError:
            return NotFound(None)

    async def choose(self, chat: Chat, offer: int, number: int, limits: Limits) -> Looked | None:
        """One of several feeds that were offered; None where the chat has no such offer (any more)."""
        offered = await own_feeds.offered(self._store, chat.id, offer)
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
            known = {
                each.feed.url: each for each in await feeds.at(conn, [each.url for each in listed.feeds])
            }
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
        # Without the names that they have in this list: other readers of a feed need not know them.
        unnamed = [FoundFeed(each.address, None) for each in new[:room]]
        offer = await self._offer(chat.id, unnamed) if unnamed else None
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
        return await is_allowed(self._store, chat, TRIES, TRIES_A_DAY, self._clock())

    async def _offer(self, chat: int, found: Sequence[FoundFeed]) -> int:
        async with self._store.writing() as conn:
            return await own_feeds.offer(conn, chat, found, self._clock())

    # --- adding -------------------------------------------------------------------------------

    async def add(self, chat: Chat, offer: int, thread: int | None, limits: Limits) -> Outcome | None:
        """As `own_feeds.add`; what is new is visited at once."""
        outcome = await own_feeds.add(self._store, chat.id, offer, thread, limits, self._clock())
        if isinstance(outcome, Added):
            await self._begin()
        return outcome


def _digest(newest: Newest, now: datetime) -> Digest | None:
    """Cut from the article's text, as every digest."""
    if isinstance(newest.outcome, str) or not newest.outcome.edited.summary:
        return None
    return tell_alone(newest.outcome.edited, now)
