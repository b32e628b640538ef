"""Quotations that a later version of their article prints differently, and to whom they were sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.versions import Change
from digests.model import Span
from digests.store.editions import LOST
from digests.store.schema import article, correction, edition, edition_story


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """A correction that may have to be told: the stretches of the two texts that differ."""

    key: int
    story: int
    article: int
    was: Span
    new_article: int
    now: Span | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A quotation as a chat got it."""

    local_date: date
    place: int
    """Number of its story in that edition, from 1."""
    article: int
    span: Span


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
        select(correction, article.c.story)
        .join(article, article.c.id == correction.c.article)
        .join(later, later.c.id == correction.c.new_article)
        .where(correction.c.found_at > since, later.c.replaced_by.is_(None))
        .order_by(correction.c.id)
    )
    return tuple(
        Reworded(
            key=row.id,
            story=row.story,
            article=row.article,
            was=Span(row.start, row.end),
            new_article=row.new_article,
            now=None if row.new_start is None else Span(row.new_start, row.new_end),
        )
        for row in await conn.execute(query)
    )


async def sent(
    conn: AsyncConnection, chat: int, stories: Collection[int], since: datetime
) -> tuple[Sent, ...]:
    """The quotations of these stories in the chat's editions made since, newest first, where they arrived."""
    told = select(edition_story.c.edition).where(edition_story.c.story.in_(stories))
    query = (
        select(edition.c.local_date, edition.c.body)
        .where(edition.c.chat == chat, edition.c.made_at >= since, edition.c.id.in_(told), ~LOST)
        .order_by(edition.c.made_at.desc(), edition.c.id.desc())
    )
    return tuple(
        Sent(row.local_date, place, quote["place"][0], Span(quote["place"][1], quote["place"][2]))
        for row in await conn.execute(query)
        for place, digest in enumerate(row.body, 1)
        for quote in digest["quotes"]
    )


async def told(conn: AsyncConnection, chat: int, since: datetime) -> set[int]:
    """The corrections that stood in the chat's editions made since, where they arrived."""
    query = select(edition.c.corrections).where(edition.c.chat == chat, edition.c.made_at >= since, ~LOST)
    return {each["number"] for row in (await conn.execute(query)).scalars() for each in row}


async def forget_before(conn: AsyncConnection, moment: datetime) -> None:
    """Drop what nobody will be told any more."""
    await conn.execute(delete(correction).where(correction.c.found_at < moment))


def within(sent_quotes: Iterable[Sent], reworded: Reworded) -> Sent | None:
    """The first of the quotations that the change touches."""
    for each in sent_quotes:
        if each.article == reworded.article and each.span.start < reworded.was.end <= each.span.end:
            return each
    return None
