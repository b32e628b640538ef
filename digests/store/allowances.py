"""What a chat has used today of what is limited by the day."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.allowance import Spent
from digests.store.schema import allowance
from digests.store.upsert import insert


async def find(conn: AsyncConnection, chat: int, kind: str) -> Spent | None:
    """What was last used of a kind, and on which day."""
    query = select(allowance.c.day, allowance.c.used)
    query = query.where(allowance.c.chat == chat, allowance.c.kind == kind)
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else Spent(row.day, row.used)


async def save(conn: AsyncConnection, chat: int, kind: str, spent: Spent) -> None:
    values = {"day": spent.day, "used": spent.used}
    added = insert(conn, allowance).values(chat=chat, kind=kind, **values)
    same = [allowance.c.chat, allowance.c.kind]
    await conn.execute(added.on_conflict_do_update(index_elements=same, set_=values))
