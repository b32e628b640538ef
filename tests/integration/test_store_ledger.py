"""The ledger of deliveries, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.delivery import Moved, Outcome, Policy, Sent, Unknown
from digests.model import Delivery, DeliveryState
from digests.newsroom import sending, subscribing
from digests.store import chats, deliveries, slots
from digests.store.engine import Store
from tests import ledger
from tests.builders import DAY, Moment, at, chat, delivery, slot

GROUP, SUPERGROUP = -7, -1_002_345_678_901
NOW = at("2026-11-24 08:00")
LEASE = at("2026-11-24 08:01")


async def planned(conn: AsyncConnection, chat_id: int, due_at: Moment = NOW, **given: Moment) -> Delivery:
    """A delivery in the ledger, for a chat that is made if need be."""
    await chats.save(conn, chat(chat_id))
    item = delivery(chat=chat_id, due_at=due_at, **given)
    await ledger.enter(conn, [item])
    return item


async def claim(
    conn: AsyncConnection, owner: str = "a", now: Moment = NOW, limit: int = 10
) -> tuple[Delivery, ...]:
    return await deliveries.claim(conn, owner=owner, now=at(now), lease_until=LEASE, limit=limit)


async def settle(conn: AsyncConnection, before: Delivery, after: Delivery) -> bool:
    return await deliveries.settle(conn, [(before, after)]) == 1


async def test_nothing_is_planned_twice(store: Store) -> None:
    async with store.writing() as conn:
        item = await planned(conn, 7)
        await slots.save(conn, slot())
        await deliveries.plan_alike(conn, {7: 2}, item, NOW)
        assert await deliveries.find(conn, 7, 1) == item
        await settle(conn, (await claim(conn))[0], replace(item, state=DeliveryState.SENT))
        await deliveries.plan_alike(conn, {7: item.lineup}, item, NOW)
        assert await claim(conn) == (), "not even after it was sent"


async def test_a_claimed_delivery_is_being_sent_by_its_owner(store: Store) -> None:
    async with store.writing() as conn:
        item = await planned(conn, 7)
        claimed = replace(item, state=DeliveryState.SENDING, attempt=1, owner="a", lease_until=LEASE)
        assert await claim(conn, "a") == (claimed,)
        assert await claim(conn, "b") == ()
        assert await deliveries.find(conn, 7, 1) == claimed


async def test_what_waits_longest_is_claimed_first_and_never_before_its_time(store: Store) -> None:
    async with store.writing() as conn:
        await planned(conn, 3, "2026-11-24 07:30")
        await planned(conn, 1, "2026-11-24 07:50")
        await planned(conn, 2, "2026-11-24 07:30", not_before="2026-11-24 08:00")
        await planned(conn, 4, "2026-11-24 07:00", not_before="2026-11-24 08:00:01")
        assert [each.key.chat for each in await claim(conn, limit=2)] == [3, 1]
        assert [each.key.chat for each in await claim(conn)] == [2]
        assert await claim(conn) == ()


@pytest.mark.parametrize(
    "after",
    [
        {"state": DeliveryState.SENT, "message_id": 5_000_000_000, "owner": None, "lease_until": None},
        {
            "state": DeliveryState.PLANNED,
            "attempt": 0,
            "not_before": LEASE,
            "owner": None,
            "lease_until": None,
        },
        {"state": DeliveryState.PLANNED, "doubtful": True, "reason": "no answer", "owner": None},
        {"state": DeliveryState.REJECTED, "reason": "can't parse \x00 entities".replace("\x00", "")},
    ],
)
async def test_what_became_of_a_delivery_is_written(store: Store, after: dict[str, object]) -> None:
    async with store.writing() as conn:
        await planned(conn, 7)
        (claimed,) = await claim(conn)
        settled = replace(claimed, **after)
        assert await settle(conn, claimed, settled)
        assert await deliveries.find(conn, 7, 1) == settled


async def test_who_slept_beyond_the_lease_does_not_have_the_last_word(store: Store) -> None:
    async with store.writing() as conn:
        await planned(conn, 7)
        (sleeper,) = await claim(conn, "a")
        (left,) = await deliveries.abandoned(conn, at("2026-11-24 08:02"))
        assert left == sleeper
        again = replace(
            left, state=DeliveryState.PLANNED, doubtful=True, not_before=LEASE, owner=None, lease_until=None
        )
        assert await settle(conn, left, again)
        (second,) = await claim(conn, "b", "2026-11-24 08:03")
        assert second.attempt == 2
        assert not await settle(conn, sleeper, replace(sleeper, state=DeliveryState.REJECTED))
        assert await settle(conn, second, replace(second, state=DeliveryState.SENT))
        assert not await settle(conn, second, replace(second, state=DeliveryState.UNKNOWN))


# --- groups that move while an edition is under way -------------------------------------------


async def test_what_came_of_a_send_reaches_the_row_of_a_group_that_moved_meanwhile(store: Store) -> None:
    async with store.writing() as conn:
        await planned(conn, GROUP)
        (claimed,) = await claim(conn)
        await chats.move(conn, GROUP, SUPERGROUP)
        sent = replace(claimed, state=DeliveryState.SENT, message_id=5, owner=None, lease_until=None)
        assert await settle(conn, claimed, sent)
        assert await deliveries.find(conn, SUPERGROUP, 1) == replace(
            sent, key=replace(claimed.key, chat=SUPERGROUP)
        )
        assert not await settle(conn, claimed, replace(claimed, state=DeliveryState.UNKNOWN))


async def test_what_came_of_a_group_never_settles_what_its_supergroup_has_under_way(store: Store) -> None:
    async with store.writing() as conn:
        await planned(conn, GROUP)
        await planned(conn, SUPERGROUP)
        of_group, of_supergroup = sorted(await claim(conn), key=lambda each: -each.key.chat)
        await chats.move(conn, GROUP, SUPERGROUP)
        assert not await settle(conn, of_group, replace(of_group, state=DeliveryState.PLANNED))
        assert await deliveries.find(conn, SUPERGROUP, 1) == of_supergroup
        assert await settle(conn, of_supergroup, replace(of_supergroup, state=DeliveryState.SENT))


@pytest.mark.parametrize("told_first", [True, False], ids=["by an update first", "by the answer first"])
@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Moved(SUPERGROUP), DeliveryState.PLANNED),
        (Sent(5), DeliveryState.SENT),
        (Unknown("no answer"), DeliveryState.PLANNED),
    ],
    ids=["refused", "sent", "in doubt"],
)
async def test_in_whatever_order_a_move_is_told_the_edition_goes_on_in_the_supergroup(
    store: Store, outcome: Outcome, state: DeliveryState, told_first: bool
) -> None:
    async with store.writing() as conn:
        item = await planned(conn, GROUP)
    (parcel,) = (await sending.claim(store, "a", NOW, Policy(), 10)).parcels

    async def told() -> None:
        await subscribing.move(store, GROUP, SUPERGROUP)

    if told_first:
        await told()
    await sending.conclude(store, [(parcel.delivery, outcome)], NOW, Policy())
    if not told_first:
        await told()

    async with store.reading() as conn:
        found = await deliveries.find(conn, SUPERGROUP, item.lineup)
        assert found is not None
        assert (found.state, found.doubtful) == (state, isinstance(outcome, Unknown))
        assert sum((await ledger.counts(conn)).values()) == 1
        assert await chats.find(conn, GROUP) is None
    again = (await sending.claim(store, "a", NOW + Policy().doubt_wait, Policy(), 10)).parcels
    assert [each.chat.id for each in again] == ([SUPERGROUP] if state is DeliveryState.PLANNED else [])


async def test_a_chat_that_moves_to_itself_stays(store: Store) -> None:
    async with store.writing() as conn:
        item = await planned(conn, GROUP)
        await chats.move(conn, GROUP, GROUP)
        assert await chats.find(conn, GROUP) == chat(GROUP)
        assert await deliveries.find(conn, GROUP, 1) == item


async def test_a_lease_that_runs_is_not_abandoned(store: Store) -> None:
    async with store.writing() as conn:
        await planned(conn, 7)
        await claim(conn)
        assert await deliveries.abandoned(conn, LEASE) == ()
        assert len(await deliveries.abandoned(conn, at("2026-11-24 08:01:00.000001"))) == 1


async def test_deliveries_are_counted_by_state(store: Store) -> None:
    async with store.writing() as conn:
        assert set((await ledger.counts(conn)).values()) == {0}
        for number in (1, 2, 3):
            await planned(conn, number)
        await claim(conn, limit=1)
        counted = await ledger.counts(conn)
        assert counted[DeliveryState.PLANNED] == 2
        assert counted[DeliveryState.SENDING] == 1
        assert counted[DeliveryState.SENT] == 0


async def test_the_plans_of_a_chat_that_is_gone_are_ended(store: Store) -> None:
    async with store.writing() as conn:
        gone, other = await planned(conn, 7), await planned(conn, 8)
        await deliveries.drop_open(conn, 7, DeliveryState.GONE, "blocked", NOW)
        ended = await deliveries.find(conn, 7, gone.lineup)
        assert ended is not None
        assert (ended.state, ended.reason, ended.settled_at) == (DeliveryState.GONE, "blocked", NOW)
        assert [each.key for each in await claim(conn)] == [other.key]


async def test_claims_of_workers_at_the_same_time_share_nothing(postgres_url: str) -> None:
    async with (
        await Store.open(postgres_url, exclusive=False) as one,
        await Store.open(postgres_url, exclusive=False) as other,
    ):
        async with one.writing() as conn:
            for number in range(1, 41):
                await planned(conn, number)
        async with one.writing() as mine_conn, other.writing() as theirs_conn:
            mine = await claim(mine_conn, "a", limit=20)
            theirs = await claim(theirs_conn, "b", limit=30)
    assert (len(mine), len(theirs)) == (20, 20)
    assert not {each.key for each in mine} & {each.key for each in theirs}


async def test_the_newest_date_of_a_slot_is_known(store: Store) -> None:
    async with store.writing() as conn:
        newest = partial(deliveries.newest_date, conn, 7, "daily", 1, now=NOW, until=date(2026, 12, 1))
        assert await newest() is None
        await planned(conn, 7)
        earlier = delivery(local_date=DAY - timedelta(days=3))
        await ledger.enter(conn, [earlier, delivery(slot=2, local_date=date(2026, 11, 30))])
        assert await newest() == DAY


async def test_old_deliveries_are_forgotten_some_at_a_time(store: Store) -> None:
    async with store.writing() as conn:
        for number in (1, 2, 3):
            await planned(conn, number, at("2026-08-01 08:00") + timedelta(minutes=number))
        await planned(conn, 4)
        assert await deliveries.forget_before(conn, at("2026-11-01 00:00"), 2) == 2
        assert await deliveries.forget_before(conn, at("2026-11-01 00:00"), 2) == 1
        assert sum((await ledger.counts(conn)).values()) == 1
