"""Which words there are to find, and how common they are: for what a misspelt one may have been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import assert_never

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.index import by_index, lexeme
from digests.store.schema import article, quote
from digests.text.query import FromSource, FromSpeaker, InLanguage, Leaf, OfTopic, Term

_NEWEST_FIRST = article.c.id.desc()
_PUBLIC = article.c.audience.is_(None)
"""What a word of a private article is, nobody else learns by a proposal."""
NEWEST = 1_000
"""Articles whose words are taken for those that people may mean."""
_LEAD = 400

_SQLITE = text("SELECT term, doc FROM article_search_words WHERE term IN :words").bindparams(
    bindparam("words", expanding=True)
)
# Whether there is any: PostgreSQL would have to read them all to count them.
_POSTGRES = text(
    "SELECT word, 1 FROM unnest(CAST(:words AS text[]), CAST(:lexemes AS text[])) AS asked (word, lexeme)"
    " WHERE EXISTS (SELECT 1 FROM article_search WHERE document @@ CAST(lexeme AS tsquery))"
)


async def known(conn: AsyncConnection, asked: Collection[str]) -> dict[str, int]:
    """Those of the words that stand in an article; with how many, as far as that can be told quickly."""
    if not asked:
        return {}
    if conn.dialect.name == "sqlite":
        rows = await conn.execute(_SQLITE, {"words": list(asked)})
    else:
        await by_index(conn)
        rows = await conn.execute(_POSTGRES, {"words": list(asked), "lexemes": list(map(lexeme, asked))})
    return {word: count for word, count in rows}


async def newest(conn: AsyncConnection, leaf: Leaf) -> list[str]:
    """Of the newest articles what such a part of a query can name: names, or titles and beginnings."""
    match leaf:
        case Term():
            read = article.c.title + " " + func.substr(article.c.text, 1, _LEAD)
        case FromSource():
            read = func.coalesce(article.c.source, "")
        case OfTopic():
            named = select(article.c.topics).where(_PUBLIC)
            topics = await conn.execute(named.order_by(_NEWEST_FIRST).limit(NEWEST))
            return [topic for row in topics for topic in row.topics]
        case FromSpeaker():
            spoken = select(quote.c.speaker).join(article).where(quote.c.speaker.is_not(None), _PUBLIC)
            return list((await conn.execute(spoken.order_by(quote.c.article.desc()).limit(NEWEST))).scalars())
        case InLanguage():
            return []
        case _:
            assert_never(leaf)
    newest = select(read).where(_PUBLIC).order_by(_NEWEST_FIRST).limit(NEWEST)
    return list((await conn.execute(newest)).scalars())


async def voices(conn: AsyncConnection) -> tuple[str, ...]:
    """Who is quoted in the most of the newest articles."""
    named = select(quote.c.article, quote.c.speaker).join(article)
    spoken = named.where(quote.c.speaker.is_not(None), _PUBLIC).distinct()
    rows = await conn.execute(spoken.order_by(quote.c.article.desc()).limit(NEWEST))
    return tuple(name for name, _ in Counter(row.speaker for row in rows).most_common(3))
