"""Whether a chat's next edition is one of too many: what is due around its minute, against the pace."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import time, timedelta

from digests.model import Slot
from digests.newsroom.subscribing import Subscription
from digests.schedule import calmer, longest_wait, zone_of
from digests.store import slots
from digests.store.engine import Store

_BEFORE, _AFTER = timedelta(hours=2), timedelta(minutes=15)
"""Around an edition: what may still be on its way when it is due, and the minutes it may move to."""
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Crowding:
    """More is due at the minute of this slot than goes out within it."""

    slot: Slot
    wait: timedelta
    """Of the last one."""
    calmer: time | None
    """A minute nearby at which there is room."""


async def crowding(store: Store, subscription: Subscription, rate: float) -> Crowding | None:
    """Of the chat's next edition; `rate` is how many go out in a second. None where there is room."""
    dated = [(slot.next_due_at, slot) for slot in subscription.slots if slot.next_due_at is not None]
    if not dated:
        return None
    due_at, slot = min(dated, key=lambda each: each[0])
    async with store.reading() as conn:
        crowd = await slots.crowd(conn, due_at - _BEFORE, due_at + _AFTER)
    zone = zone_of(subscription.chat.timezone)
    by_minute: Counter[time] = Counter()
    for at, count in crowd.items():
        by_minute[at.astimezone(zone).time().replace(second=0, microsecond=0)] += count
    here = due_at.astimezone(zone).time().replace(second=0, microsecond=0)
    wait = longest_wait(here, by_minute, rate)
    if wait <= _A_MINUTE:
        return None
    return Crowding(slot, wait, calmer(here, by_minute, rate))
