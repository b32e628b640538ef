"""A process that is killed while it writes loses nothing that it had been told is stored."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from digests.store import articles, search, versions
from digests.store.engine import Store
from digests.text.query import Query, parse

WRITER = """if True:
    import asyncio, sys
    from digests.store import articles, stories
    from digests.store.engine import Store
    from tests.builders import at, clean, prepared

    async def main(url, first):
        async with await Store.open(url) as store:
            number = first
            while True:
                item = prepared(clean(fingerprint=str(number), text=f"Storm number {number}."))
                async with store.writing() as conn:
                    story = await stories.create(conn, at("2026-11-24 07:00"))
                    await articles.add(conn, item, origin="x", seen_at=at("2026-11-24 07:00"), story=story)
                print(number, flush=True)
                number += 1

    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""
ROUNDS = 4
EACH = 40
"""Commits that are waited for before the kill; more may happen while it arrives."""


def killed_writer(url: str, first: int) -> list[int]:
    """The numbers that the writer said were stored before it was killed."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", WRITER, url, str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as writer:
        assert writer.stdout is not None
        said = [int(writer.stdout.readline()) for _ in range(EACH)]
        writer.kill()
        said += [int(line) for line in writer.stdout if line.endswith("\n")]
    return said


async def test_a_killed_process_loses_nothing_it_had_stored(store_url: str) -> None:
    said: list[int] = []
    for number in range(ROUNDS):
        said += killed_writer(store_url, number * 1_000_000)
    understood = parse("storm")
    assert isinstance(understood, Query)
    async with await Store.open(store_url) as store, store.reading() as conn:
        assert set(await versions.known(conn, [str(n) for n in said])) == {str(n) for n in said}
        stored = await articles.count(conn)
        assert len(said) <= stored <= len(said) + ROUNDS, "at most the one on its way at each kill"
        assert len(await search.find(conn, understood, limit=10_000)) == stored
        alone = "SELECT count(*) FROM story WHERE id NOT IN (SELECT story FROM article)"
        assert (await conn.execute(text(alone))).scalar() == 0
        await store.quick_check()
