"""What Telegram's silence means for broadcasts: how much to have under way, and when to stop and wait.

A message that was not answered is in doubt, and is sent again once. When Telegram is out of reach for ten
minutes, nearly all messages must stay unsent and whole, instead of using up that one attempt.
"""

from __future__ import annotations

import math

_FEWEST, _MOST = 2, 256
_FIRST_GUESS = 0.1
"""Seconds from a message to its answer, before anything is known."""
_WEIGHT = 0.1
"""Of the newest answer in the smoothed latency."""

_FAILURES = 3
"""In a row, without an answer between them: one dropped connection is not yet an outage."""
_FIRST_REST, _LONGEST_REST = 1.0, 60.0


class Latency:
    """How long Telegram takes to answer, smoothed."""

    def __init__(self) -> None:
        self._smoothed = _FIRST_GUESS

    def observed(self, seconds: float) -> None:
        self._smoothed += _WEIGHT * (seconds - self._smoothed)

    def in_flight(self, rate: float) -> int:
        """As many messages as the rate needs under way, with room for answers that take twice as long.
        More would only be more in doubt when Telegram falls silent."""
        return max(_FEWEST, min(_MOST, math.ceil(rate * self._smoothed * 2) + 1))


class Circuit:
    """Failures in a row, and the growing rests that broadcasts take after them."""

    def __init__(self) -> None:
        self.failures = 0
        """Since the last answer."""
        self._rest = _FIRST_REST
        self._rests_until = -math.inf

    @property
    def is_shaky(self) -> bool:
        """Whether so much has failed that one message at a time is enough."""
        return self.failures >= _FAILURES

    def resting_for(self, now: float) -> float:
        return max(0.0, self._rests_until - now)

    def answered(self) -> None:
        self.failures = 0
        self._rest = _FIRST_REST
        self._rests_until = -math.inf

    def failed(self, now: float) -> None:
        self.failures += 1
        # What was under way together fails together: that is one failure of Telegram, and one rest.
        if self.is_shaky and not self.resting_for(now):
            self._rests_until = now + self._rest
            self._rest = min(_LONGEST_REST, self._rest * 2)
