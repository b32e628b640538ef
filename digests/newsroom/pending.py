"""Follows and mutes that are only buttons yet: what words may mean, and what was removed just now.

They are kept as a list of the chat (`store/listings.py`), so that a button needs to carry two numbers only,
and still works after a restart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digests.model import Follow, FollowKind, Mute, MuteKind
from digests.newsroom import following
from digests.store import listings
from digests.store.engine import Store

_KIND = "pending"


@dataclass(frozen=True, slots=True)
class Pending:
    """What a button makes."""

    kind: MuteKind
    words: str
    mutes: bool
    thread: int | None
    breaking: bool = False
    most_a_day: int = 3

    @classmethod
    def of(cls, removed: Follow | Mute) -> Pending:
        if isinstance(removed, Mute):
            return cls(removed.kind, removed.words, mutes=True, thread=removed.thread)
        return cls(
            MuteKind(removed.kind),
            removed.words,
            mutes=False,
            thread=removed.thread,
            breaking=removed.breaking,
            most_a_day=removed.most_a_day,
        )


async def keep(store: Store, chat: int, offered: Sequence[Pending], now: datetime) -> int:
    """The number by which buttons name these."""
    rows = [
        [each.kind, each.words, each.mutes, each.thread, each.breaking, each.most_a_day] for each in offered
    ]
    async with store.writing() as conn:
        return await listings.create(conn, chat, _KIND, json.dumps(rows), now)


async def take(store: Store, chat: int, key: int, number: int, now: datetime) -> Follow | Mute | None:
    """Makes the one at `number`; None where the chat was never offered it. Raises ReaderMistake."""
    async with store.reading() as conn:
        kept = await listings.find(conn, chat, key)
    rows = json.loads(kept.words) if kept is not None and kept.kind == _KIND else []
    if number >= len(rows):
        return None
    kind, words, mutes, thread, breaking, most_a_day = rows[number]
    if mutes:
        return await following.mute(store, chat, thread, MuteKind(kind), words, now)
    made = await following.follow(store, chat, thread, FollowKind(kind), words, now)
    if not breaking:
        return made
    return await following.set_breaking(store, chat, made.key, now, breaking=True, most_a_day=most_a_day)
