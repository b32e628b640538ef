"""Lines that repeat across a source's articles, counted on both databases."""

from __future__ import annotations

from digests.store import lines
from digests.store.engine import Store
from tests.builders import at

MORNING, EVENING = at("2026-11-24 07:00"), at("2026-11-24 19:00")


async def counted(store: Store, source: str, *articles: set[str]) -> None:
    async with store.writing() as conn:
        for keys in articles:
            await lines.count(conn, source, keys, MORNING)


async def test_a_line_repeats_once_enough_articles_of_the_source_have_had_it(store: Store) -> None:
    await counted(store, "Coastal Post", {"menu", "lead"}, {"menu"}, {"menu", "foot"})
    async with store.reading() as conn:
        assert await lines.repeated(conn, "Coastal Post", 3) == {"menu"}
        assert await lines.repeated(conn, "Coastal Post", 1) == {"menu", "lead", "foot"}


async def test_each_source_has_lines_of_its_own(store: Store) -> None:
    await counted(store, "Coastal Post", {"menu"}, {"menu"})
    await counted(store, "Daily Tide", {"menu"})
    async with store.reading() as conn:
        assert await lines.repeated(conn, "Daily Tide", 2) == frozenset()
        assert await lines.repeated(conn, "Radio Nord", 1) == frozenset()


async def test_an_article_without_short_lines_counts_nothing(store: Store) -> None:
    await counted(store, "Coastal Post", set())
    async with store.reading() as conn:
        assert await lines.repeated(conn, "Coastal Post", 1) == frozenset()


async def test_lines_that_no_article_has_any_more_are_forgotten(store: Store) -> None:
    await counted(store, "Coastal Post", {"old", "new"})
    async with store.writing() as conn:
        await lines.count(conn, "Coastal Post", {"new"}, EVENING)
        await lines.forget_before(conn, EVENING)
    async with store.reading() as conn:
        assert await lines.repeated(conn, "Coastal Post", 1) == {"new"}
