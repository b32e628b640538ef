"""Whose turn it is to ask: one request at a time for each host, a pause between two, and not too many in all.

A host that hangs keeps only those waiting that want something of the same host, and takes one of the places
that there are for everybody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

PAUSE = 2.0
"""Seconds between the end of one request to a host and the start of the next."""
AT_ONCE = 32
_REMEMBERED = 1_000


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted_by: int = 0
    free_at: float = float("-inf")


class Courtesy:
    """Hands out turns, for each host in the order in which they were asked for.

    `stopwatch` is monotonic, in seconds; `sleep` is the loop's own outside of tests.
    """

    def __init__(
        self,
        stopwatch: Callable[[], float],
        *,
        pause: float = PAUSE,
        at_once: int = AT_ONCE,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._stopwatch = stopwatch
        self._pause = pause
        self._sleep = sleep
        self._places = asyncio.Semaphore(at_once)
        self._hosts: dict[str, _Host] = {}
        self._tidy_at = _REMEMBERED

    @asynccontextmanager
    async def turn(self, host: str, *, pause: float = 0.0) -> AsyncIterator[None]:
        """Within the block nobody else asks `host`. Not to be entered again for the same host inside.

        `pause` is what the host asks for (`Crawl-delay`); it counts where it is longer than the usual one.
        """
        self._tidy()
        known = self._hosts.setdefault(host, _Host())
        known.wanted_by += 1
        try:
            async with known.turn:
                if (wait := known.free_at - self._stopwatch()) > 0:
                    await self._sleep(wait)
                # Only now, so that whoever waits for a host takes no place away from the others.
                async with self._places:
                    try:
                        yield
                    finally:
                        known.free_at = self._stopwatch() + max(pause, self._pause)
        finally:
            known.wanted_by -= 1

    @property
    def hosts_remembered(self) -> int:
        return len(self._hosts)

    def _tidy(self) -> None:
        """Forgets the hosts that nobody waits for and that may be asked at once."""
        if len(self._hosts) < self._tidy_at:
            return
        now = self._stopwatch()
        self._hosts = {
            name: host for name, host in self._hosts.items() if host.wanted_by or host.free_at > now
        }
        self._tidy_at = max(_REMEMBERED, 2 * len(self._hosts))
