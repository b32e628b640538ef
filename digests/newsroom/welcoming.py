"""The first minute: a real digest to look at, a topic that a link names, whether an edition has come yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from digests.model import Digest
from digests.newsroom import dating, following
from digests.newsroom.reading import digests_of
from digests.newsroom.subscribing import DAILY, Subscription
from digests.store import search, stories
from digests.store.engine import Store
from digests.text.query import InLanguage, Query

_LOOKED_AT = 5
"""Of the newest stories the first with a quotation is shown."""


async def sample(store: Store, language: str) -> Digest | None:
    """One of the newest stories, in this language where there is one, for a first impression."""
    spoken = InLanguage((language.lower().partition("-")[0],))
    async with store.reading() as conn:
        keys = await search.stories(conn, Query(((spoken,),)), limit=_LOOKED_AT)
        keys = keys or await stories.newest(conn, limit=_LOOKED_AT)
        told = await digests_of(conn, keys[:_LOOKED_AT])
    return next((digest for digest in told if digest.quotes), told[0] if told else None)


async def tick(store: Store, chat: int, thread: int | None, names: Collection[str], now: datetime) -> bool:
    """The topic of one of these names, in whatever case, is one of the chat's from now on; whether there is
    such a topic. Raises ReaderMistake where the chat follows too much already."""
    wanted = {name.casefold() for name in names}
    for name, _ in await following.topics_offered(store):
        if name.casefold() in wanted:
            before = (await following.of_chat(store, chat, thread)).topics
            await following.set_topics(store, chat, thread, [*before, name], now)
            return True
    return False


async def awaits_the_first(store: Store, subscription: Subscription, now: datetime) -> bool:
    """Whether no edition has been made for the chat yet."""
    async with store.reading() as conn:
        return not await dating.newest_dates(conn, DAILY, subscription.slots, now)
