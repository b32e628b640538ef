"""Search: the query compiled for the database at hand, the newest matches ranked by `editor/relevance.py`.

Keys grow with the time at which articles came in, and the index is read from the newest key down: a search
ends as soon as it has enough, and at the first article that came in before the time asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    TextClause,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.hits import hit
from digests.editor.relevance import LEAD, Candidate, rank
from digests.model import Hit, Page, page_of
from digests.store import articles
from digests.store.index import by_index
from digests.store.match import Match, to_fts5, to_tsquery
from digests.store.reader_feeds import visible_to
from digests.store.schema import article
from digests.text.query import Query

NEWEST = 300
"""Matches that are ranked, the newest; older ones of a common word are not worth the wait."""

_AROUND = 500
"""Articles at the edge of a time that are looked at for the smallest key: a clock may have been set back."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a search is about, whatever its query says."""

    since: datetime | None = None
    """None older than this: what `query.resolve` makes of `since:`, or a later time."""
    audiences: Collection[int] = ()
    """Feeds whose articles may be seen besides those that everybody may."""
    labels: Collection[str] = ()
    """Labels of the index (`labels.whole`) that an article has to have, all of them."""


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Described:
    """A match, as far as there is to choose from by where it stands and what it is about."""

    key: int
    story: int
    source: str | None
    url: str | None
    language: str
    topics: Sequence[str]


async def page(
    conn: AsyncConnection,
    query: Query,
    number: int,
    size: int,
    *,
    scope: Scope = EVERYTHING,
    limit: int = NEWEST,
) -> Page[Hit]:
    """One page of the hits, best first: only its own articles are loaded whole."""
    ranked = await find(conn, query, scope=scope, limit=limit)
    shown = page_of([candidate.key for candidate in ranked], number, size)
    return Page(await told(conn, query, shown.items), shown.number, shown.pages, shown.total)


async def told(conn: AsyncConnection, query: Query, keys: Sequence[int]) -> tuple[Hit, ...]:
    """These articles as hits of the query, in this order."""
    stored = await articles.fetch(conn, keys)
    return tuple(hit(stored[key], query.terms) for key in keys if key in stored)


async def hits(
    conn: AsyncConnection, query: Query, *, scope: Scope = EVERYTHING, limit: int = NEWEST
) -> tuple[Hit, ...]:
    """All hits, best first, every article loaded whole: for a page of them, `page` is much quicker."""
    return (await page(conn, query, 0, limit, scope=scope, limit=limit)).items


async def stories(
    conn: AsyncConnection, query: Query, *, scope: Scope = EVERYTHING, limit: int = NEWEST
) -> tuple[int, ...]:
    """The stories of the hits, each once, in the order of its best article."""
    found = await find(conn, query, scope=scope, limit=limit)
    return tuple(dict.fromkeys(candidate.story for candidate in found))


async def find(
    conn: AsyncConnection, query: Query, *, scope: Scope = EVERYTHING, limit: int = NEWEST
) -> list[Candidate]:
    """The newest `limit` matches, best first; of a query without words the newest first."""
    lead = func.substr(article.c.text, 1, LEAD) if query.terms else literal("")
    columns = article.c.id, article.c.story, article.c.time, article.c.language, article.c.title, lead
    return rank([Candidate(*row) for row in await _newest(conn, columns, query, scope, limit)], query.terms)


async def described(
    conn: AsyncConnection, query: Query, *, scope: Scope = EVERYTHING, limit: int = NEWEST
) -> list[Described]:
    """The newest `limit` matches, newest first, with what they can be told apart by."""
    columns = [article.c[name] for name in ("id", "story", "source", "url", "language", "topics")]
    rows = await _newest(conn, columns, query, scope, limit)
    return [Described(*row) for row in rows]


async def count(
    conn: AsyncConnection, query: Query, *, scope: Scope = EVERYTHING, limit: int = NEWEST
) -> tuple[int, int]:
    """How many stories match, by how many articles: of the newest `limit` that do."""
    rows = await _newest(conn, [article.c.story], query, scope, limit)
    return len({row[0] for row in rows}), len(rows)


async def story_numbers(
    conn: AsyncConnection, query: Query, *, scope: Scope = EVERYTHING, limit: int = NEWEST
) -> frozenset[int]:
    """The stories of the newest `limit` matches, in no order: for a taste (`finds.py`)."""
    return frozenset(row[0] for row in await _newest(conn, [article.c.story], query, scope, limit))


# --- what the databases are asked ---------------------------------------------------------------

_INDEX = table("article_search", column("rowid"), column("article"), column("document"))


async def _newest(
    conn: AsyncConnection,
    columns: Sequence[ColumnElement[Any]],
    query: Query,
    scope: Scope,
    limit: int,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The newest `limit` matches, newest key first."""
    may_see = visible_to(scope.audiences, article.c.audience)
    statement = select(*columns).where(article.c.replaced_by.is_(None), may_see).limit(limit)
    least = None
    if scope.since is not None:
        least = await _first_since(conn, scope.since)
        if least is None:
            return ()
        statement = statement.where(article.c.time >= scope.since)
    if conn.dialect.name == "sqlite":
        built = _of_sqlite(statement, to_fts5(query, scope.labels), least)
    else:
        await by_index(conn)
        built = _of_postgres(statement, to_tsquery(query, scope.labels), least)
    found: Sequence[Row[*tuple[Any, ...]]] = (await conn.execute(built)).all()
    return found


async def _first_since(conn: AsyncConnection, since: datetime) -> int | None:
    """The smallest key of what came in since then: nothing before it can be as new."""
    came = select(article.c.id).where(article.c.seen_at >= since)
    edge = came.order_by(article.c.seen_at).limit(_AROUND).subquery()
    first: int | None = (await conn.execute(select(func.min(edge.c.id)))).scalar()
    return first


def _of_sqlite(statement: Select[Any], match: Match, least: int | None) -> Select[Any]:
    if match.wanted is None:
        if match.without is not None:
            statement = statement.where(article.c.id.not_in(_matching(match.without, least)))
        return _newest_articles(statement, least)
    wanted = match.wanted if match.without is None else f"({match.wanted}) NOT ({match.without})"
    # With its sign the planner cannot begin with the articles, and ask the index about each.
    joined = statement.join_from(_INDEX, article, article.c.id == literal_column("+article_search.rowid"))
    joined = joined.where(text("article_search MATCH :match").bindparams(match=wanted))
    if least is not None:
        joined = joined.where(_INDEX.c.rowid >= least)
    return joined.order_by(_INDEX.c.rowid.desc())


def _matching(wanted: str, least: int | None) -> Select[Any]:
    found = select(_INDEX.c.rowid).where(text("article_search MATCH :match").bindparams(match=wanted))
    return found if least is None else found.where(_INDEX.c.rowid >= least)


def _of_postgres(statement: Select[Any], match: Match, least: int | None) -> Select[Any]:
    if match.wanted is None:
        if match.without is not None:
            left_out = select(_INDEX.c.article).where(_fits(match.without))
            statement = statement.where(article.c.id.not_in(left_out))
        return _newest_articles(statement, least)
    wanted = match.wanted if match.without is None else f"{match.wanted} & !({match.without})"
    # Materialized: first what matches, by the index; then article by article from the newest down, until
    # there are enough. With `least` among the first's conditions it would unpack every document since then.
    matching = select(_INDEX.c.article.label("key")).where(_fits(wanted)).cte("matching")
    keys = select(matching.prefix_with("MATERIALIZED").c.key)
    if least is not None:
        keys = keys.where(keys.selected_columns.key >= least)
    newest = keys.order_by(keys.selected_columns.key.desc()).offset(0).subquery("newest")
    return statement.join_from(newest, article, newest.c.key == article.c.id).order_by(newest.c.key.desc())


def _fits(wanted: str) -> TextClause:
    return text("document @@ CAST(:match AS tsquery)").bindparams(match=wanted)


def _newest_articles(statement: Select[Any], least: int | None) -> Select[Any]:
    if least is not None:
        statement = statement.where(article.c.id >= least)
    return statement.order_by(article.c.id.desc())
