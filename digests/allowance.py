"""So much a day: what was used so far and one more -> what is used then, or a refusal. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

_ZONES_APART = timedelta(days=2)
"""What is earlier than that was used up by a clock that ran ahead."""


@dataclass(frozen=True, slots=True)
class Spent:
    """So often on this day."""

    day: date
    used: int


def spend(spent: Spent | None, day: date, most: int) -> Spent | None:
    """Once more on `day`, at most `most` times; None where it is used up. The next day begins anew; an
    earlier one does not: whoever moves to another zone can go back to yesterday, but not again and again."""
    if spent is None or not spent.day - _ZONES_APART <= day <= spent.day:
        spent = Spent(day, 0)
    return replace(spent, used=spent.used + 1) if spent.used < most else None
