"""What goes wrong with deliveries, seen in the database and told to admins like what becomes of feeds.

What has been told is remembered in the database too, in the transaction that tells it: nothing is told twice
after a restart, and nothing is forgotten by one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digests.model import BotNotice, DeliveryTrouble, Overrun, UpdatesTaken
from digests.newsroom.status import expected_end, in_line_by
from digests.schedule import ON_TIME
from digests.store import admins
from digests.store import pulse as store_of_pulse
from digests.store import status as numbers
from digests.store.engine import Store
from digests.store.pulse import TAKEN, Pulse, Told
from digests.store.status import Queue, Troubles

QUIET = timedelta(hours=1)
"""Between two notices of deliveries in trouble; what comes meanwhile is one notice after it."""
_WRITTEN = timedelta(minutes=1)
"""What ended longer ago is in the ledger, however long its transaction had to wait."""
_LOOKED_BACK = timedelta(hours=24)
"""By the first look of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the database says, and what admins were told before."""

    pulse: Pulse
    queue: Queue
    troubles: Troubles
    """That nobody has been told of."""
    until: datetime
    """When they ended at the latest."""
    told: Told


async def raise_alarms(store: Store, now: datetime, catch_up: timedelta) -> tuple[BotNotice, ...]:
    """Has admins told of what they do not know yet. Returns what that is, for the log."""
    seen = await _look(store, now)
    if seen is None:
        return ()
    found, told = alarms(seen, now, catch_up)
    if told != seen.told:
        async with store.writing() as conn:
            for notice in found:
                await admins.add_notice(conn, notice, now)
            await store_of_pulse.remember(conn, told)
    return found


async def _look(store: Store, now: datetime) -> Seen | None:
    async with store.reading() as conn:
        pulse, told = await store_of_pulse.last(conn), await store_of_pulse.told(conn)
        if pulse is None or told is None:
            return None  # nothing was ever sent
        until = now - _WRITTEN
        return Seen(
            pulse=pulse,
            queue=await numbers.queue(conn, now, in_line_by=in_line_by(pulse, now), until=now),
            troubles=await numbers.troubles(conn, told.troubles_told_until or until - _LOOKED_BACK, until),
            until=until,
            told=told,
        )


def alarms(seen: Seen, now: datetime, catch_up: timedelta) -> tuple[tuple[BotNotice, ...], Told]:
    """What has to be told now, and what will have been told then."""
    found: list[BotNotice] = []
    told = replace(seen.told, troubles_told_until=_looked_until(seen))
    if trouble := _trouble(seen):
        found.append(trouble)
        told = replace(told, troubles_told_until=seen.until)
    if _is_taken(seen):
        found.append(UpdatesTaken())
        told = replace(told, taken_told_at=now)
    if overrun := _overrun(seen, now, catch_up):
        found.append(overrun)
        told = replace(told, overrun_told_at=now)
    return tuple(found), told


def _trouble(seen: Seen) -> DeliveryTrouble | None:
    last, troubles = seen.told.troubles_told_until, seen.troubles
    if not troubles or (last is not None and seen.until - last < QUIET):
        return None
    return DeliveryTrouble(
        since=troubles.since or seen.until,
        unknown=troubles.unknown,
        rejected=troubles.rejected,
        remarks=troubles.remarks,
        newest=troubles.newest,
    )


def _looked_until(seen: Seen) -> datetime | None:
    """Where the next look begins. It follows from afar, so that what comes next need not wait for an hour to
    be over; and it goes back with a clock that was set back."""
    last = seen.told.troubles_told_until
    if last is not None and last > seen.until:
        return seen.until
    if not seen.troubles and (last is None or seen.until - last > 2 * QUIET):
        return seen.until - QUIET
    return last


def _is_taken(seen: Seen) -> bool:
    """Told once in the life of a process."""
    at = seen.told.taken_told_at
    return seen.pulse.updates == TAKEN and (at is None or at < seen.pulse.started_at)


def _overrun(seen: Seen, now: datetime, catch_up: timedelta) -> Overrun | None:
    """One broadcast is told of once. A short line of very old ones is none: the bot was away."""
    ends_at, oldest, last = (
        expected_end(seen.queue, seen.pulse, now),
        seen.queue.oldest,
        seen.told.overrun_told_at,
    )
    if ends_at is None or oldest is None or ends_at - now < ON_TIME or ends_at <= oldest + catch_up:
        return None
    if last is not None and now - last < catch_up:
        return None
    return Overrun(waiting=seen.queue.in_line + seen.queue.unplanned, ends_at=ends_at, late_by=catch_up)
