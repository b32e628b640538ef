"""Articles are found by topic, speaker, language and outlet: labels in the search index for those there are.

They are added to what the index has, in pages; no text is taken apart again. On SQLite a row is inserted once
more, with new words only; PostgreSQL's documents go through their text form, which keeps all places.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from digests.model import outlet_of
from digests.store.index import in_a_row, placed
from digests.store.labels import Labels

revision = "0006"
down_revision = "0005"

PAGE = 1_000

ARTICLES = sa.text(
    "SELECT id, url, source, language, topics FROM article WHERE id > :last ORDER BY id LIMIT :page"
)
SPEAKERS = sa.text(
    "SELECT article, speaker FROM quote WHERE article BETWEEN :first AND :last AND speaker IS NOT NULL"
    " ORDER BY article, number"
)
SQLITE = sa.text("INSERT INTO article_search (rowid, source) VALUES (:key, :labels)")
POSTGRES = sa.text(
    "UPDATE article_search SET document = CAST(CAST(document AS text) || ' ' || :labels AS tsvector)"
    " WHERE article = :key"
)


# Which words there are in the index, to find what a misspelt one may have been.
VOCABULARY = "CREATE VIRTUAL TABLE article_search_words USING fts5vocab(article_search, row)"


def upgrade() -> None:
    bind = op.get_bind()
    is_sqlite = bind.dialect.name == "sqlite"
    if is_sqlite:
        op.execute(VOCABULARY)
    for page in _pages(bind):
        rows = [
            {"key": key, "labels": (in_a_row if is_sqlite else placed)(labels.names())}
            for key, labels in page
        ]
        bind.execute(SQLITE if is_sqlite else POSTGRES, rows)


def downgrade() -> None:
    """The labels stay: nothing asks for them, and they are no words of any text."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE article_search_words")


def _pages(bind: sa.Connection) -> Iterator[Sequence[tuple[int, Labels]]]:
    last = 0
    while rows := bind.execute(ARTICLES, {"last": last, "page": PAGE}).all():
        first, last = rows[0].id, rows[-1].id
        spoken = bind.execute(SPEAKERS, {"first": first, "last": last})
        speakers = {
            key: tuple(dict.fromkeys(row.speaker for row in each))
            for key, each in groupby(spoken, key=lambda row: row.article)
        }
        yield [(row.id, _labels(row, speakers.get(row.id, ()))) for row in rows]


def _labels(row: sa.Row[Any], speakers: tuple[str, ...]) -> Labels:
    topics = json.loads(row.topics) if isinstance(row.topics, str) else row.topics
    return Labels(outlet_of(row.source, row.url), row.language, tuple(topics), speakers)
