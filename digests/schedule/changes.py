"""What is due after a chat's time, days, zone or pause was changed: no day doubled, none dropped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.model import Slot, as_utc
from digests.schedule.occurrences import Due, instant, next_due, next_on

_DAY = timedelta(days=1)
_A_MOMENT = timedelta(microseconds=1)


def rescheduled(
    slot: Slot, zone: ZoneInfo, now: datetime, newest: date | None, paused_until: datetime | None = None
) -> Due:
    """What the slot, as it is after the change, is due for next. Its `next_date` and `next_due_at` are still
    those from before; both None where nothing was due (subscribing, resuming). `newest` is the newest
    local date that has its edition; nothing is due before `paused_until`, but at that very moment.

    An edition still to come today comes all the same if the new time of day is over: at the old time.
    Where nothing changed, the result is what was due before.
    """
    after = _earliest(now, paused_until)
    due = next_due(slot.at, slot.days, zone, after, newest)
    owed = _owed(slot, zone, now, newest) if after == now else None  # in a pause nothing is owed
    return due if owed is None or owed.local_date >= due.local_date else owed


def newest_possible(now: datetime) -> date:
    """No edition of a later date can have been due anywhere: no zone is a whole day ahead of UTC."""
    return as_utc(now).date() + _DAY


def is_out_of_reach(
    promised: date, slot: Slot, zone: ZoneInfo, now: datetime, paused_until: datetime | None
) -> bool:
    """Whether the slot cannot be due for this date next, as one before it can have no edition yet: a
    clock that ran far ahead has set it."""
    after = _earliest(now, paused_until)
    farthest = next_due(slot.at, slot.days, zone, after, newest_possible(now))
    return promised > farthest.local_date


def continued(before: Sequence[time], wanted: Sequence[time]) -> list[int | None]:
    """For each wanted time the place of the one before that it continues: the same time, where there was
    one, so that what is due at it stays due; else what is left, in order. None where it is one more."""
    free = list(range(len(before)))
    places: list[int | None] = []
    for at in wanted:
        same = next((place for place in free if before[place] == at), None)
        if same is not None:
            free.remove(same)
        places.append(same)
    return [(free.pop(0) if free else None) if place is None else place for place in places]


def pause_end(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which editions come again if `day` is the first that has one."""
    return instant(day, time(), zone)


def _earliest(now: datetime, paused_until: datetime | None) -> datetime:
    """The moment after which something may be due."""
    return now if paused_until is None else max(now, paused_until - _A_MOMENT)


def _owed(slot: Slot, zone: ZoneInfo, now: datetime, newest: date | None) -> Due | None:
    """The edition that was to come before the change."""
    promised, at = slot.next_date, slot.next_due_at
    if promised is None or at is None:
        return None
    if newest is not None and promised <= newest:
        return None
    owed = next_on(slot.at, slot.days, zone, promised)
    if owed.local_date > promised:  # the new days leave out what was promised
        return Due(owed.local_date, now if at > now else owed.at)
    if next_on(slot.at, slot.days, zone, promised + _DAY).at <= at:
        # After a move across the date line the next edition would overtake this one.
        return Due(promised, min(at, now))
    return Due(promised, at)
