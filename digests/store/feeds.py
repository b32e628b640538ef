"""Feeds and how they behave, and what of each has been taken in. Here the database knows who is due.

What is wanted comes from the settings (`sync`) and from the command line (`add`, `remove`); states are
made by `digests/polling.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import Any

from sqlalchemy import Row, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Feed, FeedOrigin, FeedStanding, FeedState, FullText
from digests.polling import outlet_name, unvisited
from digests.store.schema import feed, feed_item
from digests.store.upsert import insert

FEW = 20
"""So many new feeds are all due at once; more are spread out."""
SPREAD = timedelta(minutes=5)
_SEEN_ANEW = timedelta(days=1)
_AT_ONCE = 1_000
"""Values in one statement: the databases take some ten thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFeed:
    """A feed that is wanted, and how it has gone so far."""

    key: int
    feed: Feed
    state: FeedState
    added_at: datetime

    @property
    def outlet(self) -> str:
        return outlet_name(self.feed, self.state)


@dataclass(frozen=True, slots=True)
class Synced:
    """How many feeds came into the settings, and how many went."""

    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """What is known of an item: as which content it was taken in, and how its page has failed."""

    content: str
    misses: int
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item as it is to be remembered."""

    identity: str
    content: str
    misses: int = 0


async def sync(
    conn: AsyncConnection, wanted: Sequence[Feed], now: datetime, spread: timedelta = SPREAD
) -> Synced:
    """Makes the feeds of the settings (configured and starter) be those that are `wanted`.

    The first of several with one address counts. New ones are due at once, many of them over the time
    of `spread`. Feeds that were added by command stay, and become configured ones once they are wanted.
    """
    by_url = {each.url: each for each in reversed(wanted)}
    ordered = [by_url[url] for url in dict.fromkeys(each.url for each in wanted)]
    known = {each.feed.url: each for each in await all_feeds(conn)}
    new = [each for each in ordered if each.url not in known]
    pause = spread / len(new) if len(new) > FEW else timedelta(0)
    for place, each in enumerate(new):
        await _insert(conn, each, unvisited(each.url, now + place * pause), now)
    for each in ordered:
        if each.url in known and known[each.url].feed != each:
            await conn.execute(update(feed).where(feed.c.url == each.url).values(_wishes(each)))
    gone = [
        each.key
        for url, each in known.items()
        if url not in by_url and each.feed.origin is not FeedOrigin.ADDED
    ]
    for keys in _portions(gone):
        await conn.execute(delete(feed).where(feed.c.id.in_(keys)))
    return Synced(len(new), len(gone))


async def add(conn: AsyncConnection, wanted: Feed, now: datetime) -> bool:
    """Adds a feed, due at once, or starts a stopped one again, as it was wanted before. Returns whether
    anything changed: a feed that is there and not stopped is left alone."""
    known = await find(conn, wanted.url)
    if known is None:
        await _insert(conn, wanted, unvisited(wanted.url, now), now)
        return True
    if known.state.standing is not FeedStanding.STOPPED:
        return False
    before = known.state
    anew = replace(
        unvisited(wanted.url, now),
        succeeded_at=before.succeeded_at,
        newest_at=before.newest_at,
        title=before.title,
    )
    await save_state(conn, known.key, anew)
    return True


async def remove(conn: AsyncConnection, url: str) -> bool:
    """Forgets a feed and its items; its articles stay. Returns whether there was one."""
    return (await conn.execute(delete(feed).where(feed.c.url == url))).rowcount > 0


async def find(conn: AsyncConnection, url: str) -> KnownFeed | None:
    row = (await conn.execute(select(feed).where(feed.c.url == url))).one_or_none()
    return None if row is None else _from_row(row)


async def all_feeds(conn: AsyncConnection) -> tuple[KnownFeed, ...]:
    """In the order in which they were added."""
    return tuple(_from_row(row) for row in await conn.execute(select(feed).order_by(feed.c.id)))


async def due(conn: AsyncConnection, now: datetime, limit: int) -> tuple[KnownFeed, ...]:
    """The feeds whose time has come, the longest waiting first."""
    # Ordered also for the planner: without it PostgreSQL reads the whole table instead of the index.
    query = select(feed).where(feed.c.next_check_at <= now).order_by(feed.c.next_check_at, feed.c.id)
    return tuple(_from_row(row) for row in await conn.execute(query.limit(limit)))


async def save_state(conn: AsyncConnection, key: int, state: FeedState) -> None:
    """After a visit. A feed that was removed meanwhile stays removed."""
    await conn.execute(update(feed).where(feed.c.id == key).values(_behaviour(state)))


async def weights(conn: AsyncConnection) -> Mapping[str, float]:
    """Outlet, case folded -> weight, of the feeds whose weight is not the usual 1. Where feeds of one
    outlet differ, the heaviest counts."""
    found: dict[str, float] = {}
    for row in await conn.execute(select(feed).where(feed.c.weight != 1.0).order_by(feed.c.weight)):
        found[_from_row(row).outlet.casefold()] = row.weight
    return found


# --- items --------------------------------------------------------------------------------------


async def contents(conn: AsyncConnection, key: int, identities: Iterable[str]) -> dict[str, ItemRecord]:
    """What is known of these items of a feed, by identity; unknown ones are not in it."""
    names = {_item(identity): identity for identity in identities}
    found: dict[str, ItemRecord] = {}
    for portion in _portions(names):
        query = select(feed_item).where(feed_item.c.feed == key, feed_item.c.item.in_(portion))
        for row in await conn.execute(query):
            found[names[row.item]] = ItemRecord(content=row.content, misses=row.misses, seen_at=row.seen_at)
    return found


async def record_items(conn: AsyncConnection, key: int, rows: Iterable[ItemRow], now: datetime) -> None:
    """Remembers what of a feed has been taken in, or missed. Items that say what they said are written
    once a day: enough to know that the feed still shows them."""
    values = [
        {"feed": key, "item": _item(row.identity), "content": row.content, "misses": row.misses}
        for row in rows
    ]
    if not values:
        return
    added = insert(conn, feed_item).values(seen_at=now)
    new = added.excluded
    worth_it = or_(
        feed_item.c.content != new.content,
        feed_item.c.misses != new.misses,
        feed_item.c.seen_at < bindparam("stale", now - _SEEN_ANEW, feed_item.c.seen_at.type),
    )
    upsert = added.on_conflict_do_update(
        index_elements=[feed_item.c.feed, feed_item.c.item],
        set_={"content": new.content, "misses": new.misses, "seen_at": new.seen_at},
        where=worth_it,
    )
    await conn.execute(upsert, values)


async def see_items(conn: AsyncConnection, key: int, identities: Iterable[str], now: datetime) -> None:
    """The feed shows these items still. Unknown ones are left alone; known ones are written once a day."""
    stale = feed_item.c.seen_at < now - _SEEN_ANEW
    for portion in _portions(map(_item, identities)):
        shown = (feed_item.c.feed == key, feed_item.c.item.in_(portion))
        await conn.execute(update(feed_item).where(*shown, stale).values(seen_at=now))


async def forget_items_before(conn: AsyncConnection, moment: datetime) -> None:
    """Drop the items that their feed has not shown since, though it has shown others: a feed that has
    said "not modified" all the while shows its old items still."""
    delivered = select(feed_item.c.feed).where(feed_item.c.seen_at >= moment)
    unseen = (feed_item.c.seen_at < moment, feed_item.c.feed.in_(delivered))
    await conn.execute(delete(feed_item).where(*unseen))


def _item(identity: str) -> str:
    return blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while portion := list(islice(rest, _AT_ONCE)):
        yield portion


# --- rows ---------------------------------------------------------------------------------------


async def _insert(conn: AsyncConnection, wanted: Feed, state: FeedState, now: datetime) -> None:
    values = {"url": wanted.url, "added_at": now} | _wishes(wanted) | _behaviour(state)
    await conn.execute(insert(conn, feed).values(values))


def _wishes(wanted: Feed) -> dict[str, object]:
    return {
        "name": wanted.name,
        "topic": wanted.topic,
        "full_text": wanted.full_text,
        "weight": wanted.weight,
        "origin": wanted.origin,
    }


_STATE = (
    "address", "standing", "next_check_at", "etag", "modified", "failures", "failing_since", "reason",
    "succeeded_at", "newest_at", "moved_to", "moved_times", "title",
)  # fmt: skip


def _behaviour(state: FeedState) -> dict[str, object]:
    seconds = None if state.interval is None else round(state.interval.total_seconds())
    return {name: getattr(state, name) for name in _STATE} | {"interval_seconds": seconds}


def _from_row(row: Row[Any]) -> KnownFeed:
    seconds = row.interval_seconds
    state = {name: getattr(row, name) for name in _STATE} | {"standing": FeedStanding(row.standing)}
    return KnownFeed(
        key=row.id,
        feed=Feed(
            url=row.url,
            name=row.name,
            topic=row.topic,
            full_text=FullText(row.full_text),
            weight=row.weight,
            origin=FeedOrigin(row.origin),
        ),
        state=FeedState(**state, interval=None if seconds is None else timedelta(seconds=seconds)),
        added_at=row.added_at,
    )
