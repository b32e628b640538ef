"""A slot that is due -> the edition it calls for, how late that is, and when the slot is due again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import chain, islice
from zoneinfo import ZoneInfo

from digests.model import Slot
from digests.schedule.occurrences import Due, between, last_due, next_on

ON_TIME = timedelta(minutes=10)
"""An edition that starts on its way later than this is marked as late."""

MISSED = 31
"""Of a longer downtime the dates before these have no row."""

_DAY = timedelta(days=1)


class Punctuality(Enum):
    ON_TIME = auto()
    LATE = auto()
    TOO_LATE = auto()


@dataclass(frozen=True, slots=True)
class Turn:
    """What to do about a slot that is due: this occurrence, and the one after it."""

    due: Due
    punctuality: Punctuality
    following: Due
    missed: tuple[Due, ...] = ()
    """What was due before it and is not sent any more, oldest first."""


def punctuality(due_at: datetime, now: datetime, catch_up: timedelta) -> Punctuality:
    """How late `now` is for something due at `due_at`; beyond `catch_up` it is of no use any more."""
    late = now - due_at
    if late > catch_up:
        return Punctuality.TOO_LATE
    return Punctuality.LATE if late > ON_TIME else Punctuality.ON_TIME


def turn(slot: Slot, zone: ZoneInfo, now: datetime, catch_up: timedelta) -> Turn:
    """What a due slot calls for. After days of downtime only the latest occurrence counts: one
    edition, not one for every day missed, though these are named.

    Of the slot only `at`, `days`, `next_date` and `next_due_at` matter: slots in which these and the zone
    are the same have the same turn.
    """
    # The stored instant may be one of the time or zone before a change: of its date it is the one promised.
    due = _stored(slot) or last_due(slot.at, slot.days, zone, now)
    following = _after(due, slot, zone)
    missed: tuple[Due, ...] = ()
    if following.at <= now:
        latest = last_due(slot.at, slot.days, zone, now)
        if latest.at > due.at:
            missed = _missed(due, latest, slot, zone)
            due, following = latest, _after(latest, slot, zone)
        else:
            # A change of zone and time made that date's hour pass while the date before it was still to come.
            following = Due(following.local_date, now)
    return Turn(due, punctuality(due.at, now, catch_up), following, missed)


def _stored(slot: Slot) -> Due | None:
    if slot.next_date is None or slot.next_due_at is None:
        return None
    return Due(slot.next_date, slot.next_due_at)


def _missed(first: Due, latest: Due, slot: Slot, zone: ZoneInfo) -> tuple[Due, ...]:
    """From `first` on all before `latest`."""
    later = between(slot.at, slot.days, zone, first.local_date, latest.local_date)
    return tuple(reversed(list(islice(chain(later, (first,)), MISSED))))


def _after(due: Due, slot: Slot, zone: ZoneInfo) -> Due:
    return next_on(slot.at, slot.days, zone, due.local_date + _DAY)
