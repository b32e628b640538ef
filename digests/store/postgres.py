"""PostgreSQL: how its engine is built, and the lock that makes one process its keeper."""

from __future__ import annotations

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from digests.errors import StoreError

# Two halves of a 64-bit advisory lock: "pull", and what the lock is for.
_PULLQUOTE = 0x70756C6C
_KEEPER, _MIGRATION = 1, 2


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
        connect_args={"connect_timeout": 10},
    )


def readers(writers: AsyncEngine) -> AsyncEngine:
    """The same connections for reading: as on SQLite, all of one `reading()` sees one state."""
    return writers.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


async def keep(engine: AsyncEngine) -> AsyncConnection:
    """A connection that holds the keeper's lock until it is closed. Raises StoreError if it is taken."""
    connection = await engine.connect()
    connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
    asked = await connection.execute(
        text("SELECT pg_try_advisory_lock(:ours, :keeper)"), {"ours": _PULLQUOTE, "keeper": _KEEPER}
    )
    if not asked.scalar_one():
        await connection.close()
        raise StoreError(f"another pullquote process uses {shown(engine.url)}; stop it first")
    return connection


async def wait_to_migrate(connection: AsyncConnection) -> None:
    """Until this transaction ends, no other process migrates."""
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(:ours, :migration)"),
        {"ours": _PULLQUOTE, "migration": _MIGRATION},
    )


def shown(url: URL) -> str:
    """The database as messages may name it: host and name, neither user nor password nor options."""
    return URL.create("postgresql", host=url.host, port=url.port, database=url.database).render_as_string()
