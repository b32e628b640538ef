"""What was deleted leaves the database's files too.

SQLite overwrites what is deleted (`PRAGMA secure_delete`, `sqlite.py`), but earlier states of its pages stand
in the write-ahead log until that is written back and cut off, and pieces that moved from page to page while
others grew stay behind until the file is written anew. That is done at once where the file is small, at night
where it is not. PostgreSQL keeps dead rows until they are vacuumed, and their bytes until the room is used
again; they stand in its own log, and in backups, as long as the operator keeps those.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto

import structlog
from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, REGCLASS
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.errors import StoreError
from digests.store import index, watermarks
from digests.store.engine import Store

log = structlog.get_logger()

SMALL, LARGE = 64 << 20, 512 << 20
"""Bytes of a file, or of tables, that are gone through within a second, and of those for which it takes ten:
more is not done at night either, for to a file nobody else can write meanwhile."""
_VACUUM_PATIENCE = 30.0
"""Seconds, of a handler's sixty."""
_LEFT = "scrub"


class Left(Enum):
    """What of it may still stand in the files."""

    NOTHING = auto()
    LATER = auto()
    """Somebody was reading, or the database was in trouble."""
    PIECES = auto()
    """The file is too large to be written anew now."""


async def scrub(store: Store, tables: Sequence[str], now: datetime) -> Left:
    """Has what was deleted from these tables leave the files, as far as the database lets us see to it; what
    is left is seen to at night. Raises StoreError where that cannot even be noted."""
    left = await _scrubbed(store, tables, SMALL)
    if left is not Left.NOTHING:
        async with store.writing() as conn:
            await leave(conn, now)
    return left


async def leave(conn: AsyncConnection, now: datetime) -> None:
    """Something was deleted that is scrubbed at night."""
    await watermarks.move(conn, _LEFT, now)


async def scrub_left(store: Store, tables: Sequence[str]) -> None:
    """At night: what could not be done by day."""
    async with store.reading() as conn:
        if await watermarks.find(conn, _LEFT) is None:
            return
    left = await _scrubbed(store, tables, LARGE)
    if left is Left.LATER:
        return
    if left is Left.PIECES:
        log.warning(
            "pieces of what was forgotten may be left; VACUUM the database (SQLite: while the bot is stopped)"
        )
    async with store.writing() as conn:
        await watermarks.forget(conn, _LEFT)


async def _scrubbed(store: Store, tables: Sequence[str], limit: int) -> Left:
    try:
        async with store.outside() as conn, asyncio.timeout(_VACUUM_PATIENCE):
            if conn.dialect.name == "sqlite":
                return await _rewritten(conn, limit, has_index=index.TABLE in tables)
            return await _vacuumed(conn, tables, limit)
    except (StoreError, TimeoutError) as error:
        log.warning("what was deleted could not be scrubbed yet", error=str(error))
        return Left.LATER


async def _rewritten(conn: AsyncConnection, limit: int, *, has_index: bool) -> Left:
    pages, page_size = await _answer(conn, "PRAGMA page_count"), await _answer(conn, "PRAGMA page_size")
    is_small = pages * page_size <= limit
    if is_small:
        if has_index:  # it takes words out by noting that they are gone
            await _answer(conn, index.MERGE)
        await _answer(conn, "VACUUM")
    if await _answer(conn, "PRAGMA wal_checkpoint(TRUNCATE)"):  # somebody is reading
        return Left.LATER
    return Left.NOTHING if is_small else Left.PIECES


async def _answer(conn: AsyncConnection, statement: str) -> int:
    """The first number that it answers with. Past SQLAlchemy, which would begin a transaction: these are not
    for within one."""
    raw = await conn.get_raw_connection()
    driver = raw.driver_connection
    if driver is None:
        raise StoreError("the database was closed")
    async with driver.execute(statement) as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def _vacuumed(conn: AsyncConnection, tables: Sequence[str], limit: int) -> Left:
    outside = await conn.execution_options(isolation_level="AUTOCOMMIT")
    named = func.unnest(cast(list(tables), ARRAY(Text))).column_valued("name")
    size = select(func.sum(func.pg_total_relation_size(cast(named, REGCLASS))))
    if (await outside.execute(size)).scalar_one() > limit:
        return Left.PIECES
    quoted = ", ".join(map(conn.dialect.identifier_preparer.quote, tables))
    await outside.exec_driver_sql(f"VACUUM {quoted}")
    return Left.NOTHING
