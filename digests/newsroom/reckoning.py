"""After a new release of the tz database: what is due next is reckoned anew, for every slot. Without one
only for those that are due further ahead than they can be: a clock that ran far ahead for a moment has set
them, and their chats would hear nothing until then.

It is done beside everything else, a page at a time, and only what comes out otherwise is written. The release
is remembered at the end, so that a process that dies on the way begins again, and finds most of it done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from digests.model import Slot
from digests.schedule import Due, is_out_of_reach, last_due, next_due, rescheduled, zone_of
from digests.store import pulse, reckoning
from digests.store.engine import Store
from digests.store.reckoning import Redated, Terms
from digests.store.slots import SlotKey

log = structlog.get_logger()

PAGE = 500
"""Slots in one transaction: the writer is never held for long."""

_DAY = timedelta(days=1)


async def reckon_anew(store: Store, release: str, clock: Callable[[], datetime]) -> int | None:
    """Has all slots that are due in future reckoned by `release`, unless they are. How many are due at
    another time, or for another date, than was stored; None where there was nothing to do."""
    async with store.reading() as conn:
        is_known = await pulse.time_zones(conn) == release
    now, known, moved, after = clock(), dict[Terms, Due | None](), 0, None
    since = now + _DAY if is_known else now
    while True:
        async with store.reading() as conn:
            page = await reckoning.page(conn, since, after, PAGE)
        redated = []
        for key, terms in page:
            if terms not in known:
                known[terms] = _reckoned_or_left(key, terms, now)
            due = known[terms]
            if due is not None and (due.at, due.local_date) != (terms.next_due_at, terms.next_date):
                redated.append(Redated(key, terms.next_due_at, due.at, due.local_date))
        if redated:
            async with store.writing() as conn:
                await reckoning.redate(conn, redated)
            moved += len(redated)
        if len(page) < PAGE:
            break
        after = page[-1][0]
    if is_known:
        return moved or None
    async with store.writing() as conn:
        await pulse.reckoned(conn, release)
    return moved


def _reckoned_or_left(key: SlotKey, terms: Terms, now: datetime) -> Due | None:
    try:
        return reckoned(terms, now)
    except Exception:
        # It must not keep the others from it; planning puts it off when its time comes.
        log.exception("slot cannot be reckoned anew", chat=key[0], slot=key[1])
        return None


def reckoned(terms: Terms, now: datetime) -> Due:
    """What a slot is due for by the zones' present rules. The date that it was promised stays, whatever
    becomes of its hour, unless it cannot have been promised yet."""
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
    if is_out_of_reach(promised, slot, zone, now, terms.paused_until):
        # A date that had its edition already is found out when it is planned: the ledger has it.
        return rescheduled(replace(slot, next_due_at=None), zone, now, None, terms.paused_until)
    return rescheduled(slot, zone, now, promised - _DAY, terms.paused_until)


def _meant(terms: Terms, zone: ZoneInfo) -> date:
    """Of an instant that was stored before dates were: the date whose occurrence is nearest."""
    at = terms.next_due_at
    before = last_due(terms.at, terms.days, zone, at)
    after = next_due(terms.at, terms.days, zone, at)
    return after.local_date if after.at - at < at - before.at else before.local_date
