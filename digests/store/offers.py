"""Sources and languages of articles, as far as readers may choose from them."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import article, feed_reader

_NEWEST = 2_000
"""Articles that are looked at: the last weeks of a small bot, and quick among a million."""


async def sources(conn: AsyncConnection, chat_id: int) -> tuple[str, ...]:
    """Those of the newest articles that the chat may see, the most frequent first."""
    own = select(feed_reader.c.feed).where(feed_reader.c.chat == chat_id)
    newest = (
        select(article.c.source)
        .where(article.c.replaced_by.is_(None), article.c.source.is_not(None))
        .where(or_(article.c.audience.is_(None), article.c.audience.in_(own)))
        .order_by(article.c.id.desc())
        .limit(_NEWEST)
        .subquery()
    )
    query = select(newest.c.source).group_by(newest.c.source).order_by(func.count().desc(), newest.c.source)
    return tuple((await conn.execute(query)).scalars())


async def languages(conn: AsyncConnection) -> tuple[str, ...]:
    """Those of the newest articles that everybody sees, the most frequent first."""
    newest = (
        select(article.c.language)
        .where(article.c.replaced_by.is_(None), article.c.audience.is_(None))
        .order_by(article.c.id.desc())
        .limit(_NEWEST)
        .subquery()
    )
    query = (
        select(newest.c.language).group_by(newest.c.language).order_by(func.count().desc(), newest.c.language)
    )
    return tuple((await conn.execute(query)).scalars())
