"""Slots: when chats get their editions. Here the database knows who is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    ScalarSelect,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import LOST_STATES, Slot
from digests.store.numbers import listed
from digests.store.schema import chat, delivery, follow, mute, slot
from digests.store.upsert import insert


class Told(NamedTuple):
    """An edition that a chat had: what it told, of which local date, and whether it may have arrived."""

    lineup: int
    local_date: date
    arrived: bool = True
    between: bool = False
    """No edition, but something that was told between two."""


SlotKey: TypeAlias = tuple[int, int]
"""Chat and number."""
Whose: TypeAlias = tuple[int, int | None]
"""A chat, and the topic of its forum."""


_OTHER = slot.alias()


@dataclass(frozen=True, slots=True)
class Remembered:
    """Of what is planned next, which deliveries of a chat count as told."""

    kind: str
    since: date
    """Local."""
    between: str | None = None
    """The kind of what is told between editions; None where that is nothing."""


@dataclass(frozen=True, slots=True)
class DueKind:
    """What planning needs to know of slots whose time has come: the same for all that share a kind."""

    number: int
    at: time
    days: int
    next_date: date | None
    next_due_at: datetime
    timezone: str
    thread: int | None
    """Of the one that was looked at."""
    taste: str | None
    history: tuple[Told, ...]
    """The last editions of their chats in the topic that they go to, oldest first."""


async def of_chat(conn: AsyncConnection, chat_id: int) -> tuple[Slot, ...]:
    query = select(slot).where(slot.c.chat == chat_id).order_by(slot.c.number)
    return tuple(_from_row(row) for row in await conn.execute(query))


async def threads(conn: AsyncConnection, chats: Collection[int]) -> dict[int, tuple[int | None, ...]]:
    """The forum topics that the slots of each chat go to, the first one's first."""
    query = select(slot.c.chat, slot.c.thread).where(slot.c.chat.in_(listed(conn, list(chats))))
    found = defaultdict[int, dict[int | None, None]](dict)
    for chat_id, thread in await conn.execute(query.order_by(slot.c.chat, slot.c.number)):
        found[chat_id][thread] = None
    return {chat_id: tuple(there) for chat_id, there in found.items()}


async def save(conn: AsyncConnection, saved: Slot) -> None:
    """Store the slot as it is now, whether or not the chat had one of this number."""
    values = asdict(saved)
    added = insert(conn, slot).values(values)
    await conn.execute(added.on_conflict_do_update(index_elements=[slot.c.chat, slot.c.number], set_=values))


async def remove(conn: AsyncConnection, chat_id: int, number: int) -> None:
    await conn.execute(slot.delete().where(slot.c.chat == chat_id, slot.c.number == number))


async def days_due(conn: AsyncConnection, now: datetime) -> frozenset[int]:
    """The days, as bits, of all slots whose time has come; none where nothing is due."""
    query = select(slot.c.days).where(slot.c.next_due_at <= now).distinct()
    return frozenset((await conn.execute(query)).scalars())


async def has_tastes(conn: AsyncConnection, now: datetime) -> bool:
    """Whether any slot whose time has come is not told everything."""
    query = select(slot.c.chat).where(slot.c.next_due_at <= now, slot.c.taste.is_not(None)).limit(1)
    return (await conn.execute(query)).first() is not None


async def tastes_due(conn: AsyncConnection, now: datetime, limit: int) -> dict[str, Whose]:
    """The tastes of the next `limit` slots whose time has come, each with one who has it."""
    next_ones = (
        select(slot.c.taste, slot.c.chat, slot.c.thread)
        .where(slot.c.next_due_at <= now)
        .order_by(slot.c.next_due_at)
        .limit(limit)
        .subquery()
    )
    query = select(next_ones).where(next_ones.c.taste.is_not(None))
    return {taste: (chat_id, thread) for taste, chat_id, thread in await conn.execute(query)}


async def due(
    conn: AsyncConnection, now: datetime, limit: int, remembered: Remembered
) -> dict[str, list[SlotKey]]:
    """The slots whose time has come, the longest waiting first, by kind: those are of one kind that have
    the same number, time, zone, taste and history. What a kind is called says nothing; `due_kinds` tells.

    Of a chat with several, only the first: what the others will tell depends on that.
    """
    columns = [slot.c.number, slot.c.at, slot.c.days, slot.c.next_date, slot.c.next_due_at, slot.c.taste]
    texts = [func.coalesce(cast(column, Text), "") for column in columns]
    parts = [*texts, chat.c.timezone, func.coalesce(_history(remembered), "")]
    called = parts[0]
    for part in parts[1:]:
        called = called + "|" + part
    query = (
        select(slot.c.chat, slot.c.number, called)
        .join(chat)
        .where(slot.c.next_due_at <= now)
        .order_by(slot.c.next_due_at)
        .limit(limit)
    )
    kinds = defaultdict[str, list[SlotKey]](list)
    seen = set[int]()
    for chat_id, number, name in await conn.execute(query):
        if chat_id not in seen:
            seen.add(chat_id)
            kinds[name].append((chat_id, number))
    return kinds


async def due_kinds(
    conn: AsyncConnection, keys: Collection[SlotKey], remembered: Remembered
) -> dict[SlotKey, DueKind]:
    """What kind of slot each of these is."""
    query = (
        select(slot, chat.c.timezone, _history(remembered).label("history"))
        .join(chat)
        .where(slot.c.chat.in_(listed(conn, [chat_id for chat_id, _ in keys])))
    )
    found = {(row.chat, row.number): row for row in await conn.execute(query)}
    return {key: _kind(found[key]) for key in keys if key in found}


def _kind(row: Row[Any]) -> DueKind:
    return DueKind(
        number=row.number,
        at=row.at,
        days=row.days,
        next_date=row.next_date,
        next_due_at=row.next_due_at,
        timezone=row.timezone,
        thread=row.thread,
        taste=row.taste,
        history=_told(row.history or ""),
    )


async def history(
    conn: AsyncConnection, chat_id: int, thread: int | None, remembered: Remembered
) -> tuple[Told, ...]:
    """What the chat, or this topic of it, was told, oldest first."""
    rows = select(func.aggregate_strings(_as_text(remembered), " ")).where(
        *_told_to(literal(chat_id), literal(thread, BigInteger), remembered)
    )
    return _told((await conn.execute(rows)).scalar() or "")


@lru_cache(maxsize=4)  # writing it down takes longer than many a chat's answer
def _history(remembered: Remembered) -> ScalarSelect[str]:
    """The last editions of a slot's chat, strung together."""
    return (
        select(func.aggregate_strings(_as_text(remembered), " "))
        .where(*_told_to(slot.c.chat, slot.c.thread, remembered))
        .scalar_subquery()
    )


def _told_to(
    chat_id: ColumnElement[int], thread: ColumnElement[int | None], remembered: Remembered
) -> tuple[ColumnElement[bool], ...]:
    """What was told to this topic, where the chat has editions in several. One that only moved its editions
    to another topic goes on with what it was told."""
    elsewhere = _OTHER.c.thread.is_distinct_from(thread)
    in_several = exists().where(_OTHER.c.chat == chat_id, elsewhere)
    same_topic = delivery.c.thread.is_not_distinct_from(thread)
    kinds = (
        delivery.c.kind == remembered.kind
        if remembered.between is None
        else delivery.c.kind.in_((remembered.kind, remembered.between))
    )
    since = delivery.c.local_date >= remembered.since
    return delivery.c.chat == chat_id, kinds, since, or_(same_topic, ~in_several)


def _as_text(remembered: Remembered) -> ColumnElement[str]:
    arrived = case((delivery.c.state.in_(LOST_STATES), ":lost"), else_=":")
    told = cast(delivery.c.lineup, Text) + ":" + cast(delivery.c.local_date, Text) + arrived
    if remembered.between is None:
        return told
    return told + case((delivery.c.kind == remembered.between, ":between"), else_="")


def _told(history: str) -> tuple[Told, ...]:
    told = (each.split(":") for each in history.split())
    # Neither database promises an order of what it strings together; line-ups are numbered as they are made.
    return tuple(
        sorted(
            Told(int(lineup), date.fromisoformat(day), not lost, bool(between))
            for lineup, day, lost, *between in told
        )
    )


def numbered(conn: AsyncConnection, number: int, chats: Sequence[int]) -> ColumnElement[bool]:
    """The slots of this number that these chats have."""
    return and_(slot.c.chat.in_(listed(conn, chats)), slot.c.number == number)


async def advance(
    conn: AsyncConnection, number: int, chats: Sequence[int], next_due_at: datetime, next_date: date | None
) -> None:
    """The slots of this number that these chats have are due again then, for that local date; None for
    whatever is the latest by then."""
    moved = update(slot).where(numbered(conn, number, chats))
    await conn.execute(moved.values(next_due_at=next_due_at, next_date=next_date))


async def stop(conn: AsyncConnection, chat_id: int) -> None:
    """Nothing of this chat is due any more; its times are kept."""
    await conn.execute(update(slot).where(slot.c.chat == chat_id).values(next_due_at=None, next_date=None))


async def forget_topic(conn: AsyncConnection, chat_id: int, thread: int) -> None:
    """The forum topic is gone: what went there, and was wanted there, is the chat's own."""
    for table in (slot, follow, mute):
        there = table.c.chat == chat_id, table.c.thread == thread
        await conn.execute(update(table).where(*there).values(thread=None))


async def remove_topic(conn: AsyncConnection, chat_id: int, thread: int) -> None:
    """The forum topic is gone, and all that was set for it."""
    for table in (slot, follow, mute):
        await conn.execute(table.delete().where(table.c.chat == chat_id, table.c.thread == thread))


async def crowd(conn: AsyncConnection, since: datetime, until: datetime) -> dict[datetime, int]:
    """How many slots are due at each instant from `since` to `until`."""
    query = (
        select(slot.c.next_due_at, func.count())
        .where(slot.c.next_due_at >= since, slot.c.next_due_at <= until)
        .group_by(slot.c.next_due_at)
    )
    return {at: count for at, count in await conn.execute(query)}


def _from_row(row: Row[Any]) -> Slot:
    return Slot(
        chat=row.chat,
        number=row.number,
        at=row.at,
        days=row.days,
        thread=row.thread,
        next_due_at=row.next_due_at,
        next_date=row.next_date,
        taste=row.taste,
    )
