"""Line-ups: what editions tell, kept as places in the stored articles.

The body holds article keys, spans, names of speakers and outlets, topics and times. Titles, sentences
and quotations are cut from the articles again when a line-up is read, so that it can show nothing that
no article says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NotRequired, TypeAlias, TypedDict

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import (
    Correction,
    Digest,
    KeyQuote,
    Lineup,
    Outlet,
    Passage,
    Shown,
    ShownQuote,
    Span,
    StoredArticle,
    Wording,
    as_utc,
)
from digests.store import articles
from digests.store.numbers import listed
from digests.store.schema import lineup

# Article, start and end.
_Place: TypeAlias = Sequence[int]


# What is not required is missing in line-ups of before it was kept.
class _WordingBody(TypedDict):
    place: _Place
    outlets: Sequence[str]


class _QuoteBody(TypedDict):
    place: _Place
    speaker: str | None
    role: NotRequired[_Place | None]
    wordings: NotRequired[list[_WordingBody]]


class _DigestBody(TypedDict):
    story: int
    language: str
    sentences: list[_Place]
    quotes: list[_QuoteBody]
    outlets: list[tuple[int, str]]
    """Article and name; title and link are those of the first."""
    copies: NotRequired[list[int]]
    """Those of the outlets' articles that only print another one's text."""
    first_time: str
    last_time: str
    topics: NotRequired[list[str]]
    is_update: NotRequired[bool]
    followed: NotRequired[Sequence[str]]
    """Words of follows that brought it."""


class _CorrectionBody(TypedDict):
    number: int
    outlet: str
    told_on: str
    place: int
    was: _Place
    now: _Place | None


async def record(conn: AsyncConnection, made: Lineup) -> int:
    """Store the line-up; its key."""
    recorded = await conn.execute(
        lineup.insert()
        .values(
            since=made.since,
            made_at=made.made_at,
            articles=made.articles,
            sources=made.sources,
            elsewhere=made.elsewhere,
            body=[_body(digest, made) for digest in made.digests],
            silent=list(made.silent),
            corrections=[_correction_body(correction) for correction in made.corrections],
        )
        .returning(lineup.c.id)
    )
    return int(recorded.scalar_one())


async def fetch(conn: AsyncConnection, key: int) -> Lineup | None:
    """The line-up with its digests, cut from the articles as they are stored."""
    row = (await conn.execute(select(lineup).where(lineup.c.id == key))).one_or_none()
    if row is None:
        return None
    return _from_row(row, await articles.fetch(conn, articles_in(row.body, row.corrections)))


async def shown(conn: AsyncConnection, keys: Collection[int]) -> dict[int, Shown]:
    """What stood in these line-ups."""
    query = select(lineup.c.id, lineup.c.since, lineup.c.made_at, lineup.c.body, lineup.c.corrections)
    return {
        row.id: Shown(
            since=row.since,
            made_at=row.made_at,
            stories=tuple(body["story"] for body in row.body),
            quotes=tuple(_shown_quotes(row.body)),
            corrections=frozenset(body["number"] for body in row.corrections),
        )
        for row in await conn.execute(query.where(lineup.c.id.in_(keys)))
    }


async def topics(conn: AsyncConnection, keys: Collection[int]) -> dict[int, tuple[Sequence[str], ...]]:
    """The topics of each story of these line-ups."""
    query = select(lineup.c.id, lineup.c.body).where(lineup.c.id.in_(keys))
    return {row.id: tuple(body.get("topics", ()) for body in row.body) for row in await conn.execute(query)}


async def disown(conn: AsyncConnection, keys: Collection[int]) -> None:
    """Whose follows they were made for stands in these no more, nor anything of articles that are gone. What
    is left can be told as before."""
    query = select(lineup.c.id, lineup.c.body, lineup.c.corrections)
    for row in (await conn.execute(query.where(lineup.c.id.in_(listed(conn, list(keys)))))).all():
        stored = await articles.existing(conn, articles_in(row.body, row.corrections))
        kept = {
            "body": [{**body, "followed": []} for body in row.body if stored >= set(_articles_of(body))],
            "corrections": [b for b in row.corrections if stored >= set(_articles_of_correction(b))],
        }
        if kept != {"body": row.body, "corrections": row.corrections}:
            await conn.execute(update(lineup).where(lineup.c.id == row.id).values(kept))


async def forget_before(conn: AsyncConnection, moment: datetime) -> None:
    """Drop what no delivery tells any more."""
    await conn.execute(delete(lineup).where(lineup.c.made_at < moment))


def _shown_quotes(bodies: Sequence[_DigestBody]) -> Iterator[ShownQuote]:
    for place, body in enumerate(bodies, 1):
        for quote in body["quotes"]:
            article, start, end = quote["place"]
            yield ShownQuote(place, article, Span(start, end))


def _body(digest: Digest, made: Lineup) -> _DigestBody:
    return {
        "story": digest.story,
        "language": digest.language,
        "sentences": [_place(passage) for passage in digest.sentences],
        "quotes": [_quote_body(quote) for quote in digest.quotes],
        "outlets": [(outlet.article, outlet.name) for outlet in digest.outlets],
        "copies": [outlet.article for outlet in digest.outlets if outlet.is_copy],
        "first_time": digest.first_time.isoformat(),
        "last_time": digest.last_time.isoformat(),
        "topics": list(digest.topics),
        "is_update": digest.story in made.updates,
        "followed": made.followed.get(digest.story, ()),
    }


def _quote_body(quote: KeyQuote) -> _QuoteBody:
    return {
        "place": _place(quote.passage),
        "speaker": quote.speaker,
        "role": _place(quote.role) if quote.role else None,
        "wordings": [{"place": _place(each.passage), "outlets": each.outlets} for each in quote.wordings],
    }


def _correction_body(correction: Correction) -> _CorrectionBody:
    return {
        "number": correction.number,
        "outlet": correction.outlet,
        "told_on": correction.told_on.isoformat(),
        "place": correction.place,
        "was": _place(correction.was),
        "now": _place(correction.now) if correction.now else None,
    }


def _place(passage: Passage) -> _Place:
    return passage.article, passage.span.start, passage.span.end


def articles_in(bodies: Sequence[_DigestBody], corrections: Sequence[_CorrectionBody]) -> frozenset[int]:
    """All that a line-up is cut from."""
    told = (article for body in bodies for article in _articles_of(body))
    return frozenset(told).union(*(_articles_of_correction(body) for body in corrections))


def _articles_of(body: _DigestBody) -> Iterator[int]:
    yield from (article for article, _ in body["outlets"])
    yield from (place[0] for place in body["sentences"])
    for quote in body["quotes"]:
        yield quote["place"][0]
        yield from (wording["place"][0] for wording in quote.get("wordings", ()))
        if role := quote.get("role"):
            yield role[0]


def _articles_of_correction(body: _CorrectionBody) -> Iterator[int]:
    yield body["was"][0]
    if body["now"]:
        yield body["now"][0]


def _from_row(row: Row[Any], stored: Mapping[int, StoredArticle]) -> Lineup:
    bodies = [body for body in row.body if stored.keys() >= set(_articles_of(body))]
    corrections = [body for body in row.corrections if stored.keys() >= set(_articles_of_correction(body))]
    return Lineup(
        since=row.since,
        made_at=row.made_at,
        digests=tuple(_digest(body, stored) for body in bodies),
        articles=row.articles,
        sources=row.sources,
        elsewhere=row.elsewhere,
        updates=frozenset(body["story"] for body in bodies if body.get("is_update")),
        followed={body["story"]: tuple(body["followed"]) for body in bodies if body.get("followed")},
        silent=tuple(row.silent),
        corrections=tuple(_correction(body, stored) for body in corrections),
        key=row.id,
    )


def _digest(body: _DigestBody, stored: Mapping[int, StoredArticle]) -> Digest:
    lead = stored[body["outlets"][0][0]].article
    copies = body.get("copies", ())
    return Digest(
        story=body["story"],
        title=lead.title,
        url=lead.url,
        language=body["language"],
        sentences=tuple(_passage(place, stored) for place in body["sentences"]),
        quotes=tuple(_key_quote(quote, stored) for quote in body["quotes"]),
        outlets=tuple(
            Outlet(name, stored[key].article.url, key, key in copies) for key, name in body["outlets"]
        ),
        first_time=as_utc(datetime.fromisoformat(body["first_time"])),
        last_time=as_utc(datetime.fromisoformat(body["last_time"])),
        topics=tuple(body.get("topics", ())),
    )


def _key_quote(body: _QuoteBody, stored: Mapping[int, StoredArticle]) -> KeyQuote:
    role = body.get("role")
    wordings = (
        Wording(_passage(each["place"], stored), tuple(each["outlets"])) for each in body.get("wordings", ())
    )
    return KeyQuote(
        _passage(body["place"], stored),
        body["speaker"],
        _passage(role, stored) if role else None,
        tuple(wordings),
    )


def _correction(body: _CorrectionBody, stored: Mapping[int, StoredArticle]) -> Correction:
    now = body["now"]
    return Correction(
        number=body["number"],
        outlet=body["outlet"],
        told_on=date.fromisoformat(body["told_on"]),
        place=body["place"],
        was=_passage(body["was"], stored),
        now=_passage(now, stored) if now else None,
    )


def _passage(place: _Place, stored: Mapping[int, StoredArticle]) -> Passage:
    article, start, end = place
    return Passage.cut(stored[article], Span(start, end))
