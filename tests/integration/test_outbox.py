"""The outbox alone, with nothing else running: what it claims, gives back, drops and refuses."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App, introduced
from bot.gateway import Message, TokenRefused
from bot.markup import bold
from bot.opening import opened
from bot.playground import Playground
from bot.playground.faults import Failure
from bot.screens import Screen
from digests.model import Chat, DeliveryState
from digests.newsroom import editions, subscribing
from digests.store import chats
from tests import ledger
from tests.builders import DAY, chat, delivery
from tests.stage import TOKEN, Clock, stage_settings

READERS = range(5000, 5012)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        for number in READERS:
            playground.add_private_chat(number, f"Reader {number}")
        yield playground


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app(playground: Playground, tmp_path: Path, store_url: str, clock: Clock) -> AsyncIterator[App]:
    settings = stage_settings(tmp_path, playground.url, store_url)
    async with opened(settings, clock=clock, stopwatch=clock.stopwatch) as app, introduced(app.telegram):
        clock.pass_(seconds=1)
        for number in READERS:
            newcomer = chat(number, created_at=clock())
            await subscribing.meet(app.store, newcomer, clock().time().replace(second=0, microsecond=0))
            await subscribing.subscribe(app.store, number, clock())
            await subscribing.hasten(app.store, number, clock())
        yield app


async def states(app: App) -> dict[DeliveryState, int]:
    return {state: count for state, count in (await ledger.states(app.store)).items() if count}


async def test_a_token_refused_in_a_broadcast_stops_it_loudly_and_leaves_nothing_in_doubt(
    app: App, playground: Playground, clock: Clock
) -> None:
    await editions.plan_due(app.store, app.rules, clock())
    playground.fail_next(Failure.UNAUTHORIZED, times=50)
    with pytest.raises(TokenRefused):
        await app.outbox.drain()
    assert await states(app) == {DeliveryState.PLANNED: len(READERS)}
    playground.heal()
    clock.pass_(seconds=5)
    await app.outbox.drain()
    assert await states(app) == {DeliveryState.SENT: len(READERS)}


async def test_what_was_planned_before_a_pause_is_not_sent_in_it(app: App, clock: Clock) -> None:
    await editions.plan_due(app.store, app.rules, clock())
    paused = READERS[3]

    def until_tomorrow(known: Chat) -> Chat:
        return replace(known, paused_until=clock() + timedelta(days=1))

    async with app.store.writing() as conn:  # as if the pause came between the claim and the answer
        known = await chats.find(conn, paused)
        assert known is not None
        await chats.save(conn, until_tomorrow(known))
    await app.outbox.drain()
    assert await states(app) == {DeliveryState.SENT: len(READERS) - 1, DeliveryState.DROPPED: 1}


async def test_thousands_that_are_too_late_are_dropped_before_anything_is_claimed(
    app: App, playground: Playground, clock: Clock
) -> None:
    due = clock() - timedelta(hours=7)
    async with app.store.writing() as conn:
        late = [
            delivery(chat=READERS[0], local_date=DAY, slot=number, due_at=due) for number in range(1, 4500)
        ]
        await ledger.enter(conn, late)
    began = time.monotonic()
    await app.outbox.drain()
    assert await states(app) == {DeliveryState.DROPPED: 4499}
    assert time.monotonic() - began < 5
    assert playground.sends() == []


async def test_what_was_claimed_and_not_begun_keeps_its_place(
    app: App, playground: Playground, clock: Clock
) -> None:
    await editions.plan_due(app.store, app.rules, clock())
    playground.fail_next(Failure.TOO_MANY, retry_after=30)
    await app.outbox.drain()
    left = await states(app)
    assert left.keys() <= {DeliveryState.PLANNED, DeliveryState.SENT}
    assert len(playground.sends()) == left.get(DeliveryState.SENT, 0) < len(READERS)
    clock.pass_(seconds=31)
    for _ in range(5):
        await app.outbox.drain()
        clock.pass_(seconds=31)
    assert await states(app) == {DeliveryState.SENT: len(READERS)}


async def test_who_has_just_been_answered_does_not_go_to_the_end_of_the_line(
    app: App, playground: Playground, clock: Clock
) -> None:
    await editions.plan_due(app.store, app.rules, clock())
    asking = READERS[0]
    await app.gateway.reply(Message(asking, Screen(bold("Here you are."))))
    await app.outbox.drain()
    assert await states(app) == {DeliveryState.SENT: len(READERS)}
    to_them = [call.received_at for call in playground.sends(asking)]
    assert to_them[1] - to_them[0] >= 1.0, "still no more than one message a second"
