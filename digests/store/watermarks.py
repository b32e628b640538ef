"""How far some work that goes on in steps has come, so that a restart goes on from there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import watermark
from digests.store.upsert import insert


async def find(conn: AsyncConnection, name: str) -> datetime | None:
    """None where the work was never begun."""
    found: datetime | None = (
        await conn.execute(select(watermark.c.at).where(watermark.c.name == name))
    ).scalar()
    return found


async def said(conn: AsyncConnection, name: str) -> str:
    """What was written down under this name; empty where nothing was."""
    found = (await conn.execute(select(watermark.c.value).where(watermark.c.name == name))).scalar()
    return found or ""


async def say(conn: AsyncConnection, name: str, value: str) -> None:
    written = insert(conn, watermark).values(name=name, value=value)
    await conn.execute(
        written.on_conflict_do_update(index_elements=[watermark.c.name], set_={"value": value})
    )


async def forget(conn: AsyncConnection, name: str) -> None:
    """The work is over."""
    await conn.execute(delete(watermark).where(watermark.c.name == name))


async def move(conn: AsyncConnection, name: str, at: datetime) -> None:
    """The work is done up to there."""
    moved = insert(conn, watermark).values(name=name, at=at)
    await conn.execute(moved.on_conflict_do_update(index_elements=[watermark.c.name], set_={"at": at}))
