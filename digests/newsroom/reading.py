"""Stories in short, read from the store."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.digest import tell
from digests.model import Digest
from digests.store import articles, feeds


async def digests_of(
    conn: AsyncConnection, keys: tuple[int, ...], audiences: Collection[int] = ()
) -> tuple[Digest, ...]:
    """The digests of these stories, in this order, of what everybody sees and these audiences do."""
    members = await articles.by_story(conn, keys, audiences=audiences)
    weights = await feeds.weights(conn)
    return tuple(tell(key, members[key], weights=weights) for key in keys if key in members)
