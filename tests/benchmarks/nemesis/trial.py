"""One trial: a town is settled, the program started, the plan played, quiet awaited, evidence gathered.

Bounded: the plan's length, the quiet and the end all have limits. It ends its process by its number, and
its folder goes with it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.playground import Playground, Rates
from tests.benchmarks.nemesis import log, readers
from tests.benchmarks.nemesis.attacks import LATENCY, Attacker
from tests.benchmarks.nemesis.clock import ClockHand
from tests.benchmarks.nemesis.enemy import CATCH_UP, LEASE, Plan, Targets, plan
from tests.benchmarks.nemesis.evidence import Evidence, History, Span
from tests.benchmarks.nemesis.process import Keeper
from tests.benchmarks.nemesis.readers import Readers
from tests.benchmarks.nemesis.settlement import Settlement
from tests.e2e.processes import environment
from tests.stage import TOKEN

TARGETS = Targets(people=120, groups=24, forums=8, channels=6)
_RATES = Rates()
_TAKES_IN = 3.0
"""Seconds in which the first articles are taken in."""
_QUIET = 6.0
"""Seconds with nothing open or sent, after which the trial is over: what is due is planned in less."""
_PATIENCE = 75.0
"""Seconds in which quiet has to come: twenty without an answer, twice, and what is still to be done."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The evidence, and what nothing depends on."""

    evidence: Evidence
    deeds: Counter[str]
    """What the enemy did, and the readers."""
    complaints: Counter[str]
    """What the program logged as errors."""
    seconds: float


async def play(seed: int, seconds: float, targets: Targets = TARGETS) -> Outcome:
    """One trial with an enemy `seconds` long."""
    made = plan(seed, seconds, targets)
    with TemporaryDirectory(prefix="nemesis-") as name:
        async with Playground.serving(token=TOKEN) as playground:
            return await _Trial(made, targets, playground, Path(name)).play()


class _Trial:
    def __init__(self, made: Plan, targets: Targets, playground: Playground, folder: Path) -> None:
        self._plan, self._targets = made, targets
        self._playground = playground
        clock = folder / "clock"
        self._hand = ClockHand(clock)
        self._began = time.monotonic() - self._hand.seconds()
        # Nothing is due before it, and the program has time to start.
        self._first = self._hand.began.replace(second=0, microsecond=0) + timedelta(minutes=3)
        self._settlement = Settlement(folder, self._first)
        self._late: list[Span] = []
        self._keeper = Keeper(
            folder,
            ("-m", "tests.benchmarks.nemesis.launcher", str(clock), str(LEASE.total_seconds())),
            environment(
                folder,
                playground.url,
                PULLQUOTE_SCHEDULE__CATCH_UP=f"{CATCH_UP // timedelta(minutes=1)}m",
                PULLQUOTE_LOG__FORMAT="json",
            ),
            seconds=self._hand.seconds,
            asked_since=lambda at: log.asked_since(playground, at + self._began),
        )

    async def play(self) -> Outcome:
        await self._settlement.found(self._plan, self._targets, self._playground)
        attacker, voices = self._attacker(), self._readers()
        for name in ("linnet", "corran", "ashby"):
            self._settlement.drop(name)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keeper.keep())
            watching = group.create_task(self._watch())
            self._weather()
            await self._keeper.at_work()
            await asyncio.sleep(_TAKES_IN)
            begin = self._hand.seconds()
            await self._course(begin, attacker, voices)
            self._heal()
            await self._quiet()
            farewell = await self._keeper.end()
            watching.cancel()
        seconds = self._hand.seconds() - begin
        evidence = await self._evidence(attacker, voices, farewell)
        self._hand.close()
        return Outcome(evidence, attacker.done + voices.done, self._keeper.complaints, seconds)

    def _attacker(self) -> Attacker:
        return Attacker(self._playground, self._keeper, self._hand, self._settlement, first=self._first)

    def _readers(self) -> Readers:
        return Readers(
            self._playground,
            numbers=self._settlement.people,
            zones=self._settlement.zones,
            first=self._first,
            seconds=self._hand.seconds,
        )

    async def _course(self, begin: float, attacker: Attacker, voices: Readers) -> None:
        """Everything at its time; what takes longer goes on beside the rest."""
        async with asyncio.TaskGroup() as group:

            def at(moment: float, deed: Coroutine[None, None, None]) -> None:
                group.create_task(self._later(begin + moment, deed))

            for strike in self._plan.strikes:
                at(strike.at, attacker.carry_out(strike.attack))
            for wish in readers.wishes(self._plan, self._targets):
                at(wish.at, voices.fulfil(wish))
            for number, each in enumerate(self._plan.rounds[::3]):
                at(each.at + 4.0, asyncio.to_thread(self._settlement.drop, f"port {number}"))

    async def _later(self, moment: float, deed: Awaitable[None]) -> None:
        await asyncio.sleep(moment - self._hand.seconds())
        await deed

    async def _watch(self) -> None:
        await log.watch_processors(self._late, self._hand.seconds, self._keeper.waited)

    def _weather(self) -> None:
        self._playground.delay(*LATENCY)
        self._playground.limit_rates(_RATES)

    def _heal(self) -> None:
        """The enemy withdraws: what was wrong is well again, and the clock shows the latest it ever did."""
        self._playground.heal()
        self._weather()
        latest = self._history().latest_clock(0.0, self._hand.seconds())
        if latest > self._hand.shows():
            self._hand.set(latest)

    async def _quiet(self) -> None:
        """Until nothing has been open or sent for a while, or patience ends."""
        until = self._hand.seconds() + _PATIENCE
        await self._keeper.at_work()
        quiet_since = self._hand.seconds()
        while quiet_since + _QUIET > self._hand.seconds() < until:
            await asyncio.sleep(0.2)
            last = next(call for call in reversed(self._playground.calls) if call.method != "getUpdates")
            quiet_since = max(quiet_since, last.received_at - self._began)
            if self._settlement.is_anything_open():
                quiet_since = self._hand.seconds()

    def _history(self, hampered: tuple[Span, ...] = ()) -> History:
        return History(
            began=self._hand.began,
            end=self._hand.seconds(),
            moves=tuple(self._hand.moves),
            dead=tuple(self._keeper.dead),
            frozen=tuple(self._keeper.frozen),
            hampered=hampered,
            late=tuple(self._late),
        )

    async def _evidence(self, attacker: Attacker, voices: Readers, farewell: tuple[int, float]) -> Evidence:
        return Evidence(
            history=self._history(tuple(attacker.hampered)),
            catch_up=CATCH_UP,
            rate=_RATES.overall,
            asked=(*self._settlement.occurrences(), *voices.asked),
            rows=await self._settlement.ledger(),
            arrivals=tuple(log.arrivals(self._playground.calls, lambda monotonic: monotonic - self._began)),
            shut=(*attacker.shut, *voices.shut),
            floods=tuple(attacker.floods),
            reports=tuple(self._keeper.reports),
            counted_unknown=await self._settlement.counted_unknown(self._hand.shows()),
            exits=tuple(self._keeper.exits),
            moved=attacker.moved,
            farewell=farewell,
        )
