"""One clock for all sends, with two lanes: replies go ahead, broadcasts keep to the rate.

The outbox asks for a turn, the gateway tells what came of it. A 429 stops both lanes until it has passed;
then the rate is lower and recovers slowly.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.pacing.chats import ChatTurns, MeantFor
from bot.pacing.limits import Limits
from bot.pacing.places import Places
from bot.pacing.trouble import Circuit, Latency

_START = 1.0
"""Seconds without broadcasts at first: a process that died may have filled the second before."""
_AT_FIRST = 16
"""Broadcasts under way at once when one begins; each answer makes room for one more. A hundred connections
that have to be made together would be late together, and what waited for them would arrive as a flood."""
_NAP = 0.005
"""Nobody sleeps for less: at a thousand a second, waking up for each would cost more than sending."""
_SLOWER, _SLOWEST = 0.8, 0.1
_RECOVERY = 0.01
"""Share of the full rate that a second of sending gives back after a 429."""


@dataclass(frozen=True, slots=True)
class FloodWait:
    """The last 429: how long ago, what it asked for, and of which chat; None: of everybody."""

    ago: timedelta
    wait: timedelta
    chat: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceReport:
    """How the pace is right now, for whoever asks, and for the process that comes after this one."""

    rate: float
    full_rate: float
    paused_for: timedelta
    last_429: FloodWait | None
    resting_for: timedelta
    """Broadcasts rest this long because Telegram does not answer."""
    failures: int
    """Messages in a row that were not answered."""
    no_stars: bool
    """Broadcasts should be paid for, and go out at the free rate."""


class Pace:
    """`rate` in messages a second; `paid`: broadcasts are paid for and have Telegram's higher limit.
    `clock` and `sleep` are the loop's own outside of tests."""

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        *,
        paid: bool = False,
    ) -> None:
        self.full_rate = rate
        self._rate = rate
        self._clock = clock
        self._sleep = sleep
        self._places = Places(first=clock() + _START)
        self._limits = Limits(rate, paid=paid)
        self._paused_until = -math.inf
        self._last_429: tuple[float, timedelta, int | None] | None = None
        self._was_told = asyncio.Event()
        self._chats = ChatTurns()
        self._latency = Latency()
        self._answers = 0
        self._circuit = Circuit()
        # One waits at a time, the others in line behind it: a reply that comes meanwhile moves them all.
        self._broadcasts, self._replies = asyncio.Lock(), asyncio.Lock()

    # --- turns --------------------------------------------------------------------------------

    async def broadcast_turn(self) -> bool:
        """Waits for a place in the rate. False when broadcasts are held: come back later."""
        async with self._broadcasts:
            while not self.broadcasts_held_for:
                now = self._clock()
                wait = max(self._places.wait(now), self._limits.wait(now, paid=self.pays))
                if not wait:
                    if self._places.are_unused(now):
                        self._answers = 0
                    self._places.take(now, self._rate)
                    self._limits.take(now, paid=self.pays)
                    self._recover()
                    return True
                await self._sleep(max(wait, _NAP))
        return False

    async def reply_turn(self, chat: int | None = None) -> None:
        """Returns when a reply may go out: at once, unless Telegram has said to wait, or replies alone fill
        what it takes in a second. Broadcasts make room for it from now on."""
        now = self._clock()
        self._places.give_up_one(now, self._rate)
        if chat is not None:
            self._chats.take(chat, now)
        while True:
            await self.until_open(chat)
            async with self._replies:
                if await self._replied(chat):
                    return

    async def _replied(self, chat: int | None) -> bool:
        """Takes the next place among replies; False when a 429 came first."""
        while not self.held_for(chat):
            now = self._clock()
            wait = self._limits.wait(now, paid=False)
            if not wait:
                self._limits.take(now, paid=False)
                self._recover()
                return True
            await self._sleep(wait)
        return False

    async def until_open(self, chat: int | None = None) -> None:
        """Returns when no 429 holds this chat, or anybody, back."""
        while wait := self.held_for(chat):
            await self._sleep(wait)

    async def leave(self) -> None:
        """Returns when a message may go onto the wire, and counts it. Turns are far enough apart; but a busy
        loop, or connections that have to be made first, bring together what had its turns before."""
        while wait := self._limits.wire(self._clock()).wait(self._clock()):
            await self._sleep(wait)
        self._limits.wire(self._clock()).take(self._clock())

    def chat_wait(self, chat: int) -> float:
        """Seconds until a broadcast to this chat is polite; 0 takes the place at once."""
        return self._chats.broadcast(chat, self._clock())

    # --- limits -------------------------------------------------------------------------------

    @property
    def rate(self) -> float:
        return self._rate

    @property
    def pays(self) -> bool:
        """Whether broadcasts are paid for, as far as is known."""
        return self._limits.pays(self._clock())

    @property
    def paused_for(self) -> float:
        """Seconds until anything at all may be sent."""
        return max(0.0, self._paused_until - self._clock())

    @property
    def broadcasts_held_for(self) -> float:
        """Seconds until a broadcast may be sent: after a 429, or while Telegram does not answer."""
        return max(self.paused_for, self._circuit.resting_for(self._clock()))

    def held_for(self, chat: int | None) -> float:
        """Seconds that a 429 still forbids messages to this chat: asked before the bytes leave."""
        if chat is None:
            return self.paused_for
        return max(self.paused_for, self._chats.paused_for(chat, self._clock()))

    @property
    def in_flight(self) -> int:
        """How many broadcasts may be under way at once."""
        if self._circuit.is_shaky:
            return 1
        return min(_AT_FIRST + self._answers, self._latency.in_flight(self._rate))

    @property
    def failures(self) -> int:
        """Messages in a row that were not answered."""
        return self._circuit.failures

    # --- what came of sends -------------------------------------------------------------------

    def refused(self, chat: int | None, wait: timedelta) -> MeantFor:
        """Telegram said 429 to a call, for a chat if it had one."""
        now = self._clock()
        meant = self._chats.refused(chat, now, wait.total_seconds())
        self._last_429 = (now, wait, chat if meant is MeantFor.CHAT else None)
        self._was_told.set()
        if meant is MeantFor.EVERYBODY:
            self.pause(wait)
        return meant

    def pause(self, wait: timedelta) -> None:
        """Nobody sends before `wait` is over, and then more slowly."""
        if not self.paused_for:  # answers to what was under way together say the same thing
            self._rate = max(self._top_rate * _SLOWEST, self._rate * _SLOWER)
        self._hold(wait.total_seconds())

    def no_stars(self) -> bool:
        """Telegram is not paid: for a while broadcasts go on at the free rate. False if that is known."""
        is_news = self._limits.no_stars(self._clock())
        self._rate = min(self._rate, self._top_rate)
        return is_news

    def answered(self, latency: float) -> None:
        """Telegram took, or refused, a message after `latency` seconds."""
        self._answers += 1
        self._latency.observed(latency)
        self._circuit.answered()

    def failed(self) -> None:
        """A message got no answer of Telegram's."""
        self._circuit.failed(self._clock())

    # --- across a restart ---------------------------------------------------------------------

    def report(self) -> PaceReport:
        now = self._clock()
        last = self._last_429
        return PaceReport(
            rate=self._rate,
            full_rate=self.full_rate,
            paused_for=timedelta(seconds=self.paused_for),
            last_429=FloodWait(timedelta(seconds=now - last[0]), last[1], last[2]) if last else None,
            resting_for=timedelta(seconds=self._circuit.resting_for(now)),
            failures=self._circuit.failures,
            no_stars=self._limits.is_without_stars(now),
        )

    async def next_429(self) -> None:
        """Returns when there was one since the last call: the process may die inside the pause, and then the
        report has to stand somewhere else already."""
        await self._was_told.wait()
        self._was_told.clear()

    def restore(self, paused_for: timedelta, rate: float | None) -> None:
        """At start: a pause that the process before this one was told and that is not over, and its rate."""
        self._hold(paused_for.total_seconds())
        if rate is not None:
            self._rate = min(self.full_rate, max(self.full_rate * _SLOWEST, rate))

    def _hold(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, self._clock() + seconds)
        self._places.none_before(self._paused_until)

    def _recover(self) -> None:
        top = self._top_rate
        self._rate = min(top, self._rate + top * _RECOVERY / self._rate)

    @property
    def _top_rate(self) -> float:
        return self._limits.rate(self._clock())
