"""Editions: what each chat got, kept as places in the stored articles.

The body holds article keys, spans, names of speakers and outlets, and times. Titles, sentences and
quotations are cut from the articles again when an edition is read, so an edition can show nothing
that no article says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict

from sqlalchemy import Row, case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import (
    DeliveryState,
    Digest,
    Edition,
    KeyQuote,
    Outlet,
    Passage,
    Span,
    StoredArticle,
    as_utc,
)
from digests.store import articles
from digests.store.schema import delivery, edition, edition_story
from digests.store.upsert import insert


class _QuoteBody(TypedDict):
    place: Sequence[int]
    speaker: str | None
    role: NotRequired[Sequence[int] | None]
    """Missing in editions made before roles were kept."""


class _DigestBody(TypedDict):
    story: int
    language: str
    sentences: list[Sequence[int]]
    quotes: list[_QuoteBody]
    outlets: list[tuple[int, str]]
    """Article and name; title and link are those of the first."""
    first_time: str
    last_time: str


async def record(conn: AsyncConnection, made: Edition) -> int | None:
    """Store the edition; its key, or None if the chat has one for this slot of this day."""
    recorded = await conn.execute(
        insert(conn, edition)
        .values(
            chat=made.chat,
            kind=made.kind,
            local_date=made.local_date,
            slot=made.slot,
            due_at=made.due_at,
            since=made.since,
            made_at=made.made_at,
            articles=made.articles,
            sources=made.sources,
            elsewhere=made.elsewhere,
            body=[_body(digest) for digest in made.digests],
        )
        .on_conflict_do_nothing()
        .returning(edition.c.id)
    )
    key = recorded.scalar()
    if key is None:
        return None
    stories = dict.fromkeys(digest.story for digest in made.digests)
    if stories:
        rows = [{"edition": key, "story": story} for story in stories]
        await conn.execute(edition_story.insert(), rows)
    return int(key)


async def fetch(conn: AsyncConnection, key: int) -> Edition | None:
    """The edition with its digests, cut from the articles as they are stored."""
    row = (await conn.execute(select(edition).where(edition.c.id == key))).one_or_none()
    if row is None:
        return None
    needed = {article for body in row.body for article in _articles_of(body)}
    return _from_row(row, await articles.fetch(conn, needed))


async def latest(conn: AsyncConnection, chat_id: int) -> Edition | None:
    """The chat's newest edition without its digests."""
    newest = edition.c.made_at.desc(), edition.c.id.desc()
    query = select(edition).where(edition.c.chat == chat_id).order_by(*newest).limit(1)
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else _from_row(row, {})


async def told_until(conn: AsyncConnection, chat_id: int) -> datetime | None:
    """Up to when the chat has had its news: when its newest edition was due, or, where that one did not
    reach it, what that one looked back to. None for a chat without editions."""
    newest = edition.c.made_at.desc(), edition.c.id.desc()
    until = case((_LOST, edition.c.since), else_=edition.c.due_at)
    query = select(until).where(edition.c.chat == chat_id).order_by(*newest).limit(1)
    found: datetime | None = (await conn.execute(query)).scalar()
    return found


async def exists(conn: AsyncConnection, chat_id: int, kind: str, slot: int, local_date: date) -> bool:
    """Whether the chat has its edition of that date."""
    same = edition.c.chat == chat_id, edition.c.kind == kind, edition.c.slot == slot
    query = select(edition.c.id).where(*same, edition.c.local_date == local_date).limit(1)
    return (await conn.execute(query)).first() is not None


async def told(conn: AsyncConnection, chat_id: int, since: datetime) -> set[int]:
    """The stories that stood in the chat's editions made at `since` or later, where they arrived."""
    query = (
        select(edition_story.c.story)
        .join(edition)
        .where(edition.c.chat == chat_id, edition.c.made_at >= since, ~_LOST)
    )
    return set((await conn.execute(query)).scalars())


_LOST = (
    select(delivery.c.edition)
    .where(
        delivery.c.edition == edition.c.id,
        delivery.c.state.in_([DeliveryState.DROPPED, DeliveryState.REJECTED, DeliveryState.GONE]),
    )
    .correlate(edition)
    .exists()
)


def _body(digest: Digest) -> _DigestBody:
    return {
        "story": digest.story,
        "language": digest.language,
        "sentences": [_place(passage) for passage in digest.sentences],
        "quotes": [_quote_body(quote) for quote in digest.quotes],
        "outlets": [(outlet.article, outlet.name) for outlet in digest.outlets],
        "first_time": digest.first_time.isoformat(),
        "last_time": digest.last_time.isoformat(),
    }


def _quote_body(quote: KeyQuote) -> _QuoteBody:
    return {
        "place": _place(quote.passage),
        "speaker": quote.speaker,
        "role": _place(quote.role) if quote.role else None,
    }


def _place(passage: Passage) -> Sequence[int]:
    return passage.article, passage.span.start, passage.span.end


def _articles_of(body: _DigestBody) -> Iterator[int]:
    yield from (article for article, _ in body["outlets"])
    yield from (place[0] for place in body["sentences"])
    yield from (quote["place"][0] for quote in body["quotes"])


def _from_row(row: Row[Any], stored: Mapping[int, StoredArticle]) -> Edition:
    bodies = (body for body in row.body if stored.keys() >= set(_articles_of(body)))
    return Edition(
        chat=row.chat,
        kind=row.kind,
        local_date=row.local_date,
        slot=row.slot,
        due_at=row.due_at,
        since=row.since,
        made_at=row.made_at,
        digests=tuple(_digest(body, stored) for body in bodies),
        articles=row.articles,
        sources=row.sources,
        elsewhere=row.elsewhere,
    )


def _digest(body: _DigestBody, stored: Mapping[int, StoredArticle]) -> Digest:
    lead = stored[body["outlets"][0][0]].article
    return Digest(
        story=body["story"],
        title=lead.title,
        url=lead.url,
        language=body["language"],
        sentences=tuple(_passage(place, stored) for place in body["sentences"]),
        quotes=tuple(_key_quote(quote, stored) for quote in body["quotes"]),
        outlets=tuple(Outlet(name, stored[key].article.url, key) for key, name in body["outlets"]),
        first_time=as_utc(datetime.fromisoformat(body["first_time"])),
        last_time=as_utc(datetime.fromisoformat(body["last_time"])),
    )


def _key_quote(body: _QuoteBody, stored: Mapping[int, StoredArticle]) -> KeyQuote:
    role = body.get("role")
    return KeyQuote(
        _passage(body["place"], stored), body["speaker"], _passage(role, stored) if role else None
    )


def _passage(place: Sequence[int], stored: Mapping[int, StoredArticle]) -> Passage:
    article, start, end = place
    return Passage.cut(stored[article], Span(start, end))
