"""Due slots become planned deliveries, in one transaction each page: after a crash either all of a page is
there or nothing, and the same query finds what is still due.

What there is to tell is read and weighed once for thousands of chats. What follows from a slot's time and
zone, and from what a chat was told before, is worked out once for all that have the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Delivery, DeliveryKey, DeliveryState, Lineup, Shown, Slot
from digests.newsroom import corrections
from digests.newsroom.history import REMEMBERED, History, stories_told, told_since
from digests.newsroom.news import News, read_news
from digests.newsroom.subscribing import DAILY
from digests.schedule import Punctuality, Turn, turn, zone_of
from digests.store import deliveries, lineups, slots
from digests.store.engine import Store
from digests.store.slots import Advance, DueSlot, history_of

PAGE = 500
"""Slots planned in one transaction: the writer is never held for long."""
_PAGES = 20
"""Planned with what was read once: not many more, for news comes in meanwhile."""

_NEWS_SPAN = timedelta(hours=72)
"""Stories that stood still longer are not news, whatever a chat has missed."""
_WEEKLY_SPAN = timedelta(days=8)
_SELDOM = 2
"""Days a week; those whose slot comes round no oftener are told of the whole week."""
_FIRST_SPAN = timedelta(hours=24)
"""What a chat's first edition looks back on."""


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


async def plan_due(store: Store, rules: EditionRules, now: datetime) -> Planned:
    """Plans what is due at `now`, at most some thousands of slots; call again while the result is true."""
    async with store.reading() as conn:
        days = await slots.days_due(conn, now)
        if not days:
            return Planned()
        news = {span: await read_news(conn, now - span, now) for span in set(map(_span, days))}
    planning = _Planning(store, rules, now, news)
    for _ in range(_PAGES):
        if await planning.plan_page() < PAGE:
            break
    return planning.planned


def _span(days: int) -> timedelta:
    """How far a slot on these days looks back at most."""
    return _WEEKLY_SPAN if days.bit_count() <= _SELDOM else _NEWS_SPAN


class _Planning:
    """One planning round, and what many chats of it share."""

    def __init__(
        self, store: Store, rules: EditionRules, now: datetime, news: Mapping[timedelta, News]
    ) -> None:
        self._store = store
        self._rules = rules
        self._now = now
        self._news = news
        self._counts = dict.fromkeys(Punctuality, 0)
        self._turns: dict[object, Turn] = {}
        self._histories: dict[str, History] = {}
        self._shown: dict[int, Shown] = {}
        self._lineups: dict[object, int] = {}
        self._kinds: dict[object, int] = {}

    @property
    def planned(self) -> Planned:
        return Planned(*(self._counts[each] for each in Punctuality))

    async def plan_page(self) -> int:
        """Plans the next of what is due; how many slots."""
        async with self._store.writing() as conn:
            page = await slots.due(
                conn, self._now, PAGE, kind=DAILY, remembered_from=(self._now - REMEMBERED).date()
            )
            await self._recall(conn, page)
            planned, advances = [], []
            for due in page:
                what = self._turn(due)
                self._counts[what.punctuality] += 1
                lineup = await self._lineup_for(conn, due, what.due.at)
                planned.append(_delivery(due.slot, what, lineup, self._now))
                following = what.following
                advances.append(Advance(due.slot.chat, due.slot.number, following.at, following.local_date))
            await deliveries.plan(conn, planned)
            await slots.advance(conn, advances)
        return len(page)

    async def _recall(self, conn: AsyncConnection, page: Sequence[DueSlot]) -> None:
        """Reads what stood in the line-ups that the page's chats were told."""
        for words in {due.history for due in page} - self._histories.keys():
            self._histories[words] = history_of(words)
        wanted = {told.lineup for due in page for told in self._histories[due.history]} - self._shown.keys()
        if wanted:
            self._shown |= await lineups.shown(conn, wanted)

    def _turn(self, due: DueSlot) -> Turn:
        slot = due.slot
        kind = slot.at, slot.days, slot.next_date, slot.next_due_at, due.timezone
        if kind not in self._turns:
            self._turns[kind] = turn(slot, zone_of(due.timezone), self._now, self._rules.catch_up)
        return self._turns[kind]

    async def _lineup_for(self, conn: AsyncConnection, due: DueSlot, due_at: datetime) -> int:
        """The line-up with what is new to the chat, made if there is none like it yet."""
        span = _span(due.slot.days)
        kind = span, due.history, due_at
        if kind not in self._kinds:
            history = tuple(told for told in self._histories[due.history] if told.lineup in self._shown)
            known_from = told_since(history, self._shown) or due_at - _FIRST_SPAN
            since = max(known_from, due_at - span)
            self._kinds[kind] = await self._lineup(conn, self._news[span], history, since)
        return self._kinds[kind]

    async def _lineup(self, conn: AsyncConnection, news: News, history: History, since: datetime) -> int:
        told = stories_told(history, self._shown)
        put_right = corrections.due(history, self._shown, news.corrections)
        same = since, frozenset(told.items()), put_right
        if same not in self._lineups:
            choice = news.choose(since, told, self._rules.stories)
            count, sources = await news.count_since(conn, since)
            made = Lineup(
                since=since,
                made_at=self._now,
                digests=choice.digests,
                articles=count,
                sources=sources,
                elsewhere=choice.elsewhere,
                updates=choice.updates,
                silent=news.silent_since(since),
                corrections=put_right,
            )
            self._lineups[same] = await lineups.record(conn, made)
        return self._lineups[same]


def _delivery(slot: Slot, what: Turn, lineup: int, now: datetime) -> Delivery:
    # Too late to send is still a row: nothing is lost without one saying so.
    dropped = what.punctuality is Punctuality.TOO_LATE
    return Delivery(
        key=DeliveryKey(chat=slot.chat, kind=DAILY, local_date=what.due.local_date, slot=slot.number),
        lineup=lineup,
        thread=slot.thread,
        state=DeliveryState.DROPPED if dropped else DeliveryState.PLANNED,
        attempt=0,
        doubtful=False,
        due_at=what.due.at,
        not_before=what.due.at,
        owner=None,
        lease_until=None,
        message_id=None,
        reason="more than the catch-up time late" if dropped else None,
        settled_at=now if dropped else None,
    )
