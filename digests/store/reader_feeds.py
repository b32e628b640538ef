"""Feeds that readers added for themselves: who reads which, and so who sees what.

A feed that only readers asked for (`FeedOrigin.READER`) is private: its articles and their stories carry its
key as their audience, and are seen by the chats that stand here beside it. What nobody reads is not visited
any more (`store/feeds.py`), and goes the next night with all that came from it (`store/forgetting.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import FeedOrigin, FeedStanding
from digests.store.schema import feed, feed_reader
from digests.store.upsert import insert

_READ = exists().where(feed_reader.c.feed == feed.c.id)
WANTED: ColumnElement[bool] = or_(feed.c.origin != FeedOrigin.READER, _READ)
"""A feed of the operator's, or one that somebody reads."""


def visible_to(audiences: Collection[int], column: Column[int | None]) -> ColumnElement[bool]:
    """What everybody sees, and what these audiences do; `column` is a table's `audience`."""
    if not audiences:
        return column.is_(None)
    return or_(column.is_(None), column.in_(sorted(audiences)))


async def audiences_of(conn: AsyncConnection, chat: int) -> tuple[int, ...]:
    """The feeds whose private articles the chat sees: those that it added, in order of their keys. Also
    where the operator has taken one up since: what came before that stays among its readers."""
    query = select(feed_reader.c.feed).where(feed_reader.c.chat == chat).order_by(feed_reader.c.feed)
    return tuple((await conn.execute(query)).scalars())


async def covering(conn: AsyncConnection, key: int) -> tuple[int, ...]:
    """The audiences to which every reader of this feed belongs, itself among them: what one of them sees,
    all of its readers see."""
    readers = select(feed_reader.c.chat).where(feed_reader.c.feed == key)
    many = (await conn.execute(select(func.count()).select_from(readers.subquery()))).scalar_one()
    query = (
        select(feed_reader.c.feed)
        .where(feed_reader.c.chat.in_(readers))
        .group_by(feed_reader.c.feed)
        .having(func.count() == many)
        .order_by(feed_reader.c.feed)
    )
    return tuple(dict.fromkeys([key, *(await conn.execute(query)).scalars()]))


async def add(conn: AsyncConnection, chat: int, key: int, now: datetime) -> bool:
    """The chat reads the feed from now on. Returns whether it did not before."""
    values = {"chat": chat, "feed": key, "added_at": now}
    added = await conn.execute(insert(conn, feed_reader).values(values).on_conflict_do_nothing())
    return added.rowcount > 0


async def remove(conn: AsyncConnection, chat: int, key: int) -> bool:
    """The chat reads it no more. Returns whether it did."""
    gone = await conn.execute(
        delete(feed_reader).where(feed_reader.c.chat == chat, feed_reader.c.feed == key)
    )
    return gone.rowcount > 0


async def of_chat(conn: AsyncConnection, chat: int) -> tuple[int, ...]:
    """Keys of the chat's feeds, in the order in which it added them."""
    query = select(feed_reader.c.feed).where(feed_reader.c.chat == chat)
    query = query.order_by(feed_reader.c.added_at, feed_reader.c.feed)
    return tuple((await conn.execute(query)).scalars())


async def count(conn: AsyncConnection, chat: int) -> int:
    query = select(func.count()).select_from(feed_reader).where(feed_reader.c.chat == chat)
    return int((await conn.execute(query)).scalar_one())


async def readers(conn: AsyncConnection, key: int) -> tuple[int, ...]:
    """The chats that read the feed, in the order in which they added it."""
    query = select(feed_reader.c.chat).where(feed_reader.c.feed == key)
    query = query.order_by(feed_reader.c.added_at, feed_reader.c.chat)
    return tuple((await conn.execute(query)).scalars())


async def how_many(conn: AsyncConnection) -> int:
    """Private feeds that are visited."""
    query = select(func.count()).select_from(feed).where(feed.c.origin == FeedOrigin.READER, _READ)
    return int((await conn.execute(query)).scalar_one())


async def abandoned(conn: AsyncConnection) -> tuple[int, ...]:
    """Private feeds that nobody reads any more."""
    query = select(feed.c.id).where(feed.c.origin == FeedOrigin.READER, ~_READ).order_by(feed.c.id)
    return tuple((await conn.execute(query)).scalars())


# --- what their readers are told ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Untold:
    """A reader who has not been told yet how a private feed is doing."""

    chat: int
    feed: int
    standing: FeedStanding
    """Failing or stopped."""


async def untold(conn: AsyncConnection) -> tuple[Untold, ...]:
    """By chat, in the order in which it added them."""
    troubled = feed.c.standing.in_((FeedStanding.FAILING, FeedStanding.STOPPED))
    query = (
        select(feed_reader.c.chat, feed_reader.c.feed, feed.c.standing)
        .join(feed)
        .where(feed.c.origin == FeedOrigin.READER, troubled)
        .where(feed_reader.c.told.is_distinct_from(feed.c.standing))
        .order_by(feed_reader.c.chat, feed_reader.c.added_at, feed.c.id)
    )
    rows = await conn.execute(query)
    return tuple(Untold(row.chat, row.feed, FeedStanding(row.standing)) for row in rows)


async def set_told(conn: AsyncConnection, chat: int, key: int, standing: FeedStanding) -> None:
    here = (feed_reader.c.chat == chat, feed_reader.c.feed == key)
    await conn.execute(update(feed_reader).where(*here).values(told=standing))


async def forget_told(conn: AsyncConnection, key: int) -> None:
    """The feed is well again: its next trouble is told anew."""
    here = (feed_reader.c.feed == key, feed_reader.c.told.is_not(None))
    await conn.execute(update(feed_reader).where(*here).values(told=None))
