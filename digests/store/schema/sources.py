"""Feeds, files, and what is learnt of them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from digests.store.columns import Key, Moment, Origin, Words
from digests.store.schema.base import metadata, partial

# What the operator asked for, and how it has gone since (`model.Feed`, `model.FeedState`).
feed = Table(
    "feed",
    metadata,
    Column("id", Key, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("name", Words),
    Column("topic", Words),
    Column("full_text", String(16), nullable=False),
    Column("weight", Float, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("address", Text, nullable=False),
    Column("standing", String(16), nullable=False),
    Column("next_check_at", Moment, index=True),
    Column("etag", Words),
    Column("modified", Words),
    Column("interval_seconds", Integer),
    Column("failures", Integer, nullable=False),
    Column("failing_since", Moment),
    Column("reason", Words),
    Column("succeeded_at", Moment),
    Column("newest_at", Moment),
    Column("moved_to", Text),
    Column("moved_times", Integer, nullable=False),
    Column("title", Words),
    sqlite_autoincrement=True,  # its key says who sees its articles
)

# What of a feed has been taken in: by identity, with a hash of what the feed said of it then.
feed_item = Table(
    "feed_item",
    metadata,
    Column("feed", ForeignKey("feed.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("item", String(32), primary_key=True),
    Column("content", String(32), nullable=False),
    # Visits at which its page could not be had; it is taken as the feed gives it after a few.
    Column("misses", Integer, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
)

intake_file = Table(
    "intake_file",
    metadata,
    Column("origin", Origin, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("reason", Words),
    Column("at", Moment, nullable=False),
    partial("ix_intake_file_rejected", "at", where="reason IS NOT NULL"),
)

# In how many articles of a source a short line stood: its menus and footers, learnt.
source_line = Table(
    "source_line",
    metadata,
    Column("source", Words, primary_key=True),
    Column("line", String(32), primary_key=True),
    Column("articles", Integer, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
)
