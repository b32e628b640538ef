"""The ledger as tests need it: rows put in by hand, and all of them counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Delivery, DeliveryState
from digests.store.engine import Store
from digests.store.schema import delivery


async def enter(conn: AsyncConnection, rows: Sequence[Delivery]) -> None:
    """As if they had been planned, sent, or whatever they say."""
    values = [asdict(row) for row in rows]
    await conn.execute(delivery.insert(), [{**each.pop("key"), **each} for each in values])


async def counts(conn: AsyncConnection) -> dict[DeliveryState, int]:
    """How many deliveries are in each state."""
    query = select(delivery.c.state, func.count()).group_by(delivery.c.state)
    found = {state: number for state, number in await conn.execute(query)}
    return {state: found.get(state, 0) for state in DeliveryState}


async def states(store: Store) -> dict[DeliveryState, int]:
    async with store.reading() as conn:
        return await counts(conn)
