"""Private articles that nobody may see any more, gone for good: texts, quotations, stories, index entries.

What editions told of them is cut from the articles when it is read, and goes with them; what a line-up itself
says of what one chat wants goes with that chat.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import DeliveryState
from digests.store import articles, index, lineups
from digests.store.labels import Labels
from digests.store.numbers import listed
from digests.store.schema import article, correction, delivery, story
from digests.text.words import index_text

TABLES = ("article", "article_search", "correction", "feed", "feed_item", "quote", "story")
"""Those that something is deleted from when a private feed goes."""


async def forget_audience(conn: AsyncConnection, key: int) -> int:
    """All that came from a feed while it was private. Returns how many articles there were."""
    mine = list((await conn.execute(select(article.c.id).where(article.c.audience == key))).scalars())
    for chunk in articles.chunks(mine):
        for stored in (await articles.fetch(conn, chunk)).values():
            said = stored.article
            entry = index_text(said.title, said.text, said.language)
            await index.remove(conn, stored.key, entry, said.source, Labels.of(stored.edited))
        noted = or_(correction.c.article.in_(chunk), correction.c.new_article.in_(chunk))
        await conn.execute(delete(correction).where(noted))
        await conn.execute(delete(article).where(article.c.id.in_(chunk)))
    await conn.execute(delete(story).where(story.c.audience == key))
    return len(mine)


async def told(conn: AsyncConnection, chat_id: int) -> frozenset[int]:
    """The line-ups of all that the chat was ever sent."""
    query = select(delivery.c.lineup).where(delivery.c.chat == chat_id).distinct()
    return frozenset((await conn.execute(query)).scalars())


async def disown(conn: AsyncConnection, told: Collection[int]) -> None:
    """Nothing in these line-ups says any more what the chat wanted that was told them. Others who were told
    the same miss a line in it; what still waits to be sent to them is theirs, and stays as it is."""
    waits = delivery.c.state == DeliveryState.PLANNED, delivery.c.lineup.in_(listed(conn, list(told)))
    waiting = (await conn.execute(select(delivery.c.lineup).where(*waits).distinct())).scalars()
    await lineups.disown(conn, frozenset(told).difference(waiting))
