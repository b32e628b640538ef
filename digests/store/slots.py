"""Slots: when chats get their editions. Here the database knows who is due."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Slot
from digests.store.schema import slot
from digests.store.upsert import insert


async def of_chat(conn: AsyncConnection, chat_id: int) -> tuple[Slot, ...]:
    query = select(slot).where(slot.c.chat == chat_id).order_by(slot.c.number)
    return tuple(_from_row(row) for row in await conn.execute(query))


async def save(conn: AsyncConnection, saved: Slot) -> None:
    """Store the slot as it is now, whether or not the chat had one of this number."""
    values = asdict(saved)
    added = insert(conn, slot).values(values)
    await conn.execute(added.on_conflict_do_update(index_elements=[slot.c.chat, slot.c.number], set_=values))


async def due(conn: AsyncConnection, now: datetime, limit: int) -> tuple[Slot, ...]:
    """The slots whose time has come, the longest waiting first."""
    # Ordered not only for fairness: without it PostgreSQL reads the whole table instead of the index.
    query = select(slot).where(slot.c.next_due_at <= now).order_by(slot.c.next_due_at).limit(limit)
    return tuple(_from_row(row) for row in await conn.execute(query))


async def advance(conn: AsyncConnection, chat_id: int, number: int, next_due_at: datetime | None) -> None:
    """The slot is due again at `next_due_at`, or not at all."""
    here = (slot.c.chat == chat_id, slot.c.number == number)
    await conn.execute(update(slot).where(*here).values(next_due_at=next_due_at))


async def stop(conn: AsyncConnection, chat_id: int) -> None:
    """Nothing of this chat is due any more; its times are kept."""
    await conn.execute(update(slot).where(slot.c.chat == chat_id).values(next_due_at=None))


def _from_row(row: Row[Any]) -> Slot:
    return Slot(
        chat=row.chat,
        number=row.number,
        at=row.at,
        days=row.days,
        thread=row.thread,
        next_due_at=row.next_due_at,
    )
