"""The first minute: one real digest to look at, topics to choose from, and what was chosen so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from digests.model import Digest
from digests.newsroom import following
from digests.newsroom.reading import digests_of
from digests.newsroom.subscribing import DAILY, Subscription
from digests.schedule import newest_possible
from digests.store import deliveries, search, stories
from digests.store.engine import Store
from digests.text.query import InLanguage, Query

MOST_TOPICS = 12

_LOOKED_AT = 5
"""Of the newest stories the first with a quotation is shown."""


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    chosen: bool


async def sample(store: Store, language: str) -> Digest | None:
    """One of the newest stories, in this language where there is one, for a first impression."""
    spoken = InLanguage((language.lower().partition("-")[0],))
    async with store.reading() as conn:
        keys = await search.stories(conn, Query(((spoken,),)), limit=_LOOKED_AT)
        keys = keys or await stories.newest(conn, limit=_LOOKED_AT)
        told = await digests_of(conn, keys[:_LOOKED_AT])
    return next((digest for digest in told if digest.quotes), told[0] if told else None)


async def topics(store: Store, chat: int, thread: int | None, named: Iterable[str] = ()) -> tuple[Topic, ...]:
    """The topics of most articles, and every one that the chat has chosen. `named` are the operator's."""
    offered = [name for name, _ in await following.topics_offered(store, named)]
    chosen = (await following.of_chat(store, chat, thread)).topics
    return chosen_of(offered, chosen)


def chosen_of(offered: Iterable[str], chosen: Iterable[str]) -> tuple[Topic, ...]:
    """At most `MOST_TOPICS` where fewer are chosen; those that are chosen keep their places, and stand at the
    end where they have none."""
    ticked = {name.casefold(): name for name in chosen}
    known = list({name.casefold(): name for name in offered}.values())
    left = max(0, MOST_TOPICS - len(ticked))
    shown: list[Topic] = []
    for name in known:
        if name.casefold() in ticked:
            shown.append(Topic(name, chosen=True))
            del ticked[name.casefold()]
        elif left:
            left -= 1
            shown.append(Topic(name, chosen=False))
    return (*shown, *(Topic(name, chosen=True) for name in ticked.values()))


async def tick(
    store: Store, chat: int, thread: int | None, name: str, now: datetime, *, chosen: bool
) -> None:
    """The topic is one of the chat's from now on, or no more. Raises ReaderMistake where it follows too much
    already."""
    before = (await following.of_chat(store, chat, thread)).topics
    others = [each for each in before if each.casefold() != name.casefold()]
    await following.set_topics(store, chat, thread, [*others, name] if chosen else others, now)


async def awaits_the_first(store: Store, subscription: Subscription, now: datetime) -> bool:
    """Whether no edition has been made for the chat yet."""
    async with store.reading() as conn:
        for slot in subscription.slots:
            until = newest_possible(now)
            newest = await deliveries.newest_date(
                conn, subscription.chat.id, DAILY, slot.number, now=now, until=until
            )
            if newest is not None:
                return False
    return True
