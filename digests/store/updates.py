"""The ids of Telegram's updates that were handled, so that a crash neither loses nor repeats one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import update_seen
from digests.store.upsert import insert


async def seen(conn: AsyncConnection, update_ids: Collection[int]) -> set[int]:
    """Those of the ids that were handled. At most a poll's worth of them (100)."""
    query = select(update_seen.c.id).where(update_seen.c.id.in_(update_ids))
    return set((await conn.execute(query)).scalars())


async def remember(conn: AsyncConnection, update_id: int, at: datetime) -> None:
    """The update was handled; saying so twice is no mistake."""
    await conn.execute(insert(conn, update_seen).values(id=update_id, at=at).on_conflict_do_nothing())


async def forget_before(conn: AsyncConnection, at: datetime) -> None:
    """Drop the ids handled before `at`; Telegram keeps unconfirmed updates for 24 hours."""
    await conn.execute(delete(update_seen).where(update_seen.c.at < at))
