"""Chats with what belongs to them, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from digests.model import ChatKind, Standing
from digests.store import chats, deliveries, editions, listings, slots, updates
from digests.store.engine import Store
from tests.builders import at, chat, delivery, edition, slot

BIG = -1_002_345_678_901
"""Chat ids have more than 32 bits."""


async def test_a_chat_comes_back_as_it_was_saved(store: Store) -> None:
    saved = chat(
        BIG, kind=ChatKind.SUPERGROUP, name="Ünïcode 🗞", standing=Standing.GONE, gone_reason="kicked"
    )
    async with store.writing() as conn:
        await chats.save(conn, saved)
    async with store.reading() as conn:
        assert await chats.find(conn, BIG) == saved
        assert await chats.find(conn, 1) is None


async def test_a_chat_saved_again_is_changed(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(7, name="Ada"))
        await chats.save(conn, chat(7, name="Bea", timezone="Asia/Tokyo"))
        assert await chats.find(conn, 7) == chat(7, name="Bea", timezone="Asia/Tokyo")


async def test_a_name_that_no_database_can_hold_is_mended(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(7, name="A\x00d\ud800a"))
        found = await chats.find(conn, 7)
    assert found is not None
    assert found.name == "A\ufffdd\ufffda"


async def test_chats_are_counted_by_standing(store: Store) -> None:
    async with store.writing() as conn:
        for number in (1, 2, 3):
            await chats.save(conn, chat(number))
        await chats.set_standing(conn, 2, Standing.GONE, "blocked")
        assert await chats.count(conn, Standing.SUBSCRIBED) == 2
        assert await chats.count(conn, Standing.GONE) == 1
        found = await chats.find(conn, 2)
        assert found is not None
        assert found.gone_reason == "blocked"


async def test_a_slot_is_due_from_its_time_on_and_the_longest_waiting_first(store: Store) -> None:
    async with store.writing() as conn:
        for number in (1, 2, 3, 4):
            await chats.save(conn, chat(number))
        early = slot(chat=1, next_due_at="2026-11-24 07:00")
        late = slot(chat=2, next_due_at="2026-11-24 08:00", days=0b0011111, thread=12)
        for each in (
            late,
            early,
            slot(chat=3, next_due_at="2026-11-24 08:00:00.000001"),
            slot(chat=4, next_due_at=None),
        ):
            await slots.save(conn, each)
        assert await slots.due(conn, at("2026-11-24 08:00"), 10) == (early, late)
        assert await slots.due(conn, at("2026-11-24 08:00"), 1) == (early,)


async def test_a_slot_advanced_is_due_later_and_one_stopped_never(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        await slots.save(conn, slot(number=1))
        await slots.save(conn, slot(number=2))
        await slots.advance(conn, 7, 1, at("2026-11-25 08:00"))
        assert [each.number for each in await slots.due(conn, at("2026-11-24 09:00"), 9)] == [2]
        await slots.stop(conn, 7)
        assert await slots.due(conn, at("2027-11-24 09:00"), 9) == ()
        assert len(await slots.of_chat(conn, 7)) == 2


async def test_a_slot_saved_again_is_moved(store: Store) -> None:
    moved = slot(local=time(21, 45), next_due_at="2026-11-24 21:45")
    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        await slots.save(conn, slot())
        await slots.save(conn, moved)
        assert await slots.of_chat(conn, 7) == (moved,)


async def test_a_group_that_became_a_supergroup_keeps_everything(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(-7, kind=ChatKind.GROUP, timezone="Asia/Tokyo"))
        await slots.save(conn, slot(chat=-7))
        key = await editions.record(conn, edition(chat=-7))
        assert key is not None
        await deliveries.plan(conn, delivery(chat=-7, edition=key))
        listing = await listings.create(conn, -7, "search", "storm", at("2026-11-24 08:00"))

        await chats.move(conn, -7, BIG)

        assert await chats.find(conn, -7) is None
        assert await chats.find(conn, BIG) == chat(BIG, kind=ChatKind.SUPERGROUP, timezone="Asia/Tokyo")
        assert await slots.of_chat(conn, BIG) == (slot(chat=BIG),)
        assert [each.key.chat for each in await deliveries.of_edition(conn, key)] == [BIG]
        assert await listings.find(conn, BIG, listing) is not None
        latest = await editions.latest(conn, BIG)
        assert latest is not None


@pytest.mark.parametrize(
    ("standing", "zone"),
    [(Standing.SUBSCRIBED, "Asia/Tokyo"), (Standing.UNSUBSCRIBED, "Europe/Lisbon")],
)
async def test_a_supergroup_that_spoke_first_keeps_its_settings_if_it_subscribed(
    store: Store, standing: Standing, zone: str
) -> None:
    group = chat(-7, kind=ChatKind.GROUP, timezone="Europe/Lisbon")
    supergroup = chat(BIG, kind=ChatKind.SUPERGROUP, timezone="Asia/Tokyo", standing=standing)
    async with store.writing() as conn:
        for each, hour in ((group, 6), (supergroup, 9)):
            await chats.save(conn, each)
            await slots.save(conn, slot(chat=each.id, local=time(hour)))
            key = await editions.record(conn, edition(chat=each.id))
            assert key is not None
            await deliveries.plan(conn, delivery(chat=each.id, edition=key))

        await chats.move(conn, -7, BIG)

        kept = await chats.find(conn, BIG)
        assert kept is not None
        assert (kept.timezone, kept.standing) == (zone, Standing.SUBSCRIBED)
        hours = [each.at.hour for each in await slots.of_chat(conn, BIG)]
        assert hours == [9 if standing is Standing.SUBSCRIBED else 6]
        assert sum((await deliveries.counts(conn)).values()) == 1, "one edition for one slot of one day"


async def test_moving_a_chat_nobody_knows_does_nothing(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        await chats.move(conn, -1, BIG)
        assert await chats.find(conn, BIG) is None
        assert await chats.find(conn, 7) == chat(7)


async def test_handled_updates_are_remembered(store: Store) -> None:
    async with store.writing() as conn:
        await updates.remember(conn, 900_000_000_001, at("2026-11-24 08:00"))
        await updates.remember(conn, 900_000_000_001, at("2026-11-24 08:01"))
        await updates.remember(conn, 5, at("2026-11-23 08:00"))
        assert await updates.seen(conn, [5, 6, 900_000_000_001]) == {5, 900_000_000_001}
        assert await updates.seen(conn, []) == set()
        await updates.forget_before(conn, at("2026-11-24 00:00"))
        assert await updates.seen(conn, [5, 900_000_000_001]) == {900_000_000_001}


async def test_a_listing_is_found_by_its_own_chat_only(store: Store) -> None:
    async with store.writing() as conn:
        key = await listings.create(conn, 7, "search", "storm -flood", at("2026-11-24 08:00"))
        found = await listings.find(conn, 7, key)
        assert found == listings.Listing("search", "storm -flood", at("2026-11-24 08:00"))
        assert await listings.find(conn, 8, key) is None
        assert await listings.find(conn, 7, key + 1) is None


async def test_the_same_listing_asked_for_again_is_the_same_row_and_lives_longer(store: Store) -> None:
    words = "x" * 4_000
    async with store.writing() as conn:
        key = await listings.create(conn, 7, "search", words, at("2026-11-24 08:00"))
        assert await listings.create(conn, 7, "search", words, at("2026-11-26 08:00")) == key
        assert await listings.create(conn, 7, "latest", words, at("2026-11-24 08:00")) != key
        assert await listings.create(conn, 8, "search", words, at("2026-11-24 08:00")) != key
        await listings.forget_before(conn, at("2026-11-25 00:00"))
        assert await listings.find(conn, 7, key) is not None
        assert await listings.find(conn, 8, key + 2) is None


async def test_times_without_a_zone_are_refused(store: Store) -> None:
    naive = at("2026-11-24 08:00").replace(tzinfo=None)
    async with store.writing() as conn:
        with pytest.raises(Exception, match="no time zone"):
            await chats.save(conn, replace(chat(7), created_at=naive))
