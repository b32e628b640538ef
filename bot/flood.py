"""How fast one person may be: what they do, one after the other -> at once, later, or not any more. Pure but
for `Crowd`, which only remembers.

A few things at once are usual, a lasting stream is not: after a burst each has to wait for its place, and who
goes on regardless is told so once and then not answered for the rest of a minute. It concerns that person
alone: nobody else waits (`lanes.py`), in whatever chat it was.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TypeAlias

_KEPT = 10_000
"""Persons, the latest; of who was quiet meanwhile there is nothing to remember."""


class Deed(Enum):
    """What people do, each with a budget of its own."""

    MESSAGE = auto()
    PRESS = auto()
    INLINE = auto()
    """A keystroke behind "@bot"."""


@dataclass(frozen=True, slots=True)
class Budget:
    """`burst` at once, then one each `every` seconds; at most `most` in a minute."""

    burst: int
    every: float
    most: int


BUDGETS: Mapping[Deed, Budget] = {
    Deed.MESSAGE: Budget(burst=8, every=3.0, most=30),
    Deed.PRESS: Budget(burst=20, every=1.0, most=90),
    Deed.INLINE: Budget(burst=40, every=0.5, most=120),
}
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Go:
    """It is dealt with, after so many seconds."""

    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class TellOff:
    """It is not dealt with, and its person is told why."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """It is not dealt with."""


Verdict: TypeAlias = Go | TellOff | Ignore


@dataclass(frozen=True, slots=True)
class Spent:
    """What a person has used of a budget. Moments are seconds of any clock that goes forward."""

    free_at: float
    """When the burst is whole again."""
    since: float
    """When the minute that is counted began."""
    count: int
    """Deeds of that minute."""
    told: bool = False
    """That it is too much, in that minute."""


def judged(spent: Spent | None, budget: Budget, now: float) -> tuple[Spent, Verdict]:
    """One more deed at `now`."""
    if spent is None:
        spent = Spent(now, now, 0)
    elif now - spent.since >= MINUTE:
        spent = Spent(spent.free_at, now, 0)
    counted = replace(spent, count=spent.count + 1)
    free_at = max(spent.free_at, now) + budget.every
    wait = free_at - now - budget.burst * budget.every
    if counted.count > budget.most or wait > MINUTE:
        return replace(counted, told=True), Ignore() if spent.told else TellOff()
    return replace(counted, free_at=free_at), Go(max(0.0, wait))


class Crowd:
    """What everybody has used lately. In memory only: a restart forgives."""

    def __init__(self, budgets: Mapping[Deed, Budget] = BUDGETS) -> None:
        self._budgets = budgets
        self._spent: OrderedDict[tuple[int, Deed], Spent] = OrderedDict()

    def judge(self, person: int, deed: Deed, now: float) -> Verdict:
        """What becomes of this deed."""
        before = self._spent.pop((person, deed), None)
        after, verdict = judged(before, self._budgets[deed], now)
        self._spent[person, deed] = after
        if len(self._spent) > _KEPT:
            self._spent.popitem(last=False)
        return verdict
