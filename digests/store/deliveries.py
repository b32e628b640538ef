"""The ledger: every message of an edition on its way to a chat, from the plan to its last state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Delivery, DeliveryKey, DeliveryState
from digests.store.numbers import paired
from digests.store.schema import delivery, slot
from digests.store.upsert import insert

_KEY = tuple_(*delivery.primary_key.columns)


async def plan_alike(
    conn: AsyncConnection, told: Mapping[int, int], pattern: Delivery, now: datetime
) -> None:
    """Enter a delivery for each of these chats, all like `pattern` but for the chat, the line-up that it is
    `told` and its slot's topic; of those whose key is in the ledger only what was written off by a clock that
    ran ahead is planned anew. Nothing is read for it: there may be a hundred thousand."""
    given = {"kind": pattern.key.kind, "local_date": pattern.key.local_date, "part": pattern.key.part}
    given |= _picked(pattern, ("due_at", *_PROGRESS))
    pairs = paired(conn, told)
    own = {"chat": slot.c.chat, "slot": slot.c.number, "thread": slot.c.thread, "lineup": pairs.c.value}
    columns = [own.get(column.name, literal(given.get(column.name), column.type)) for column in delivery.c]
    alike = select(*columns).join_from(pairs, slot, slot.c.chat == pairs.c.key)
    alike = alike.where(slot.c.number == pattern.key.slot)
    entered = insert(conn, delivery).from_select(list(delivery.c), alike)
    await conn.execute(
        entered.on_conflict_do_update(
            index_elements=[*delivery.primary_key.columns],
            set_={name: entered.excluded[name] for name in ("lineup", "due_at", *_PROGRESS)},
            where=_written_off_ahead(now),
        )
    )


async def newest_date(
    conn: AsyncConnection, chat_id: int, kind: str, number: int, *, now: datetime, until: date
) -> date | None:
    """The newest local date, up to `until`, for which this slot of the chat has its edition."""
    query = select(func.max(delivery.c.local_date)).where(
        delivery.c.chat == chat_id,
        delivery.c.kind == kind,
        delivery.c.slot == number,
        delivery.c.local_date <= until,
        ~_written_off_ahead(now),
    )
    found: date | None = (await conn.execute(query)).scalar()
    return found


async def find(conn: AsyncConnection, chat_id: int, lineup: int) -> Delivery | None:
    """The chat's newest delivery that tells this; None where it never got it."""
    query = (
        select(delivery)
        .where(delivery.c.chat == chat_id, delivery.c.lineup == lineup)
        .order_by(delivery.c.due_at.desc())
        .limit(1)
    )
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else _from_row(row)


async def newest_sent(conn: AsyncConnection, chat_id: int, kind: str) -> Delivery | None:
    """The chat's newest delivery of this kind that arrived."""
    arrived = delivery.c.chat == chat_id, delivery.c.kind == kind, delivery.c.state == DeliveryState.SENT
    query = select(delivery).where(*arrived).order_by(delivery.c.due_at.desc()).limit(1)
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else _from_row(row)


async def with_message(conn: AsyncConnection, chat_id: int, message: int, kind: str) -> Delivery | None:
    """The delivery of this kind that stands in the chat as this message, and not in the group it once was."""
    there = delivery.c.chat == chat_id, delivery.c.kind == kind, delivery.c.message_id == message
    query = select(delivery).where(*there, delivery.c.moved_from.is_(None)).limit(1)
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else _from_row(row)


async def claim(
    conn: AsyncConnection, *, owner: str, now: datetime, lease_until: datetime, limit: int
) -> tuple[Delivery, ...]:
    """Take the planned deliveries whose time has come, the longest waiting first: they are `sending` now.

    Commit before the first byte leaves, so that a crash leaves a row that says so.
    """
    ready = (
        _with_key()
        .where(delivery.c.state == DeliveryState.PLANNED, delivery.c.not_before <= now)
        .order_by(delivery.c.not_before)  # in the order of the index: the rest may be very many
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
    return tuple(sorted(map(_from_row, taken), key=lambda each: (each.not_before, each.key)))


async def is_waiting_since(conn: AsyncConnection, moment: datetime) -> bool:
    """Whether `expire` has something to do."""
    return (await conn.execute(_expired(moment).limit(1))).first() is not None


async def expire(
    conn: AsyncConnection, *, waiting_since: datetime, now: datetime, reason: str, limit: int
) -> int:
    """Drop some of those that have waited since before `waiting_since`, and are not in doubt; how many."""
    oldest = _expired(waiting_since).limit(limit)
    dropped = update(delivery).where(_KEY.in_(oldest), delivery.c.state == DeliveryState.PLANNED)
    values = {"state": DeliveryState.DROPPED, "reason": reason, "settled_at": now}
    return (await conn.execute(dropped.values(values))).rowcount


async def settle(conn: AsyncConnection, settled: Iterable[tuple[Delivery, Delivery]]) -> int:
    """Write what became of claimed deliveries, given as before and after; how many could be written.

    Nothing is written where somebody else has claimed or settled it since: a process that slept beyond
    its lease must not have the last word. A chat that has moved since takes its row along.
    """
    # Those in which the same columns change are one statement: most of them were just sent.
    alike = defaultdict[tuple[str, ...], list[dict[str, object]]](list)
    for before, after in settled:
        changed = tuple(
            name for name in _PROGRESS if name == "state" or getattr(before, name) != getattr(after, name)
        )
        claimed = _named("is", {**_keyed(before), **_picked(before, _CLAIM)})
        alike[changed].append(claimed | _named("to", _picked(after, changed)))
    written = 0
    for changed, rows in alike.items():
        found = await _write(conn, delivery.c.chat, changed, rows)
        if found < len(rows):
            found += await _write(conn, delivery.c.moved_from, changed, rows)
        written += found
    return written


async def _write(
    conn: AsyncConnection, chat: Column[Any], changed: Sequence[str], rows: Sequence[Mapping[str, object]]
) -> int:
    """Writes the columns that are `changed` where the claim still holds; `chat` says whose it was."""
    rest = (delivery.c[name] == bindparam(f"is_{name}") for name in (*_PART_OF_KEY[1:], *_CLAIM))
    claimed = update(delivery).where(chat == bindparam("is_chat"), *rest)
    written = claimed.values({name: bindparam(f"to_{name}") for name in changed})
    return (await conn.execute(written, rows)).rowcount


async def abandoned(conn: AsyncConnection, now: datetime) -> tuple[Delivery, ...]:
    """Deliveries that were being sent by somebody whose lease is over: they are in doubt."""
    query = (
        select(delivery)
        .where(delivery.c.state == DeliveryState.SENDING, delivery.c.lease_until < now)
        .order_by(delivery.c.lease_until, *delivery.primary_key.columns)
    )
    return tuple(_from_row(row) for row in await conn.execute(query))


async def drop_open(
    conn: AsyncConnection, chat_id: int, state: DeliveryState, reason: str, now: datetime
) -> None:
    """End the planned deliveries of a chat, e.g. one that is gone."""
    await conn.execute(
        update(delivery)
        .where(delivery.c.chat == chat_id, delivery.c.state == DeliveryState.PLANNED)
        .values(state=state, reason=reason, settled_at=now)
    )


async def drop_topic(
    conn: AsyncConnection, chat_id: int, thread: int | None, kind: str, reason: str, now: datetime
) -> None:
    """End what is planned for this topic of a chat, and those of `kind` whose slot it has not any more: what
    was under way to a topic that turned out to be gone names none by now."""
    has_slot = select(slot.c.number).where(slot.c.chat == chat_id)
    orphan = and_(delivery.c.kind == kind, delivery.c.slot.not_in(has_slot))
    await conn.execute(
        update(delivery)
        .where(delivery.c.chat == chat_id, delivery.c.state == DeliveryState.PLANNED)
        .where(or_(delivery.c.thread == thread, orphan))
        .values(state=DeliveryState.DROPPED, reason=reason, settled_at=now)
    )


async def forget_topic(conn: AsyncConnection, chat_id: int, thread: int) -> None:
    """The forum topic is gone: what was planned for it goes to the chat itself."""
    there = delivery.c.chat == chat_id, delivery.c.thread == thread
    await conn.execute(
        update(delivery).where(*there, delivery.c.state == DeliveryState.PLANNED).values(thread=None)
    )


async def forget_before(conn: AsyncConnection, moment: datetime, limit: int) -> int:
    """Drop some of those that were due before; how many."""
    oldest = _with_key().where(delivery.c.due_at < moment).order_by(delivery.c.due_at).limit(limit)
    return (await conn.execute(delete(delivery).where(_KEY.in_(oldest)))).rowcount


def _written_off_ahead(now: datetime) -> ColumnElement[bool]:
    """Whether a row was dropped, with nothing sent, at a moment to come: by a clock that was wrong."""
    never_begun = and_(delivery.c.state == DeliveryState.DROPPED, delivery.c.attempt == 0)
    return and_(never_begun, func.coalesce(delivery.c.settled_at > now, false()))


def _expired(waiting_since: datetime) -> Select[Any]:
    return (
        _with_key()
        .where(
            delivery.c.state == DeliveryState.PLANNED,
            delivery.c.not_before < waiting_since,
            ~delivery.c.doubtful,
        )
        .order_by(delivery.c.not_before)
    )


def _with_key() -> Select[Any]:
    return select(*delivery.primary_key.columns)


_PART_OF_KEY = ("chat", "kind", "local_date", "slot", "part")
_CLAIM = ("state", "owner", "attempt")
"""What a row must still be for its claim to hold."""
_PROGRESS = (
    "thread",
    "state",
    "attempt",
    "doubtful",
    "not_before",
    "owner",
    "lease_until",
    "message_id",
    "reason",
    "settled_at",
)
"""The columns that change while a delivery is on its way."""


def _keyed(each: Delivery) -> dict[str, object]:
    return {name: getattr(each.key, name) for name in _PART_OF_KEY}


def _picked(each: Delivery, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(each, name) for name in names}


def _named(prefix: str, values: Mapping[str, object]) -> dict[str, object]:
    return {f"{prefix}_{name}": value for name, value in values.items()}


def _from_row(row: Row[Any]) -> Delivery:
    return Delivery(
        key=DeliveryKey(
            chat=row.chat, kind=row.kind, local_date=row.local_date, slot=row.slot, part=row.part
        ),
        lineup=row.lineup,
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
        settled_at=row.settled_at,
    )
