"""Opens the database, keeps others out, and hands out connections for reading and writing.

SQLite has one writer (a single connection, taken in turns) and a few readers that never wait for it;
PostgreSQL has a pool for both, of which a single keeper still writes in turns. Either way `reading()`
sees one state of the data and changes nothing, and `writing()` is one transaction, committed when the
block ends and undone when it raises.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
)
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from digests.errors import StoreError
from digests.store import migrate, postgres, sqlite
from digests.store.migrate import Condition
from digests.store.postgres import Keeper
from digests.store.trouble import is_trouble as is_trouble
from digests.store.trouble import translated

BACKUPS_KEPT = 3
"""Copies from before an upgrade, beside the database."""

PATIENCE = 15.0
"""Seconds that a writer waits for its turn. Handling an update has room for a few such waits: else the update
would be given up for them."""

_URL_FORMS = "sqlite:///path/to/file.db or postgresql://user:password@host/database"


class Store:
    """An open database. Made by `Store.open`; closed by `close()`, or used as a context manager."""

    def __init__(
        self,
        name: str,
        readers: AsyncEngine,
        writers: AsyncEngine,
        turn: AbstractAsyncContextManager[None],
        closing: AsyncExitStack,
        keeper: Keeper | None = None,
    ) -> None:
        self.name = name
        """The database as messages may name it: without a password."""
        self._readers = readers
        self._writers = writers
        self._turn = turn
        self._closing = closing
        self._keeper = keeper

    @classmethod
    async def open(cls, url: str, *, exclusive: bool = True, patience: float = PATIENCE) -> Store:
        """Open the database at `url` and bring its tables up to date, after a backup copy.

        `sqlite:///relative.db`, `sqlite:////absolute.db`, `postgresql://user@host/name`; `sqlite://`
        is a private database that is gone once closed. With `exclusive` this process is its only
        keeper; without, it is one of a scaled-out bot's workers. `patience` is how many seconds a
        writer waits for its turn. Raises StoreError.
        """
        parsed = _parse(url)
        open_it = _open_sqlite if parsed.get_backend_name() == "sqlite" else _open_postgres
        closing = AsyncExitStack()
        try:
            return await open_it(parsed, exclusive, patience, closing)
        except BaseException:
            await closing.aclose()
            raise

    @classmethod
    async def look_at(cls, url: str) -> Store:
        """The database at `url` as it is, for reading only, beside whoever keeps it: nothing is locked, made
        or brought up to date. Raises StoreError where it is not there, or not of this program's version."""
        name, readers = _for_reading(_parse(url))
        closing = AsyncExitStack()
        closing.push_async_callback(readers.dispose)
        try:
            with translated(name, at_start=True):
                async with readers.connect() as connection:
                    condition = await connection.run_sync(migrate.condition, name)
            if condition is Condition.EMPTY:
                raise StoreError(f"there is nothing in {name} yet; `pullquote run` fills it")
            if condition is Condition.BEHIND:
                raise StoreError(f"{name} is of an older pullquote; `pullquote run` brings it up to date")
        except BaseException:
            await closing.aclose()
            raise
        return Store(name, readers, readers, nullcontext(), closing)

    async def close(self) -> None:
        """Close all connections, then let others in."""
        await self._closing.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading: everything read in the block is of one state. Raises StoreError."""
        with translated(self.name):
            async with self._readers.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed, and on disk, when the block ends; undone when it raises.

        On SQLite there is one at a time, so keep it short, and never ask for a second one inside.
        Raises StoreError where the database fails (disk full, connection lost), or where others write
        for so long that it could not begin; OperatorMistake where another process is the keeper now.
        """
        async with self._turn:
            with translated(self.name):
                if self._keeper is not None:
                    await self._keeper.check()
                async with self._writers.begin() as connection:
                    yield connection

    @asynccontextmanager
    async def outside(self) -> AsyncIterator[AsyncConnection]:
        """A connection that may write, with no transaction begun: for what a database does not do within one.
        SQLite's is the writer's own, in its turn."""
        async with self._turn if self._writers.dialect.name == "sqlite" else nullcontext():
            with translated(self.name):
                async with self._writers.connect() as connection:
                    yield connection

    async def quick_check(self) -> None:
        """Raise StoreError if the database is damaged. SQLite reads the whole file."""
        async with self.reading() as connection:
            if connection.dialect.name == "sqlite":
                found = (await connection.execute(text("PRAGMA quick_check(5)"))).scalars().all()
            else:
                await connection.run_sync(migrate.condition, self.name)
                found = ["ok"]
        if found != ["ok"]:
            raise StoreError(f"{self.name} is damaged ({'; '.join(found)}); restore a backup copy")


async def _open_sqlite(url: URL, exclusive: bool, patience: float, closing: AsyncExitStack) -> Store:
    path = _sqlite_path(url, closing)
    name = str(path)
    sqlite.refuse_place(path)
    if exclusive:
        _lock(path, closing)
    sqlite.refuse_file(path)
    readers, writers = sqlite.engine(path, writer=False), sqlite.engine(path, writer=True)
    closing.push_async_callback(writers.dispose)
    closing.push_async_callback(readers.dispose)
    with translated(name, at_start=True):
        # Asked through a reader: the writer's set-up would already change another program's file.
        async with readers.connect() as connection:
            condition = await connection.run_sync(migrate.condition, name)
        if condition is Condition.BEHIND:
            await asyncio.to_thread(_back_up, path)
        async with writers.begin() as connection:
            if condition is not Condition.CURRENT:
                await connection.run_sync(migrate.upgrade)
    return Store(name, readers, writers, _Turn(name, patience), closing)


async def _open_postgres(url: URL, exclusive: bool, patience: float, closing: AsyncExitStack) -> Store:
    name = postgres.shown(url)
    engine = postgres.engine(url)
    closing.push_async_callback(engine.dispose)
    keeper = postgres.Keeper(engine) if exclusive else None
    with translated(name, at_start=True):
        if keeper is not None:
            closing.push_async_callback(keeper.close)
            await keeper.take()
        async with engine.begin() as connection:
            await postgres.wait_to_migrate(connection)
            if await connection.run_sync(migrate.condition, name) is not Condition.CURRENT:
                await connection.run_sync(migrate.upgrade)
    # A single keeper writes in turns here too: its own tasks cannot deadlock, or see half a move.
    turn = _Turn(name, patience) if exclusive else nullcontext()
    return Store(name, postgres.readers(engine), engine, turn, closing, keeper)


def _for_reading(url: URL) -> tuple[str, AsyncEngine]:
    if url.get_backend_name() != "sqlite":
        return postgres.shown(url), postgres.readers(postgres.engine(url))
    path = Path(url.database or "").resolve()
    if not path.is_file():  # SQLite would make an empty one
        raise StoreError(f"there is no database at {path} yet; `pullquote run` makes it")
    sqlite.refuse_file(path)
    return str(path), sqlite.engine(path, writer=False)


class _Turn(AbstractAsyncContextManager[None]):
    """One writer at a time, first come first served. Raises StoreError where that takes too long."""

    def __init__(self, name: str, patience: float) -> None:
        self._name = name
        self._patience = patience
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._lock.acquire()
        except TimeoutError as error:
            raise StoreError(
                f"{self._name} is busy: others have been writing for {self._patience:g} seconds"
            ) from error

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()


def _parse(url: str) -> URL:
    # Nothing of a URL that cannot be understood is repeated, nor chained: any part may be a password.
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        raise StoreError(f"store.url cannot be understood; write {_URL_FORMS}") from None
    if parsed.drivername not in ("sqlite", "postgresql"):
        raise StoreError(f"store.url: there is no store for {parsed.drivername}; write {_URL_FORMS}")
    if parsed.drivername == "sqlite" and parsed.host:
        raise StoreError(
            "store.url: a path takes three slashes, sqlite:///file.db, or four: sqlite:////data/file.db"
        )
    return parsed


def _sqlite_path(url: URL, closing: AsyncExitStack) -> Path:
    if url.database not in (None, "", ":memory:"):
        return Path(str(url.database)).resolve()
    # A file after all: a database in memory would have other rules for its readers than a real one.
    return Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="pullquote-"))) / "pullquote.db"


def _lock(path: Path, closing: AsyncExitStack) -> None:
    lock = FileLock(path.with_name(path.name + ".lock"), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError(f"another pullquote process uses {path}; stop it first") from error
    except OSError as error:
        raise StoreError(f"store.url: cannot create {lock.lock_file}: {error.strerror}") from error
    closing.callback(lock.release)


def _back_up(path: Path) -> None:
    try:
        sqlite.back_up(path, path.with_name(f"{path.name}.before-{migrate.HEAD}.bak"))
        copies = sorted(path.parent.glob(f"{path.name}.before-*.bak"), key=lambda copy: copy.stat().st_mtime)
        for old in copies[:-BACKUPS_KEPT]:
            old.unlink()
    except (OSError, sqlite.driver().Error) as error:
        raise StoreError(f"no copy of {path} could be made before its upgrade: {error}") from error
