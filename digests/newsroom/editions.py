"""Due slots become editions and planned deliveries, in one transaction each page: after a crash
either all of a page is there or nothing, and the same query finds what is still due.

What there is to tell is read and weighed once for thousands of chats; for each of them only what it was
told is looked up.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.developments import moved_on_at
from digests.editor.digest import tell
from digests.editor.ranking import Candidate, Ranked, choose, ranked
from digests.model import Delivery, DeliveryKey, DeliveryState, Edition, Slot
from digests.newsroom import corrections
from digests.newsroom.corrections import OpenCorrections
from digests.newsroom.subscribing import DAILY
from digests.schedule import Due, Punctuality, turn, zone_of
from digests.store import articles, changes, chats, deliveries, editions, feeds, slots
from digests.store.engine import Store

log = structlog.get_logger()

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
_CANDIDATES = 300
"""Stories that are read and weighed; those of fewer texts are only counted."""


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


@dataclass(frozen=True, slots=True)
class _News:
    """What there is to tell at one moment, to whomever."""

    stories: tuple[Ranked, ...]
    smaller: Mapping[int, datetime]
    """Stories that are only counted, with when their newest article came in, oldest first."""
    corrections: OpenCorrections
    counted: dict[datetime, tuple[int, int]] = field(default_factory=dict)
    """Articles and sources that came in after a moment, as far as somebody has asked."""

    def beyond(self, since: datetime, told: Mapping[int, datetime]) -> int:
        """How many of the smaller stories are new to a chat."""
        new = len(self.smaller) - bisect_right(list(self.smaller.values()), since)
        return new - sum(story in self.smaller and self.smaller[story] > since for story in told)

    async def count_since(self, conn: AsyncConnection, since: datetime) -> tuple[int, int]:
        if since not in self.counted:
            self.counted[since] = await articles.count_since(conn, since)
        return self.counted[since]


async def plan_due(store: Store, rules: EditionRules, now: datetime) -> Planned:
    """Plans what is due at `now`, at most some thousands of slots; call again while the result is true."""
    async with store.reading() as conn:
        if not await slots.due(conn, now, 1):
            return Planned()
        news = await _news(conn, now)
    planned = Planned()
    for _ in range(_PAGES):
        async with store.writing() as conn:
            due = await slots.due(conn, now, PAGE)
            for slot in due:
                planned = planned.counting(await _plan(conn, slot, news, rules, now))
        if len(due) < PAGE:
            break
    return planned


async def _news(conn: AsyncConnection, now: datetime) -> _News:
    changed = await changes.newest_since(conn, now - _NEWS_SPAN)
    told_of = list(changed)[:_CANDIDATES]
    weights = await feeds.weights(conn)
    members = await articles.by_story(conn, told_of)
    candidates = []
    for key in told_of:
        await asyncio.sleep(0)  # a second for 300 large stories: readers get their turn
        try:
            digest = tell(key, members[key], weights=weights)
            candidates.append(Candidate(digest, changed[key], moved_on_at(members[key])))
        except Exception:
            # One story that cannot be told must not keep everybody's edition from being made.
            log.exception("story cannot be told", story=key)
    smaller = sorted(list(changed.items())[_CANDIDATES:], key=lambda item: item[1])
    stories = ranked(candidates, weights=weights, now=now)
    return _News(stories, dict(smaller), await corrections.still_open(conn, now))


async def _plan(
    conn: AsyncConnection, slot: Slot, news: _News, rules: EditionRules, now: datetime
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
    conn: AsyncConnection, slot: Slot, due: Due, news: _News, rules: EditionRules, now: datetime
) -> Edition:
    until = await editions.told_until(conn, slot.chat)
    # From one due time to the next: what came in while an edition was late was told by it, and `told`
    # keeps it from being told again.
    since = max(until - _OVERLAP, due.at - _NEWS_SPAN) if until else due.at - _FIRST_SPAN
    told = await editions.told(conn, slot.chat, now - _NEWS_SPAN * 2)
    choice = choose(news.stories, since=since, told=told, limit=rules.stories)
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
        elsewhere=choice.elsewhere + news.beyond(since, told),
        updates=choice.updates,
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
