"""Due slots become editions and planned deliveries, in one transaction each page: after a crash
either all of a page is there or nothing, and the same query finds what is still due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.digest import tell
from digests.editor.edition import Candidate, choose
from digests.model import Delivery, DeliveryKey, DeliveryState, Edition, Slot
from digests.newsroom.subscribing import DAILY
from digests.schedule import Due, Punctuality, turn, zone_of
from digests.store import articles, chats, deliveries, editions, slots, stories
from digests.store.engine import Store

log = structlog.get_logger()

PAGE = 200
"""Slots planned in one transaction: the writer is never held for long."""

_NEWS_SPAN = timedelta(hours=72)
"""Stories that stood still longer are not news, whatever a chat has missed."""
_FIRST_SPAN = timedelta(hours=24)
"""What a chat's first edition looks back on."""
_OVERLAP = timedelta(minutes=1)
"""An article is stamped a moment before others can see it: it must not fall between two editions."""
_CANDIDATES = 300


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
    """Plans one page of what is due at `now`; call again while the result is true."""
    async with store.reading() as conn:
        if not await slots.due(conn, now, 1):
            return Planned()
        candidates = await _candidates(conn, now)
    planned = Planned()
    async with store.writing() as conn:
        for slot in await slots.due(conn, now, PAGE):
            planned = planned.counting(await _plan(conn, slot, candidates, rules, now))
    return planned


async def _candidates(conn: AsyncConnection, now: datetime) -> list[Candidate]:
    changed = await stories.changed_since(conn, now - _NEWS_SPAN, limit=_CANDIDATES)
    members = await articles.by_story(conn, changed)
    candidates = []
    for key in changed:
        try:
            digest = tell(key, members[key])
        except Exception:
            # One story that cannot be told must not keep everybody's edition from being made.
            log.exception("story cannot be told", story=key)
            continue
        candidates.append(Candidate(digest, max(article.seen_at for article in members[key])))
    return candidates


async def _plan(
    conn: AsyncConnection, slot: Slot, candidates: Sequence[Candidate], rules: EditionRules, now: datetime
) -> Punctuality:
    chat = await chats.find(conn, slot.chat)
    if chat is None:
        raise LookupError(f"slot of an unknown chat {slot.chat}")
    what = turn(slot, zone_of(chat.timezone), now, rules.catch_up)
    edition = await _edition(conn, slot, what.due, candidates, rules, now)
    key = await editions.record(conn, edition)
    if key is not None:
        # Too late to send is still a row: nothing is lost without one saying so.
        dropped = what.punctuality is Punctuality.TOO_LATE
        await deliveries.plan(conn, _delivery(slot, edition, key, dropped=dropped, now=now))
    await slots.advance(conn, slot.chat, slot.number, what.next_due_at)
    return what.punctuality


async def _edition(
    conn: AsyncConnection,
    slot: Slot,
    due: Due,
    candidates: Sequence[Candidate],
    rules: EditionRules,
    now: datetime,
) -> Edition:
    until = await editions.told_until(conn, slot.chat)
    # From one due time to the next: what came in while an edition was late was told by it, and `told`
    # keeps it from being told again.
    since = max(until - _OVERLAP, due.at - _NEWS_SPAN) if until else due.at - _FIRST_SPAN
    told = await editions.told(conn, slot.chat, now - _NEWS_SPAN * 2)
    choice = choose(candidates, since=since, told=told, now=now, limit=rules.stories)
    count, sources = await articles.count_since(conn, since)
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
