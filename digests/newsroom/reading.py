"""Stories and editions to be shown again, read from the store."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.digest import tell
from digests.model import Digest, Edition
from digests.store import articles, deliveries, feeds, lineups, listings, reader_feeds, stories
from digests.store.engine import Store


async def newest(store: Store) -> Digest | None:
    """The newest story, for a first impression."""
    async with store.reading() as conn:
        told = await digests_of(conn, await stories.newest(conn, limit=1))
    return told[0] if told else None


async def story(store: Store, key: int) -> Digest | None:
    """A story as it is now; None where there is none of this number."""
    async with store.reading() as conn:
        told = await digests_of(conn, (key,))
    return told[0] if told else None


async def edition(store: Store, chat: int, lineup: int) -> Edition | None:
    """What this chat was told by a line-up; None where it never got it."""
    async with store.reading() as conn:
        got = await deliveries.find(conn, chat, lineup)
        told = await lineups.fetch(conn, lineup) if got else None
    if got is None or told is None:
        return None
    return Edition(chat=chat, local_date=got.key.local_date, due_at=got.due_at, lineup=told)


async def listed_story(store: Store, chat: int, listing: int, story: int) -> Digest | None:
    """A story as it is now, for a chat that has such a list; None otherwise."""
    async with store.reading() as conn:
        if await listings.find(conn, chat, listing) is None:
            return None
        told = await digests_of(conn, (story,), await reader_feeds.audiences_of(conn, chat))
    return told[0] if told else None


async def digests_of(
    conn: AsyncConnection, keys: tuple[int, ...], audiences: Collection[int] = ()
) -> tuple[Digest, ...]:
    """The digests of these stories, in this order, of what everybody sees and these audiences do."""
    members = await articles.by_story(conn, keys, audiences=audiences)
    weights = await feeds.weights(conn)
    return tuple(tell(key, members[key], weights=weights) for key in keys if key in members)
