"""What chats follow and mute: saved, changed and listed; and which topics there are to choose from.

Each change is one transaction with what follows from it: the slots of the chat carry the name of its new
taste (`store/tastes.py`), by which the next plan tells it apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.errors import ReaderMistake
from digests.model import Follow, FollowKind, Mute, MuteKind
from digests.store import alerts, follows, tastes, topics, watermarks
from digests.store.engine import Store
from digests.text.query import Unclear, parse

MOST = 50
"""Follows, and as many mutes, of a chat with all its topics."""
BREAKING = "breaking"
"""Kind of deliveries that tell breaking news, and name of the watermark that says how far these were looked
for."""

Saved = TypeVar("Saved", Follow, Mute)


@dataclass(frozen=True, slots=True)
class Followed:
    """What counts in a chat, or in one topic of its forum: its own, and the whole chat's."""

    follows: tuple[Follow, ...]
    mutes: tuple[Mute, ...]

    @property
    def topics(self) -> tuple[str, ...]:
        """Those that it chose to be told of; none: all."""
        return tuple(each.words for each in self.follows if each.kind is FollowKind.TOPIC)


async def of_chat(store: Store, chat: int, thread: int | None) -> Followed:
    async with store.reading() as conn:
        return await _followed(conn, chat, thread)


async def follow(
    store: Store, chat: int, thread: int | None, kind: FollowKind, words: str, now: datetime
) -> Follow:
    """The chat hears of this from now on. Doing it twice changes nothing. Raises ReaderMistake for words that
    are no query, and where it follows too much already."""
    words = _understood(words, as_query=kind is FollowKind.WORDS)
    async with store.writing() as conn:
        known = await follows.of_chat(conn, chat)
        same = _same(_seen(known, thread), kind, words)
        if same is not None:
            return same
        made = Follow(key=0, chat=chat, thread=thread, kind=kind, words=words, created_at=now)
        return await _added(conn, made, known)


async def unfollow(store: Store, chat: int, key: int, now: datetime) -> Follow | None:
    """The follow that is no more; None where the chat has none of this number."""
    async with store.writing() as conn:
        found = await follows.find(conn, chat, key)
        if found is not None:
            await _remove(conn, chat, [found], now)
            await tastes.refresh(conn, chat)
        return found


async def mute(
    store: Store, chat: int, thread: int | None, kind: MuteKind, words: str, now: datetime
) -> Mute:
    """The chat hears no more of this. Doing it twice changes nothing. Raises ReaderMistake like `follow`."""
    words = _understood(words, as_query=kind is MuteKind.WORDS)
    async with store.writing() as conn:
        known = await follows.mutes_of_chat(conn, chat)
        same = _same(_seen(known, thread), kind, words)
        if same is not None:
            return same
        _refuse_more("mistake.mute.many", len(known))
        made = Mute(key=0, chat=chat, thread=thread, kind=kind, words=words, created_at=now)
        made = replace(made, key=await follows.add_mute(conn, made))
        await tastes.refresh(conn, chat)
        return made


async def unmute(store: Store, chat: int, key: int) -> Mute | None:
    """The mute that is no more; None where the chat has none of this number."""
    async with store.writing() as conn:
        found = await follows.find_mute(conn, chat, key)
        if found is not None:
            await follows.remove_mute(conn, chat, key)
            await tastes.refresh(conn, chat)
        return found


async def set_topics(
    store: Store, chat: int, thread: int | None, names: Sequence[str], now: datetime
) -> Followed:
    """The chat is told of these topics, and of what else it follows; of none: of all. Those that are left
    out are followed no more. Raises ReaderMistake where that is too much."""
    wanted = {_folded(name): " ".join(name.split()) for name in names if name.strip()}
    async with store.writing() as conn:
        known = await follows.of_chat(conn, chat)
        chosen = [each for each in _seen(known, thread) if each.kind is FollowKind.TOPIC]
        gone = [each for each in chosen if _folded(each.words) not in wanted]
        new = wanted.keys() - {_folded(each.words) for each in chosen}
        _refuse_more("mistake.follow.many", len(known) - len(gone) + len(new) - 1)
        if gone:
            await _remove(conn, chat, gone, now)
        for name in (name for name in wanted if name in new):
            topic = Follow(
                key=0, chat=chat, thread=thread, kind=FollowKind.TOPIC, words=wanted[name], created_at=now
            )
            await follows.add(conn, topic)
        if gone or new:
            await tastes.refresh(conn, chat)
        return await _followed(conn, chat, thread)


async def set_breaking(
    store: Store, chat: int, key: int, now: datetime, *, breaking: bool, most_a_day: int | None = None
) -> Follow | None:
    """Whether what this follow brings is told within minutes, and how often a day at most; None where the
    chat has none of this number."""
    async with store.writing() as conn:
        found = await follows.find(conn, chat, key)
        if found is None:
            return None
        if breaking:
            await begin_looking(conn, now)
        changed = replace(found, breaking=breaking, most_a_day=most_a_day or found.most_a_day)
        await follows.set_breaking(conn, chat, key, breaking=breaking, most_a_day=changed.most_a_day)
        if not breaking:
            await alerts.drop(conn, chat, BREAKING, [found], "breaking news off", now)
        return changed


async def begin_looking(conn: AsyncConnection, now: datetime) -> None:
    """Before somebody is told of anything at once: where that is the first one, nobody has looked since who
    knows when, and what came before this moment is not breaking."""
    if not await follows.are_breaking(conn):
        await watermarks.move(conn, BREAKING, now)


async def topics_offered(store: Store, named: Iterable[str] = ()) -> tuple[tuple[str, int], ...]:
    """The topics there are, by name, with how many of the newest articles have each, most first: those of
    articles of the last 30 days, of the feeds, and `named` (the operator's `[[topics]]`)."""
    async with store.reading() as conn:
        counted = await topics.counted(conn)
    for name in named:
        counted.setdefault(name, 0)
    spellings = defaultdict[str, list[str]](list)
    for name in counted:
        spellings[_folded(name)].append(name)
    offered = (
        (max(names, key=lambda name: (counted[name], name)), sum(counted[name] for name in names))
        for names in spellings.values()
    )
    return tuple(sorted(offered, key=lambda pair: (-pair[1], pair[0].casefold())))


async def _added(conn: AsyncConnection, made: Follow, known: Sequence[Follow]) -> Follow:
    _refuse_more("mistake.follow.many", len(known))
    made = replace(made, key=await follows.add(conn, made))
    await tastes.refresh(conn, made.chat)
    return made


async def _remove(conn: AsyncConnection, chat: int, gone: Sequence[Follow], now: datetime) -> None:
    """What they brought, and waits for the end of quiet hours, is not told any more."""
    await follows.remove(conn, chat, [each.key for each in gone])
    await alerts.drop(conn, chat, BREAKING, gone, "not followed", now)


async def _followed(conn: AsyncConnection, chat: int, thread: int | None) -> Followed:
    return Followed(
        tuple(_seen(await follows.of_chat(conn, chat), thread)),
        tuple(_seen(await follows.mutes_of_chat(conn, chat), thread)),
    )


def _seen(saved: Sequence[Saved], thread: int | None) -> list[Saved]:
    """What counts in this topic: its own, and the whole chat's."""
    return [each for each in saved if each.thread is None or each.thread == thread]


def _same(saved: Sequence[Saved], kind: StrEnum, words: str) -> Saved | None:
    return next((each for each in saved if each.kind == kind and _folded(each.words) == _folded(words)), None)


def _understood(words: str, *, as_query: bool) -> str:
    words = " ".join(words.split())
    query = parse(words)
    if isinstance(query, Unclear):
        if as_query or not words or query.key == "mistake.query.long":
            raise ReaderMistake(query.key, **query.values)
    elif as_query and not query.groups:  # only a time: that says nothing of what it is about
        raise ReaderMistake("mistake.query.empty")
    return words


def _refuse_more(mistake: str, known: int) -> None:
    if known >= MOST:
        raise ReaderMistake(mistake, limit=MOST)


def _folded(words: str) -> str:
    return words.casefold()
