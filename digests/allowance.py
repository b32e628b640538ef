"""So much a day: what was used so far and one more -> what is used then, or a refusal. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Spent:
    """So often on this day."""

    day: date
    used: int


def spend(spent: Spent | None, day: date, most: int) -> Spent | None:
    """Once more on `day`, at most `most` times; None where it is used up. Another day begins anew, also an
    earlier one: whoever moves to another zone can go back to yesterday."""
    used = spent.used if spent is not None and spent.day == day else 0
    return Spent(day, used + 1) if used < most else None
