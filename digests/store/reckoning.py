"""Slots page by page, with all by which their next edition is reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import chat, slot
from digests.store.slots import SlotKey


class Terms(NamedTuple):
    """By these a slot's next edition is reckoned: many slots have the same."""

    at: time
    days: int
    next_date: date | None
    next_due_at: datetime
    timezone: str
    paused_until: datetime | None


class Redated(NamedTuple):
    """A slot, what it was due for, and what it is due for now."""

    key: SlotKey
    was: datetime
    due_at: datetime
    local_date: date


async def page(
    conn: AsyncConnection, now: datetime, after: SlotKey | None, limit: int
) -> list[tuple[SlotKey, Terms]]:
    """Slots that are due after `now`, by their keys, from the first one behind `after`."""
    terms = (
        slot.c.at,
        slot.c.days,
        slot.c.next_date,
        slot.c.next_due_at,
        chat.c.timezone,
        chat.c.paused_until,
    )
    key = slot.c.chat, slot.c.number
    query = select(*key, *terms).join(chat).where(slot.c.next_due_at > now).order_by(*key).limit(limit)
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*after))
    return [((row[0], row[1]), Terms._make(row[2:])) for row in await conn.execute(query)]


async def redate(conn: AsyncConnection, moved: Sequence[Redated]) -> None:
    """Writes what the slots are due for now, but where that has been changed meanwhile."""
    changed = (
        update(slot)
        .where(
            slot.c.chat == bindparam("of_chat"),
            slot.c.number == bindparam("of_number"),
            slot.c.next_due_at == bindparam("was"),
        )
        .values(next_due_at=bindparam("due_at"), next_date=bindparam("local_date"))
    )
    rows = [
        {
            "of_chat": each.key[0],
            "of_number": each.key[1],
            "was": each.was,
            "due_at": each.due_at,
            "local_date": each.local_date,
        }
        for each in moved
    ]
    await conn.execute(changed, rows)
