"""Stories: what articles are filed under. A story's articles are in `articles.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import article, story

_NEWEST_FIRST = (story.c.last_at.desc(), story.c.id.desc())


async def create(conn: AsyncConnection, at: datetime) -> int:
    """A new story whose latest news is of `at`; its number."""
    query = story.insert().values(created_at=at, last_at=at).returning(story.c.id)
    return int((await conn.execute(query)).scalar_one())


async def touch(conn: AsyncConnection, number: int, at: datetime) -> None:
    """The story has news of `at`; older news than it has already change nothing."""
    await conn.execute(update(story).where(story.c.id == number, story.c.last_at < at).values(last_at=at))


async def newest(conn: AsyncConnection, *, limit: int, offset: int = 0) -> tuple[int, ...]:
    """The stories with the latest news first."""
    query = select(story.c.id).order_by(*_NEWEST_FIRST).limit(limit).offset(offset)
    return tuple((await conn.execute(query)).scalars())


async def changed_since(conn: AsyncConnection, since: datetime, *, limit: int) -> tuple[int, ...]:
    """The stories that an article came in for after `since`: those of most articles, then the latest."""
    most = func.count().desc(), func.max(article.c.time).desc(), article.c.story.desc()
    changed = select(article.c.story).where(article.c.seen_at > since).group_by(article.c.story)
    query = changed.order_by(*most).limit(limit)
    return tuple((await conn.execute(query)).scalars())


async def count(conn: AsyncConnection) -> int:
    return int((await conn.execute(select(func.count()).select_from(story))).scalar_one())


@dataclass(frozen=True, slots=True)
class OpenVector:
    """An article that new ones are compared with."""

    story: int
    vector: bytes
    at: datetime
    began: datetime
    """When its story did."""


async def open_vectors(conn: AsyncConnection, since: datetime) -> tuple[OpenVector, ...]:
    """Of every article of `since` or later, as it reads now, oldest first."""
    query = (
        select(article.c.story, article.c.vector, article.c.time, story.c.created_at)
        .join(story)
        .where(article.c.time >= since, article.c.replaced_by.is_(None))
        .order_by(article.c.time, article.c.id)
    )
    rows = await conn.execute(query)
    return tuple(OpenVector(row.story, row.vector, row.time, row.created_at) for row in rows)
