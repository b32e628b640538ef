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
_STEP = timedelta(minutes=1)
"""How often it is written down that there was nothing."""
_LOOKED_BACK = timedelta(hours=24)
"""By the first look of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the database says, and what admins were told before."""

    pulse: Pulse
    queue: Queue
    troubles: Troubles | None
    """That nobody has been told of; None where it is too early to look."""
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
        after = told.troubles_seen_until or until - _LOOKED_BACK
        quiet = _is_within(QUIET, told.troubles_told_at, now)
        return Seen(
            pulse=pulse,
            queue=await numbers.queue(conn, now, in_line_by=in_line_by(pulse, now), until=now),
            troubles=None if quiet else await numbers.troubles(conn, after, until),
            until=until,
            told=told,
        )


def alarms(seen: Seen, now: datetime, catch_up: timedelta) -> tuple[tuple[BotNotice, ...], Told]:
    """What has to be told now, and what will have been told then."""
    found: list[BotNotice] = []
    told = replace(seen.told, troubles_seen_until=_seen_until(seen))
    if seen.troubles:
        found.append(_trouble(seen.troubles, seen.until))
        told = replace(told, troubles_told_at=now)
    if _is_taken(seen):
        found.append(UpdatesTaken())
        told = replace(told, taken_told_at=now)
    if overrun := _overrun(seen, now, catch_up):
        found.append(overrun)
        told = replace(told, overrun_told_at=now)
    return tuple(found), told


def _trouble(troubles: Troubles, until: datetime) -> DeliveryTrouble:
    return DeliveryTrouble(
        since=troubles.since or until,
        unknown=troubles.unknown,
        rejected=troubles.rejected,
        remarks=troubles.remarks,
        newest=troubles.newest,
    )


def _is_within(span: timedelta, told_at: datetime | None, now: datetime) -> bool:
    """Whether admins were told so lately; a clock that was set back must not make it long."""
    return told_at is not None and timedelta(0) <= now - told_at < span


def _seen_until(seen: Seen) -> datetime | None:
    """Where the next look begins: it has few rows to go through, even if very many are late just now."""
    last = seen.told.troubles_seen_until
    if last is not None and last > seen.until:
        return seen.until  # the clock was set back
    if seen.troubles is None:
        return last
    return seen.until if seen.troubles or last is None or seen.until - last >= _STEP else last


def _is_taken(seen: Seen) -> bool:
    """Told once in the life of a process."""
    at = seen.told.taken_told_at
    return seen.pulse.updates == TAKEN and (at is None or at < seen.pulse.started_at)


def _overrun(seen: Seen, now: datetime, catch_up: timedelta) -> Overrun | None:
    """One broadcast is told of once. A short line of very old ones is none: the bot was away."""
    ends_at, oldest = expected_end(seen.queue, seen.pulse, now), seen.queue.oldest
    if ends_at is None or oldest is None or ends_at - now < ON_TIME or ends_at <= oldest + catch_up:
        return None
    if _is_within(catch_up, seen.told.overrun_told_at, now):
        return None
    return Overrun(waiting=seen.queue.in_line + seen.queue.unplanned, ends_at=ends_at, late_by=catch_up)
