"""After a new release of the tz database: what is due next is reckoned anew, for every slot.

It is done beside everything else, a page at a time, and only what comes out otherwise is written. The release
is remembered at the end, so that a process that dies on the way begins again, and finds most of it done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from digests.model import Slot
from digests.schedule import Due, last_due, next_due, rescheduled, zone_of
from digests.store import pulse, reckoning
from digests.store.engine import Store
from digests.store.reckoning import Redated, Terms

PAGE = 500
"""Slots in one transaction: the writer is never held for long."""

_DAY = timedelta(days=1)


async def reckon_anew(store: Store, release: str, clock: Callable[[], datetime]) -> int | None:
    """Has all slots that are due in future reckoned by `release`, unless they are. How many are due at
    another time, or for another date, than was stored; None where there was nothing to do."""
    async with store.reading() as conn:
        if await pulse.time_zones(conn) == release:
            return None
    now, known, moved, after = clock(), dict[Terms, Due](), 0, None
    while True:
        async with store.reading() as conn:
            page = await reckoning.page(conn, now, after, PAGE)
        redated = []
        for key, terms in page:
            due = known.get(terms) or known.setdefault(terms, reckoned(terms, now))
            if (due.at, due.local_date) != (terms.next_due_at, terms.next_date):
                redated.append(Redated(key, terms.next_due_at, due.at, due.local_date))
        if redated:
            async with store.writing() as conn:
                await reckoning.redate(conn, redated)
            moved += len(redated)
        if len(page) < PAGE:
            break
        after = page[-1][0]
    async with store.writing() as conn:
        await pulse.reckoned(conn, release)
    return moved


def reckoned(terms: Terms, now: datetime) -> Due:
    """What a slot is due for by the zones' present rules. The date that it was promised stays, whatever
    becomes of its hour."""
    zone = zone_of(terms.timezone)
    promised = terms.next_date or _meant(terms, zone)
    slot = Slot(
        chat=0,
        number=0,
        at=terms.at,
        days=terms.days,
        thread=None,
        next_due_at=terms.next_due_at,
        next_date=promised,
    )
    return rescheduled(slot, zone, now, promised - _DAY, terms.paused_until)


def _meant(terms: Terms, zone: ZoneInfo) -> date:
    """Of an instant that was stored before dates were: the date whose occurrence is nearest."""
    at = terms.next_due_at
    before = last_due(terms.at, terms.days, zone, at)
    after = next_due(terms.at, terms.days, zone, at)
    return after.local_date if after.at - at < at - before.at else before.local_date
