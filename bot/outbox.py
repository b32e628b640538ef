"""Empties the ledger: claims open deliveries one by one, sends them, writes down what came of it.

The turn is waited for before a row is claimed, so that rows marked as being sent are those whose bytes
are on their way: that is all a crash can leave in doubt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.gateway import Gateway, Message
from bot.pacing import Pace
from bot.render.editions import edition as edition_screen
from bot.words import Words
from bot.words.catalog import chosen
from digests.delivery import Gone, Outcome, Policy, Rejected, RetryAt, Transition, is_silent
from digests.errors import StoreError
from digests.model import Delivery, DeliveryState, Standing
from digests.newsroom import sending
from digests.store.engine import Store

log = structlog.get_logger()

_IN_FLIGHT = 16
"""Half a second's worth at Telegram's free rate: more would only be more in doubt after a crash."""


_DATABASE_PAUSE = 1.0


class Outbox:
    """`owner` names this process in the ledger; `clock` tells the time in UTC."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        pace: Pace,
        words: Mapping[str, Words],
        policy: Policy,
        *,
        owner: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._gateway = gateway
        self._pace = pace
        self._words = words
        self._policy = policy
        self._owner = owner
        self._clock = clock
        self._resting = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def rest(self, patience: float) -> None:
        """Begins no further sends, and waits up to `patience` seconds for those under way."""
        self._resting = True
        with suppress(TimeoutError):  # what is still open then is settled as in doubt at the next start
            await asyncio.wait_for(self._idle.wait(), patience)

    async def take_over(self) -> None:
        """Once at start: what the last process left half done is settled as in doubt."""
        _report(await sending.take_over(self._store, self._owner, self._clock(), self._policy))

    async def drain(self) -> int:
        """Sends all that is open now; returns how many were tried."""
        self._idle.clear()
        try:
            return await self._drain()
        finally:
            self._idle.set()

    async def _drain(self) -> int:
        _report(await sending.recover(self._store, self._clock(), self._policy))
        tried = 0
        slots = asyncio.Semaphore(_IN_FLIGHT)
        async with asyncio.TaskGroup() as group:
            while not self._resting:
                await slots.acquire()
                if not await self._pace.broadcast_turn():
                    break
                try:
                    claimed = await sending.claim(self._store, self._owner, self._clock(), self._policy)
                except StoreError as error:
                    # Raised here, it would cancel the sends under way, and leave them in doubt.
                    log.error("no delivery can be claimed", error=str(error))
                    break
                if claimed is None:
                    break
                tried += 1
                group.create_task(self._deliver(claimed)).add_done_callback(lambda _: slots.release())
        return tried

    async def _deliver(self, delivery: Delivery) -> None:
        outcome = await self._sent(delivery)
        done = (await self._concluded(delivery, outcome)).delivery
        report = log.info if done.state in (DeliveryState.SENT, DeliveryState.PLANNED) else log.warning
        report(
            "delivery",
            chat=done.key.chat,
            date=done.key.local_date.isoformat(),
            state=done.state,
            reason=done.reason,
        )

    async def _concluded(self, delivery: Delivery, outcome: Outcome) -> Transition:
        """Holds on to what came of a send until the database takes it."""
        while True:
            try:
                return await sending.conclude(self._store, delivery, outcome, self._clock(), self._policy)
            except StoreError as error:
                log.error("an outcome waits for the database", chat=delivery.key.chat, error=str(error))
                await asyncio.sleep(_DATABASE_PAUSE)

    async def _sent(self, delivery: Delivery) -> Outcome:
        wait = self._pace.paused_for or self._pace.chat_wait(delivery.key.chat)
        if wait:
            return RetryAt(timedelta(seconds=wait), "waiting for its turn")
        try:
            parcel = await sending.unpack(self._store, delivery)
            if parcel.chat.standing is not Standing.SUBSCRIBED:
                return Gone("not subscribed any more")
            words = chosen(self._words, parcel.chat.language)
            screen = edition_screen(words, parcel.edition, parcel.chat, self._clock())
        except StoreError as error:
            return RetryAt(timedelta(seconds=_DATABASE_PAUSE), str(error))
        except Exception:
            # One edition that cannot be rendered must not hold up all the others behind it.
            log.exception("edition cannot be rendered", chat=delivery.key.chat, edition=delivery.edition)
            return Rejected("the edition cannot be rendered")
        return await self._gateway.send(
            Message(
                chat=delivery.key.chat,
                screen=screen,
                thread=delivery.thread,
                silent=is_silent(delivery, self._policy),
            )
        )


def _report(left: Iterable[Transition]) -> None:
    for each in left:
        log.warning("delivery in doubt", chat=each.delivery.key.chat, state=each.delivery.state)
