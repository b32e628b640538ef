"""SQLite: the driver, how its connections are set up, and which files are refused."""

from __future__ import annotations

import asyncio
import importlib
import os
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import aiosqlite
from sqlalchemy import URL, Connection, event
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from digests.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

READERS = 3
"""Connections that read at the same time; each is a thread."""

BUSY_SECONDS = 5.0
_MAGIC = b"SQLite format 3\x00"
_EVERY_CONNECTION = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -2000",  # KiB; the whole bot has to fit into a small server
)
_WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # the ledger: a commit must outlive a power cut
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA cache_size = -16000",  # a broadcast is planned a fifth faster
    "PRAGMA secure_delete = ON",  # what is forgotten is overwritten (`scrubbing.py`)
)
_READER = ("PRAGMA query_only = ON",)


class _Dbapi(AsyncAdapt_aiosqlite_dbapi):
    """aiosqlite over a driver of our choice.

    SQLAlchemy takes the exception classes from aiosqlite, which has those of the standard library;
    pysqlite3 raises its own, so they are taken from the driver itself.
    """

    def _init_dbapi_attributes(self) -> None:
        super()._init_dbapi_attributes()
        for name in (
            "DatabaseError",
            "Error",
            "IntegrityError",
            "NotSupportedError",
            "OperationalError",
            "ProgrammingError",
            "sqlite_version",
            "sqlite_version_info",
        ):
            setattr(self, name, getattr(self.sqlite, name))


def driver() -> ModuleType:
    """pysqlite3 where it is installed: it brings a current SQLite. The one that comes with Python may
    be older than 3.51.3, which can damage a database that two connections checkpoint at once."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3.dbapi2")


def engine(path: Path, *, writer: bool) -> AsyncEngine:
    """Connections to the file: a single one that writes, or a few that can only read."""
    sqlite = driver()
    pragmas = _EVERY_CONNECTION + (_WRITER if writer else _READER)
    begin = "BEGIN IMMEDIATE" if writer else "BEGIN"

    def open_file() -> sqlite3.Connection:
        # No isolation level: transactions begin where we say so (below), not where the driver guesses.
        opened: sqlite3.Connection = sqlite.connect(
            path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        )
        try:
            for pragma in pragmas:
                opened.execute(pragma)
        except BaseException:
            opened.close()
            raise
        return opened

    async def connect() -> aiosqlite.Connection:
        connection = aiosqlite.Connection(open_file, iter_chunk_size=64)
        connection._thread.daemon = True  # a connection nobody closed must not keep the process alive
        try:
            return await connection
        except BaseException:
            # Its thread has one more thing to tell the loop, which may be about to close.
            await asyncio.to_thread(connection._thread.join, BUSY_SECONDS)
            raise

    made = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        module=_Dbapi(aiosqlite, sqlite),
        async_creator=connect,
        pool_size=1 if writer else READERS,
        max_overflow=0,
        pool_timeout=15,
        hide_parameters=True,  # articles and names of readers have no place in error messages
    )

    @event.listens_for(made.sync_engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


def refuse_place(path: Path) -> None:
    """Raise StoreError where no database can be, before anything is created."""
    folder = path.parent
    if not folder.is_dir():
        raise StoreError(f"store.url: the folder {folder} does not exist; create it or choose another path")
    if path.is_dir():
        raise StoreError(f"store.url: {path} is a folder; name a file in it, e.g. {path / 'pullquote.db'}")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(f"store.url: cannot write to the folder {folder}; change its owner or its mode")


def refuse_file(path: Path) -> None:
    """Raise StoreError if the file is no database. Reads its first bytes, so this process must not
    have it open yet: closing any handle of a file drops the locks that SQLite holds on it."""
    if not path.exists():
        return
    if not os.access(path, os.R_OK | os.W_OK):
        raise StoreError(f"store.url: cannot read and write {path}; change its owner or its mode")
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    if start and start != _MAGIC:
        raise StoreError(f"store.url: {path} is not an SQLite database; choose another path")


def back_up(path: Path, copy: Path) -> None:
    """Write a copy of the whole database, consistent and complete before it gets its name."""
    sqlite = driver()
    unfinished = copy.with_name(copy.name + ".part")
    unfinished.unlink(missing_ok=True)
    source = sqlite.connect(path)
    target = sqlite.connect(unfinished)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    unfinished.replace(copy)
