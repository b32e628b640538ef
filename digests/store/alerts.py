"""Messages between editions, as the ledger has them: entered one by one, and counted by the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.breaking import Message, number_of
from digests.model import Delivery, DeliveryState, Follow
from digests.store.numbers import listed
from digests.store.schema import delivery
from digests.store.upsert import insert


async def enter(conn: AsyncConnection, rows: Sequence[Delivery]) -> None:
    """Rows whose key the ledger has already stay as they are there."""
    values = [asdict(row) for row in rows]
    entered = insert(conn, delivery).on_conflict_do_nothing()
    await conn.execute(entered, [{**each.pop("key"), **each} for each in values])


async def drop(
    conn: AsyncConnection, chat_id: int, kind: str, follows: Collection[Follow], reason: str, now: datetime
) -> None:
    """End what still waits to be told for these follows of the chat."""
    waits = (
        delivery.c.chat == chat_id,
        delivery.c.kind == kind,
        delivery.c.slot.in_([number_of(follow) for follow in follows]),
        delivery.c.state == DeliveryState.PLANNED,
    )
    dropped = update(delivery).where(*waits)
    await conn.execute(dropped.values(state=DeliveryState.DROPPED, reason=reason, settled_at=now))


async def had(
    conn: AsyncConnection, chats: Collection[int], kind: str, since: date, now: datetime
) -> dict[int, list[Message]]:
    """What each of the chats had of this kind since that local date, whatever became of it."""
    query = select(delivery).where(
        delivery.c.chat.in_(listed(conn, list(chats))),
        delivery.c.kind == kind,
        delivery.c.local_date >= since,
    )
    found = defaultdict[int, list[Message]](list)
    for row in await conn.execute(query):
        waits = row.state == DeliveryState.PLANNED and row.not_before > now
        found[row.chat].append(Message(row.slot, row.part, row.local_date, waits))
    return found
