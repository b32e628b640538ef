"""What was deleted leaves the database's files too.

SQLite overwrites what is deleted (`PRAGMA secure_delete`, `sqlite.py`), but earlier states of its pages stand
in the write-ahead log until that is written back and cut off. PostgreSQL keeps dead rows until they are
vacuumed, and their bytes until the room is used again; they stand in its own log, and in backups, as long as
the operator keeps those.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.engine import Store

log = structlog.get_logger()


async def scrub(store: Store, tables: Sequence[str]) -> bool:
    """Whether nothing of what was deleted from these tables is left, as far as the database lets us see to
    it. Where somebody reads at this very moment it is left to the next time, at night at the latest."""
    async with store.outside() as conn:
        if conn.dialect.name != "sqlite":
            await _vacuum(conn, tables)
            return True
        done = await _write_back(conn)
    if not done:
        log.warning("what was deleted still stands in the write-ahead log; it goes at night")
    return done


async def _write_back(conn: AsyncConnection) -> bool:
    # Past SQLAlchemy, which would begin a transaction: within one there is no checkpoint.
    raw = await conn.get_raw_connection()
    cursor = await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    busy, _, _ = await cursor.fetchone()
    await cursor.close()
    return not busy


async def _vacuum(conn: AsyncConnection, tables: Sequence[str]) -> None:
    outside = await conn.execution_options(isolation_level="AUTOCOMMIT")
    quoted = ", ".join(map(conn.dialect.identifier_preparer.quote, tables))
    await outside.exec_driver_sql(f"VACUUM {quoted}")
