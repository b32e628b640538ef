"""Forum topics: which slots of a chat are those of one topic, and which it gets. Pure.

Every topic has times and tastes of its own; zone, language, size and sound are the whole chat's.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from digests.model import Slot, Standing
from digests.schedule import continued
from digests.wishes import Wish


class Seen(NamedTuple):
    """The slots of a chat as one of its topics sees them."""

    here: tuple[Slot, ...]
    elsewhere: tuple[Slot, ...]


class Change(NamedTuple):
    """Slots as they shall be, and those that go."""

    kept: tuple[Slot, ...]
    gone: tuple[Slot, ...] = ()


def seen(slots: Iterable[Slot], thread: int | None, standing: Standing) -> Seen:
    """Times that are only kept for later are those of whichever topic asks first."""
    in_order = sorted(slots, key=lambda slot: slot.number)
    there = thread
    if standing is Standing.UNSUBSCRIBED and all(slot.thread != thread for slot in in_order):
        there = in_order[0].thread if in_order else thread
    return Seen(
        tuple(slot for slot in in_order if slot.thread == there),
        tuple(slot for slot in in_order if slot.thread != there),
    )


def begun(known: Seen, thread: int | None, standing: Standing) -> Change:
    """Editions begin in this topic. One that has none yet gets the times of the first that has; where all
    had ended, they begin in this one alone."""
    if standing is Standing.UNSUBSCRIBED:
        return Change(tuple(replace(slot, thread=thread) for slot in known.here), known.elsewhere)
    if known.here:
        return Change(known.here + known.elsewhere)
    first = known.elsewhere[0].thread
    numbers = unused(known)
    own = tuple(
        replace(slot, number=next(numbers), thread=thread, next_due_at=None, next_date=None, taste=None)
        for slot in known.elsewhere
        if slot.thread == first
    )
    return Change(own + known.elsewhere)


def retimed(chat: int, known: Seen, wishes: Sequence[Wish], thread: int | None) -> Change:
    """The topic's editions come at these times. A slot keeps its number when its time is moved, so that no
    day has its edition twice."""
    before = known.here
    there = before[0].thread if before else thread
    taste = before[0].taste if before else None
    places = continued([slot.at for slot in before], [wish.at for wish in wishes])
    numbers = unused(known)
    kept = tuple(
        Slot(
            chat=chat,
            number=next(numbers),
            at=wish.at,
            days=wish.days,
            thread=there,
            next_due_at=None,
            taste=taste,
        )
        if place is None
        else replace(before[place], at=wish.at, days=wish.days)
        for place, wish in zip(places, wishes, strict=True)
    )
    return Change(kept, tuple(slot for place, slot in enumerate(before) if place not in places))


def unused(known: Seen) -> Iterator[int]:
    """Numbers that no slot of the chat has."""
    return itertools.count(max((slot.number for slot in known.here + known.elsewhere), default=0) + 1)
