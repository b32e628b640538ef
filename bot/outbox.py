"""Empties the ledger: claims open deliveries, a few at a time, sends them, has written down what came of it.

No more is claimed than goes out in a tenth of a second, and one such batch ahead: rows marked as being
sent are those whose bytes are on their way or about to be, and that is all a crash can leave in doubt.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.gateway import Gateway, Message
from bot.letters import Letter
from bot.pacing import Pace
from bot.settling import Settling, report
from bot.typesetting import Typesetter
from digests.delivery import Outcome, Policy, Rejected, RetryAt, Unwanted, Withheld, is_silent, is_too_late
from digests.errors import OperatorMistake, StoreError, foremost
from digests.model import Standing
from digests.newsroom import sending
from digests.newsroom.sending import Parcel
from digests.schedule import Loudness, Wait, loudness, zone_of
from digests.store.engine import Store

log = structlog.get_logger()

_BATCH = 0.1
"""Seconds' worth of the rate that is claimed at once."""
_PATIENCE, _PATIENT_AT_MOST = 3.5, 20
"""Seconds that a claimed parcel waits for its chat's turn, and how many do at once."""
_HELD = Withheld("broadcasts are held")
_DATABASE_PAUSE = timedelta(seconds=1)


class Outbox:
    """`owner` names this process in the ledger; `clock` tells the time in UTC."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        pace: Pace,
        typesetter: Typesetter,
        settling: Settling,
        policy: Policy,
        *,
        owner: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._gateway = gateway
        self._pace = pace
        self._typesetter = typesetter
        self._settling = settling
        self._policy = policy
        self._owner = owner
        self._clock = clock
        self._flying = 0
        self._landed = asyncio.Event()
        self._patient = 0
        self._resting = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    async def rest(self, patience: float) -> None:
        """Begins no further sends, and waits up to `patience` seconds for those under way."""
        self._resting.set()
        self._landed.set()  # nobody waits for room any more
        with suppress(TimeoutError):  # what is still open then is settled as in doubt at the next start
            async with asyncio.timeout(patience):
                await self._idle.wait()

    async def take_over(self) -> None:
        """Once at start: what the last process left half done is settled as in doubt."""
        report(await sending.take_over(self._store, self._owner, self._clock(), self._policy))

    async def drain(self) -> int:
        """Sends all that is open now; returns how many were tried. Raises OperatorMistake."""
        self._idle.clear()
        try:
            expired = await sending.expire(self._store, self._clock(), self._policy)
            if expired:
                log.warning("deliveries too late to be of use", count=expired)
            left = await sending.recover(
                self._store, self._clock(), self._policy, under_way=self._settling.unsettled
            )
            report(left)
            return await self._drain()
        finally:
            self._idle.set()

    async def _drain(self) -> int:
        supply = _Supply(self._claim)
        begun = 0
        try:
            async with asyncio.TaskGroup() as group:
                while (parcel := await supply.next()) is not None:
                    if self._resting.is_set() or not await self._begin(parcel, group):
                        break
                    supply.begun()
                    begun += 1
        except BaseExceptionGroup as failures:
            raise foremost(failures) from failures
        finally:
            for parcel in await supply.left():
                self._settling.put(parcel, _HELD)
            await self._settling.flush()
            # Whatever was claimed is written down by now, or in doubt once its lease is over.
            self._settling.unsettled.clear()
        return begun

    async def _claim(self) -> Sequence[Parcel]:
        if self._resting.is_set() or self._pace.broadcasts_held_for:
            return ()
        limit = min(math.ceil(self._pace.rate * _BATCH), self._pace.in_flight)
        try:
            parcels, expired = await sending.claim(
                self._store, self._owner, self._clock(), self._policy, limit
            )
        except StoreError as error:
            # Raised here, it would cancel the sends under way, and leave them in doubt.
            log.error("no delivery can be claimed", error=str(error))
            return ()
        report(expired)
        self._settling.claimed(parcels)
        return parcels

    async def _begin(self, parcel: Parcel, group: asyncio.TaskGroup) -> bool:
        """Has the parcel sent, or settled without; False when nothing may be sent for now."""
        wait = self._pace.chat_wait(parcel.chat.id)
        if wait:
            self._wait_for_turn(parcel, wait, group)
            return True
        ready = await self._ready(parcel)
        if not isinstance(ready, Message):
            self._settling.put(parcel, ready)
            return True
        while self._flying >= self._pace.in_flight and not self._resting.is_set():
            self._landed.clear()
            await self._landed.wait()
        if self._resting.is_set() or not await self._pace.broadcast_turn():
            return False
        if is_too_late(parcel.delivery, self._clock(), self._policy):
            # The process slept meanwhile, or its clock was moved.
            self._settling.put(parcel, Withheld("too late by now"))
            return True
        self._flying += 1
        group.create_task(self._send(parcel, ready))
        return True

    def _wait_for_turn(self, parcel: Parcel, wait: float, group: asyncio.TaskGroup) -> None:
        """The chat has just got something. A little later it is its turn, here, so that it does not go to
        the end of a long line for having asked a question."""
        if wait <= _PATIENCE and self._patient < _PATIENT_AT_MOST:
            self._patient += 1
            group.create_task(self._begin_later(parcel, wait, group))
        else:
            self._settling.put(parcel, RetryAt(timedelta(seconds=wait), "waiting for its turn"))

    async def _begin_later(self, parcel: Parcel, wait: float, group: asyncio.TaskGroup) -> None:
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._resting.wait()
            if self._resting.is_set() or not await self._begin(parcel, group):
                self._settling.put(parcel, _HELD)
        finally:
            self._patient -= 1

    async def _send(self, parcel: Parcel, message: Message) -> None:
        try:
            self._settling.put(parcel, await self._gateway.send(message))
        except OperatorMistake as mistake:  # the token is refused: nothing was sent
            self._settling.put(parcel, RetryAt(_DATABASE_PAUSE, str(mistake)))
            raise
        finally:
            self._flying -= 1
            self._landed.set()

    async def _ready(self, parcel: Parcel) -> Message | Outcome:
        """The message as it goes out now, or what there is to settle instead."""
        delivery, chat, now = parcel.delivery, parcel.chat, self._clock()
        if chat.standing is not Standing.SUBSCRIBED:
            return Unwanted("not subscribed any more")
        if chat.is_paused(now):
            return Unwanted("paused")
        loud = loudness(chat.quiet, zone_of(chat.timezone), delivery.due_at, now, self._policy.catch_up)
        if isinstance(loud, Wait):
            return RetryAt(loud.until - now, "quiet hours")
        text = await self._set(parcel, now)
        if not isinstance(text, Letter):
            return text
        silent = chat.silent or loud is Loudness.SILENT or is_silent(delivery, self._policy)
        return Message(chat.id, text, delivery.thread, silent=silent, previews=chat.previews)

    async def _set(self, parcel: Parcel, now: datetime) -> Letter | Outcome:
        try:
            return await self._typesetter.letter(parcel, now)
        except StoreError as error:
            return RetryAt(_DATABASE_PAUSE, str(error))
        except Exception:
            # One edition that cannot be rendered must not hold up all the others behind it.
            log.exception("edition cannot be rendered", chat=parcel.chat.id, lineup=parcel.delivery.lineup)
            return Rejected("the edition cannot be rendered")


class _Supply:
    """Claimed parcels, one by one: while a batch is handed out, the next one is claimed already."""

    def __init__(self, claim: Callable[[], Coroutine[None, None, Sequence[Parcel]]]) -> None:
        self._claim = claim
        self._batch: deque[Parcel] = deque()
        self._ahead: asyncio.Task[Sequence[Parcel]] | None = None

    async def next(self) -> Parcel | None:
        """The first that is not begun; None where there is nothing to send, or nothing may be sent."""
        if not self._batch:
            self._batch.extend(await self._claimed_ahead() or await self._claim())
            if self._batch:
                self._ahead = asyncio.create_task(self._claim())
        return self._batch[0] if self._batch else None

    def begun(self) -> None:
        self._batch.popleft()

    async def left(self) -> Sequence[Parcel]:
        """What was claimed and not begun. There is nothing more to come then."""
        left = [*self._batch, *await self._claimed_ahead()]
        self._batch.clear()
        return left

    async def _claimed_ahead(self) -> Sequence[Parcel]:
        ahead, self._ahead = self._ahead, None
        return await ahead if ahead else ()
