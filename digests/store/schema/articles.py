"""Stories and their articles, quotations, corrections, and what is learnt of words."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
)

from digests.store.columns import Key, Moment, Origin, Words
from digests.store.schema.base import metadata, partial

story = Table(
    "story",
    metadata,
    Column("id", Key, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    # The feed whose readers alone may see it (`feed_reader`); null: everybody.
    Column("audience", BigInteger),
    partial("ix_story_audience", "audience", where="audience IS NOT NULL"),
    Index("ix_story_last", "last_at", "id"),
    sqlite_autoincrement=True,
)

article = Table(
    "article",
    metadata,
    Column("id", Key, primary_key=True),
    Column("given_id", Words, nullable=False),
    Column("fingerprint", String(128), nullable=False, unique=True),
    Column("story", ForeignKey("story.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text, index=True),
    Column("source", Text),
    Column("language", String(16), nullable=False),
    Column("published", Moment),
    Column("topics", JSON, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
    # min(published, seen_at): `StoredArticle.time`, kept here to be searched by.
    Column("time", Moment, nullable=False, index=True),
    Column("origin", Origin, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("sentences", JSON, nullable=False),
    Column("removed", JSON, nullable=False),
    Column("author", Text),
    Column("image", Text),
    Column("dateline", Text),
    Column("doubtful", Boolean, nullable=False, server_default=false()),
    Column("vector", LargeBinary, nullable=False),
    # To find copies of the same text by (`editor/copies.py`); none in articles of before.
    Column("signature", LargeBinary),
    # Names the article at its source, in all its versions.
    Column("identity", Words, index=True),
    Column("replaced_by", BigInteger),
    Column("copy_of", BigInteger),
    # As that of its story.
    Column("audience", BigInteger),
    partial("ix_article_audience", "audience", where="audience IS NOT NULL"),
    sqlite_autoincrement=True,  # keys grow with time, and the search index goes by them
)

quote = Table(
    "quote",
    metadata,
    Column("article", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("speaker", Text, index=True),
    Column("mention_start", Integer),
    Column("mention_end", Integer),
    Column("role_start", Integer),
    Column("role_end", Integer),
    Column("cue", Text),
    Column("confidence", Float, nullable=False),
    Column("key", Boolean, nullable=False),
)

# How many articles of a language have each word: what is rare (`editor/stories/`).
background = Table(
    "background",
    metadata,
    Column("language", String(16), primary_key=True),
    Column("articles", BigInteger, nullable=False),
    Column("counts", LargeBinary, nullable=False),
    Column("kept_at", Moment, nullable=False),
)

# A quotation that a later version of its article prints differently, or no more.
correction = Table(
    "correction",
    metadata,
    Column("id", Key, primary_key=True),
    Column("article", ForeignKey("article.id"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("new_article", ForeignKey("article.id"), nullable=False),
    Column("new_start", Integer),
    Column("new_end", Integer),
    Column("found_at", Moment, nullable=False, index=True),
    sqlite_autoincrement=True,
)
