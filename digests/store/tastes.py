"""What chats want to read: put together from what they follow and mute, the languages they read, the private
feeds they see, and what they liked.

Planning compares slots by what they are told (`slots.py`), so a slot carries the name of its taste. Whoever
changes anything that a taste is made of calls `refresh` in the same transaction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Follow, Mute, Taste
from digests.store import follows, reactions
from digests.store.numbers import listed
from digests.store.schema import chat, feed_reader, slot
from digests.store.slots import Whose

_NAME_BYTES = 16

Saved = TypeVar("Saved", Follow, Mute)
Kind = TypeVar("Kind", bound=StrEnum)


async def taste_of(conn: AsyncConnection, chat_id: int, thread: int | None) -> Taste:
    """What is wanted in this topic of the chat: what the whole chat wants, and what the topic does."""
    return (await tastes_of(conn, [(chat_id, thread)]))[chat_id, thread]


async def tastes_of(conn: AsyncConnection, whose: Collection[Whose]) -> dict[Whose, Taste]:
    """The tastes of very many, in a handful of queries."""
    chats = list({chat_id for chat_id, _ in whose})
    followed, muted = await follows.of_chats(conn, chats)
    reads = await _reads(conn, chats)
    audiences = await _audiences(conn, chats)
    leaning = await reactions.leanings_of(conn, chats)
    of_chat, kept_from = _by_chat(followed), _by_chat(muted)
    return {
        (chat_id, thread): Taste(
            follows=_sorted((each.kind, each.words) for each in of_chat[chat_id] if _counts(each, thread)),
            mutes=_sorted((each.kind, each.words) for each in kept_from[chat_id] if _counts(each, thread)),
            reads=reads.get(chat_id, ()),
            audiences=audiences.get(chat_id, ()),
            leanings=leaning.get(chat_id, ()),
        )
        for chat_id, thread in whose
    }


async def refresh(conn: AsyncConnection, chat_id: int) -> None:
    """Has the chat's slots carry the names of what they are told now."""
    query = select(slot.c.thread, slot.c.taste).where(slot.c.chat == chat_id)
    carried = [(row.thread, row.taste) for row in await conn.execute(query)]
    tastes = await tastes_of(conn, {(chat_id, thread) for thread, _ in carried})
    for thread in {thread for thread, name in carried if named(tastes[chat_id, thread]) != name}:
        there = slot.c.chat == chat_id, slot.c.thread.is_not_distinct_from(thread)
        await conn.execute(update(slot).where(*there).values(taste=named(tastes[chat_id, thread])))


def named(taste: Taste) -> str | None:
    """What the taste is called: the same in every process and version; None for everything there is."""
    if not taste:
        return None
    said = [taste.follows, taste.mutes, taste.reads, taste.audiences, taste.leanings]
    return blake2b(json.dumps(said).encode(), digest_size=_NAME_BYTES).hexdigest()


async def _reads(conn: AsyncConnection, chats: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    rows = await conn.execute(select(chat.c.id, chat.c.reads).where(chat.c.id.in_(listed(conn, chats))))
    return {row.id: tuple(sorted(set(row.reads))) for row in rows}


async def _audiences(conn: AsyncConnection, chats: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
    query = select(feed_reader.c.chat, feed_reader.c.feed).where(feed_reader.c.chat.in_(listed(conn, chats)))
    read = defaultdict[int, list[int]](list)
    for chat_id, feed in await conn.execute(query):
        read[chat_id].append(feed)
    return {chat_id: tuple(sorted(feeds)) for chat_id, feeds in read.items()}


def _by_chat(rows: Iterable[Saved]) -> Mapping[int, list[Saved]]:
    found = defaultdict[int, list[Saved]](list)
    for row in rows:
        found[row.chat].append(row)
    return found


def _counts(saved: Follow | Mute, thread: int | None) -> bool:
    """Whether it is of the whole chat, or of this very topic."""
    return saved.thread is None or saved.thread == thread


def _sorted(pairs: Iterable[tuple[Kind, str]]) -> tuple[tuple[Kind, str], ...]:
    return tuple(sorted(set(pairs)))
