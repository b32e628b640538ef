"""Outcomes on their way into the ledger: together, each for itself where one is bad, never lost."""

from __future__ import annotations

from bot.settling import Settling
from digests.delivery import BarChat, Barred, Policy, Sent, TellKeeper
from digests.model import Chat, DeliveryState
from digests.newsroom import sending
from digests.newsroom.sending import Parcel
from digests.store import chats, deliveries, slots
from digests.store.engine import Store
from tests import ledger
from tests.builders import at, chat, delivery, slot

NOW = at("2026-11-24 08:00:05")


class Told(list[tuple[int, str]]):
    """What keepers were told."""

    async def __call__(self, of: Chat, trouble: BarChat | TellKeeper) -> None:
        self.append((of.id, trouble.reason))


async def claimed(store: Store, *chat_ids: int) -> dict[int, Parcel]:
    async with store.writing() as conn:
        for number in chat_ids:
            await chats.save(conn, chat(number))
            await slots.save(conn, slot(chat=number))
            await ledger.enter(conn, [delivery(chat=number)])
    parcels, _ = await sending.claim(store, "us", NOW, Policy(), 10)
    return {parcel.chat.id: parcel for parcel in parcels}


async def states(store: Store, *chat_ids: int) -> list[DeliveryState]:
    async with store.reading() as conn:
        found = [await deliveries.find(conn, number, 1) for number in chat_ids]
    return [each.state for each in found if each is not None]


async def test_outcomes_that_come_together_are_all_written(store: Store) -> None:
    settling = Settling(store, Policy(), Told(), clock=lambda: NOW)
    parcels = await claimed(store, 1, 2, 3)
    settling.claimed(list(parcels.values()))
    for number, parcel in parcels.items():
        settling.put(parcel, Sent(100 + number))
    await settling.flush()
    assert await states(store, 1, 2, 3) == [DeliveryState.SENT] * 3
    assert not settling.unsettled


async def test_an_outcome_that_cannot_be_written_keeps_no_other_from_it(store: Store) -> None:
    settling = Settling(store, Policy(), Told(), clock=lambda: NOW)
    parcels = await claimed(store, 1, 2, 3)
    settling.claimed(list(parcels.values()))
    for number, message in ((1, 101), (2, 2**70), (3, 103)):
        settling.put(parcels[number], Sent(message))
    await settling.flush()
    assert await states(store, 1, 2, 3) == [DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.SENT]
    after = NOW + 2 * Policy().lease
    (left,) = await sending.recover(store, after, Policy(), under_way=settling.unsettled)
    assert left.delivery.doubtful, "once its lease is over it is taken up as in doubt"


async def test_the_keeper_of_a_chat_that_bars_the_bot_is_told(store: Store) -> None:
    told = Told()
    settling = Settling(store, Policy(), told, clock=lambda: NOW)
    parcels = await claimed(store, 1, 2)
    settling.put(parcels[1], Barred("not enough rights"))
    settling.put(parcels[2], Sent(102))
    await settling.flush()
    assert await states(store, 1, 2) == [DeliveryState.GONE, DeliveryState.SENT]
    assert told == [(1, "not enough rights")]
