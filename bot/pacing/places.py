"""The places of messages in time: evenly spaced, and never more than Telegram takes in any second.

The spacing is a token clock with a burst of one. The windows are the guarantee behind it: whatever replies
and late senders do, no second of any kind holds more than its limit. All times are seconds of one clock.
"""

from __future__ import annotations

from collections import deque

KEPT = 0.025
"""A sender that comes this late still has its place: asyncio wakes sleepers about a millisecond late, and a
rate that drifted by each of those would be held by nobody."""
_IDLE = 1.0
"""After this long without a sender there was no broadcast, and nothing is owed to the next one."""
_CATCH_UP = 0.01
"""Share of the rate by which it is exceeded while time is owed: what a hiccup of a tenth of a second cost
comes back within ten, and nobody notices."""
_SHORTEST, _LONGEST = 1.01, 1.07
"""What may count as a second: messages bunch between this clock and Telegram's, after a pause most of all."""


class Places:
    """Place after place, a rate apart. None comes before `first`."""

    def __init__(self, first: float) -> None:
        self._next = first
        self._owed = 0.0

    def wait(self, now: float) -> float:
        return max(0.0, self._next - now)

    def are_unused(self, now: float) -> bool:
        """Whether there was no broadcast of late."""
        return now - self._next >= _IDLE

    def take(self, now: float, rate: float) -> None:
        """A sender goes in the place that has come. A little late, it leaves the next one where it was; later
        than that, all places move: that time is owed, and is caught up little by little, not in a burst."""
        late, gap = now - self._next, 1.0 / rate
        if self.are_unused(now):
            self._next, self._owed = now, 0.0
        elif late > KEPT:
            self._next = now - KEPT
            self._owed = min(_IDLE, self._owed + late - KEPT)
        given_back = min(self._owed, gap * _CATCH_UP)
        self._owed -= given_back
        self._next += gap - given_back

    def give_up_one(self, now: float, rate: float) -> None:
        """Somebody else sends now: all places move up by one."""
        self._next = max(now, self._next) + 1.0 / rate

    def none_before(self, moment: float) -> None:
        if moment > self._next:
            self._next, self._owed = moment, 0.0


class Window:
    """The last second: no more than `limit` messages in it. Where the rate leaves room below the limit, the
    second is a little longer than one, for those that arrive closer together than they left."""

    def __init__(self, limit: int, rate: float) -> None:
        self._span = min(_LONGEST, max(_SHORTEST, 0.99 * limit / rate))
        self._times: deque[float] = deque(maxlen=limit)

    def wait(self, now: float) -> float:
        full = len(self._times) == self._times.maxlen
        return max(0.0, self._times[0] + self._span - now) if full else 0.0

    def take(self, now: float) -> None:
        self._times.append(now)
