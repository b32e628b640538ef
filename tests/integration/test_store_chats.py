"""Chats with what belongs to them, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import (
    LOST_STATES,
    ChatKind,
    DeliveryState,
    Follow,
    FollowKind,
    Mute,
    MuteKind,
    QuietHours,
    Standing,
)
from digests.store import chats, deliveries, exchanges, follows, listings, slots, updates
from digests.store.engine import Store
from digests.store.exchanges import Exchange
from digests.store.slots import Remembered, Told
from tests import ledger
from tests.builders import DAY, at, chat, delivery, slot

BIG = -1_002_345_678_901
"""Chat ids have more than 32 bits."""
DAWN = at("2026-11-24 08:00")


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


async def test_a_chat_keeps_how_it_wants_its_editions(store: Store) -> None:
    chosen = replace(
        chat(7),
        paused_until=at("2026-12-24 00:00"),
        quiet=QuietHours(time(22), time(7, 30)),
        silent=True,
        previews=True,
        keeper=5_000_000_001,
    )
    async with store.writing() as conn:
        await chats.save(conn, chosen)
        await chats.save(conn, chat(8))
        assert await chats.of(conn, {7, 8, 9}) == {7: chosen, 8: chat(8)}


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


async def due(conn: AsyncConnection, now: str, limit: int = 10) -> list[tuple[int, int]]:
    """Chat and number of what is due, kind by kind."""
    found = await slots.due(conn, at(now), limit, Remembered("daily", DAY))
    return [key for keys in found.values() for key in keys]


async def test_a_due_slot_comes_with_what_its_chat_was_told(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(7, timezone="Asia/Tokyo"))
        await slots.save(conn, slot())
        lost = [
            delivery(lineup=number, local_date=date(2026, 11, number), state=state)
            for number, state in zip((25, 26, 27), LOST_STATES, strict=True)
        ]
        arrived = [
            delivery(lineup=number, local_date=date(2026, 11, number), state=state)
            for number, state in ((29, DeliveryState.SENT), (28, DeliveryState.UNKNOWN))
        ]
        old = delivery(lineup=1, local_date=date(2026, 11, 1), state=DeliveryState.SENT)
        await ledger.enter(conn, [*lost, *arrived, old])
        found = (await slots.due_kinds(conn, [(7, 1)], Remembered("daily", DAY)))[7, 1]
        assert (found.at, found.timezone, found.next_date) == (time(8), "Asia/Tokyo", DAY)
        assert found.history == (
            Told(25, date(2026, 11, 25), arrived=False),
            Told(26, date(2026, 11, 26), arrived=False),
            Told(27, date(2026, 11, 27), arrived=False),
            Told(28, date(2026, 11, 28)),
            Told(29, date(2026, 11, 29)),
        )


async def test_slots_are_of_one_kind_that_have_the_same_time_zone_and_history(store: Store) -> None:
    async with store.writing() as conn:
        for number, zone in ((1, "UTC"), (2, "UTC"), (3, "Asia/Tokyo"), (4, "UTC")):
            await chats.save(conn, chat(number, timezone=zone))
            await slots.save(conn, slot(chat=number, thread=number))
        await ledger.enter(conn, [delivery(chat=4, state=DeliveryState.SENT)])
        found = await slots.due(conn, at("2026-11-24 08:00"), 9, Remembered("daily", DAY))
        assert sorted(map(sorted, found.values())) == [[(1, 1), (2, 1)], [(3, 1)], [(4, 1)]]


async def test_of_a_chat_with_two_slots_due_one_comes_after_the_other(store: Store) -> None:
    async with store.writing() as conn:
        for number in (-3, 7):
            await chats.save(conn, chat(number))
        for chat_id, number, due_at in ((7, 2, "07:00"), (7, 1, "07:30"), (-3, 1, "07:45")):
            await slots.save(conn, slot(chat=chat_id, number=number, next_due_at=f"2026-11-24 {due_at}"))
        assert await due(conn, "2026-11-24 08:00") == [(7, 2), (-3, 1)]
        await slots.advance(conn, 2, [7, -3], at("2026-11-25 07:00"), date(2026, 11, 25))
        assert await due(conn, "2026-11-24 08:00") == [(7, 1), (-3, 1)]


async def test_deliveries_planned_alike_go_each_to_their_own_chat_and_topic(store: Store) -> None:
    pattern = delivery(chat=1, slot=2, lineup=5)
    async with store.writing() as conn:
        for number in (1, 2, 3):
            await chats.save(conn, chat(number))
            await slots.save(conn, slot(chat=number, number=2, thread=number * 10))
        await ledger.enter(conn, [delivery(chat=3, slot=2, lineup=4)])
        await deliveries.plan_alike(
            conn, dict.fromkeys([1, 2, 3], pattern.lineup), pattern, at("2026-11-24 08:00")
        )
        for number in (1, 2):
            planned = delivery(chat=number, slot=2, lineup=5, thread=number * 10)
            assert await deliveries.find(conn, number, 5) == planned
        assert await deliveries.find(conn, 3, 5) is None, "it had its edition of that date"


RAN_AHEAD = {"state": DeliveryState.DROPPED, "settled_at": "2026-12-04 08:00", "reason": "missed"}
"""What a clock wrote that was ten days ahead for a moment."""


@pytest.mark.parametrize(
    ("before", "planned_anew"),
    [
        (RAN_AHEAD, True),
        (RAN_AHEAD | {"settled_at": "2026-11-24 07:59"}, False),
        (RAN_AHEAD | {"attempt": 1}, False),
        (RAN_AHEAD | {"state": DeliveryState.SENT, "attempt": 1, "message_id": 5}, False),
        ({"state": DeliveryState.PLANNED}, False),
    ],
    ids=["dropped in days to come", "dropped", "dropped after a try", "sent", "planned"],
)
async def test_what_was_dropped_by_a_clock_that_ran_ahead_is_planned_when_its_day_comes(
    store: Store, before: dict[str, Any], planned_anew: bool
) -> None:
    entered, pattern = delivery(**before), delivery(lineup=5)
    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        await slots.save(conn, slot())
        await ledger.enter(conn, [entered])
        await deliveries.plan_alike(conn, {7: pattern.lineup}, pattern, at("2026-11-24 08:00"))
        assert await deliveries.find(conn, 7, 5) == (pattern if planned_anew else None)
        assert await deliveries.find(conn, 7, 1) == (None if planned_anew else entered)


async def test_dates_to_come_and_what_a_clock_wrote_that_ran_ahead_do_not_count_as_had(store: Store) -> None:
    async def newest(conn: AsyncConnection) -> date | None:
        return await deliveries.newest_date(
            conn, 7, "daily", 1, now=at("2026-11-24 12:00"), until=date(2026, 11, 25)
        )

    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        await ledger.enter(conn, [delivery(state=DeliveryState.SENT)])
        await ledger.enter(conn, [delivery(local_date=date(2026, 11, 25), **RAN_AHEAD)])
        await ledger.enter(conn, [delivery(local_date=date(2026, 12, 4), state=DeliveryState.SENT)])
        assert await newest(conn) == DAY
        await ledger.enter(conn, [delivery(local_date=date(2026, 11, 25), part=2)])
        assert await newest(conn) == date(2026, 11, 25)


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
        assert await due(conn, "2026-11-24 08:00") == [(1, 1), (2, 1)]
        assert await due(conn, "2026-11-24 08:00", 1) == [(1, 1)]
        assert await slots.days_due(conn, at("2026-11-24 08:00")) == {0b1111111, 0b0011111}
        assert await slots.days_due(conn, at("2026-11-24 06:00")) == frozenset()


async def test_a_slot_advanced_is_due_later_and_one_stopped_never(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        await slots.save(conn, slot(number=1))
        await slots.save(conn, slot(number=2))
        await slots.advance(conn, 1, [7], at("2026-11-25 08:00"), date(2026, 11, 25))
        assert await due(conn, "2026-11-24 09:00") == [(7, 2)]
        (first, _) = await slots.of_chat(conn, 7)
        assert first.next_date == date(2026, 11, 25)
        await slots.advance(conn, 2, [7], at("2026-11-24 10:00"), None)
        (_, second) = await slots.of_chat(conn, 7)
        assert (second.next_due_at, second.next_date) == (at("2026-11-24 10:00"), None)
        await slots.stop(conn, 7)
        assert await due(conn, "2027-11-24 09:00") == []
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
        await ledger.enter(conn, [delivery(chat=-7)])
        listing = await listings.create(conn, -7, "search", "storm", at("2026-11-24 08:00"))

        await chats.move(conn, -7, BIG)

        assert await chats.find(conn, -7) is None
        assert await chats.find(conn, BIG) == chat(BIG, kind=ChatKind.SUPERGROUP, timezone="Asia/Tokyo")
        assert await slots.of_chat(conn, BIG) == (slot(chat=BIG),)
        assert await deliveries.find(conn, BIG, 1) == delivery(chat=BIG)
        assert await listings.find(conn, BIG, listing) is not None


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
            await ledger.enter(conn, [delivery(chat=each.id)])

        await chats.move(conn, -7, BIG)

        kept = await chats.find(conn, BIG)
        assert kept is not None
        assert (kept.timezone, kept.standing) == (zone, Standing.SUBSCRIBED)
        hours = [each.at.hour for each in await slots.of_chat(conn, BIG)]
        assert hours == [9 if standing is Standing.SUBSCRIBED else 6]
        assert sum((await ledger.counts(conn)).values()) == 1, "one edition for one slot of one day"


async def test_what_both_follow_is_followed_once(store: Store) -> None:
    async with store.writing() as conn:
        for each in (-7, BIG):
            await chats.save(conn, chat(each, kind=ChatKind.GROUP))
            for words in ("bridge", f"only {each}"):
                saved = {"key": 0, "chat": each, "thread": None, "words": words, "created_at": DAWN}
                await follows.add(conn, Follow(kind=FollowKind.WORDS, **saved))
                await follows.add_mute(conn, Mute(kind=MuteKind.WORDS, **saved))
        await chats.move(conn, -7, BIG)
        both = ["bridge", f"only {BIG}", "only -7"]
        assert sorted(each.words for each in await follows.of_chat(conn, BIG)) == sorted(both)
        assert sorted(each.words for each in await follows.mutes_of_chat(conn, BIG)) == sorted(both)


async def test_messages_are_numbered_anew_where_a_group_went(store: Store) -> None:
    sent = delivery(chat=-7, state=DeliveryState.SENT, message_id=5)
    async with store.writing() as conn:
        await chats.save(conn, chat(-7, kind=ChatKind.GROUP))
        await ledger.enter(conn, [sent])
        await exchanges.note(conn, -7, 3, Exchange(4, "abc"), DAWN)
        await chats.move(conn, -7, BIG)
        assert await deliveries.with_message(conn, BIG, 5, sent.key.kind) is None
        assert await deliveries.find(conn, BIG, sent.lineup) is not None
        assert await exchanges.find(conn, BIG, 3) is None


async def test_moving_a_chat_nobody_knows_does_nothing(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        await chats.move(conn, -1, BIG)
        assert await chats.find(conn, BIG) is None
        assert await chats.find(conn, 7) == chat(7)


async def test_handled_updates_are_remembered_and_those_that_wait_are_kept(store: Store) -> None:
    big = 900_000_000_001
    bodies = {number: {"update_id": number} for number in (5, 6, big)}
    async with store.writing() as conn:
        assert await updates.enter(conn, bodies, at("2026-11-23 08:00")) == {5, 6, big}
        await updates.settle(conn, [5], at("2026-11-23 08:00"))
        await updates.settle(conn, [5], at("2026-11-23 08:01"))
        await updates.settle(conn, [big], at("2026-11-24 08:00"))
        assert await updates.waiting(conn, after=-1, limit=9) == [(6, bodies[6])]
        assert await updates.enter(conn, bodies, at("2026-11-24 08:00")) == {6}
        await updates.forget_before(conn, at("2026-11-24 00:00"))
        assert await updates.enter(conn, bodies, at("2026-11-24 08:00")) == {5, 6}


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
