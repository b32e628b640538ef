"""Feeds and how they behave. Here the database knows who is due.

What is wanted comes from the settings (`sync`), from the command line (`add`, `remove`) and from readers
(`reader_feeds.py`); states are made by `digests/polling.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Feed, FeedOrigin, FeedStanding, FeedState, FullText
from digests.polling import outlet_name, unvisited
from digests.store import forgetting, reader_feeds, tastes
from digests.store.articles import chunks
from digests.store.reader_feeds import WANTED
from digests.store.schema import feed
from digests.store.upsert import insert

FEW = 20
"""So many new feeds are all due at once; more are spread out."""
SPREAD = timedelta(minutes=5)


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

    @property
    def is_private(self) -> bool:
        """Only its readers see what it brings."""
        return self.feed.origin is FeedOrigin.READER


@dataclass(frozen=True, slots=True)
class Synced:
    """How many feeds came into the settings, and how many went."""

    added: int
    removed: int


async def sync(
    conn: AsyncConnection, wanted: Sequence[Feed], now: datetime, spread: timedelta = SPREAD
) -> Synced:
    """Makes the feeds of the settings (configured and starter) be those that are `wanted`.

    The first of several with one address counts. New ones are due at once, many of them over the time
    of `spread`. Feeds that were added by command or by readers stay, and become configured ones once they
    are wanted; those that are not wanted any more stay with the readers who had added them before.
    """
    by_url = {each.url: each for each in reversed(wanted)}
    ordered = [by_url[url] for url in dict.fromkeys(each.url for each in wanted)]
    known = {each.feed.url: each for each in map(_from_row, await conn.execute(select(feed)))}
    new = [each for each in ordered if each.url not in known]
    pause = spread / len(new) if len(new) > FEW else timedelta(0)
    for place, each in enumerate(new):
        await _insert(conn, each, unvisited(each.url, now + place * pause), now)
    for each in ordered:
        if each.url in known and known[each.url].feed != each:
            await conn.execute(update(feed).where(feed.c.url == each.url).values(_wishes(each)))
    of_settings = (FeedOrigin.CONFIGURED, FeedOrigin.STARTER)
    gone = [each for url, each in known.items() if url not in by_url and each.feed.origin in of_settings]
    for unwanted in gone:
        if await reader_feeds.readers(conn, unwanted.key):
            # As readers have it: without what the operator wishes of it.
            readers_own = Feed(url=unwanted.feed.url, origin=FeedOrigin.READER)
            await conn.execute(update(feed).where(feed.c.id == unwanted.key).values(_wishes(readers_own)))
        else:
            await drop(conn, unwanted.key)
    return Synced(len(new), len(gone))


async def add(conn: AsyncConnection, wanted: Feed, now: datetime) -> bool:
    """Adds a feed, due at once, or starts a stopped one again, as it was wanted before. Returns whether
    anything changed: a feed that is there and not stopped is left alone. One of readers becomes the
    operator's, and public from then on."""
    known = await find(conn, wanted.url)
    if known is None:
        await _insert(conn, wanted, unvisited(wanted.url, now), now)
        return True
    taken_up = known.is_private and wanted.origin is not FeedOrigin.READER
    if taken_up:
        await conn.execute(update(feed).where(feed.c.id == known.key).values(_wishes(wanted)))
    if known.state.standing is not FeedStanding.STOPPED:
        return taken_up
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
    """Forgets a feed and its items, also for its readers; its public articles stay. Returns whether there
    was one."""
    known = await find(conn, url)
    if known is not None:
        await drop(conn, known.key)
    return known is not None


async def drop(conn: AsyncConnection, key: int) -> None:
    """As `remove`. Its private articles go, and its part in tastes: a feed that comes later may get the same
    key, and with it they would get other readers."""
    readers = await reader_feeds.readers(conn, key)
    await forgetting.forget_audience(conn, key)
    await conn.execute(delete(feed).where(feed.c.id == key))
    for reader in readers:
        await tastes.refresh(conn, reader)


async def audience(conn: AsyncConnection, key: int) -> int | None:
    """To whom its articles go as things are: None to everybody, else to its readers alone. Raises LookupError
    for a feed that was removed."""
    origin = (await conn.execute(select(feed.c.origin).where(feed.c.id == key))).scalar_one_or_none()
    if origin is None:
        raise LookupError(f"feed {key} was removed")
    return key if FeedOrigin(origin) is FeedOrigin.READER else None


async def drop_abandoned(conn: AsyncConnection) -> int:
    """Those of readers that nobody reads any more. Returns how many there were."""
    gone = await reader_feeds.abandoned(conn)
    for key in gone:
        await drop(conn, key)
    return len(gone)


async def find(conn: AsyncConnection, url: str) -> KnownFeed | None:
    row = (await conn.execute(select(feed).where(feed.c.url == url))).one_or_none()
    return None if row is None else _from_row(row)


async def at(conn: AsyncConnection, addresses: Iterable[str]) -> tuple[KnownFeed, ...]:
    """The feeds that are wanted, or fetched by now, at one of these addresses."""
    found: dict[int, KnownFeed] = {}
    for portion in chunks(tuple(addresses)):
        query = select(feed).where(or_(feed.c.url.in_(portion), feed.c.address.in_(portion)))
        found |= {row.id: _from_row(row) for row in await conn.execute(query.order_by(feed.c.id))}
    return tuple(found.values())


async def all_feeds(conn: AsyncConnection) -> tuple[KnownFeed, ...]:
    """In the order in which they were added; those of readers as long as there is one."""
    query = select(feed).where(WANTED).order_by(feed.c.id)
    return tuple(_from_row(row) for row in await conn.execute(query))


async def fetch(conn: AsyncConnection, keys: Iterable[int]) -> tuple[KnownFeed, ...]:
    """Those of the keys that there are, in this order."""
    found: dict[int, KnownFeed] = {}
    for portion in chunks(wanted := tuple(keys)):
        for row in await conn.execute(select(feed).where(feed.c.id.in_(portion))):
            found[row.id] = _from_row(row)
    return tuple(found[key] for key in wanted if key in found)


async def due(conn: AsyncConnection, now: datetime, limit: int) -> tuple[KnownFeed, ...]:
    """The feeds whose time has come, the longest waiting first."""
    # Ordered also for the planner: without it PostgreSQL reads the whole table instead of the index.
    query = select(feed).where(feed.c.next_check_at <= now, WANTED).order_by(feed.c.next_check_at, feed.c.id)
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
