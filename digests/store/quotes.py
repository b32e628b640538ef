"""Quotations, with what a list of them shows of their articles: read without loading an article whole.

What is said is cut out of the text by the database, which counts characters as Python does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, distinct, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.voices import outlet_called
from digests.model import Passage, Span
from digests.model.spoken import Spoken
from digests.store.numbers import listed
from digests.store.reader_feeds import visible_to
from digests.store.schema import article, quote

_NEWEST = 6_000
"""Articles that are looked at for whom they quote most."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A speaker's name, and how many stories quote it."""

    speaker: str
    stories: int


async def speakers(conn: AsyncConnection, keys: Sequence[int]) -> dict[str, int]:
    """Whom these articles quote by name in what can be shown, and how often; who was quoted last first."""
    there = quote.c.article.in_(listed(conn, keys)), quote.c.speaker.is_not(None), quote.c.key
    query = select(quote.c.speaker, func.count()).where(*there).group_by(quote.c.speaker)
    rows = await conn.execute(query.order_by(func.max(quote.c.article).desc(), quote.c.speaker))
    return {speaker: count for speaker, count in rows}


async def of_speakers(
    conn: AsyncConnection, keys: Sequence[int], names: Collection[str]
) -> tuple[Spoken, ...]:
    """All that these articles quote under these names."""
    found = _spoken().where(quote.c.article.in_(listed(conn, keys)), quote.c.speaker.in_(sorted(names)))
    return tuple(map(_from_row, await conn.execute(found)))


async def of_stories(
    conn: AsyncConnection, stories: Sequence[int], audiences: Collection[int]
) -> tuple[Spoken, ...]:
    """All quotations of these stories' articles as they read now, under whatever name."""
    seen = article.c.replaced_by.is_(None), visible_to(audiences, article.c.audience)
    found = _spoken().where(article.c.story.in_(listed(conn, stories)), *seen)
    return tuple(map(_from_row, await conn.execute(found)))


async def most_quoted(
    conn: AsyncConnection, since: datetime, audiences: Collection[int], limit: int
) -> tuple[Counted, ...]:
    """Whom most stories of the newest articles since then quote, as far as that can be told quickly."""
    came = select(article.c.id).where(article.c.seen_at >= since).order_by(article.c.seen_at).limit(1)
    first = (await conn.execute(came)).scalar()
    if first is None:
        return ()
    last = (await conn.execute(select(func.max(article.c.id)))).scalar() or 0
    # As an expression, or SQLite would go through its index of all speakers there ever were.
    speaker = func.coalesce(quote.c.speaker, literal_column("''"))
    recent = quote.c.article >= max(first, last - _NEWEST), quote.c.key, speaker != ""
    newest = func.max(quote.c.article).desc()
    # First by what the quotations alone tell: a look at each of their articles would take long.
    often = select(speaker).where(*recent).group_by(speaker)
    names = (
        (await conn.execute(often.order_by(func.count().desc(), newest, speaker).limit(limit)))
        .scalars()
        .all()
    )
    stories = func.count(distinct(article.c.story))
    seen = article.c.replaced_by.is_(None), visible_to(audiences, article.c.audience)
    counted = select(speaker, stories).join_from(quote, article).where(*recent, speaker.in_(names), *seen)
    counted = counted.group_by(speaker).order_by(stories.desc(), newest, speaker)
    return tuple(Counted(*row) for row in await conn.execute(counted))


def _spoken() -> Select[Any]:
    said = func.substr(article.c.text, quote.c.start + 1, quote.c.end - quote.c.start)
    role = func.substr(article.c.text, quote.c.role_start + 1, quote.c.role_end - quote.c.role_start)
    columns = [
        quote.c[name] for name in ("number", "start", "end", "speaker", "role_start", "role_end", "key")
    ]
    of_article = [article.c[name] for name in ("id", "story", "title", "url", "source", "language", "time")]
    return select(*columns, *of_article, said.label("said"), role.label("role")).join_from(quote, article)


def _from_row(row: Row[Any]) -> Spoken:
    has_role = row.role_start is not None
    return Spoken(
        passage=Passage(row.id, Span(row.start, row.end), row.said),
        number=row.number,
        speaker=row.speaker,
        role=Passage(row.id, Span(row.role_start, row.role_end), row.role) if has_role else None,
        key=row.key,
        story=row.story,
        title=row.title,
        url=row.url,
        outlet=outlet_called(row.source, row.url),
        language=row.language,
        time=row.time,
    )
