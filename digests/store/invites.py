"""Invitations to a bot that is not open to everybody: each code as its hash, and how often it still opens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import invite


async def add(conn: AsyncConnection, code: str, *, made_by: int, made_at: datetime, uses: int) -> None:
    """`code` is the hash of what the link carries."""
    await conn.execute(invite.insert().values(code=code, made_by=made_by, made_at=made_at, uses_left=uses))


async def use(conn: AsyncConnection, code: str) -> bool:
    """Whether it counted, and it counts once less from now on. Used up it is forgotten."""
    good = invite.c.code == code, invite.c.uses_left > 0
    used = await conn.execute(
        update(invite).where(*good).values(uses_left=invite.c.uses_left - 1).returning(invite.c.uses_left)
    )
    left = used.scalar()
    if left == 0:
        await conn.execute(delete(invite).where(invite.c.code == code))
    return left is not None
