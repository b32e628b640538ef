"""Quotations that a later version of their article prints differently."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.versions import Change
from digests.model import Span
from digests.store.schema import article, correction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """A correction that may have to be told: the stretches of the two texts that differ."""

    key: int
    article: int
    was: Span
    new_article: int
    now: Span | None


async def add(
    conn: AsyncConnection, earlier: int, later: int, changes: Collection[Change], now: datetime
) -> None:
    """Writes the changes down, each once: a source may go to and fro between two versions."""
    both = correction.c.article == earlier, correction.c.new_article == later
    noted = select(correction.c.start, correction.c.end).where(*both)
    known = {(row.start, row.end) for row in await conn.execute(noted)}
    rows = [
        {
            "article": earlier,
            "start": change.was.start,
            "end": change.was.end,
            "new_article": later,
            "new_start": change.now.start if change.now else None,
            "new_end": change.now.end if change.now else None,
            "found_at": now,
        }
        for change in changes
        if (change.was.start, change.was.end) not in known
    ]
    if rows:
        await conn.execute(correction.insert(), rows)


async def recent(conn: AsyncConnection, since: datetime) -> tuple[Reworded, ...]:
    """What was found since and still holds: of a version that has been replaced itself, nothing does."""
    later = article.alias("later")
    query = (
        select(correction)
        .join(later, later.c.id == correction.c.new_article)
        .where(correction.c.found_at > since, later.c.replaced_by.is_(None))
        .order_by(correction.c.id)
    )
    return tuple(
        Reworded(
            key=row.id,
            article=row.article,
            was=Span(row.start, row.end),
            new_article=row.new_article,
            now=None if row.new_start is None else Span(row.new_start, row.new_end),
        )
        for row in await conn.execute(query)
    )


async def forget_before(conn: AsyncConnection, moment: datetime) -> None:
    """Drop what nobody will be told any more."""
    await conn.execute(delete(correction).where(correction.c.found_at < moment))
