"""Chats: where editions go and commands come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Table, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Chat, ChatKind, DeliveryState, QuietHours, Size, Standing
from digests.store import belongings, tastes
from digests.store.numbers import listed
from digests.store.schema import chat, delivery, exchange, question, slot
from digests.store.upsert import insert


async def find(conn: AsyncConnection, chat_id: int) -> Chat | None:
    row = (await conn.execute(select(chat).where(chat.c.id == chat_id))).one_or_none()
    return None if row is None else _from_row(row)


async def of(conn: AsyncConnection, chats: Collection[int]) -> dict[int, Chat]:
    """Those of the chats that are known."""
    rows = await conn.execute(select(chat).where(chat.c.id.in_(listed(conn, list(chats)))))
    return {row.id: _from_row(row) for row in rows}


async def kept_by(conn: AsyncConnection, person: int) -> tuple[Chat, ...]:
    """The chats whose keeper this person is, by name."""
    query = select(chat).where(chat.c.keeper == person).order_by(chat.c.name, chat.c.id)
    return tuple(_from_row(row) for row in await conn.execute(query))


async def save(conn: AsyncConnection, known: Chat) -> None:
    """Store the chat as it is now, whether or not it was known."""
    values = _to_row(known)
    added = insert(conn, chat).values(values)
    await conn.execute(added.on_conflict_do_update(index_elements=[chat.c.id], set_=values))


async def set_standing(conn: AsyncConnection, chat_id: int, standing: Standing, reason: str | None) -> None:
    """Whether the chat gets editions, and why not where Telegram said so."""
    await conn.execute(update(chat).where(chat.c.id == chat_id).values(standing=standing, gone_reason=reason))


async def move(conn: AsyncConnection, old: int, new: int) -> None:
    """The group `old` became the supergroup `new`: everything it has goes with it.

    The new chat may have spoken first. If it subscribed, its own settings stay; else the group's do.
    What both were told for one slot of one day, follow or mute is kept once. What is being sent to the group
    at this moment is still settled by whoever sends it (`deliveries.settle`). Messages are numbered anew:
    those of the group are known by `moved_from`.
    """
    if old == new:
        return
    leaving, arrived = await find(conn, old), await find(conn, new)
    if leaving is None:
        return
    if arrived is not None and arrived.standing is Standing.SUBSCRIBED:
        await conn.execute(delete(slot).where(slot.c.chat == old))
    else:
        await conn.execute(delete(slot).where(slot.c.chat == new))
        await save(conn, replace(leaving, id=new, kind=ChatKind.SUPERGROUP))
    begun = or_(delivery.c.state == DeliveryState.SENDING, delivery.c.message_id.is_not(None))
    await conn.execute(update(delivery).where(delivery.c.chat == old, begun).values(moved_from=old))
    for by_message in (exchange, question):
        await conn.execute(delete(by_message).where(by_message.c.chat == old))
    for table, unique in belongings.unique():
        await _hand_over(conn, table, unique, old, new)
    await conn.execute(delete(chat).where(chat.c.id == old))  # what had no place takes its leave too
    await tastes.refresh(conn, new)


async def count(conn: AsyncConnection, standing: Standing) -> int:
    query = select(func.count()).select_from(chat).where(chat.c.standing == standing)
    return int((await conn.execute(query)).scalar_one())


async def _hand_over(
    conn: AsyncConnection, table: Table, unique: tuple[str, ...] | None, old: int, new: int
) -> None:
    handed = update(table).where(table.c.chat == old).values(chat=new)
    if unique is not None:
        there = table.alias()
        alike = (there.c[name].is_not_distinct_from(table.c[name]) for name in unique)
        same = and_(there.c.chat == new, *alike)
        handed = handed.where(~exists().where(same))
    await conn.execute(handed)


def _to_row(known: Chat) -> Mapping[str, object]:
    return {
        "id": known.id,
        "kind": known.kind,
        "name": known.name,
        "language": known.language,
        "timezone": known.timezone,
        "standing": known.standing,
        "gone_reason": known.gone_reason,
        "created_at": known.created_at,
        "paused_until": known.paused_until,
        "quiet_start": known.quiet.start if known.quiet else None,
        "quiet_end": known.quiet.end if known.quiet else None,
        "silent": known.silent,
        "previews": known.previews,
        "keeper": known.keeper,
        "chosen_language": known.chosen_language,
        "size": known.size,
        "reads": list(known.reads),
        "admitted_at": known.admitted_at,
    }


def _from_row(row: Row[Any]) -> Chat:
    has_quiet = row.quiet_start is not None and row.quiet_end is not None
    return Chat(
        id=row.id,
        kind=ChatKind(row.kind),
        name=row.name,
        language=row.language,
        timezone=row.timezone,
        standing=Standing(row.standing),
        gone_reason=row.gone_reason,
        created_at=row.created_at,
        paused_until=row.paused_until,
        quiet=QuietHours(row.quiet_start, row.quiet_end) if has_quiet else None,
        silent=row.silent,
        previews=row.previews,
        keeper=row.keeper,
        chosen_language=row.chosen_language,
        size=Size(row.size),
        reads=tuple(row.reads),
        admitted_at=row.admitted_at,
    )
