"""Follows and mutes: the saved queries of chats, and of single topics of their forums."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Select, Table, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Follow, FollowKind, Mute, MuteKind, Standing
from digests.store.articles import chunks
from digests.store.numbers import listed
from digests.store.schema import chat, follow, mute

# In the very words of its index, or SQLite would look at every follow there is.
_BREAKING = text("follow.breaking")


async def of_chat(conn: AsyncConnection, chat_id: int) -> tuple[Follow, ...]:
    """All follows of the chat and of its topics, in the order in which they were made."""
    query = select(follow).where(follow.c.chat == chat_id).order_by(follow.c.id)
    return tuple(_follow(row) for row in await conn.execute(query))


async def mutes_of_chat(conn: AsyncConnection, chat_id: int) -> tuple[Mute, ...]:
    """All mutes of the chat and of its topics, in the order in which they were made."""
    query = select(mute).where(mute.c.chat == chat_id).order_by(mute.c.id)
    return tuple(_mute(row) for row in await conn.execute(query))


async def find(conn: AsyncConnection, chat_id: int, key: int) -> Follow | None:
    """The follow, if it is this chat's: keys come back in callback data, which anybody can forge."""
    row = (await conn.execute(select(follow).where(*_own(follow, chat_id, key)))).one_or_none()
    return None if row is None else _follow(row)


async def find_mute(conn: AsyncConnection, chat_id: int, key: int) -> Mute | None:
    row = (await conn.execute(select(mute).where(*_own(mute, chat_id, key)))).one_or_none()
    return None if row is None else _mute(row)


async def add(conn: AsyncConnection, made: Follow) -> int:
    """The key that it gets; the one that it has is not looked at."""
    values = {name: value for name, value in asdict(made).items() if name != "key"}
    return int((await conn.execute(follow.insert().values(values).returning(follow.c.id))).scalar_one())


async def add_mute(conn: AsyncConnection, made: Mute) -> int:
    """The key that it gets; the one that it has is not looked at."""
    values = {name: value for name, value in asdict(made).items() if name != "key"}
    return int((await conn.execute(mute.insert().values(values).returning(mute.c.id))).scalar_one())


async def remove(conn: AsyncConnection, chat_id: int, keys: Collection[int]) -> None:
    await conn.execute(delete(follow).where(follow.c.chat == chat_id, follow.c.id.in_(sorted(keys))))


async def remove_mute(conn: AsyncConnection, chat_id: int, key: int) -> None:
    await conn.execute(delete(mute).where(*_own(mute, chat_id, key)))


async def set_breaking(
    conn: AsyncConnection, chat_id: int, key: int, *, breaking: bool, most_a_day: int
) -> None:
    changed = update(follow).where(*_own(follow, chat_id, key))
    await conn.execute(changed.values(breaking=breaking, most_a_day=most_a_day))


async def are_breaking(conn: AsyncConnection) -> bool:
    """Whether any chat that gets editions at all wants to be told of anything at once."""
    return (await conn.execute(_breaking(follow.c.id).limit(1))).first() is not None


async def breaking_subjects(conn: AsyncConnection) -> tuple[tuple[FollowKind, str], ...]:
    """What is to be told at once, each once however many follow it."""
    found = await conn.execute(_breaking(follow.c.kind, follow.c.words).distinct())
    return tuple((FollowKind(kind), words) for kind, words in found)


async def breaking_chats(conn: AsyncConnection, followed: Collection[str]) -> tuple[int, ...]:
    """Those that are to be told at once of anything that is called one of these words."""
    found = set[int]()
    for chunk in chunks(followed):
        found.update(
            (await conn.execute(_breaking(follow.c.chat).where(follow.c.words.in_(chunk)))).scalars()
        )
    return tuple(sorted(found))


async def breaking(conn: AsyncConnection, chats: Collection[int]) -> tuple[Follow, ...]:
    """What these chats are to be told of at once, oldest first."""
    query = _breaking(follow).where(follow.c.chat.in_(listed(conn, list(chats)))).order_by(follow.c.id)
    return tuple(_follow(row) for row in await conn.execute(query))


def _breaking(*columns: Column[Any] | Table) -> Select[Any]:
    """Of follows that are to be told at once, of chats that get editions at all."""
    return select(*columns).join_from(follow, chat).where(_BREAKING, chat.c.standing == Standing.SUBSCRIBED)


async def of_chats(
    conn: AsyncConnection, chats: Collection[int]
) -> tuple[tuple[Follow, ...], tuple[Mute, ...]]:
    """What all these chats follow, and what they mute."""
    those = list(chats)
    followed = await conn.execute(select(follow).where(follow.c.chat.in_(listed(conn, those))))
    muted = await conn.execute(select(mute).where(mute.c.chat.in_(listed(conn, those))))
    return tuple(map(_follow, followed)), tuple(map(_mute, muted))


def _own(table: Table, chat_id: int, key: int) -> tuple[ColumnElement[bool], ...]:
    return table.c.id == key, table.c.chat == chat_id


def _follow(row: Row[Any]) -> Follow:
    return Follow(
        key=row.id,
        chat=row.chat,
        thread=row.thread,
        kind=FollowKind(row.kind),
        words=row.words,
        created_at=row.created_at,
        breaking=row.breaking,
        most_a_day=row.most_a_day,
    )


def _mute(row: Row[Any]) -> Mute:
    return Mute(
        key=row.id,
        chat=row.chat,
        thread=row.thread,
        kind=MuteKind(row.kind),
        words=row.words,
        created_at=row.created_at,
    )
