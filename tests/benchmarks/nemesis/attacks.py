"""Carries out what the enemy has planned, and notes what came of it."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import assert_never

from bot.playground import SENDS, Failure, Playground
from bot.playground.faults import Fault
from digests.store import sqlite
from tests.benchmarks.nemesis.clock import ClockHand
from tests.benchmarks.nemesis.enemy import (
    Attack,
    Block,
    CloseTopic,
    DeleteTopic,
    Fail,
    FillDisk,
    Freeze,
    Kick,
    Kill,
    Lock,
    Migrate,
    Refuse,
    SetClock,
    Stall,
)
from tests.benchmarks.nemesis.evidence import Flood, Reason, Shut, Span
from tests.benchmarks.nemesis.process import Keeper
from tests.benchmarks.nemesis.settlement import Settlement
from tests.e2e.processes import until

LATENCY = (0.04, 0.12)
"""Seconds before an answer, in good times."""
_POLLS = frozenset({"getUpdates"})
_WITHOUT_END = 1_000_000
_HEARD_AT_LAST = 180.0
"""Seconds after which an update must have been fetched, whatever else is done to the program."""
_UNDERSTOOD = 1.5
"""Seconds without trouble in which it surely is acted on."""


class Attacker:
    """`first` is minute 0 of the trial."""

    def __init__(
        self,
        playground: Playground,
        keeper: Keeper,
        hand: ClockHand,
        settlement: Settlement,
        *,
        first: datetime,
    ) -> None:
        self._playground = playground
        self._keeper = keeper
        self._hand = hand
        self._database = settlement.database
        self._people = settlement.people
        self._groups = settlement.groups
        self._threads = settlement.threads
        self._first = first
        self._seconds: Callable[[], float] = hand.seconds
        self._hampering = 0
        """Attacks on the database that are under way."""
        self.done: Counter[str] = Counter()
        self.shut: list[Shut] = []
        self.floods: list[Flood] = []
        self.hampered: list[Span] = []
        self.moved: dict[int, int] = {}

    async def carry_out(self, attack: Attack) -> None:
        self.done[f"enemy: {_name(attack)}"] += 1
        match attack:
            case Kill(down):
                self._keeper.kill(down)
            case Freeze(seconds):
                await self._keeper.freeze(seconds)
            case Refuse(retry_after, group):
                await self._refuse(retry_after, group)
            case Fail(failure, times, polls):
                self._playground.fail_next(failure, times=times, methods=_POLLS if polls else SENDS)
            case Stall(seconds, low, high):
                self._playground.delay(low, high)
                await asyncio.sleep(seconds)
                self._playground.delay(*LATENCY)
            case Lock(seconds):
                await self._hamper(self._lock(seconds))
            case FillDisk(seconds):
                await self._hamper(self._keeper.fill_disk(seconds))
            case SetClock():
                await self._set_clock(attack)
            case Block(who, seconds):
                await self._block(self._people[who], seconds)
            case Kick(group, seconds):
                await self._kick(self._groups[group], seconds)
            case Migrate(group):
                chat = self._groups[group]
                self.moved[chat] = await self._playground.migrate(chat)
            case CloseTopic(group, seconds):
                await self._close_topic(self._groups[group], seconds)
            case DeleteTopic(group):
                chat = self._groups[group]
                await self._playground.delete_topic(chat, self._threads[chat])
            case _:
                assert_never(attack)

    async def _refuse(self, retry_after: int, group: int | None) -> None:
        chat = None if group is None else self._groups[group % len(self._groups)]
        fault = Fault(
            failure=Failure.TOO_MANY,
            times=_WITHOUT_END,
            chat_id=chat,
            methods=SENDS,
            retry_after=retry_after,
        )
        start = self._seconds()
        self._playground.desk.faults.add(fault)
        await asyncio.sleep(retry_after)
        self._playground.desk.faults.discard(fault)
        self.floods.append(Flood(Span(start, self._seconds()), chat))

    async def _hamper(self, trouble: Coroutine[None, None, None]) -> None:
        start = self._seconds()
        self._hampering += 1
        await trouble
        self._hampering -= 1
        self.hampered.append(Span(start, self._seconds()))

    async def _lock(self, seconds: float) -> None:
        """As a database browser or a backup would: a transaction that is left open."""
        driver = sqlite.driver()
        connection = driver.connect(self._database, isolation_level=None, timeout=0)
        try:
            while True:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    break
                except driver.OperationalError:  # the program is writing: nothing here may wait for it
                    await asyncio.sleep(0.002)
            await asyncio.sleep(seconds)
            connection.execute("ROLLBACK")
        finally:
            connection.close()

    async def _set_clock(self, move: SetClock) -> None:
        shown = self._hand.shows()
        self._hand.set(self._first + move.to)
        if move.back_after is not None:
            left = self._seconds()
            await asyncio.sleep(move.back_after)
            self._hand.set(shown + timedelta(seconds=self._seconds() - left))

    async def _block(self, chat: int, seconds: float) -> None:
        end = self._shut(chat, Reason.BLOCKED)
        await self._playground.block(chat)
        await asyncio.sleep(seconds)
        await self._playground.unblock(chat)
        end(await self._heard())

    async def _kick(self, chat: int, seconds: float) -> None:
        end = self._shut(chat, Reason.KICKED)
        await self._playground.remove_bot(chat)
        await asyncio.sleep(seconds)
        await self._playground.invite_bot(chat)
        end(await self._heard())

    async def _close_topic(self, chat: int, seconds: float) -> None:
        """The chat itself is open: its editions go there instead."""
        thread = self._threads[chat]
        await self._playground.close_topic(chat, thread)
        await asyncio.sleep(seconds)
        await self._playground.reopen_topic(chat, thread)

    def _shut(self, chat: int, reason: Reason) -> Callable[[float], None]:
        """Notes that the chat is out of reach from now on; what is returned notes until when."""
        place, start = len(self.shut), self._seconds()
        self.shut.append(Shut(chat=chat, reason=reason, span=Span(start, math.inf)))

        def end(at: float) -> None:
            self.shut[place] = Shut(chat=chat, reason=reason, span=Span(start, at))

        return end

    async def _heard(self) -> float:
        """When the program surely has acted on the last update: it was confirmed, and since then there was
        time to do so."""
        updates = self._playground.desk.updates
        last = updates.last_id
        await until(lambda: not updates.waits(last), timeout=_HEARD_AT_LAST)
        since = self._seconds()
        while self._seconds() < since + _UNDERSTOOD:
            await asyncio.sleep(0.05)
            if self._hampering or not self._keeper.is_running:
                since = self._seconds()
        return self._seconds()


def _name(attack: Attack) -> str:
    match attack:
        case Fail(polls=True):
            return "polls fail"
        case Fail(failure):
            return f"answer: {failure}"
        case Refuse(_, None):
            return "429 to all"
        case Refuse():
            return "429 to one group"
        case SetClock(_, None):
            return "clock forward"
        case SetClock():
            return "clock back"
        case _:
            return _NAMES[type(attack)]


_NAMES: Mapping[type, str] = {
    Kill: "kill -9",
    Freeze: "SIGSTOP",
    Stall: "slow answers",
    Lock: "database locked",
    FillDisk: "disk full",
    Block: "bot blocked",
    Kick: "bot kicked",
    Migrate: "group migrated",
    CloseTopic: "topic closed",
    DeleteTopic: "topic deleted",
}
