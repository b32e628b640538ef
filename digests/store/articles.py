"""Articles: filed once each, by their content, with their quotes and their place in the search index."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from sqlalchemy import ColumnElement, Row, distinct, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.errors import ArticleRejected
from digests.model import CleanArticle, EditedArticle, PreparedArticle, Quote, Removal, Span, StoredArticle
from digests.store import index
from digests.store.columns import is_storable
from digests.store.labels import Labels
from digests.store.numbers import listed
from digests.store.reader_feeds import visible_to
from digests.store.schema import article, quote
from digests.store.upsert import insert

CHUNK = 500
"""Keys in one IN list; SQLite before 3.32 took 999 parameters, and long lists are slow to compile."""

SPEAKER_LIMIT = 600
"""Characters. PostgreSQL cannot index a value beyond 2,700 bytes."""

URL_LIMIT = 2_000
"""Bytes, for the same reason."""

Value = TypeVar("Value")


async def add(
    conn: AsyncConnection,
    prepared: PreparedArticle,
    *,
    origin: str,
    seen_at: datetime,
    story: int,
    identity: str | None = None,
    copy_of: int | None = None,
    audience: int | None = None,
) -> int | None:
    """File the article under the story; its key, or None if its content is stored already. `audience` is
    that of the story: the feed that both are private to.

    Raises ArticleRejected for text that no database can hold as it is.
    """
    clean = prepared.edited.article
    refuse_unstorable(prepared.edited)
    new = insert(conn, article).on_conflict_do_nothing(index_elements=[article.c.fingerprint])
    row = _article_row(prepared, origin, seen_at, story) | {
        "fingerprint": filed_as(clean.fingerprint, audience),
        "identity": identity,
        "copy_of": copy_of,
        "audience": audience,
    }
    filed = await conn.execute(new.returning(article.c.id), row)
    key = filed.scalar()
    if key is None:
        return None
    if prepared.edited.quotes:
        await conn.execute(
            quote.insert(),
            [_quote_row(key, number, each) for number, each in enumerate(prepared.edited.quotes)],
        )
    await index.add(conn, key, prepared.index, clean.source, Labels.of(prepared.edited))
    return int(key)


def filed_as(fingerprint: str, audience: int | None) -> str:
    """What a content is known by: the same words may stand here once for everybody, and once for each
    private feed."""
    return fingerprint if audience is None else f"{fingerprint}:{audience}"


async def of_identity(
    conn: AsyncConnection, identity: str, audience: int | None = None
) -> tuple[StoredArticle, ...]:
    """All that the article has said to this audience, oldest first."""
    found = await _load(
        conn, (article.c.identity == identity) & article.c.audience.is_not_distinct_from(audience)
    )
    return tuple(sorted(found, key=lambda stored: stored.key))


async def signatures(conn: AsyncConnection, story: int) -> dict[int, bytes]:
    """Of the articles of a story that are nobody's copy, as they read now."""
    query = select(article.c.id, article.c.signature).where(
        article.c.story == story,
        article.c.signature.is_not(None),
        article.c.copy_of.is_(None),
        article.c.replaced_by.is_(None),
    )
    return {row.id: row.signature for row in await conn.execute(query)}


async def add_topics(conn: AsyncConnection, key: int, topics: Sequence[str]) -> None:
    """The article belongs to these topics as well."""
    row = (await conn.execute(select(article.c.topics).where(article.c.id == key))).one()
    merged = list(dict.fromkeys([*row.topics, *topics]))
    if merged != row.topics:
        await conn.execute(update(article).where(article.c.id == key).values(topics=merged))
        await index.set_topics(conn, key, merged)


async def fetch(conn: AsyncConnection, keys: Collection[int]) -> dict[int, StoredArticle]:
    """The articles by key, whoever may see them; keys that do not exist are missing."""
    found: dict[int, StoredArticle] = {}
    for chunk in chunks(keys):
        for stored in await _load(conn, article.c.id.in_(chunk)):
            found[stored.key] = stored
    return found


async def existing(conn: AsyncConnection, keys: Collection[int]) -> frozenset[int]:
    """Those of these keys that an article has."""
    query = select(article.c.id).where(article.c.id.in_(listed(conn, list(keys))))
    return frozenset((await conn.execute(query)).scalars())


async def by_story(
    conn: AsyncConnection, stories: Collection[int], *, audiences: Collection[int] = ()
) -> dict[int, tuple[StoredArticle, ...]]:
    """The articles of each story as they read now, oldest first. Missing are stories that do not exist, and
    those that neither everybody sees nor one of these audiences."""
    found: list[StoredArticle] = []
    seen = article.c.replaced_by.is_(None) & visible_to(audiences, article.c.audience)
    for chunk in chunks(stories):
        found.extend(await _load(conn, article.c.story.in_(chunk) & seen))
    found.sort(key=lambda stored: (stored.story, stored.time, stored.key))
    return {story: tuple(group) for story, group in groupby(found, key=lambda stored: stored.story)}


async def story_at(
    conn: AsyncConnection, addresses: Collection[str], audiences: Collection[int] = ()
) -> int | None:
    """The story of the newest article with one of these addresses, of those that everybody or these
    audiences see."""
    seen = article.c.replaced_by.is_(None), visible_to(audiences, article.c.audience)
    query = select(article.c.story).where(article.c.url.in_(addresses), *seen)
    return (await conn.execute(query.order_by(article.c.id.desc()).limit(1))).scalar()


async def count(conn: AsyncConnection, *, audiences: Collection[int] = ()) -> int:
    """How many articles there are for everybody and these audiences, each in one version."""
    seen = article.c.replaced_by.is_(None), visible_to(audiences, article.c.audience)
    query = select(func.count()).select_from(article).where(*seen)
    return int((await conn.execute(query)).scalar_one())


async def count_since(
    conn: AsyncConnection, since: datetime, *, audiences: Collection[int] = ()
) -> tuple[int, int]:
    """How many articles came in after `since` for everybody and these audiences; from how many sources."""
    query = select(func.count(), func.count(distinct(article.c.source)))
    seen = article.c.replaced_by.is_(None), visible_to(audiences, article.c.audience)
    came_in = article.c.seen_at > since, *seen
    articles, sources = (await conn.execute(query.where(*came_in))).one()
    return int(articles), int(sources)


async def _load(conn: AsyncConnection, condition: ColumnElement[bool]) -> list[StoredArticle]:
    quotes: dict[int, list[Quote]] = {}
    spoken = select(quote).join(article).where(condition).order_by(quote.c.article, quote.c.number)
    for row in await conn.execute(spoken):
        quotes.setdefault(row.article, []).append(_quote(row))
    rows = await conn.execute(select(*_COLUMNS).where(condition))
    return [_stored(row, quotes.get(row.id, [])) for row in rows]


_NOT_LOADED = ("vector", "signature", "origin", "identity", "replaced_by", "time")
_COLUMNS = [column for column in article.c if column.name not in _NOT_LOADED]


def _stored(row: Row[tuple[object, ...]], quotes: Sequence[Quote]) -> StoredArticle:
    clean = CleanArticle(
        id=row.given_id,
        title=row.title,
        text=row.text,
        language=row.language,
        url=row.url,
        source=row.source,
        published=row.published,
        topics=tuple(row.topics),
        author=row.author,
        image=row.image,
        dateline=row.dateline,
        removed=tuple(Removal(text, rule) for text, rule in row.removed),
        doubtful=row.doubtful,
        sentences=_spans(row.sentences),
        fingerprint=row.fingerprint.removesuffix(filed_as("", row.audience)),
    )
    edited = EditedArticle(article=clean, summary=_spans(row.summary), quotes=tuple(quotes))
    return StoredArticle(
        key=row.id,
        story=row.story,
        seen_at=row.seen_at,
        edited=edited,
        copy_of=row.copy_of,
        audience=row.audience,
    )


def _article_row(prepared: PreparedArticle, origin: str, seen_at: datetime, story: int) -> dict[str, object]:
    clean = prepared.edited.article
    return {
        "given_id": clean.id,
        "story": story,
        "title": clean.title,
        "text": clean.text,
        "url": clean.url,
        "source": clean.source,
        "language": clean.language,
        "published": clean.published,
        "topics": list(clean.topics),
        "seen_at": seen_at,
        "time": min(clean.published, seen_at) if clean.published else seen_at,
        "origin": origin,
        "summary": _pairs(prepared.edited.summary),
        "sentences": _pairs(clean.sentences),
        "removed": [[removal.text, removal.rule] for removal in clean.removed],
        "author": clean.author,
        "image": clean.image,
        "dateline": clean.dateline,
        "doubtful": clean.doubtful,
        "vector": prepared.vector,
        "signature": prepared.signature or None,
    }


def _quote_row(key: int, number: int, each: Quote) -> dict[str, object]:
    return {
        "article": key,
        "number": number,
        "start": each.span.start,
        "end": each.span.end,
        "speaker": each.speaker,
        "mention_start": each.mention.start if each.mention else None,
        "mention_end": each.mention.end if each.mention else None,
        "role_start": each.role.start if each.role else None,
        "role_end": each.role.end if each.role else None,
        "cue": each.cue,
        "confidence": each.confidence,
        "key": each.key,
    }


def _quote(row: Row[tuple[object, ...]]) -> Quote:
    return Quote(
        span=Span(row.start, row.end),
        speaker=row.speaker,
        mention=None if row.mention_start is None else Span(row.mention_start, row.mention_end),
        role=None if row.role_start is None else Span(row.role_start, row.role_end),
        cue=row.cue,
        confidence=row.confidence,
        key=row.key,
    )


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _spans(pairs: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


def refuse_unstorable(edited: EditedArticle) -> None:
    """Raises ArticleRejected for text that no database can hold as it is."""
    clean = edited.article
    exact = (
        *(clean.title, clean.text, clean.url, clean.source, clean.language, clean.fingerprint),
        *(clean.author, clean.image, clean.dateline),
    )
    if not all(is_storable(text) for text in exact if text):
        raise ArticleRejected("the text holds a NUL character or half of a surrogate pair")
    if len((clean.url or "").encode("utf-8", "replace")) > URL_LIMIT:
        raise ArticleRejected(f"an address of more than {URL_LIMIT:,} bytes")
    if any(len(each.speaker or "") > SPEAKER_LIMIT for each in edited.quotes):
        raise ArticleRejected(f"a speaker's name of more than {SPEAKER_LIMIT} characters")


def chunks(values: Collection[Value]) -> Iterator[Sequence[Value]]:
    """Each value once, as many at a time as an IN list takes."""
    ordered = list(dict.fromkeys(values))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
