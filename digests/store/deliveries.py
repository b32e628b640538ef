"""The ledger: every message of an edition on its way to a chat, from the plan to its last state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Delivery, DeliveryKey, DeliveryState
from digests.store.schema import delivery
from digests.store.upsert import insert

_KEY = tuple_(*delivery.primary_key.columns)


async def plan(conn: AsyncConnection, planned: Delivery) -> bool:
    """Enter the delivery; False if the ledger has this key already, whatever became of it."""
    key = planned.key
    entered = await conn.execute(
        insert(conn, delivery)
        .values(
            chat=key.chat,
            kind=key.kind,
            local_date=key.local_date,
            slot=key.slot,
            part=key.part,
            edition=planned.edition,
            thread=planned.thread,
            due_at=planned.due_at,
            **_progress(planned),
        )
        .on_conflict_do_nothing()
        .returning(delivery.c.chat)
    )
    return entered.first() is not None


async def claim(
    conn: AsyncConnection, *, owner: str, now: datetime, lease_until: datetime, limit: int
) -> tuple[Delivery, ...]:
    """Take the planned deliveries whose time has come, the longest due first: they are `sending` now.

    Commit before the first byte leaves, so that a crash leaves a row that says so.
    """
    ready = (
        _with_key()
        .where(delivery.c.state == DeliveryState.PLANNED, delivery.c.not_before <= now)
        .order_by(delivery.c.due_at, *delivery.primary_key.columns)
        .limit(limit)
        .with_for_update(skip_locked=True)  # not on SQLite, which has one writer
        .cte("ready")
    )
    taken = await conn.execute(
        update(delivery)
        .where(_KEY.in_(select(ready)))
        .values(
            state=DeliveryState.SENDING,
            attempt=delivery.c.attempt + 1,
            owner=owner,
            lease_until=lease_until,
        )
        .returning(delivery)
    )
    return tuple(sorted(map(_from_row, taken), key=lambda each: (each.due_at, each.key)))


async def settle(conn: AsyncConnection, before: Delivery, after: Delivery) -> bool:
    """Write what became of a claimed delivery. False, and nothing written, if somebody else has
    claimed or settled it since: a process that slept beyond its lease must not have the last word."""
    written = await conn.execute(
        update(delivery)
        .where(
            _is(before.key),
            delivery.c.state == before.state,
            delivery.c.owner == before.owner,
            delivery.c.attempt == before.attempt,
        )
        .values(**_progress(after))
    )
    return written.rowcount == 1


async def abandoned(conn: AsyncConnection, now: datetime) -> tuple[Delivery, ...]:
    """Deliveries that were being sent by somebody whose lease is over: they are in doubt."""
    query = (
        select(delivery)
        .where(delivery.c.state == DeliveryState.SENDING, delivery.c.lease_until < now)
        .order_by(delivery.c.lease_until, *delivery.primary_key.columns)
    )
    return tuple(_from_row(row) for row in await conn.execute(query))


async def counts(conn: AsyncConnection) -> dict[DeliveryState, int]:
    """How many deliveries are in each state."""
    query = select(delivery.c.state, func.count()).group_by(delivery.c.state)
    found = {state: number for state, number in await conn.execute(query)}
    return {state: found.get(state, 0) for state in DeliveryState}


async def of_edition(conn: AsyncConnection, edition_key: int) -> tuple[Delivery, ...]:
    query = select(delivery).where(delivery.c.edition == edition_key).order_by(*delivery.primary_key.columns)
    return tuple(_from_row(row) for row in await conn.execute(query))


async def drop_open(conn: AsyncConnection, chat_id: int, state: DeliveryState, reason: str) -> None:
    """End the planned deliveries of a chat, e.g. one that is gone."""
    await conn.execute(
        update(delivery)
        .where(delivery.c.chat == chat_id, delivery.c.state == DeliveryState.PLANNED)
        .values(state=state, reason=reason)
    )


def _with_key() -> Select[Any]:
    return select(*delivery.primary_key.columns)


def _is(key: DeliveryKey) -> ColumnElement[bool]:
    return and_(
        delivery.c.chat == key.chat,
        delivery.c.kind == key.kind,
        delivery.c.local_date == key.local_date,
        delivery.c.slot == key.slot,
        delivery.c.part == key.part,
    )


def _progress(each: Delivery) -> Mapping[str, object]:
    """The columns that change while a delivery is on its way."""
    return {
        "state": each.state,
        "attempt": each.attempt,
        "doubtful": each.doubtful,
        "not_before": each.not_before,
        "owner": each.owner,
        "lease_until": each.lease_until,
        "message_id": each.message_id,
        "reason": each.reason,
    }


def _from_row(row: Row[Any]) -> Delivery:
    return Delivery(
        key=DeliveryKey(
            chat=row.chat, kind=row.kind, local_date=row.local_date, slot=row.slot, part=row.part
        ),
        edition=row.edition,
        thread=row.thread,
        state=DeliveryState(row.state),
        attempt=row.attempt,
        doubtful=row.doubtful,
        due_at=row.due_at,
        not_before=row.not_before,
        owner=row.owner,
        lease_until=row.lease_until,
        message_id=row.message_id,
        reason=row.reason,
    )
