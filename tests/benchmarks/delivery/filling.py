"""Fills a database with readers, what they were told before, and news.

A few *leaders*, one for each zone and each past, are brought up by the program's own functions, day by day;
all other readers are copies of them, made in SQL. So nothing here knows what a table's columns are for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Update, and_, case, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import EVERY_DAY, Chat, ChatKind, DeliveryState, Slot, Standing
from digests.newsroom import editions
from digests.newsroom.editions import EditionRules
from digests.store import articles, chats, slots, stories
from digests.store.engine import Store
from digests.store.schema import chat, delivery, slot
from tests.benchmarks.delivery.news import Event, events
from tests.benchmarks.delivery.telegram import FIRST_CHAT

ZONES = (
    "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "America/Anchorage",
    "America/Argentina/Buenos_Aires", "America/Bogota", "America/Chicago", "America/Denver",
    "America/Halifax", "America/Los_Angeles", "America/Mexico_City", "America/New_York",
    "America/Sao_Paulo", "America/St_Johns", "Asia/Bangkok", "Asia/Dhaka", "Asia/Dubai",
    "Asia/Hong_Kong", "Asia/Jakarta", "Asia/Karachi", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Seoul",
    "Asia/Singapore", "Asia/Tehran", "Asia/Tokyo", "Atlantic/Azores", "Australia/Adelaide",
    "Australia/Sydney", "Europe/Athens", "Europe/Berlin", "Europe/Istanbul", "Europe/Lisbon",
    "Europe/London", "Europe/Moscow", "Europe/Paris", "Pacific/Auckland", "Pacific/Honolulu", "UTC",
)  # fmt: skip
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Town:
    """Who lives there and what is going on."""

    readers: int
    events: int = 30
    """A day."""
    told_by: int = 3
    """Outlets to an event."""
    days: int = 0
    """Editions that each reader had before today's."""
    pasts: int = 1
    """Groups of readers who were told different things in them."""

    @property
    def leaders(self) -> int:
        return min(self.readers, len(ZONES) * self.pasts)


async def fill(store: Store, town: Town, moment: datetime) -> None:
    """The town as it is at `moment`, a whole minute; `make_due` says that it is time for its editions."""
    async with store.writing() as conn:
        for number in range(town.leaders):
            await _settle_in(conn, number, moment - _DAY * (town.days + 2))
    for day in range(town.days, 0, -1):
        await _live(store, town, day, moment - _DAY * day)
    async with store.writing() as conn:
        await _publish(conn, list(events(town.events, town.told_by, seed=0)), moment - _HOUR)
        await conn.execute(_due(moment + _DAY))
        await _multiply(conn, town)


async def make_due(store: Store, moment: datetime) -> None:
    """All readers' editions are due at `moment`, a whole minute; so is the next day's a day later."""
    async with store.writing() as conn:
        await conn.execute(_due(moment))


async def _settle_in(conn: AsyncConnection, number: int, at: datetime) -> None:
    leader = Chat(
        id=FIRST_CHAT + number,
        kind=ChatKind.PRIVATE,
        name="Ada",
        language="en",
        timezone=ZONES[number % len(ZONES)],
        standing=Standing.SUBSCRIBED,
        gone_reason=None,
        created_at=at,
    )
    await chats.save(conn, leader)
    await slots.save(
        conn,
        Slot(chat=leader.id, number=1, at=at.time(), days=EVERY_DAY, thread=None, next_due_at=None),
    )


async def _live(store: Store, town: Town, day: int, moment: datetime) -> None:
    """The news of a day, and the leaders' editions. Those of a later past know more of the day."""
    happened = list(events(town.events, town.told_by, seed=day))
    for past in range(town.pasts):
        async with store.writing() as conn:
            await _publish(conn, happened[past :: town.pasts], moment - _HOUR)
            await conn.execute(_due(moment, past))
        while await editions.plan_due(store, EditionRules(), moment):
            pass
    async with store.writing() as conn:
        arrived = update(delivery).where(delivery.c.state == DeliveryState.PLANNED)
        await conn.execute(arrived.values(state=DeliveryState.SENT, attempt=1, message_id=1))


async def _publish(conn: AsyncConnection, happened: Sequence[Event], at: datetime) -> None:
    for event in happened:
        story = await stories.create(conn, at)
        for told in event.articles:
            await articles.add(conn, told, origin="made-up", seen_at=at, story=story)


def _due(moment: datetime, past: int | None = None) -> Update:
    """Everybody's slot, or that of the leaders with this past, is at `moment`, and due then."""
    number = slot.c.chat - FIRST_CHAT
    local = [moment.astimezone(ZoneInfo(zone)) for zone in ZONES]
    zone = number % len(ZONES)
    moved = update(slot).where(slot.c.chat >= FIRST_CHAT)
    if past is not None:
        moved = moved.where(and_(number >= past * len(ZONES), number < (past + 1) * len(ZONES)))
    return moved.values(
        at=case({place: literal(there.time()) for place, there in enumerate(local)}, value=zone),
        next_date=case({place: literal(there.date()) for place, there in enumerate(local)}, value=zone),
        next_due_at=moment,
    )


async def _multiply(conn: AsyncConnection, town: Town) -> None:
    """Copies of the leaders, with all that belongs to them, until there are enough readers."""
    if town.readers == town.leaders:
        return
    first = select(literal(1).label("number")).cte("copy", recursive=True)
    copy = first.union_all(select(first.c.number + 1).where(first.c.number < town.readers // town.leaders))
    further = copy.c.number * town.leaders
    for table, reader in ((chat, chat.c.id), (slot, slot.c.chat), (delivery, delivery.c.chat)):
        rows = (
            select(*(column + further if column is reader else column for column in table.c))
            .join(copy, reader + further < FIRST_CHAT + town.readers)
            .where(reader >= FIRST_CHAT, reader < FIRST_CHAT + town.leaders)
            .order_by(reader + further)  # as they would come: those of one zone are not together
        )
        await conn.execute(insert(table).from_select([column.name for column in table.c], rows))
