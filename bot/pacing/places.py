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
_SHORTEST, _LONGEST = 1.01, 1.07
"""What may count as a second: messages bunch between this clock and Telegram's, after a pause most of all."""


class Places:
    """Place after place, a rate apart. None comes before `first`."""

    def __init__(self, first: float) -> None:
        self._next = first

    def wait(self, now: float) -> float:
        return max(0.0, self._next - now)

    def take(self, now: float, rate: float) -> None:
        """A sender goes in the place that has come. A little late, it leaves the next one where it was; later
        than that, all places move, so that nothing is caught up in a burst."""
        late = now - self._next
        start = self._next if late <= KEPT else now - KEPT if late < _IDLE else now
        self._next = start + 1.0 / rate

    def give_up_one(self, now: float, rate: float) -> None:
        """Somebody else sends now: all places move up by one."""
        self._next = max(now, self._next) + 1.0 / rate

    def none_before(self, moment: float) -> None:
        self._next = max(self._next, moment)


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
