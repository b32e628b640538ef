"""Updates are stored before they are acknowledged, and handled once, in the order of their chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from telegram import Bot, Update

from bot.flood import Budget, Deed
from bot.gateway import TokenRefused
from bot.lanes import AT_ONCE
from bot.playground import Playground
from bot.updates import Handle, Updates
from digests.errors import StoreError
from digests.store import chats
from digests.store import updates as ledger
from digests.store.engine import Store
from digests.store.updates import Body
from tests.builders import chat
from tests.receivers import Reader, none_wait, talking, waiting
from tests.stage import NO_LIMIT, READER, TOKEN

ADA, OLU = READER, READER + 1


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with Playground.serving(token=TOKEN) as playground, talking(playground) as bot:
        yield bot


def said(number: int, text: str, chat: int = ADA) -> Body:
    person = {"id": chat, "first_name": "Ada", "is_bot": False}
    message = {"message_id": number, "date": 1_790_000_000, "chat": {"id": chat, "type": "private"}}
    return {"update_id": number, "message": {**message, "from": person, "text": text}}


def updates_of(bot: Bot, store: Store, budgets: Mapping[Deed, Budget] = NO_LIMIT, **limits: float) -> Updates:
    async def at_once() -> None:
        """No 429 holds anybody back."""

    return Updates(bot, store, clock=lambda: datetime.now(UTC), until_open=at_once, budgets=budgets, **limits)


@asynccontextmanager
async def handling(
    bot: Bot,
    store: Store,
    handle: Handle,
    budgets: Mapping[Deed, Budget] = NO_LIMIT,
    tell_off: Handle | None = None,
    **limits: float,
) -> AsyncIterator[Updates]:
    updates = updates_of(bot, store, budgets, **limits)
    task = asyncio.create_task(updates.run(handle, tell_off))
    try:
        yield updates
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_each_chat_is_handled_in_order_and_none_waits_for_another(bot: Bot, store: Store) -> None:
    reader = Reader()
    async with handling(bot, store, reader.handle) as updates:
        await updates.take([said(1, "slow"), said(2, "second"), said(3, "of another chat", OLU)])
        await updates.take([said(4, "third")])
        assert await reader.has(4) == ["of another chat", "slow", "second", "third"]
        await none_wait(store)


async def test_what_comes_again_is_handled_once(bot: Bot, store: Store) -> None:
    reader = Reader()
    async with handling(bot, store, reader.handle) as updates:
        await updates.take([said(1, "slow"), said(1, "slow")])
        await updates.take([said(1, "slow")])
        await none_wait(store)
        await updates.take([said(1, "slow"), said(2, "next")])
        assert await reader.has(2) == ["slow", "next"]
    async with handling(bot, store, reader.handle) as updates:
        await updates.take([said(2, "next"), said(3, "last")])
        assert await reader.has(3) == ["slow", "next", "last"]


async def test_however_often_and_at_once_an_update_comes_it_is_handled_once(bot: Bot, store: Store) -> None:
    reader = Reader()
    bodies = [said(number, f"{number}", chat=ADA + number % 7) for number in range(1, 71)]

    async def send(updates: Updates, parts: int) -> None:
        for part in range(parts):
            await updates.take(bodies[part::parts])

    async with handling(bot, store, reader.handle) as updates:
        await asyncio.gather(*(send(updates, parts) for parts in (1, 2, 5, 7, 10, 35, 70)))
        await none_wait(store)
    assert sorted(map(int, reader.texts)) == list(range(1, 71))


async def test_what_an_earlier_process_stored_comes_first_and_in_order(bot: Bot, store: Store) -> None:
    texts = [f"{number}" for number in range(500)]
    async with store.writing() as conn:  # stored, and killed before anything was handled
        old = {number + 1: said(number + 1, text) for number, text in enumerate(texts)}
        for start in range(0, 500, 100):
            part = {number: old[number] for number in range(start + 1, start + 101)}
            await ledger.enter(conn, part, datetime.now(UTC))
    reader = Reader()
    async with handling(bot, store, reader.handle) as updates:
        await updates.take([said(501, "new")])
        assert await reader.has(501) == [*texts, "new"]


# --- one person's flood is that person's alone ------------------------------------------------

SLOW = {**NO_LIMIT, Deed.MESSAGE: Budget(burst=1, every=30.0, most=2)}


def lately(number: int, text: str, chat: int) -> Body:
    body = said(number, text, chat)
    told = body["message"]
    assert isinstance(told, dict)
    return {**body, "message": {**told, "date": int(datetime.now(UTC).timestamp()) + 1}}


async def test_however_many_are_too_fast_nobody_else_waits(bot: Bot, store: Store) -> None:
    reader = Reader()
    crowd = range(5000, 5000 + 3 * AT_ONCE // 2)
    floods = [lately(10 * each + i, f"{i}", each) for each in crowd for i in range(2)]
    async with handling(bot, store, reader.handle, SLOW) as updates:
        await updates.take(floods)
        await reader.has(len(crowd))
        await updates.take([lately(1, "hello", OLU)])
        assert await reader.has(len(crowd) + 1, timeout=5) == ["0"] * len(crowd) + ["hello"]
    assert await waiting(store) == len(crowd), "what waits is kept over a restart"


async def test_who_goes_on_regardless_is_told_so_once(bot: Bot, store: Store) -> None:
    handled, told_off = Reader(), Reader()
    async with handling(bot, store, handled.handle, SLOW, told_off.handle) as updates:
        await updates.take([lately(number, f"{number}", ADA) for number in range(1, 7)])
        assert await handled.has(1) == ["1"]
        assert await told_off.has(1) == ["3"]
        for _ in range(500):
            if await waiting(store) == 1:
                break
            await asyncio.sleep(0.01)
    assert await waiting(store) == 1, "the second one may begin in half a minute"
    assert (handled.texts, told_off.texts) == (["1"], ["3"])


async def test_what_was_said_slowly_while_we_were_away_is_no_flood(bot: Bot, store: Store) -> None:
    hour_ago = int(datetime.now(UTC).timestamp()) - 3600
    bodies = []
    for number in range(1, 7):
        told = said(number, f"{number}")["message"]
        assert isinstance(told, dict)
        bodies.append({"update_id": number, "message": {**told, "date": hour_ago + 40 * number}})
    reader = Reader()
    async with handling(bot, store, reader.handle, SLOW) as updates:
        await updates.take(bodies)
        assert len(await reader.has(6, timeout=5)) == 6


async def test_what_comes_before_the_handling_has_begun_is_handled_too(bot: Bot, store: Store) -> None:
    reader = Reader()
    updates = updates_of(bot, store)
    await updates.take([said(1, "slow"), said(2, "early")])
    task = asyncio.create_task(updates.run(reader.handle))
    await updates.take([said(3, "late")])
    assert await reader.has(3) == ["slow", "early", "late"]
    await none_wait(store)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert reader.texts == ["slow", "early", "late"]


async def test_an_update_in_hand_when_the_process_dies_is_handled_by_the_next(bot: Bot, store: Store) -> None:
    reader = Reader()
    async with handling(bot, store, reader.handle) as updates:
        await updates.take([said(1, "hang"), said(2, "after")])
        await reader.has(1)
    assert await waiting(store) == 2
    again: list[int] = []

    async def note(update: Update) -> None:
        again.append(update.update_id)

    async with handling(bot, store, note):
        await none_wait(store)
    assert again == [1, 2]


async def test_what_is_being_handled_at_a_stop_gets_a_moment_to_end(bot: Bot, store: Store) -> None:
    reader = Reader()
    begun = asyncio.Event()

    async def handle(update: Update) -> None:
        begun.set()
        await reader.handle(update)

    async with handling(bot, store, handle) as updates:
        await updates.take([said(1, "slow"), said(2, "not begun")])
        await begun.wait()
    assert reader.texts == ["slow"]
    assert await waiting(store) == 1


POISON: list[Body] = [
    {"update_id": 1, "message": {"nonsense": True}},
    {"update_id": 1, "message": {"chat": {"id": ADA}, "date": "yesterday"}},
    {"update_id": 1, "message": []},
    said(1, "fail"),
]


@pytest.mark.parametrize("poison", POISON, ids=["empty", "wrong types", "a list", "fails"])
async def test_an_update_that_cannot_be_handled_is_put_aside(bot: Bot, store: Store, poison: Body) -> None:
    reader = Reader()
    async with handling(bot, store, reader.handle) as updates:
        await updates.take([poison, said(2, "after")])
        assert (await reader.has(1 + ("fail" in str(poison))))[-1] == "after"
        await none_wait(store)
        await updates.take([poison])
        assert await waiting(store) == 0


@pytest.mark.parametrize("nameless", [{}, {"update_id": "1"}, {"update_id": True}, {"update_id": 1 << 63}])
async def test_an_update_without_a_number_is_left_out(bot: Bot, store: Store, nameless: Body) -> None:
    reader = Reader()
    async with handling(bot, store, reader.handle) as updates:
        await updates.take([nameless, said(2, "after")])
        assert await reader.has(1) == ["after"]


async def test_a_flood_of_one_chat_keeps_no_other_waiting(bot: Bot, store: Store) -> None:
    reader = Reader()
    async with handling(bot, store, reader.handle) as updates:
        for start in range(0, 400, 100):
            await updates.take([said(start + i, "slow") for i in range(100)])
        await updates.take([said(1000, "of another chat", OLU)])
        texts = await reader.has(2)
        assert "of another chat" in texts[:4]


async def test_a_handler_that_found_the_store_away_is_asked_again(bot: Bot, store: Store) -> None:
    reader = Reader()
    attempts: list[int] = []

    async def handle(update: Update) -> None:
        attempts.append(update.update_id)
        if len(attempts) == 1:
            raise StoreError("away for a moment")
        await reader.handle(update)

    async with handling(bot, store, handle) as updates:
        await updates.take([said(1, "once"), said(2, "then")])
        assert await reader.has(2) == ["once", "then"]
    assert attempts == [1, 1, 2]


async def test_however_long_others_write_no_command_is_put_aside(bot: Bot, store_url: str) -> None:
    """Each writes; none of them gets its turn for longer than an update may take."""
    reader = Reader()
    async with await Store.open(store_url, patience=0.2) as store:

        async def handle(update: Update) -> None:
            async with store.writing() as conn:
                await chats.save(conn, chat(update.update_id))
            await reader.handle(update)

        async with handling(bot, store, handle, handling_limit=0.5) as updates:
            await updates.take([said(number, f"{number}", chat=number) for number in range(1, 26)])
            async with store.writing():
                await asyncio.sleep(1.0)
            assert sorted(map(int, await reader.has(25))) == list(range(1, 26))
            await none_wait(store)


async def test_what_the_operator_has_to_mend_ends_the_handling(bot: Bot, store: Store) -> None:
    async def refused(update: Update) -> None:
        raise TokenRefused("no")

    updates = updates_of(bot, store)
    task = asyncio.create_task(updates.run(refused))
    await updates.take([said(1, "hello")])
    with pytest.raises(TokenRefused):
        await asyncio.wait_for(task, 10)
