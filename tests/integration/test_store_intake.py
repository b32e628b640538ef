"""The ledger of the inbox, on both databases."""

from __future__ import annotations

import os

from digests.store import intake
from digests.store.engine import Store
from digests.store.intake import IntakeRow
from tests.builders import Moment, at


def row(
    origin: str = "a.jsonl",
    *,
    size: int = 10,
    modified_ns: int = 1_795_000_000_123_456_789,
    articles: int = 1,
    reason: str | None = None,
    when: Moment = "2026-11-24 08:00",
) -> IntakeRow:
    return IntakeRow(
        origin=origin, size=size, modified_ns=modified_ns, articles=articles, reason=reason, at=at(when)
    )


async def test_files_are_known_by_size_and_time_of_change(store: Store) -> None:
    async with store.writing() as conn:
        await intake.record(conn, row("a.txt"))
        await intake.record(conn, row("b.jsonl", size=5_000_000_000))
        await intake.record(conn, row("b.jsonl", reason="line 3: no text"), part=3)
        assert await intake.known(conn) == {
            "a.txt": (10, 1_795_000_000_123_456_789),
            "b.jsonl": (5_000_000_000, 1_795_000_000_123_456_789),
        }


async def test_a_file_that_changed_replaces_what_was_said_about_it(store: Store) -> None:
    async with store.writing() as conn:
        await intake.record(conn, row(reason="empty"))
        await intake.record(conn, row(size=20))
        assert await intake.known(conn) == {"a.jsonl": (20, 1_795_000_000_123_456_789)}
        assert await intake.count_rejected(conn) == 0


async def test_refusals_are_listed_newest_first(store: Store) -> None:
    old = row("a", reason="empty", when="2026-11-24 08:00")
    new = row("b", reason="line 7: no text", when="2026-11-24 09:00")
    async with store.writing() as conn:
        await intake.record(conn, old)
        await intake.record(conn, new, part=7)
        await intake.record(conn, row("c"))
        assert await intake.rejected(conn, 10) == (new, old)
        assert await intake.rejected(conn, 1) == (new,)
        assert await intake.count_rejected(conn) == 2


async def test_any_file_name_is_known_again(store: Store) -> None:
    names = [
        os.fsdecode(b"caf\xe9.txt"),
        r"back\slash.txt",
        r"\udce9 in letters.txt",
        "日本.txt",
        "new\nline",
    ]
    async with store.writing() as conn:
        for name in names:
            await intake.record(conn, row(name))
        assert set(await intake.known(conn)) == set(names)
