"""One clock for all sends, with two lanes: replies go ahead, broadcasts keep to the rate.

A generic cell rate algorithm with a burst of one: no two broadcasts share a moment, so no second ever
holds more than the rate. A 429 stops both lanes until it has passed; then the rate is lower and
recovers slowly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

_CHAT_GAP = 1.0
"""Seconds between broadcasts to one private chat (Telegram FAQ: avoid more than one a second)."""
_GROUP_GAP = 3.0
"""Twenty a minute in a group or channel; their ids are negative."""
_SLOWER = 0.8
_RECOVERY = 0.002
"""Share of the full rate that each send gives back after a 429."""
_CHATS_REMEMBERED = 10_000


class Pace:
    """`rate` in messages a second. `clock` and `sleep` are the loop's own outside of tests."""

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._full_rate = rate
        self._rate = rate
        self._clock = clock
        self._sleep = sleep
        self._free_at = 0.0
        self._paused_until = 0.0
        self._chat_free_at: dict[int, float] = {}

    @property
    def rate(self) -> float:
        return self._rate

    async def reply_turn(self) -> None:
        """Returns when a reply may go out: at once, unless Telegram has told everybody to wait."""
        self._reserve()
        await self.until_open()

    async def until_open(self) -> None:
        """Returns when no 429 holds anybody back."""
        while wait := self.paused_for:
            await self._sleep(wait)

    async def broadcast_turn(self) -> bool:
        """Waits for a place in the rate. False when nobody may send for now: come back later."""
        if self.paused_for:
            return False
        await self._sleep(self._reserve())
        return not self.paused_for  # a 429 may have come while this one slept

    def chat_wait(self, chat: int) -> float:
        """Seconds until a broadcast to this chat is polite; 0 takes the place at once."""
        now = self._clock()
        wait = self._chat_free_at.get(chat, 0.0) - now
        if wait > 0:
            return wait
        if len(self._chat_free_at) >= _CHATS_REMEMBERED:
            self._chat_free_at = {c: at for c, at in self._chat_free_at.items() if at > now}
        self._chat_free_at[chat] = now + (_GROUP_GAP if chat < 0 else _CHAT_GAP)
        return 0.0

    @property
    def paused_for(self) -> float:
        """Seconds until anything at all may be sent."""
        return max(0.0, self._paused_until - self._clock())

    def pause(self, wait: timedelta) -> None:
        """Telegram said 429: nobody sends before `wait` is over, and then more slowly."""
        self._paused_until = max(self._paused_until, self._clock() + wait.total_seconds())
        self._free_at = max(self._free_at, self._paused_until)
        self._rate = max(self._full_rate * 0.1, self._rate * _SLOWER)

    def _reserve(self) -> float:
        """Takes the next place in the rate; seconds until it comes. Replies take one too, so that
        broadcasts make room for them."""
        now = self._clock()
        self._rate = min(self._full_rate, self._rate + self._full_rate * _RECOVERY)
        start = max(now, self._free_at)
        self._free_at = start + 1.0 / self._rate
        return start - now
