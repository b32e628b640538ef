"""Due slots become planned deliveries, in one transaction each page: after a crash either all of a page is
there or nothing, and the same query finds what is still due.

What there is to tell is read and weighed once for thousands of chats. What follows from a slot's time and
zone, from what a chat was told before, and from its taste, is worked out once for all that have the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.delivery import TOO_LATE
from digests.model import Delivery, DeliveryKey, DeliveryState, Lineup, Shown, Slot, Taste
from digests.newsroom import breaking, corrections
from digests.newsroom.history import REMEMBERED, credible, editions_of, stories_told, told_since
from digests.newsroom.news import read_news
from digests.newsroom.offering import Offering
from digests.newsroom.subscribing import DAILY
from digests.schedule import Punctuality, Turn, turn, zone_of
from digests.store import deliveries, lineups, slots
from digests.store.engine import Store, is_trouble
from digests.store.slots import DueKind, Remembered, SlotKey

log = structlog.get_logger()

PAGE = 4_000
"""Rows entered in one transaction: the writer is held for a tenth of a second."""
_KINDS = 160
"""New ones in one transaction, where many chats have a taste and a history of their own: readers' commands
get their turn in between."""
_ROUND = 30 * PAGE
"""Planned with what was read once: not many more, for news comes in meanwhile."""

_PUT_OFF = timedelta(hours=1)
"""After it a slot that could not be planned is tried again."""

_NEWS_SPAN = timedelta(hours=72)
"""Stories that stood still longer are not news, whatever a chat has missed."""
_WEEKLY_SPAN = timedelta(days=8)
_SELDOM = 2
"""Days a week; those whose slot comes round no oftener are told of the whole week."""
_FIRST_SPAN = timedelta(hours=24)
"""What a chat's first edition looks back on."""

_MISSED = "missed: the next edition was due already"


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
        remembered = Remembered(DAILY, (now - REMEMBERED).date(), await breaking.told_lately(conn, now))
    planning = _Planning(store, rules, now, Offering(now, news), remembered)
    while planning.looked_at < _ROUND:
        if not await planning.plan_page():
            break
    return planning.planned


def _span(days: int) -> timedelta:
    """How far a slot on these days looks back at most."""
    return _WEEKLY_SPAN if days.bit_count() <= _SELDOM else _NEWS_SPAN


class _Planning:
    """One planning round, and what many chats of it share."""

    def __init__(
        self,
        store: Store,
        rules: EditionRules,
        now: datetime,
        offering: Offering,
        remembered: Remembered,
    ) -> None:
        self._store = store
        self._rules = rules
        self._now = now
        self._offering = offering
        self._remembered = remembered
        self._counts = dict.fromkeys(Punctuality, 0)
        self._plans: dict[str, _Plan | None] = {}
        self._shown: dict[int, Shown] = {}
        self._lineups: dict[object, int] = {}
        self._page = PAGE
        self.looked_at = 0

    @property
    def planned(self) -> Planned:
        return Planned(*(self._counts[each] for each in Punctuality))

    async def plan_page(self) -> bool:
        """Plans the next of what is due; whether there may be more."""
        await self._offering.foresee(self._store, self._page)
        async with self._store.writing() as conn:
            named = await slots.due(conn, self._now, self._page, self._remembered)
            self.looked_at += self._page
            new = [name for name in named if name not in self._plans]
            self._page = PAGE if len(new) <= _KINDS else max(_KINDS, self._page * _KINDS // len(new))
            await self._plan_new(conn, {name: named[name][0] for name in new[:_KINDS]})
            alike = defaultdict[_Course, dict[int, int]](dict)
            for name, keys in named.items():
                if name not in self._plans:
                    continue  # one of too many new ones: at the next look
                chats = [chat for chat, _ in keys]
                if (plan := self._plans[name]) is not None:
                    alike[plan.course] |= dict.fromkeys(chats, plan.lineup)
                else:
                    # What was promised may be what cannot be read: whatever is the latest by then.
                    await slots.advance(conn, keys[0][1], chats, self._now + _PUT_OFF, None)
            room = PAGE
            for course, told in alike.items():
                each = 1 + len(course.turn.missed)
                # Whoever has no room here is still due, and found at the next look.
                await self._enter(conn, course, dict(islice(told.items(), max(room, 0) // each)))
                room -= each * len(told)
        return bool(named)

    async def _enter(self, conn: AsyncConnection, course: _Course, told: Mapping[int, int]) -> None:
        if not told:
            return
        number, what = course
        too_late = TOO_LATE if what.punctuality is Punctuality.TOO_LATE else None
        chats = list(told)
        for due, why_not in (*((each, _MISSED) for each in what.missed), (what.due, too_late)):
            key = DeliveryKey(chat=chats[0], kind=DAILY, local_date=due.local_date, slot=number)
            pattern = _delivery(key, told[chats[0]], due.at, why_not, self._now)
            await deliveries.plan_alike(conn, told, pattern, self._now)
        await slots.advance(conn, number, chats, what.following.at, what.following.local_date)
        self._counts[what.punctuality] += len(chats)
        self._counts[Punctuality.TOO_LATE] += len(what.missed) * len(chats)

    async def _plan_new(self, conn: AsyncConnection, new: Mapping[str, SlotKey]) -> None:
        """Plans for kinds that have not been met in this round."""
        if not new:
            return
        try:
            async with conn.begin_nested():
                kinds = await self._meet(conn, list(new.values()))
        except Exception as error:
            if is_trouble(error):
                raise
            kinds = {}  # one of them cannot be read: it will turn out which
        for name, key in new.items():
            self._plans[name] = await self._plan_or_none(conn, key, kinds)

    async def _meet(self, conn: AsyncConnection, keys: Sequence[SlotKey]) -> Mapping[SlotKey, DueKind]:
        """What kinds of slots these are; what they were told before is known then."""
        kinds = await slots.due_kinds(conn, keys, self._remembered)
        unknown = {told.lineup for kind in kinds.values() for told in kind.history} - self._shown.keys()
        if unknown:
            self._shown |= await lineups.shown(conn, unknown)
        return kinds

    async def _plan_or_none(
        self, conn: AsyncConnection, key: SlotKey, kinds: Mapping[SlotKey, DueKind]
    ) -> _Plan | None:
        try:
            async with conn.begin_nested():
                return await self._plan(conn, key, kinds)
        except Exception as error:
            if is_trouble(error):
                raise  # of the database, not of this slot
            # One kind of slots must not keep everybody else's editions from being made.
            log.exception("slot cannot be planned; put off with all alike", chat=key[0], slot=key[1])
            return None

    async def _plan(self, conn: AsyncConnection, key: SlotKey, kinds: Mapping[SlotKey, DueKind]) -> _Plan:
        kind = kinds[key] if key in kinds else (await self._meet(conn, [key]))[key]
        what = turn(_slot(key, kind), zone_of(kind.timezone), self._now, self._rules.catch_up)
        taste = await self._offering.taste_of(conn, key, kind)
        return _Plan(_Course(key[1], what), await self._lineup_for(conn, kind, what.due.at, taste))

    async def _lineup_for(
        self, conn: AsyncConnection, kind: DueKind, due_at: datetime, taste: Taste | None
    ) -> int:
        """The line-up with what is new to chats of this kind, made if there is none like it yet."""
        span = _span(kind.days)
        news = await self._offering.news(conn, span)
        history = credible(kind.history, self._shown, self._now)
        since = max(told_since(history, self._shown) or due_at - _FIRST_SPAN, due_at - span)
        told = stories_told(history, self._shown)
        put_right = corrections.due(editions_of(history), self._shown, news.corrections)
        same = since, frozenset(told.items()), put_right, taste
        if same not in self._lineups:
            choice = await self._offering.choice(
                conn, span, taste, since=since, told=told, limit=self._rules.stories
            )
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
                followed=choice.followed,
            )
            self._lineups[same] = await lineups.record(conn, made)
        return self._lineups[same]


class _Course(NamedTuple):
    """What becomes of slots of this number. Chats in forty zones have one of very few."""

    number: int
    turn: Turn


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a slot gets."""

    course: _Course
    lineup: int


def _slot(key: SlotKey, kind: DueKind) -> Slot:
    chat, number = key
    return Slot(
        chat=chat,
        number=number,
        at=kind.at,
        days=kind.days,
        thread=None,
        next_due_at=kind.next_due_at,
        next_date=kind.next_date,
    )


def _delivery(
    key: DeliveryKey, lineup: int, due_at: datetime, why_not: str | None, now: datetime
) -> Delivery:
    row = Delivery.planned(key, lineup, due_at)
    if why_not is None:
        return row
    # What is not sent is still a row: nothing is lost without one saying so.
    return replace(row, state=DeliveryState.DROPPED, reason=why_not, settled_at=now)
