"""Telegram's updates: those that wait to be handled, and the ids of those that were.

An update is entered as it came, before Telegram is told that we have it, and leaves in the transaction that
remembers its id: so a crash neither loses nor repeats one, and one that comes again is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import update_inbox, update_seen
from digests.store.upsert import insert

Body: TypeAlias = Mapping[str, object]
"""An update as Telegram wrote it, decoded."""


async def enter(conn: AsyncConnection, arrived: Mapping[int, Body], at: datetime) -> set[int]:
    """Keep the updates, by their ids; those of the ids that wait to be handled now."""
    known = select(update_seen.c.id).where(update_seen.c.id.in_(arrived))
    handled = set((await conn.execute(known)).scalars())
    waiting = arrived.keys() - handled
    if waiting:
        rows = [{"id": number, "body": dict(arrived[number]), "at": at} for number in waiting]
        await conn.execute(insert(conn, update_inbox).on_conflict_do_nothing(), rows)
    return waiting


async def waiting(conn: AsyncConnection, *, after: int, limit: int) -> list[tuple[int, Body]]:
    """The updates that wait, in order, from the one after this id on."""
    query = (
        select(update_inbox.c.id, update_inbox.c.body)
        .where(update_inbox.c.id > after)
        .order_by(update_inbox.c.id)
        .limit(limit)
    )
    return [(row.id, row.body) for row in await conn.execute(query)]


async def find(conn: AsyncConnection, update_id: int) -> Body | None:
    """An update that waits."""
    body: Body | None = (
        await conn.execute(select(update_inbox.c.body).where(update_inbox.c.id == update_id))
    ).scalar_one_or_none()
    return body


async def settle(conn: AsyncConnection, update_ids: Sequence[int], at: datetime) -> None:
    """The updates were handled; saying so twice is no mistake."""
    rows = [{"id": update_id, "at": at} for update_id in update_ids]
    await conn.execute(insert(conn, update_seen).on_conflict_do_nothing(), rows)
    await conn.execute(delete(update_inbox).where(update_inbox.c.id.in_(update_ids)))


async def forget_before(conn: AsyncConnection, at: datetime) -> None:
    """Drop the ids handled before `at`; Telegram keeps unconfirmed updates for 24 hours."""
    await conn.execute(delete(update_seen).where(update_seen.c.at < at))
