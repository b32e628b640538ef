"""The ledger, the chats and the feeds in numbers, for the operator: quick also with millions of rows.

What went well is never looked at row by row: it is all that is left of an index's entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import OPEN_STATES, DeliveryState, FeedStanding, Standing
from digests.store.reader_feeds import WANTED
from digests.store.schema import chat, delivery, feed, slot
from digests.store.schema.editions import LATE, ODD

_IN_LINE = 1_000
"""Of those that wait longest: where the oldest is looked for."""
_COUNT = func.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Deliveries that were due in some time."""

    due: int
    late: int
    """Sent, and later than on time."""
    remarks: int
    """Sent, but as plain text, for Telegram refused our markup."""
    unknown: int
    rejected: int
    gone: int
    dropped: int

    @property
    def ended_otherwise(self) -> int:
        return self.unknown + self.rejected + self.gone + self.dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What is still to be sent."""

    open: int
    in_line: int
    """Of these those that go as soon as the pace allows; the others have a time of their own."""
    oldest: datetime | None
    """When the longest waiting was due."""
    unplanned: int
    """Editions whose time has come, and that are in no ledger yet."""
    coming: int
    """Editions that become due until some moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """Deliveries that somebody should look at."""

    unknown: int
    rejected: int
    remarks: int
    since: datetime | None
    """When the first of them ended."""
    newest: str
    """What was said of the last of them."""

    def __bool__(self) -> bool:
        return bool(self.unknown or self.rejected or self.remarks)


async def tally(conn: AsyncConnection, since: datetime, until: datetime) -> Tally:
    """What became of the deliveries due from then to then."""
    due = select(_COUNT).where(delivery.c.due_at > since, delivery.c.due_at <= until)
    late = _stated(f"state = 'sent' AND {LATE[conn.dialect.name]}")
    ended = (
        select(
            _COUNT.filter(late).label("late"),
            _COUNT.filter(_REMARKED).label("remarks"),
            *(_in_state(state) for state in _ENDED_OTHERWISE),
        )
        .select_from(delivery)
        .where(_odd(conn), delivery.c.settled_at > since, delivery.c.due_at > since)
    )
    found = (await conn.execute(ended)).one()
    return Tally(due=(await conn.execute(due)).scalar_one(), **found._asdict())


async def queue(conn: AsyncConnection, now: datetime, *, in_line_by: datetime, until: datetime) -> Queue:
    """What is open at `now`. Those are in line that may go by `in_line_by`, those coming that are due by
    `until`."""
    planned = delivery.c.state == DeliveryState.PLANNED
    sending = delivery.c.state == DeliveryState.SENDING
    in_line = planned, delivery.c.not_before <= in_line_by
    first = select(delivery.c.due_at).where(*in_line).order_by(delivery.c.not_before).limit(_IN_LINE)
    under_way = (await conn.execute(select(_COUNT, func.min(delivery.c.due_at)).where(sending))).one()
    oldest = (await conn.execute(select(func.min(first.subquery().c.due_at)))).scalar()
    waiting = [at for at in (under_way[1], oldest) if at is not None]
    return Queue(
        open=under_way[0] + await _counted(conn, planned),
        in_line=under_way[0] + await _counted(conn, *in_line),
        oldest=min(waiting, default=None),
        unplanned=await _counted(conn, slot.c.next_due_at <= now),
        coming=await _counted(conn, slot.c.next_due_at > now, slot.c.next_due_at <= until),
    )


async def troubles(conn: AsyncConnection, after: datetime, until: datetime) -> Troubles:
    """What ended unknown or rejected, or went out as plain text, after the one moment and by the other."""
    there = (
        _odd(conn),
        delivery.c.state.in_((DeliveryState.UNKNOWN, DeliveryState.REJECTED)) | _REMARKED,
        delivery.c.settled_at > after,
        delivery.c.settled_at <= until,
    )
    counted = select(
        _in_state(DeliveryState.UNKNOWN),
        _in_state(DeliveryState.REJECTED),
        _COUNT.filter(_REMARKED).label("remarks"),
        func.min(delivery.c.settled_at).label("since"),
    )
    found = (await conn.execute(counted.where(*there))).one()
    newest = select(delivery.c.reason).where(*there).order_by(delivery.c.settled_at.desc()).limit(1)
    return Troubles(**found._asdict(), newest=(await conn.execute(newest)).scalar() or "")


async def chats(conn: AsyncConnection) -> Mapping[Standing, int]:
    away = _stated("standing <> 'subscribed'")
    query = select(chat.c.standing, _COUNT).where(away).group_by(chat.c.standing)
    found = {Standing(standing): count for standing, count in await conn.execute(query)}
    everybody: int = (await conn.execute(select(_COUNT).select_from(chat))).scalar_one()
    return {Standing.SUBSCRIBED: everybody - sum(found.values())} | found


async def feeds(conn: AsyncConnection) -> Mapping[FeedStanding, int]:
    query = select(feed.c.standing, _COUNT).where(WANTED).group_by(feed.c.standing)
    return {FeedStanding(standing): count for standing, count in await conn.execute(query)}


async def _counted(conn: AsyncConnection, *conditions: ColumnElement[bool]) -> int:
    found: int = (await conn.execute(select(_COUNT).where(*conditions))).scalar_one()
    return found


def _in_state(state: DeliveryState) -> ColumnElement[int]:
    return _COUNT.filter(delivery.c.state == state).label(state)


def _odd(conn: AsyncConnection) -> TextClause:
    return _stated(ODD[conn.dialect.name])


def _stated(words: str) -> TextClause:
    """In the very words of an index, without parameters: else the database does not see that it serves."""
    return text(f"({words})")


_ENDED_OTHERWISE = tuple(state for state in DeliveryState if state not in (*OPEN_STATES, DeliveryState.SENT))
_REMARKED = and_(delivery.c.state == DeliveryState.SENT, delivery.c.reason.is_not(None))
