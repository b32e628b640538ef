"""What Telegram takes in any second: few messages for nothing, many that are paid for in Stars.

Without Stars broadcasts go on for nothing, and paying is tried again after a while. Times are seconds of one
clock.
"""

from __future__ import annotations

import math

from bot.pacing.places import Window

FREE_RATE = 28.0
FREE_LIMIT, PAID_LIMIT = 30, 1000
"""Messages that Telegram takes in any second: of all kinds, and with paid broadcasts among them."""
_WITHOUT_STARS = 600.0
"""Seconds until the operator may have bought some."""


class Limits:
    """`rate` in messages a second; `paid`: broadcasts are paid for."""

    def __init__(self, rate: float, *, paid: bool) -> None:
        self._rate = rate
        self._paid = paid
        self._unpaid_rate = FREE_RATE if paid else rate
        self._unpaid = Window(FREE_LIMIT, self._unpaid_rate)
        self._all = Window(PAID_LIMIT, rate) if paid else self._unpaid
        self._wire = Window(PAID_LIMIT if paid else FREE_LIMIT, rate)
        self._unpaid_wire = Window(FREE_LIMIT, self._unpaid_rate)
        self._unpaid_until = -math.inf

    def pays(self, now: float) -> bool:
        """Whether broadcasts are paid for."""
        return self._paid and not self.is_without_stars(now)

    def is_without_stars(self, now: float) -> bool:
        return self._paid and now < self._unpaid_until

    def no_stars(self, now: float) -> bool:
        """Nothing is paid for, for a while. False where that is so already."""
        paid = self.pays(now)
        self._unpaid_until = now + _WITHOUT_STARS
        return paid

    def rate(self, now: float) -> float:
        """Of broadcasts, at full pace."""
        return self._rate if self.pays(now) else min(self._rate, self._unpaid_rate)

    def wait(self, now: float, *, paid: bool) -> float:
        """Seconds until there is room for one more message."""
        return self._all.wait(now) if paid else max(self._unpaid.wait(now), self._all.wait(now))

    def take(self, now: float, *, paid: bool) -> None:
        self._all.take(now)
        if not paid and self._unpaid is not self._all:
            self._unpaid.take(now)

    def wire(self, now: float) -> Window:
        """For what has had its turn and leaves only now."""
        return self._wire if self.pays(now) else self._unpaid_wire
