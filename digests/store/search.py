"""Search: the query compiled for the database at hand, the newest matches ranked by `editor/relevance.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, Column, TextClause, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.hits import hit
from digests.editor.relevance import LEAD, Candidate, rank
from digests.model import Hit, Page, page_of
from digests.store import articles
from digests.store.index import lexeme, marked_stem, source_lexeme
from digests.store.schema import article
from digests.text.query import FromSource, Leaf, Query, Term
from digests.text.words import STEMMERS, indexed, stem

NEWEST = 300
"""Matches that are ranked, the newest; older ones of a common word are not worth the wait."""

_NOWHERE = ("·",)  # in no article: stands for a term that folding left nothing of

_SQLITE = text(
    "SELECT rowid AS key FROM article_search WHERE article_search MATCH :match"
    " ORDER BY rowid DESC LIMIT :limit"
)
# Materialized, and without reading whole tables: left to itself PostgreSQL tests article after article,
# for it does not see that each of their documents has to be unpacked for it.
_POSTGRES = text(
    "WITH matching AS MATERIALIZED"
    " (SELECT article AS key FROM article_search WHERE document @@ CAST(:match AS tsquery))"
    " SELECT key FROM matching ORDER BY key DESC LIMIT :limit"
)
_POSTGRES_BY_INDEX = text("SET LOCAL enable_seqscan = off")


async def page(
    conn: AsyncConnection, query: Query, number: int, size: int, *, limit: int = NEWEST
) -> Page[Hit]:
    """One page of the hits, best first: only its own articles are loaded whole."""
    ranked = await find(conn, query, limit=limit)
    shown = page_of([candidate.key for candidate in ranked], number, size)
    stored = await articles.fetch(conn, shown.items)
    found = tuple(hit(stored[key], query.terms) for key in shown.items)
    return Page(found, shown.number, shown.pages, shown.total)


async def hits(conn: AsyncConnection, query: Query, *, limit: int = NEWEST) -> tuple[Hit, ...]:
    """All hits, best first, every article loaded whole: for a page of them, `page` is much quicker."""
    return (await page(conn, query, 0, limit, limit=limit)).items


async def stories(conn: AsyncConnection, query: Query, *, limit: int = NEWEST) -> tuple[int, ...]:
    """The stories of the hits, each once, in the order of its best article."""
    return tuple(dict.fromkeys(candidate.story for candidate in await find(conn, query, limit=limit)))


async def find(conn: AsyncConnection, query: Query, *, limit: int = NEWEST) -> list[Candidate]:
    """The newest `limit` matches, best first."""
    sqlite = conn.dialect.name == "sqlite"
    statement: TextClause = _SQLITE if sqlite else _POSTGRES
    match = to_fts5(query) if sqlite else to_tsquery(query)
    if not sqlite:
        await conn.execute(_POSTGRES_BY_INDEX)
    matching = statement.bindparams(match=match, limit=limit).columns(Column("key", BigInteger)).subquery()
    rows = await conn.execute(
        select(
            article.c.id,
            article.c.story,
            article.c.time,
            article.c.language,
            article.c.title,
            func.substr(article.c.text, 1, LEAD).label("lead"),
        ).where(article.c.id.in_(select(matching.c.key)), article.c.replaced_by.is_(None))
    )
    return rank([Candidate(*row) for row in rows], query.terms)


# --- SQLite -----------------------------------------------------------------------------------


def to_fts5(query: Query) -> str:
    """The query in FTS5's language. Every word is quoted, so nothing typed can be an operator."""
    wanted = " AND ".join(f"({' OR '.join(map(_fts5, group))})" for group in query.groups)
    if not query.without:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(_fts5(leaf, stems=False) for leaf in query.without)})"


def _fts5(leaf: Leaf, *, stems: bool = True) -> str:
    parts = tuple(indexed(leaf.tokens)) or _NOWHERE
    phrase = _quoted(" ".join(parts))
    match leaf:
        case FromSource():
            return f"{{source}} : {phrase}"
        case Term(is_prefix=True):
            return f"{{title body}} : {phrase} *"
        case Term(has_stems=True) if stems:
            return f"{{title body}} : {phrase} OR {{stems}} : ({' OR '.join(map(_quoted, _stems(parts)))})"
        case Term():
            return f"{{title body}} : {phrase}"


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


# --- PostgreSQL -------------------------------------------------------------------------------


def to_tsquery(query: Query) -> str:
    """The query as a tsquery literal. Every word is quoted, so nothing typed can be an operator."""
    wanted = " & ".join(f"({' | '.join(map(_tsquery, group))})" for group in query.groups)
    if not query.without:
        return wanted
    return f"{wanted} & !({' | '.join(_tsquery(leaf, stems=False) for leaf in query.without)})"


def _tsquery(leaf: Leaf, *, stems: bool = True) -> str:
    parts = tuple(indexed(leaf.tokens)) or _NOWHERE
    match leaf:
        case FromSource():
            return _side_by_side(map(source_lexeme, parts))
        case Term(is_prefix=True):
            return f"{lexeme(parts[0])}:*"
        case Term(has_stems=True) if stems:
            return " | ".join([_side_by_side(map(lexeme, parts)), *map(lexeme, _stems(parts))])
        case Term():
            return _side_by_side(map(lexeme, parts))


def _side_by_side(lexemes: Iterable[str]) -> str:
    return f"({' <-> '.join(lexemes)})"


def _stems(parts: Sequence[str]) -> list[str]:
    """What the word's other forms have in common, in every language that has a stemmer."""
    return [marked_stem(stem(part, language), language) for part in parts[:1] for language in STEMMERS]
