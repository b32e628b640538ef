"""What the settings offer to pick from, and what a tick in them does to what the chat follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digests.editor.subjects import Subject
from digests.model import Follow, FollowKind, Mute, MuteKind
from digests.newsroom import following
from digests.newsroom.following import Followed
from digests.store import offers
from digests.store.engine import Store

MOST_TOPICS = 15
"""Offered; others are followed by their names."""
_UNKNOWN = "und"


class Mark(StrEnum):
    """What a chat thinks of a source."""

    NONE = "n"
    FOLLOWED = "f"
    MUTED = "m"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic to choose, and whether it is chosen."""

    name: str
    chosen: bool
    by_all: bool = False
    """The choice is the whole group's, and not that of one topic of its forum."""

    @property
    def code(self) -> str:
        """Names it in a button."""
        return Subject(MuteKind.TOPIC, self.name).code


@dataclass(frozen=True, slots=True)
class Source:
    """A source to follow or to mute."""

    name: str
    mark: Mark

    @property
    def code(self) -> str:
        """Names it in a button."""
        return Subject(MuteKind.SOURCE, self.name).code


async def topics(store: Store, chat: int, thread: int | None, most: int = MOST_TOPICS) -> tuple[Topic, ...]:
    """Those that are chosen, and as many others as there is room for, by name."""
    followed = await following.of_chat(store, chat, thread)
    chosen = {name.casefold(): name for name in followed.topics}
    offered = await following.topics_offered(store)
    others = {name.casefold(): name for name, _ in offered if name.casefold() not in chosen}
    room = max(most - len(chosen), 0)
    both = chosen | dict(list(others.items())[:room])
    topics_followed = (each for each in followed.follows if each.kind is FollowKind.TOPIC)
    by_all = {each.words.casefold() for each in topics_followed if each.thread is None}
    return tuple(Topic(name, folded in chosen, folded in by_all) for folded, name in sorted(both.items()))


async def choose_topic(
    store: Store, chat: int, thread: int | None, code: str, now: datetime, *, wanted: bool
) -> Topic | None:
    """The topic as it is then; None where none of this code is offered (any more). Raises ReaderMistake."""
    offered = await topics(store, chat, thread)
    meant = next((topic for topic in offered if topic.code == code), None)
    if meant is None:
        return None
    names = [topic.name for topic in offered if topic.chosen and topic.code != code]
    await following.set_topics(store, chat, thread, [*names, meant.name] if wanted else names, now)
    return Topic(meant.name, wanted, meant.by_all if meant.chosen else thread is None)


async def sources(store: Store, chat: int, thread: int | None) -> tuple[Source, ...]:
    """The most frequent first, then those that are followed or muted without being among them."""
    followed = await following.of_chat(store, chat, thread)
    async with store.reading() as conn:
        frequent = await offers.sources(conn, chat)
    marks = _marks(followed)
    names: dict[str, str] = {}
    for name in frequent:  # of two spellings the more frequent one
        names.setdefault(name.casefold(), name)
    names |= {folded: name for folded, (name, _) in marks.items() if folded not in names}
    return tuple(
        Source(name, marks[folded][1] if folded in marks else Mark.NONE) for folded, name in names.items()
    )


async def mark_source(
    store: Store, chat: int, thread: int | None, code: str, mark: Mark, now: datetime
) -> Source | None:
    """The source as it is then; None where none of this code is offered (any more). Raises ReaderMistake."""
    meant = next((each for each in await sources(store, chat, thread) if each.code == code), None)
    if meant is None:
        return None
    followed = await following.of_chat(store, chat, thread)
    if mark is not Mark.FOLLOWED:
        for follow in filter(_is(FollowKind.SOURCE, meant.name), followed.follows):
            await following.unfollow(store, chat, follow.key, now)
    if mark is not Mark.MUTED:
        for mute in filter(_is(MuteKind.SOURCE, meant.name), followed.mutes):
            await following.unmute(store, chat, mute.key)
    if mark is Mark.FOLLOWED:
        await following.follow(store, chat, thread, FollowKind.SOURCE, meant.name, now)
    if mark is Mark.MUTED:
        await following.mute(store, chat, thread, MuteKind.SOURCE, meant.name, now)
    return Source(meant.name, mark)


def with_language(reads: tuple[str, ...], language: str, *, wanted: bool) -> tuple[str, ...]:
    """The languages that a chat reads, with one more or less."""
    others = tuple(each for each in reads if each != language)
    return (*others, language) if wanted else others


async def languages(store: Store, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are chosen, and those of the articles there are, the most frequent first."""
    async with store.reading() as conn:
        found = await offers.languages(conn)
    return tuple(dict.fromkeys((*chosen, *(each for each in found if each != _UNKNOWN))))


def _marks(followed: Followed) -> dict[str, tuple[str, Mark]]:
    """By folded name: the name, and what is thought of it. A mute weighs more."""
    marks = {
        each.words.casefold(): (each.words, Mark.FOLLOWED)
        for each in followed.follows
        if each.kind is FollowKind.SOURCE
    }
    muted = (each.words for each in followed.mutes if each.kind is MuteKind.SOURCE)
    return marks | {name.casefold(): (name, Mark.MUTED) for name in muted}


def _is(kind: FollowKind | MuteKind, name: str) -> Callable[[Follow | Mute], bool]:
    return lambda saved: saved.kind == kind and saved.words.casefold() == name.casefold()
