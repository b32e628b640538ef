"""Stories that readers keep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import saved
from digests.store.upsert import insert


async def keep(conn: AsyncConnection, chat: int, story: int, now: datetime) -> None:
    """The chat keeps the story; doing it twice changes nothing."""
    values = {"chat": chat, "story": story, "saved_at": now}
    await conn.execute(insert(conn, saved).values(values).on_conflict_do_nothing())


async def drop(conn: AsyncConnection, chat: int, story: int) -> None:
    await conn.execute(delete(saved).where(saved.c.chat == chat, saved.c.story == story))


async def is_kept(conn: AsyncConnection, chat: int, story: int) -> bool:
    query = select(saved.c.story).where(saved.c.chat == chat, saved.c.story == story)
    return (await conn.execute(query)).first() is not None


async def count(conn: AsyncConnection, chat: int) -> int:
    query = select(func.count()).select_from(saved).where(saved.c.chat == chat)
    return int((await conn.execute(query)).scalar_one())


async def of_chat(conn: AsyncConnection, chat: int) -> tuple[int, ...]:
    """What the chat keeps, what was saved last first."""
    query = select(saved.c.story).where(saved.c.chat == chat)
    ordered = query.order_by(saved.c.saved_at.desc(), saved.c.story.desc())
    return tuple((await conn.execute(ordered)).scalars())
