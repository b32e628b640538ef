"""Which stories have news: what an edition chooses from, and counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import distinct, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.articles import chunks
from digests.store.reader_feeds import visible_to
from digests.store.schema import article


async def audiences_since(conn: AsyncConnection, since: datetime) -> frozenset[int | None]:
    """Whom something came in for after `since`: None is everybody. Empty where nothing did."""
    query = select(article.c.audience).where(article.c.seen_at > since).distinct()
    return frozenset((await conn.execute(query)).scalars())


async def newest_since(
    conn: AsyncConnection, since: datetime, *, audiences: Collection[int] = ()
) -> dict[int, datetime]:
    """Every story that an article came in for after `since`, with when the newest one did: the stories of
    most texts first, then the latest. Copies are one text, and versions that were replaced are none. Private
    stories only of these audiences."""
    newest = func.max(article.c.seen_at, type_=article.c.seen_at.type)
    texts = func.count(distinct(func.coalesce(article.c.copy_of, article.c.id)))
    query = (
        select(article.c.story, newest)
        .where(
            article.c.seen_at > since,
            article.c.replaced_by.is_(None),
            visible_to(audiences, article.c.audience),
        )
        .group_by(article.c.story)
        .order_by(texts.desc(), func.max(article.c.time).desc(), article.c.story.desc())
    )
    return {story: seen_at for story, seen_at in await conn.execute(query)}


async def replaced_in(conn: AsyncConnection, stories: Collection[int]) -> tuple[int, ...]:
    """The articles of these stories that a later version took the place of."""
    found: list[int] = []
    for chunk in chunks(stories):
        query = select(article.c.id).where(article.c.story.in_(chunk), article.c.replaced_by.is_not(None))
        found.extend((await conn.execute(query)).scalars())
    return tuple(found)
