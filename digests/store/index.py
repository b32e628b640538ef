"""The search index: one entry for each article, made of our own tokens, so both databases find the same.

SQLite: an FTS5 table without content (the articles have it), columns title, body, stems, source; the labels
(`labels.py`) stand in the last. PostgreSQL: a tsvector for each article. It has no columns, so a stem is told
from a word by its language ("en·run"), and a word of the source's name by "@". Both marks are used on SQLite
too where they do no harm, and neither can stand in a token.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import IndexText
from digests.store.labels import Labels, topic_names
from digests.text.words import BODY_TOKENS, TITLE_TOKENS, TOKEN_LENGTH, indexed, words

_BODY_AT = TITLE_TOKENS + 50  # a gap, so that no phrase runs from the title into the text
_SOURCE_AT = _BODY_AT  # other words, so the same places do no harm
_PLACES = 255  # of one word; PostgreSQL drops the rest anyway
_GAP = "¦"  # SQLite counts places by what stands there

TABLE = "article_search"
MERGE = "INSERT INTO article_search (article_search) VALUES ('optimize')"
"""SQLite's: written anew as one, without what was taken out."""

_SQLITE_COLUMNS = "rowid, title, body, stems, source"
_SQLITE_VALUES = ":key, :title, :body, :stems, :source"
_SQLITE_ADD = text(f"INSERT INTO article_search ({_SQLITE_COLUMNS}) VALUES ({_SQLITE_VALUES})")  # noqa: S608
_SQLITE_REMOVE = text(
    f"INSERT INTO article_search (article_search, {_SQLITE_COLUMNS}) VALUES ('delete', {_SQLITE_VALUES})"  # noqa: S608
)
# The same row once more, with other words: they are added to those that it has. Of a word that it had already
# only the new places count, so all that may be asked for side by side has to come again.
_SQLITE_LABEL = text("INSERT INTO article_search (rowid, source) VALUES (:key, :source)")
_POSTGRES_ADD = text(
    "INSERT INTO article_search (article, document) VALUES (:key, CAST(:document AS tsvector))"
)
_POSTGRES_REMOVE = text("DELETE FROM article_search WHERE article = :key")
# By way of text: put together as they are, the second one's places would be moved behind those of the first.
_POSTGRES_LABEL = text(
    "UPDATE article_search SET document = CAST(CAST(document AS text) || ' ' || :document AS tsvector)"
    " WHERE article = :key"
)
_POSTGRES_BY_INDEX = text(
    "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_mergejoin', 'off', true),"
    " set_config('enable_hashjoin', 'off', true)"
)


async def add(conn: AsyncConnection, key: int, entry: IndexText, source: str | None, labels: Labels) -> None:
    """Enter the article `key` into the index."""
    if conn.dialect.name == "sqlite":
        await conn.execute(_SQLITE_ADD, _sqlite_row(key, entry, source, labels))
    else:
        await conn.execute(_POSTGRES_ADD, {"key": key, "document": _document(entry, source, labels)})


async def remove(
    conn: AsyncConnection, key: int, entry: IndexText, source: str | None, labels: Labels
) -> None:
    """Take the article out of the index. SQLite has to be told the very words it was entered with."""
    if conn.dialect.name == "sqlite":
        await conn.execute(_SQLITE_REMOVE, _sqlite_row(key, entry, source, labels))
    else:
        await conn.execute(_POSTGRES_REMOVE, {"key": key})


async def set_topics(conn: AsyncConnection, key: int, topics: Sequence[str]) -> None:
    """The article is found by these topics: those that it had, in their order, and others behind them."""
    if conn.dialect.name == "sqlite":
        await conn.execute(_SQLITE_LABEL, {"key": key, "source": in_a_row(topic_names(topics))})
    else:
        await conn.execute(_POSTGRES_LABEL, {"key": key, "document": placed(topic_names(topics))})


async def by_index(conn: AsyncConnection) -> None:
    """For the rest of this transaction PostgreSQL goes by its indexes. Left to itself it tests article after
    article, for it does not see that each of their documents has to be unpacked for it; or it goes through
    all articles, newest first, beside the few that match."""
    if conn.dialect.name == "postgresql":
        await conn.execute(_POSTGRES_BY_INDEX)


def marked_stem(stem: str, language: str) -> str:
    """How a stem stands in the index: with its language, for "run" is not the same in all of them."""
    return f"{language}·{stem}"


def lexeme(word: str) -> str:
    """A word as PostgreSQL's tsvector and tsquery literals spell it."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def source_lexeme(word: str) -> str:
    return lexeme("@" + word)


def in_a_row(names: Iterable[Sequence[str]]) -> str:
    """Labels as SQLite's index takes them."""
    return f" {_GAP} ".join(map(" ".join, names))


def placed(names: Iterable[Sequence[str]]) -> str:
    """Labels as a tsvector literal."""
    places: dict[str, list[int]] = {}
    beginning = 1
    for name in names:
        for position, token in enumerate(name, start=beginning):
            places.setdefault(lexeme(token), []).append(position)
        beginning += len(name) + 1
    return _literal(places)


def _tokens(joined: str, limit: int) -> list[str]:
    found = joined.split(None, limit)[:limit]
    return [token[:TOKEN_LENGTH] for token in found]


def _stems(entry: IndexText, language: str) -> list[str]:
    # Each once: where they stand is never asked.
    stems = dict.fromkeys(_tokens(entry.stems, TITLE_TOKENS + BODY_TOKENS))
    return [marked_stem(stem, language) for stem in stems]


def _sqlite_row(key: int, entry: IndexText, source: str | None, labels: Labels) -> dict[str, object]:
    return {
        "key": key,
        "title": " ".join(_tokens(entry.title, TITLE_TOKENS)),
        "body": " ".join(_tokens(entry.body, BODY_TOKENS)),
        "stems": " ".join(_stems(entry, labels.language)),
        "source": in_a_row([list(indexed(words(source or ""))), *labels.names()]),
    }


def _document(entry: IndexText, source: str | None, labels: Labels) -> str:
    """The tsvector literal: every lexeme with its places, stems without."""
    places: dict[str, list[int]] = {}
    for position, token in enumerate(_tokens(entry.title, TITLE_TOKENS), start=1):
        places.setdefault(lexeme(token), []).append(position)
    for position, token in enumerate(_tokens(entry.body, BODY_TOKENS), start=_BODY_AT):
        places.setdefault(lexeme(token), []).append(position)
    for position, token in enumerate(indexed(words(source or "")), start=_SOURCE_AT):
        places.setdefault(source_lexeme(token), []).append(position)
    stems = map(lexeme, _stems(entry, labels.language))
    return " ".join([_literal(places), placed(labels.names()), *stems])


def _literal(places: dict[str, list[int]]) -> str:
    return " ".join(f"{word}:{','.join(map(str, at[:_PLACES]))}" for word, at in places.items())
