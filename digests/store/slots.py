"""Slots: when chats get their editions. Here the database knows who is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Text, bindparam, case, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import LOST_STATES, Slot
from digests.store.schema import chat, delivery, slot
from digests.store.upsert import insert


class Told(NamedTuple):
    """An edition that a chat had: what it told, of which local date, and whether it may have arrived."""

    lineup: int
    local_date: date
    arrived: bool = True


@dataclass(frozen=True, slots=True)
class DueSlot:
    """A slot whose time has come, with what planning needs to know of its chat."""

    slot: Slot
    timezone: str
    history: str
    """The chat's last editions, as `history_of` reads them: the same words are the same history."""


class Advance(NamedTuple):
    """When a slot is due again, and for which local date."""

    chat: int
    number: int
    next_due_at: datetime
    next_date: date


async def of_chat(conn: AsyncConnection, chat_id: int) -> tuple[Slot, ...]:
    query = select(slot).where(slot.c.chat == chat_id).order_by(slot.c.number)
    return tuple(_from_row(row) for row in await conn.execute(query))


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


async def due(
    conn: AsyncConnection, now: datetime, limit: int, *, kind: str, remembered_from: date
) -> tuple[DueSlot, ...]:
    """The slots whose time has come, the longest waiting first, with the history of their chats: editions
    of this kind since `remembered_from`."""
    arrived = case((delivery.c.state.in_(LOST_STATES), ":lost"), else_=":")
    told = cast(delivery.c.lineup, Text) + ":" + cast(delivery.c.local_date, Text) + arrived
    history = (
        select(func.aggregate_strings(told, " "))
        .where(
            delivery.c.chat == slot.c.chat,
            delivery.c.kind == kind,
            delivery.c.local_date >= remembered_from,
        )
        .scalar_subquery()
    )
    query = (
        select(slot, chat.c.timezone, history.label("history"))
        .join(chat)
        .where(slot.c.next_due_at <= now)
        .order_by(slot.c.next_due_at)
        .limit(limit)
    )
    return tuple(
        DueSlot(_from_row(row), row.timezone, row.history or "") for row in await conn.execute(query)
    )


def history_of(words: str) -> tuple[Told, ...]:
    """The history written in `DueSlot.history`, oldest first."""
    told = (each.split(":") for each in words.split())
    # Neither database promises an order of what it strings together; line-ups are numbered as they are made.
    return tuple(sorted(Told(int(lineup), date.fromisoformat(day), not lost) for lineup, day, lost in told))


async def advance(conn: AsyncConnection, advances: Iterable[Advance]) -> None:
    """The slots are due again at these times."""
    here = slot.c.chat == bindparam("is_chat"), slot.c.number == bindparam("is_number")
    moved = update(slot).where(*here).values(next_due_at=bindparam("to_at"), next_date=bindparam("to_date"))
    rows = [
        {"is_chat": chat_id, "is_number": number, "to_at": at, "to_date": day}
        for chat_id, number, at, day in advances
    ]
    if rows:
        await conn.execute(moved, rows)


async def stop(conn: AsyncConnection, chat_id: int) -> None:
    """Nothing of this chat is due any more; its times are kept."""
    await conn.execute(update(slot).where(slot.c.chat == chat_id).values(next_due_at=None, next_date=None))


async def forget_topic(conn: AsyncConnection, chat_id: int, thread: int) -> None:
    """The forum topic is gone: what went there goes to the chat itself."""
    await conn.execute(
        update(slot).where(slot.c.chat == chat_id, slot.c.thread == thread).values(thread=None)
    )


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
    )
