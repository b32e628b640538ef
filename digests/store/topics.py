"""Topics of articles, as far as readers may choose from them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import FeedOrigin
from digests.store.schema import article, feed

_NEWEST = 2_000
"""Articles that are counted: enough to tell large from small, and quick among a million."""
_AGE = timedelta(days=30)


async def counted(conn: AsyncConnection) -> Counter[str]:
    """How many of the newest articles that everybody sees have each topic, as spelled; those of the
    operator's feeds are there even where nothing has come in for them yet."""
    query = (
        select(article.c.topics, article.c.seen_at)
        .where(article.c.replaced_by.is_(None), article.c.audience.is_(None))
        .order_by(article.c.id.desc())
        .limit(_NEWEST)
    )
    rows = (await conn.execute(query)).all()
    oldest = rows[0].seen_at - _AGE if rows else None
    found = Counter(topic for topics, at in rows if oldest is None or at >= oldest for topic in topics)
    fed = select(feed.c.topic).where(feed.c.topic.is_not(None), feed.c.origin != FeedOrigin.READER).distinct()
    for topic in (await conn.execute(fed)).scalars():
        found.setdefault(topic, 0)
    return found
