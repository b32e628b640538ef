"""What readers keep and what they think of editions, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.errors import ReaderMistake
from digests.newsroom import saving
from digests.store import articles, chats, lineups, reactions, saved, stories
from digests.store.engine import Store
from tests.builders import at, chat, clean, digest, lineup, prepared

ADA, BEN = 7, 8
NOW = at("2026-11-24 08:00")


async def filed(conn: AsyncConnection, title: str, *, audience: int | None = None) -> int:
    """The number of a new story."""
    story = await stories.create(conn, NOW, audience)
    item = prepared(clean(title=title, text=f"{title} and nothing else."))
    await articles.add(conn, item, origin="x", seen_at=NOW, story=story, audience=audience)
    return story


async def known(conn: AsyncConnection) -> None:
    for number in (ADA, BEN):
        await chats.save(conn, chat(number))


async def test_what_was_saved_last_comes_first_and_once(store: Store) -> None:
    async with store.writing() as conn:
        await known(conn)
        one, two = await filed(conn, "one"), await filed(conn, "two")
    await saving.keep(store, ADA, one, NOW, kept=True)
    await saving.keep(store, ADA, two, NOW + timedelta(minutes=1), kept=True)
    await saving.keep(store, ADA, one, NOW + timedelta(minutes=2), kept=True)
    found = await saving.first_page(store, ADA, NOW)
    assert [each.title for each in found.page.items] == ["two", "one"]
    assert (await saving.first_page(store, BEN, NOW)).page.total == 0
    await saving.keep(store, ADA, two, NOW, kept=False)
    assert [each.title for each in await saving.everything(store, ADA)] == ["one"]


async def test_pages_of_what_is_saved_are_a_list_of_this_chat_alone(store: Store) -> None:
    async with store.writing() as conn:
        await known(conn)
        keys = [await filed(conn, f"story {i}") for i in range(saving.SAVED_PAGE + 1)]
    for key in keys:
        await saving.keep(store, ADA, key, NOW, kept=True)
    found = await saving.first_page(store, ADA, NOW)
    assert (found.page.pages, found.page.total) == (2, saving.SAVED_PAGE + 1)
    second = await saving.page(store, ADA, found.listing, 1)
    assert second is not None
    assert [each.title for each in second.page.items] == ["story 0"]
    assert await saving.page(store, BEN, found.listing, 1) is None
    assert await saving.page(store, ADA, found.listing + 1, 1) is None


async def test_nobody_keeps_more_than_can_be_looked_through(store: Store) -> None:
    async with store.writing() as conn:
        await known(conn)
        for story in range(1, saving.MOST + 1):
            await saved.keep(conn, ADA, story, NOW)
    with pytest.raises(ReaderMistake, match="saved"):
        await saving.keep(store, ADA, saving.MOST + 1, NOW, kept=True)
    await saving.keep(store, ADA, 1, NOW, kept=True)
    await saving.keep(store, ADA, 1, NOW, kept=False)
    await saving.keep(store, ADA, saving.MOST + 1, NOW, kept=True)


async def test_what_is_not_for_this_chat_any_more_is_not_among_what_it_saved(store: Store) -> None:
    async with store.writing() as conn:
        await known(conn)
        own, foreign = await filed(conn, "own"), await filed(conn, "foreign", audience=77)
    for key in (own, foreign, 99_999):
        await saving.keep(store, ADA, key, NOW, kept=True)
    assert (await saving.first_page(store, ADA, NOW)).page.total == 1


async def test_votes_are_one_a_person_and_message_and_lean_towards_topics(store: Store) -> None:
    async with store.writing() as conn:
        await known(conn)
        story = await stories.create(conn, NOW)
        key = await articles.add(conn, prepared(clean()), origin="x", seen_at=NOW, story=story)
        assert key is not None
        item = (await articles.fetch(conn, [key]))[key]
        told = replace(digest(item, story=story), topics=("Harbours",))
        first, second = [await lineups.record(conn, lineup(told)) for _ in range(2)]
        for message, kept in ((1, first), (2, second)):
            for person in (ADA, BEN):
                await reactions.record(conn, ADA, message, person, lineup=kept, liked=True, now=NOW)
        assert await reactions.leanings_of(conn, [ADA, BEN]) == {ADA: (("Harbours", 2),)}
        await reactions.record(conn, ADA, 1, BEN, lineup=first, liked=False, now=NOW)
        assert await reactions.leanings_of(conn, [ADA]) == {ADA: (("Harbours", 1),)}
        await reactions.forget(conn, ADA, 2, ADA)
        await reactions.forget(conn, ADA, 2, BEN)
        assert await reactions.leanings_of(conn, [ADA]) == {}
        assert await reactions.forget_before(conn, NOW + timedelta(seconds=1)) == {ADA}
        assert await reactions.forget_before(conn, NOW + timedelta(seconds=1)) == frozenset()


async def test_topics_of_line_ups_are_known_without_their_texts(store: Store) -> None:
    async with store.writing() as conn:
        key = await lineups.record(conn, lineup())
        assert await lineups.topics(conn, {key, key + 1}) == {key: ()}
