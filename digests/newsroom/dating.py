"""When slots are due next, after something about them or their chat was changed: what the ledger says of
editions they had, and `digests/schedule/changes.py` -> the slots with their dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Chat, Slot
from digests.schedule import newest_possible, rescheduled, zone_of
from digests.store import deliveries


async def newest_dates(
    conn: AsyncConnection, kind: str, slots: Iterable[Slot], now: datetime
) -> dict[int, date]:
    """The newest local date that has its edition of this kind, by the slots' numbers; those that had none yet
    are missing."""
    until = newest_possible(now)
    found = {
        slot.number: await deliveries.newest_date(conn, slot.chat, kind, slot.number, now=now, until=until)
        for slot in slots
    }
    return {number: newest for number, newest in found.items() if newest is not None}


async def dated(
    conn: AsyncConnection, kind: str, chat: Chat, changed: Sequence[Slot], now: datetime
) -> tuple[Slot, ...]:
    """These slots of the chat with what each is due for next."""
    newest = await newest_dates(conn, kind, changed, now)
    found = []
    for slot in changed:
        # Before its first edition a chat only says when and where it reads: what counts is what it said last.
        is_promised = bool(newest) or (slot.next_due_at is not None and slot.next_due_at <= now)
        before = slot if is_promised else replace(slot, next_due_at=None, next_date=None)
        due = rescheduled(before, zone_of(chat.timezone), now, newest.get(slot.number), chat.paused_until)
        found.append(replace(slot, next_due_at=due.at, next_date=due.local_date))
    return tuple(found)
