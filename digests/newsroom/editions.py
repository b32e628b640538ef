"""Due slots become editions and planned deliveries, in one transaction each page: after a crash
either all of a page is there or nothing, and the same query finds what is still due.

What there is to tell is read and weighed once for thousands of chats; for each of them only what it was
told is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Delivery, DeliveryKey, DeliveryState, Edition, Slot
from digests.newsroom import corrections
from digests.newsroom.news import News, read_news
from digests.newsroom.subscribing import DAILY
from digests.schedule import Due, Punctuality, turn, zone_of
from digests.store import chats, deliveries, editions, slots
from digests.store.engine import Store

PAGE = 200
"""Slots planned in one transaction: the writer is never held for long."""
_PAGES = 25
"""Planned with what was read once: not many more, for news comes in meanwhile."""

_NEWS_SPAN = timedelta(hours=72)
"""Stories that stood still longer are not news, whatever a chat has missed."""
_FIRST_SPAN = timedelta(hours=24)
"""What a chat's first edition looks back on."""
_OVERLAP = timedelta(minutes=1)
"""An article is stamped a moment before others can see it: it must not fall between two editions."""


@dataclass(frozen=True, slots=True)
class EditionRules:
    """The operator's choices about editions."""

    stories: int = 7
    catch_up: timedelta = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Planned:
    """What one planning round did."""

    on_time: int = 0
    late: int = 0
    dropped: int = 0

    def __bool__(self) -> bool:
        return bool(self.on_time or self.late or self.dropped)

    def counting(self, punctuality: Punctuality) -> Planned:
        match punctuality:
            case Punctuality.ON_TIME:
                return Planned(self.on_time + 1, self.late, self.dropped)
            case Punctuality.LATE:
                return Planned(self.on_time, self.late + 1, self.dropped)
            case Punctuality.TOO_LATE:
                return Planned(self.on_time, self.late, self.dropped + 1)


async def plan_due(store: Store, rules: EditionRules, now: datetime) -> Planned:
    """Plans what is due at `now`, at most some thousands of slots; call again while the result is true."""
    async with store.reading() as conn:
        if not await slots.due(conn, now, 1):
            return Planned()
        news = await read_news(conn, now - _NEWS_SPAN, now)
    planned = Planned()
    for _ in range(_PAGES):
        async with store.writing() as conn:
            due = await slots.due(conn, now, PAGE)
            for slot in due:
                planned = planned.counting(await _plan(conn, slot, news, rules, now))
        if len(due) < PAGE:
            break
    return planned


async def _plan(
    conn: AsyncConnection, slot: Slot, news: News, rules: EditionRules, now: datetime
) -> Punctuality:
    chat = await chats.find(conn, slot.chat)
    if chat is None:
        raise LookupError(f"slot of an unknown chat {slot.chat}")
    what = turn(slot, zone_of(chat.timezone), now, rules.catch_up)
    edition = await _edition(conn, slot, what.due, news, rules, now)
    key = await editions.record(conn, edition)
    if key is not None:
        # Too late to send is still a row: nothing is lost without one saying so.
        dropped = what.punctuality is Punctuality.TOO_LATE
        await deliveries.plan(conn, _delivery(slot, edition, key, dropped=dropped, now=now))
    await slots.advance(conn, slot.chat, slot.number, what.next_due_at)
    return what.punctuality


async def _edition(
    conn: AsyncConnection, slot: Slot, due: Due, news: News, rules: EditionRules, now: datetime
) -> Edition:
    until = await editions.told_until(conn, slot.chat)
    # From one due time to the next: what came in while an edition was late was told by it, and `told`
    # keeps it from being told again.
    since = max(until - _OVERLAP, due.at - _NEWS_SPAN) if until else due.at - _FIRST_SPAN
    told = await editions.told(conn, slot.chat, now - _NEWS_SPAN * 2)
    choice = news.choose(since, told, rules.stories)
    count, sources = await news.count_since(conn, since)
    return Edition(
        chat=slot.chat,
        kind=DAILY,
        local_date=due.local_date,
        slot=slot.number,
        due_at=due.at,
        since=since,
        made_at=now,
        digests=choice.digests,
        articles=count,
        sources=sources,
        elsewhere=choice.elsewhere,
        updates=choice.updates,
        silent=news.silent_since(since),
        corrections=await corrections.due(conn, slot.chat, news.corrections, now),
    )


def _delivery(slot: Slot, edition: Edition, key: int, *, dropped: bool, now: datetime) -> Delivery:
    return Delivery(
        key=DeliveryKey(
            chat=edition.chat, kind=edition.kind, local_date=edition.local_date, slot=edition.slot
        ),
        edition=key,
        thread=slot.thread,
        state=DeliveryState.DROPPED if dropped else DeliveryState.PLANNED,
        attempt=0,
        doubtful=False,
        due_at=edition.due_at,
        not_before=now,
        owner=None,
        lease_until=None,
        message_id=None,
        reason="more than the catch-up time late" if dropped else None,
    )
