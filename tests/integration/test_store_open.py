"""Opening, sharing and closing the database, and what operators are told when it cannot be used."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from digests.errors import OperatorMistake, StoreError
from digests.store import articles, chats, slots, sqlite, stories
from digests.store.engine import BACKUPS_KEPT, Store
from digests.store.migrate import HEAD, downgrade
from tests import postgres
from tests.builders import at, chat, prepared, slot


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


async def opened_and_closed(url: str) -> None:
    async with await Store.open(url):
        pass


def refusal(url: str) -> str:
    """What the operator is told instead of an open store."""
    with pytest.raises(StoreError) as caught:
        asyncio.run(opened_and_closed(url))
    return str(caught.value)


# --- reading and writing ----------------------------------------------------------------------


async def test_what_was_written_is_there_after_closing_and_opening_again(store_url: str) -> None:
    async with await Store.open(store_url) as store, store.writing() as conn:
        await chats.save(conn, chat(7))
    async with await Store.open(store_url) as store, store.reading() as conn:
        assert await chats.find(conn, 7) == chat(7)


async def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    async def fail() -> None:
        async with store.writing() as conn:
            await chats.save(conn, chat(7))
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await fail()
    async with store.writing() as conn:
        assert await chats.find(conn, 7) is None


async def test_a_cancelled_transaction_leaves_nothing_and_hinders_nobody(store: Store) -> None:
    begun = asyncio.Event()

    async def write_for_ever() -> None:
        async with store.writing() as conn:
            await chats.save(conn, chat(7))
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_for_ever())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.writing() as conn:
        assert await chats.find(conn, 7) is None
        await chats.save(conn, chat(8))
    async with store.reading() as conn:
        assert await chats.find(conn, 8) is not None


async def test_reading_sees_one_state_while_others_write(store: Store) -> None:
    async with store.reading() as reader:
        assert await chats.find(reader, 7) is None
        async with store.writing() as writer:
            await chats.save(writer, chat(7))
        assert await chats.find(reader, 7) is None
    async with store.reading() as reader:
        assert await chats.find(reader, 7) is not None


async def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"):
        async with store.reading() as conn:
            await chats.save(conn, chat(7))


async def test_many_writers_take_turns(store: Store) -> None:
    async def write(number: int) -> None:
        async with store.writing() as conn:
            await chats.save(conn, chat(number))
            await asyncio.sleep(0)
            await chats.save(conn, chat(number, name="again"))

    await asyncio.gather(*(write(number) for number in range(1, 31)))
    async with store.reading() as conn:
        assert (await conn.execute(text("SELECT count(*) FROM chat WHERE name = 'again'"))).scalar() == 30


async def test_a_writer_whose_turn_does_not_come_is_told(store_url: str) -> None:
    async with await Store.open(store_url, patience=0.2) as store:
        async with store.writing() as conn:
            await chats.save(conn, chat(7))
            with pytest.raises(StoreError, match=r"busy: others have been writing for 0\.2 seconds"):
                async with asyncio.timeout(5), store.writing():
                    pytest.fail("two write at once")
        async with store.writing() as conn:
            assert await chats.find(conn, 7) == chat(7)


async def test_of_many_that_wait_in_vain_none_keeps_a_later_one_from_its_turn(store_url: str) -> None:
    written: list[int] = []

    async def write(number: int) -> None:
        async with store.writing() as conn:
            await chats.save(conn, chat(number))
            await asyncio.sleep(0.05)
            written.append(number)

    async with await Store.open(store_url, patience=0.2) as store:
        tried = await asyncio.gather(*(write(number) for number in range(1, 31)), return_exceptions=True)
        assert 0 < len(written) < 30
        assert {type(each) for each in tried} == {StoreError, type(None)}
        await write(99)
        async with store.reading() as conn:
            stored = (await conn.execute(text("SELECT id FROM chat ORDER BY id"))).scalars().all()
        assert stored == sorted(written)


async def test_a_statement_that_is_wrong_stays_our_mistake(store: Store) -> None:
    """Also with pysqlite3, whose exceptions are not those of the standard library."""
    with pytest.raises(IntegrityError):
        async with store.writing() as conn:
            await slots.save(conn, slot(chat=999))


async def test_a_sound_database_passes_the_quick_check(store: Store) -> None:
    async with store.writing() as conn:
        story = await stories.create(conn, at("2026-11-24 07:00"))
        await articles.add(conn, prepared(), origin="x", seen_at=at("2026-11-24 07:00"), story=story)
    await store.quick_check()
    async with store.reading() as conn:
        assert await articles.count(conn) == 1


async def test_a_commit_on_sqlite_is_on_disk_before_it_is_done(sqlite_url: str) -> None:
    async with await Store.open(sqlite_url) as store, store.writing() as conn:
        pragmas = [
            (await conn.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 2, 1]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_without_a_path_is_private_and_gone_afterwards(url: str) -> None:
    async def use() -> Path:
        async with await Store.open(url) as store:
            async with store.writing() as conn:
                await chats.save(conn, chat(7))
            async with await Store.open(url) as other, other.reading() as conn:
                assert await chats.find(conn, 7) is None
            return Path(store.name)

    assert not asyncio.run(use()).parent.exists()


# --- one keeper -------------------------------------------------------------------------------


async def test_only_one_process_keeps_a_store(store_url: str) -> None:
    async with await Store.open(store_url):
        with pytest.raises(StoreError, match="another pullquote process uses"):
            await Store.open(store_url)
    await opened_and_closed(store_url)


async def test_workers_share_a_store_with_its_keeper(postgres_url: str) -> None:
    async with (
        await Store.open(postgres_url) as keeper,
        await Store.open(postgres_url, exclusive=False) as worker,
    ):
        async with keeper.writing() as conn:
            await chats.save(conn, chat(7))
        async with worker.reading() as conn:
            assert await chats.find(conn, 7) is not None


def break_the_lock(url: str) -> None:
    """Ends the connection that holds the keeper's lock, as a server does that starts anew."""
    with psycopg.connect(url, autocommit=True) as other:
        ended = other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks JOIN pg_database ON oid = database "
            "WHERE locktype = 'advisory' AND datname = current_database()"
        ).fetchall()
    assert ended == [(True,)]


async def test_a_keeper_that_lost_its_lock_takes_it_again(postgres_url: str) -> None:
    async with await Store.open(postgres_url) as store:
        for number in (1, 2):
            break_the_lock(postgres_url)
            async with store.writing() as conn:
                await chats.save(conn, chat(number))
            with pytest.raises(StoreError, match="another pullquote process uses"):
                await Store.open(postgres_url)


async def test_a_keeper_whose_lock_another_has_taken_writes_no_more(postgres_url: str) -> None:
    async def write(store: Store) -> None:
        async with store.writing() as conn:
            await chats.save(conn, chat(7))

    async with await Store.open(postgres_url) as store:
        break_the_lock(postgres_url)
        async with await Store.open(postgres_url):
            with pytest.raises(OperatorMistake, match="another pullquote process") as caught:
                await write(store)
            assert not isinstance(caught.value, StoreError), "nothing that is tried again"
        with pytest.raises(OperatorMistake):
            await write(store)
        async with store.reading() as conn:
            assert await chats.find(conn, 7) is None


async def test_writes_that_are_broken_off_cost_no_keeper_its_lock(postgres_url: str) -> None:
    async def write(number: int) -> None:
        async with store.writing() as conn:
            await chats.save(conn, chat(number))

    async with await Store.open(postgres_url) as store:
        for number in range(1, 41):
            task = asyncio.create_task(write(number))
            await asyncio.sleep(number * 0.0002)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await write(99)
        with pytest.raises(StoreError, match="another pullquote process uses"):
            await Store.open(postgres_url)


async def test_a_second_name_of_the_same_file_is_the_same_store(sqlite_url: str, tmp_path: Path) -> None:
    alias = tmp_path / "alias.db"
    alias.symlink_to(tmp_path / "pullquote.db")
    async with await Store.open(sqlite_url):
        with pytest.raises(StoreError, match="another pullquote process uses"):
            await Store.open(url_of(alias))


# --- what cannot be opened --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "cannot be understood"),
        ("not a url", "cannot be understood"),
        ("mysql://root:hunter2@localhost/news", "no store for mysql"),
        ("postgresql://user:hunter2@localhost:port/news", "cannot be understood"),
        ("postgresql+asyncpg://user:hunter2@localhost/news", "no store for postgresql"),
        ("sqlite://relative.db", "three slashes"),
    ],
)
async def test_a_url_that_names_no_store_is_told_without_its_secrets(url: str, told: str) -> None:
    with pytest.raises(StoreError, match=told) as caught:
        await Store.open(url)
    assert "hunter2" not in repr(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:hunter2@127.0.0.1:1/news",
        "postgres://user:hunter2@127.0.0.1:1/news",
        "postgresql://127.0.0.1:1/news?password=hunter2",
        "postgresql://127.0.0.1:1/news?password=hunter2&no_such_option=1",
    ],
)
async def test_a_server_that_is_not_there_is_told_without_its_secrets(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        await Store.open(url)
    assert "127.0.0.1:1/news" in str(caught.value)
    error: BaseException | None = caught.value
    while error is not None:
        assert "hunter2" not in str(error)
        error = error.__cause__


def test_a_missing_folder_is_told_and_not_made(tmp_path: Path) -> None:
    assert "does not exist; create it" in refusal(url_of(tmp_path / "no" / "pullquote.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "is a folder" in refusal(url_of(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "cannot write to the folder" in refusal(url_of(tmp_path / "pullquote.db"))
    tmp_path.chmod(0o700)


def test_a_file_that_is_no_database_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are my notes, not a database, and they are longer than a header.")
    before = path.read_bytes()
    assert "is not an SQLite database" in refusal(url_of(path))
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "pullquote.db"
    path.touch()
    asyncio.run(opened_and_closed(url_of(path)))
    assert path.stat().st_size > 0


def test_a_damaged_database_is_told(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "pullquote.db"
    content = bytearray(path.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    path.write_bytes(content)
    assert "damaged" in refusal(sqlite_url)


def test_damage_within_is_found_by_the_quick_check(sqlite_url: str, tmp_path: Path) -> None:
    async def fill() -> None:
        async with await Store.open(sqlite_url) as store, store.writing() as conn:
            for number in range(1, 50):
                await chats.save(conn, chat(number, name="x" * 3_000))

    async def check() -> None:
        async with await Store.open(sqlite_url) as store:
            await store.quick_check()

    asyncio.run(fill())
    path = tmp_path / "pullquote.db"
    content = bytearray(path.read_bytes())
    content[-5 * 4096 :] = b"\xff" * (5 * 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        asyncio.run(check())


def test_another_programs_database_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    photos = sqlite3.connect(path)
    photos.execute("CREATE TABLE photo (id INTEGER PRIMARY KEY)")
    photos.close()
    before = path.read_bytes()
    assert "another program" in refusal(url_of(path))
    assert path.read_bytes() == before


def test_a_database_that_another_program_locks_is_told(sqlite_url: str, tmp_path: Path) -> None:
    program = """if True:
        import sqlite3, sys
        browser = sqlite3.connect(sys.argv[1], isolation_level=None)
        browser.execute("BEGIN EXCLUSIVE")
        print("locked", flush=True)
        sys.stdin.read()
    """
    command = [sys.executable, "-c", program, str(tmp_path / "pullquote.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as browser:
        assert browser.stdout is not None
        assert browser.stdin is not None
        assert browser.stdout.readline() == "locked\n"
        assert "locked by another program; close it" in refusal(sqlite_url)
        browser.stdin.close()
    asyncio.run(opened_and_closed(sqlite_url))


async def test_a_database_from_the_future_is_told(store_url: str) -> None:
    async with await Store.open(store_url) as store, store.writing() as conn:
        await conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="made by a newer pullquote"):
        await Store.open(store_url)


def test_without_its_driver_postgresql_is_told_to_be_installed() -> None:
    program = """if True:
        import asyncio, sys
        sys.modules["psycopg"] = None
        from digests.errors import StoreError
        from digests.store.engine import Store
        try:
            asyncio.run(Store.open("postgresql://localhost/news"))
        except StoreError as error:
            print(error)
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert "pip install 'pullquote[postgres]'" in done.stdout


# --- upgrades ---------------------------------------------------------------------------------


async def step_back(url: str) -> None:
    """As if the program before the first migration had made it."""
    async with await Store.open(url) as store, store.writing() as conn:
        await conn.run_sync(downgrade)


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.bak*"))


async def test_a_new_or_current_database_needs_no_copy(tmp_path: Path) -> None:
    url = url_of(tmp_path / "pullquote.db")
    await opened_and_closed(url)
    await opened_and_closed(url)
    assert copies(tmp_path) == []


async def test_before_an_upgrade_a_copy_is_made(sqlite_url: str, tmp_path: Path) -> None:
    await step_back(sqlite_url)
    async with await Store.open(sqlite_url) as store, store.writing() as conn:
        await chats.save(conn, chat(7))
    assert copies(tmp_path) == [f"pullquote.db.before-{HEAD}.bak"]
    with sqlite3.connect(tmp_path / f"pullquote.db.before-{HEAD}.bak") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT name FROM sqlite_master WHERE name = 'chat'").fetchone() is None
    copy.close()


async def test_only_the_newest_copies_are_kept(sqlite_url: str, tmp_path: Path) -> None:
    await step_back(sqlite_url)
    for number in range(5):
        old = tmp_path / f"pullquote.db.before-000{number}-old.bak"
        old.write_bytes(b"")
        os.utime(old, (number, number))
    await opened_and_closed(sqlite_url)
    assert set(copies(tmp_path)) == {
        f"pullquote.db.before-{HEAD}.bak",
        "pullquote.db.before-0003-old.bak",
        "pullquote.db.before-0004-old.bak",
    }
    assert len(copies(tmp_path)) == BACKUPS_KEPT


async def test_no_upgrade_without_its_copy(sqlite_url: str, tmp_path: Path) -> None:
    await step_back(sqlite_url)
    (tmp_path / f"pullquote.db.before-{HEAD}.bak").mkdir()
    with pytest.raises(StoreError, match="no copy"):
        await Store.open(sqlite_url)


async def test_an_empty_postgresql_database_gets_its_tables(postgres_server: postgres.Server) -> None:
    with postgres_server.empty_database() as url:
        async with await Store.open(url) as store:
            async with store.writing() as conn:
                await chats.save(conn, chat(7))
            async with store.reading() as conn:
                assert await chats.find(conn, 7) == chat(7)


async def test_workers_that_start_at_once_migrate_once(postgres_server: postgres.Server) -> None:
    with postgres_server.empty_database() as url:
        stores = await asyncio.gather(*(Store.open(url, exclusive=False) for _ in range(4)))
        for store in stores:
            async with store.reading() as conn:
                assert await articles.count(conn) == 0
            await store.close()


def test_the_driver_brings_a_sqlite_without_the_wal_bug_where_it_is_installed() -> None:
    pytest.importorskip("pysqlite3")
    assert sqlite.driver().sqlite_version_info >= (3, 51, 3)
