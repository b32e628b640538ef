"""PostgreSQL: how its engine is built, and the lock that makes one process its keeper."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from digests.errors import OperatorMistake, StoreError

log = structlog.get_logger()

# Two halves of a 64-bit advisory lock: "pull", and what the lock is for.
_PULLQUOTE = 0x70756C6C
_KEEPER, _MIGRATION = 1, 2
_PAUSES = (0.1, 0.4, 1.0, 2.0)
"""Seconds between attempts to take a lost lock again."""
_CONNECTION = {
    "connect_timeout": 10,
    # An idle connection is kept alive, and one whose server is gone ends within seconds, not within hours.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


def engine(url: URL) -> AsyncEngine:
    """Connections by psycopg 3. Raises StoreError where the driver is not installed."""
    try:
        import psycopg  # noqa: F401  (only the operators who use PostgreSQL have it)
    except ImportError as error:
        raise StoreError(
            "store.url names PostgreSQL, whose driver is not installed: pip install 'pullquote[postgres]'"
        ) from error
    return create_async_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=5,
        max_overflow=5,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=_CONNECTION,
    )


def readers(writers: AsyncEngine) -> AsyncEngine:
    """The same connections for reading: as on SQLite, all of one `reading()` sees one state."""
    return writers.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


class Keeper:
    """Holds the keeper's lock, by a connection of its own: with that, the lock is gone too."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._replaced = False

    async def take(self) -> None:
        """Raises StoreError where another process has the lock."""
        if not await self._take():
            raise StoreError(f"another pullquote process uses {shown(self._engine.url)}; stop it first")

    async def check(self) -> None:
        """Before each write: sees to it that the lock is held. Raises OperatorMistake where another process
        has it by now: what we know may have changed since, and nothing of it must be written."""
        if self._replaced or not (await self._is_held() or await self._take_again()):
            self._replaced = True
            raise OperatorMistake(
                f"another pullquote process has taken over {shown(self._engine.url)}; this one stops"
            )

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _is_held(self) -> bool:
        held = self._connection
        if held is None:
            return False
        if not held.invalidated:  # as where the last look was cancelled
            try:
                await held.execute(text("SELECT 1"))
            except DBAPIError as error:
                log.warning("the connection that keeps others out is lost", error=type(error.orig).__name__)
            else:
                return True
        self._connection = None
        # Not only closed: one that lives after all would go back to the pool, and the lock with it.
        await held.invalidate()
        await held.close()
        return False

    async def _take_again(self) -> bool:
        """Patiently: the server may need a moment to notice that we have lost it."""
        for pause in _PAUSES:
            if await self._take():
                return True
            await asyncio.sleep(pause)
        return await self._take()

    async def _take(self) -> bool:
        connection = await self._engine.connect()
        try:
            connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            asked = await connection.execute(
                text("SELECT pg_try_advisory_lock(:ours, :keeper)"), {"ours": _PULLQUOTE, "keeper": _KEEPER}
            )
            if asked.scalar_one():
                self._connection = connection
        finally:
            if self._connection is not connection:
                await connection.close()
        return self._connection is connection


async def wait_to_migrate(connection: AsyncConnection) -> None:
    """Until this transaction ends, no other process migrates."""
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(:ours, :migration)"),
        {"ours": _PULLQUOTE, "migration": _MIGRATION},
    )


def shown(url: URL) -> str:
    """The database as messages may name it: host and name, neither user nor password nor options."""
    return URL.create("postgresql", host=url.host, port=url.port, database=url.database).render_as_string()
