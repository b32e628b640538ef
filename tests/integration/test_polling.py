"""Updates are neither lost nor handled twice, whatever happens between Telegram and the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from functools import partial

import pytest

from bot.gateway import TokenRefused
from bot.playground import Playground
from bot.playground.faults import Failure
from bot.polling import Polling
from bot.receiving import OF_POLLING, Patience, Receiving
from bot.updates import Handle
from digests.store.engine import Store
from tests.receivers import KINDS, Reader, Running, locked, none_wait, receiving, stopwatch, talking, until
from tests.stage import READER, TOKEN


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(READER + 1, "Olu")
        yield playground


def polling(
    playground: Playground,
    store: Store,
    handle: Handle,
    *,
    patience: Patience = OF_POLLING,
    token: str = TOKEN,
) -> AbstractAsyncContextManager[Running]:
    make = partial(Polling, kinds=KINDS, stopwatch=stopwatch, patience=patience)
    return receiving(playground, store, handle, make, token)


async def test_updates_of_one_chat_are_handled_in_order(playground: Playground, store: Store) -> None:
    reader = Reader()
    for text in ("slow", "second", "third"):
        await playground.say(READER, text)
    await playground.say(READER + 1, "of another chat")
    async with polling(playground, store, reader.handle):
        texts = await reader.has(4)
    assert texts[0] == "of another chat", "a slow chat does not hold up another one"
    assert texts[1:] == ["slow", "second", "third"]


async def test_a_handler_that_hangs_does_not_hold_up_what_comes_later(
    playground: Playground, store: Store
) -> None:
    reader = Reader()
    async with polling(playground, store, reader.handle):
        await playground.say(READER, "hang")
        await reader.has(1)
        await playground.say(READER + 1, "of another chat")
        assert await reader.has(2) == ["hang", "of another chat"]
        await until(lambda: not len(playground.desk.updates))


async def test_an_update_is_not_confirmed_before_it_is_stored(
    playground: Playground, sqlite_url: str
) -> None:
    reader = Reader()
    async with (
        await Store.open(sqlite_url) as store,
        polling(playground, store, reader.handle) as running,
    ):
        await until(lambda: running.receiver.state is Receiving.POLLING)
        with locked(store):
            await playground.say(READER, "kept")
            await until(lambda: running.receiver.state is Receiving.WAITING)
            assert len(playground.desk.updates) == 1
        assert await reader.has(1) == ["kept"]
        await until(lambda: not len(playground.desk.updates))


async def test_what_was_stored_but_not_confirmed_is_not_handled_again(
    playground: Playground, store: Store
) -> None:
    reader = Reader()
    async with polling(playground, store, reader.handle):
        await playground.wait_for_call("getUpdates")
        playground.fail_next(Failure.DROPPED, times=100, methods=frozenset({"getUpdates"}))
        await playground.say(READER, "once")
        assert await reader.has(1) == ["once"]
        await none_wait(store)
    playground.heal()
    assert len(playground.desk.updates) == 1
    await playground.say(READER, "next")
    async with polling(playground, store, reader.handle):
        assert await reader.has(2) == ["once", "next"]


async def test_an_update_that_the_library_cannot_read_stops_nothing(
    playground: Playground, store: Store
) -> None:
    reader = Reader()
    await playground.say(READER, "before")
    playground.desk.updates.push("message", {"nonsense": True}, lane=READER)
    await playground.say(READER, "after")
    async with polling(playground, store, reader.handle):
        assert await reader.has(2) == ["before", "after"]
        await until(lambda: not len(playground.desk.updates))


async def test_a_handler_that_fails_is_not_tried_for_ever(playground: Playground, store: Store) -> None:
    reader = Reader()
    await playground.say(READER, "fail")
    await playground.say(READER, "after")
    async with polling(playground, store, reader.handle):
        assert await reader.has(2) == ["fail", "after"]


@pytest.mark.parametrize("failure", [Failure.BAD_GATEWAY, Failure.DROPPED, Failure.TOO_MANY])
@pytest.mark.parametrize("method", ["getUpdates", "deleteWebhook"])
async def test_polling_goes_on_after_trouble(
    playground: Playground, store: Store, failure: Failure, method: str
) -> None:
    playground.fail_next(failure, methods=frozenset({method}))
    reader = Reader()
    async with polling(playground, store, reader.handle):
        await playground.say(READER, "still there")
        assert await reader.has(1) == ["still there"]


async def test_a_refused_token_ends_the_polling(playground: Playground, store: Store) -> None:
    async with polling(playground, store, Reader().handle, token="1:" + "a" * 35) as running:
        with pytest.raises(TokenRefused):
            await asyncio.wait_for(asyncio.shield(running.receiving), 10)


async def test_a_webhook_that_was_left_is_taken_away(playground: Playground, store: Store) -> None:
    async with talking(playground) as bot:
        await bot.set_webhook("http://127.0.0.1:9/gone")
    reader = Reader()
    await playground.say(READER, "kept")
    async with polling(playground, store, reader.handle):
        assert await reader.has(1) == ["kept"]


# --- another process with the same token ------------------------------------------------------

SHORT = Patience(times=3, within=60, pause=0.05)


async def test_one_conflict_is_borne(playground: Playground, store: Store) -> None:
    """A process that was there before and has not gone yet."""
    reader = Reader()
    async with polling(playground, store, reader.handle, patience=SHORT) as running:
        await playground.wait_for_call("getUpdates")
        async with talking(playground) as other:
            await other.get_updates(timeout=0)
        await playground.say(READER, "still there")
        assert await reader.has(1) == ["still there"]
        assert running.receiver.state is Receiving.POLLING


async def test_of_two_that_poll_one_gives_way_and_nothing_is_lost(
    playground: Playground, store: Store
) -> None:
    reader = Reader()
    async with (
        polling(playground, store, reader.handle, patience=SHORT) as one,
        polling(playground, store, reader.handle, patience=SHORT) as two,
    ):
        first, _ = await asyncio.wait(
            (one.receiving, two.receiving), timeout=20, return_when=asyncio.FIRST_COMPLETED
        )
        assert len(first) == 1
        assert sorted((one.receiver.state, two.receiver.state)) == [
            Receiving.POLLING,
            Receiving.STOPPED_CONFLICT,
        ]
        await playground.say(READER, "heard once")
        assert await reader.has(1) == ["heard once"]
        await none_wait(store)


async def test_a_webhook_set_elsewhere_ends_the_polling_after_a_while(
    playground: Playground, store: Store
) -> None:
    async with (
        polling(playground, store, Reader().handle, patience=SHORT) as running,
        talking(playground) as other,
    ):
        await playground.wait_for_call("getUpdates")
        await other.set_webhook("http://127.0.0.1:9/theirs")
        await asyncio.wait_for(asyncio.shield(running.receiving), 10)
        assert running.receiver.state is Receiving.STOPPED_CONFLICT
        assert not running.handling.done()
        assert (await other.get_webhook_info()).url == "http://127.0.0.1:9/theirs"
