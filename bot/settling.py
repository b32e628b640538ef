"""What came of sends, on its way into the ledger: many outcomes in one transaction, none of them lost.

An outcome is held until the database takes it, however long that is away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime

import structlog

from digests.delivery import BarChat, Outcome, Policy, TellKeeper, Transition
from digests.errors import StoreError
from digests.model import Chat, DeliveryKey, DeliveryState
from digests.newsroom import sending
from digests.newsroom.sending import Parcel
from digests.store.engine import Store

log = structlog.get_logger()

GATHERING, GATHERING_PAID = 0.02, 0.1
"""Seconds in which outcomes come together: what a crash could leave in doubt grows by no more. Where a
thousand come in a second, it takes less to write a hundred of them at once than twenty."""
_DATABASE_PAUSE = 1.0

_EXPECTED = (DeliveryState.SENT, DeliveryState.PLANNED)

TellThem = Callable[[Chat, BarChat | TellKeeper], Coroutine[None, None, None]]


class Settling:
    """`tell_keeper` tells the person who set up a chat what is wrong there; outcomes are gathered for
    `gathering` seconds."""

    def __init__(
        self,
        store: Store,
        policy: Policy,
        tell_keeper: TellThem,
        *,
        clock: Callable[[], datetime],
        gathering: float = GATHERING,
    ) -> None:
        self._store = store
        self._policy = policy
        self._tell_keeper = tell_keeper
        self._clock = clock
        self._gathering = gathering
        self._waiting: list[tuple[Parcel, Outcome]] = []
        self._writing: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()
        self.unsettled: set[DeliveryKey] = set()
        """Claimed, and not written down yet: what a look for abandoned ones must leave alone."""

    def claimed(self, parcels: Sequence[Parcel]) -> None:
        self.unsettled.update(parcel.delivery.key for parcel in parcels)

    def put(self, parcel: Parcel, outcome: Outcome) -> None:
        """Has the outcome written soon."""
        self._waiting.append((parcel, outcome))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    async def flush(self) -> None:
        """Returns when all that was put is written."""
        while self._writing is not None:
            await asyncio.shield(self._writing)

    async def _write(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(self._gathering)
                gathered, self._waiting = self._waiting, []
                await self._settle(gathered)
        finally:
            self._writing = None

    async def _settle(self, gathered: Sequence[tuple[Parcel, Outcome]]) -> None:
        try:
            transitions = await self._concluded(gathered)
        except Exception:
            if len(gathered) > 1:
                for each in gathered:
                    await self._settle([each])
                return
            # Left as it is: in doubt once its lease is over. The others go on.
            log.exception("an outcome cannot be written", chat=gathered[0][0].chat.id)
            transitions = ()
        self.unsettled.difference_update(parcel.delivery.key for parcel, _ in gathered)
        report(transitions)
        for (parcel, _), transition in zip(gathered, transitions, strict=False):
            if isinstance(transition.effect, BarChat | TellKeeper):
                self._tell(parcel.chat, transition.effect)

    async def _concluded(self, gathered: Sequence[tuple[Parcel, Outcome]]) -> Sequence[Transition]:
        came_of = [(parcel.delivery, outcome) for parcel, outcome in gathered]
        while True:
            try:
                return await sending.conclude(self._store, came_of, self._clock(), self._policy)
            except StoreError as error:
                log.error("outcomes wait for the database", count=len(came_of), error=str(error))
                await asyncio.sleep(_DATABASE_PAUSE)

    def _tell(self, chat: Chat, trouble: BarChat | TellKeeper) -> None:
        """In a task of its own: it may have to wait for Telegram, and outcomes must not wait for it."""
        telling = asyncio.create_task(self._tell_keeper(chat, trouble))
        self._telling.add(telling)
        telling.add_done_callback(self._told)

    def _told(self, telling: asyncio.Task[None]) -> None:
        self._telling.discard(telling)
        if not telling.cancelled() and (error := telling.exception()) is not None:
            log.error("a chat's keeper could not be told", exc_info=error)


def report(transitions: Sequence[Transition]) -> None:
    """A line for all that went well, and one for each that did not."""
    sent = sum(each.delivery.state is DeliveryState.SENT for each in transitions)
    if sent:
        log.info("delivered", count=sent)
    for each in transitions:
        done = each.delivery
        if done.state is DeliveryState.SENT and done.reason is None:
            continue
        tell = log.info if done.state in _EXPECTED and not done.doubtful else log.warning
        tell(
            "delivery",
            chat=done.key.chat,
            date=done.key.local_date.isoformat(),
            slot=done.key.slot,
            state=done.state,
            reason=done.reason,
        )
