"""Stories: what articles are filed under. A story's articles are in `articles.py`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.reader_feeds import visible_to
from digests.store.schema import article, story

_NEWEST_FIRST = (story.c.last_at.desc(), story.c.id.desc())


async def create(conn: AsyncConnection, at: datetime, audience: int | None = None) -> int:
    """A new story whose latest news is of `at`; its number. `audience` is the feed that it is private to."""
    query = story.insert().values(created_at=at, last_at=at, audience=audience).returning(story.c.id)
    return int((await conn.execute(query)).scalar_one())


async def touch(conn: AsyncConnection, number: int, at: datetime) -> None:
    """The story has news of `at`; older news than it has already change nothing."""
    await conn.execute(update(story).where(story.c.id == number, story.c.last_at < at).values(last_at=at))


async def newest(
    conn: AsyncConnection,
    *,
    limit: int,
    offset: int = 0,
    since: datetime | None = None,
    audiences: Collection[int] = (),
) -> tuple[int, ...]:
    """The stories with the latest news first, of those that everybody sees or these audiences do; none
    whose latest news is older than `since`."""
    seen = select(story.c.id).where(visible_to(audiences, story.c.audience))
    if since is not None:
        seen = seen.where(story.c.last_at >= since)
    query = seen.order_by(*_NEWEST_FIRST).limit(limit).offset(offset)
    return tuple((await conn.execute(query)).scalars())


async def changed_since(
    conn: AsyncConnection, since: datetime, *, limit: int, audiences: Collection[int] = ()
) -> tuple[int, ...]:
    """The stories that an article came in for after `since`: those of most articles, then the latest."""
    most = func.count().desc(), func.max(article.c.time).desc(), article.c.story.desc()
    came = article.c.seen_at > since, visible_to(audiences, article.c.audience)
    changed = select(article.c.story).where(*came).group_by(article.c.story)
    query = changed.order_by(*most).limit(limit)
    return tuple((await conn.execute(query)).scalars())


async def count(conn: AsyncConnection, *, audiences: Collection[int] = ()) -> int:
    """How many stories everybody sees, or these audiences do."""
    query = select(func.count()).select_from(story).where(visible_to(audiences, story.c.audience))
    return int((await conn.execute(query)).scalar_one())


async def visible(
    conn: AsyncConnection, keys: Collection[int], *, audiences: Collection[int] = ()
) -> frozenset[int]:
    """Those of these stories that there are, and that everybody sees or these audiences do."""
    query = select(story.c.id).where(story.c.id.in_(keys), visible_to(audiences, story.c.audience))
    return frozenset((await conn.execute(query)).scalars())


@dataclass(frozen=True, slots=True)
class OpenVector:
    """An article that new ones are compared with."""

    story: int
    vector: bytes
    at: datetime
    began: datetime
    """When its story did."""
    audience: int | None = None
    """The feed that both are private to."""


async def open_vectors(conn: AsyncConnection, since: datetime) -> tuple[OpenVector, ...]:
    """Of every article of `since` or later, as it reads now, oldest first."""
    query = (
        select(article.c.story, article.c.vector, article.c.time, story.c.created_at, story.c.audience)
        .join(story)
        .where(article.c.time >= since, article.c.replaced_by.is_(None))
        .order_by(article.c.time, article.c.id)
    )
    rows = await conn.execute(query)
    return tuple(OpenVector(row.story, row.vector, row.time, row.created_at, row.audience) for row in rows)
