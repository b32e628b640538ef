"""Everything that belongs to a chat, read and deleted from the tables themselves: what a later migration adds
cannot be forgotten here.

A row belongs to the chat that its column `chat` names. Some rows of other chats name a person as well, who
has a private chat of the same number (`PERSONS`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy import Column, ColumnElement, Table, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import (
    chat,
    invite,
    lineup,
    metadata,
    question,
    reaction,
    update_inbox,
)

Record: TypeAlias = Mapping[str, object]
"""A row, by the names of its columns."""

OF_A_CHAT: tuple[Table, ...] = tuple(table for table in metadata.sorted_tables if "chat" in table.c)
"""Every table with rows of a chat."""

PERSONS: tuple[Column[int], ...] = (reaction.c.person, question.c.person, invite.c.made_by)
"""Who did something in a chat of others, or for them."""

NAMED_ELSEWHERE = {
    "chat.keeper": "the chat is somebody else's too; it only loses its keeper",
    "delivery.moved_from": "a row of the chat that it names in `chat`",
}
"""Columns that name a chat in a row which is not its own, and what becomes of them."""

_PAGE = 500


_SAVED_ONCE = {"follow": ("thread", "kind", "words"), "mute": ("thread", "kind", "words")}
"""Their keys are numbers, but a chat has each of them once."""


class Unique(NamedTuple):
    """What beside the chat makes a row unique; None: nothing does."""

    table: Table
    columns: tuple[str, ...] | None


def unique() -> tuple[Unique, ...]:
    """Every table with rows of a chat, as it is handed over to another one."""
    found = []
    for table in OF_A_CHAT:
        key = [column.name for column in table.primary_key.columns]
        others = tuple(name for name in key if name != "chat")
        found.append(Unique(table, others if "chat" in key else _SAVED_ONCE.get(table.name)))
    return tuple(found)


async def of_chat(conn: AsyncConnection, chat_id: int) -> dict[str, list[Record]]:
    """All rows of the chat, by table; tables without any are left out."""
    found = {"chat": await _rows(conn, chat, chat.c.id == chat_id)}
    for table in OF_A_CHAT:
        found[table.name] = await _rows(conn, table, table.c.chat == chat_id)
    for column in PERSONS:
        is_elsewhere = _elsewhere(column, chat_id)
        name = f"{column.table.name}_elsewhere" if "chat" in column.table.c else column.table.name
        found[name] = await _rows(conn, column.table, is_elsewhere)
    found["kept_chats"] = await _rows(conn, chat, chat.c.keeper == chat_id)
    found["update_inbox"] = [
        {"id": number, "body": body} for number, body in await _updates_about(conn, chat_id)
    ]
    return {name: rows for name, rows in found.items() if rows}


async def forget(conn: AsyncConnection, chat_id: int) -> frozenset[int]:
    """Delete all of it; the chats of others in which something was the person's. Updates that wait to be
    handled go as well: they carry names and words."""
    waiting = [number for number, _ in await _updates_about(conn, chat_id)]
    for at in range(0, len(waiting), _PAGE):
        page = waiting[at : at + _PAGE]
        await conn.execute(delete(update_inbox).where(update_inbox.c.id.in_(page)))
    for table in OF_A_CHAT:
        await conn.execute(delete(table).where(table.c.chat == chat_id))
    concerned = set[int]()
    for column in PERSONS:
        gone = delete(column.table).where(column == chat_id)
        if "chat" in column.table.c:
            concerned |= set((await conn.execute(gone.returning(column.table.c.chat))).scalars())
        else:
            await conn.execute(gone)
    await conn.execute(update(chat).where(chat.c.keeper == chat_id).values(keeper=None))
    await conn.execute(delete(chat).where(chat.c.id == chat_id))
    return frozenset(concerned)


def tables() -> tuple[str, ...]:
    """The names of all tables in which nothing of a forgotten chat is left."""
    touched = {*OF_A_CHAT, chat, lineup, update_inbox, *(column.table for column in PERSONS)}
    return tuple(sorted(table.name for table in touched))


async def _rows(conn: AsyncConnection, table: Table, which: ColumnElement[bool]) -> list[Record]:
    query = select(table).where(which).order_by(*table.primary_key.columns)
    return [dict(row) for row in (await conn.execute(query)).mappings()]


def _elsewhere(person: Column[int], chat_id: int) -> ColumnElement[bool]:
    table = person.table
    return and_(person == chat_id, table.c.chat != chat_id) if "chat" in table.c else person == chat_id


async def _updates_about(conn: AsyncConnection, chat_id: int) -> Sequence[tuple[int, object]]:
    """The updates in which the chat's number stands: few wait at any time."""
    rows = await conn.execute(select(update_inbox.c.id, update_inbox.c.body))
    return [(row.id, row.body) for row in rows if _names(row.body, chat_id)]


def _names(told: object, chat_id: int) -> bool:
    """Whether an update is from this chat or person: their number stands as an `id` somewhere in it."""
    if isinstance(told, Mapping):
        return told.get("id") == chat_id or any(_names(each, chat_id) for each in told.values())
    if isinstance(told, list):
        return any(_names(each, chat_id) for each in told)
    return False
