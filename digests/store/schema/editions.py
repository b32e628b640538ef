"""Editions, and the ledger of getting them there."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from digests.store.columns import Key, Moment, Words
from digests.store.schema.base import metadata, partial

edition = Table(
    "edition",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat", ForeignKey("chat.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("since", Moment, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("elsewhere", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("silent", JSON, nullable=False, server_default="[]"),
    Column("corrections", JSON, nullable=False, server_default="[]"),
    UniqueConstraint("chat", "kind", "local_date", "slot"),
    Index("ix_edition_made", "chat", "made_at"),
    sqlite_autoincrement=True,
)

edition_story = Table(
    "edition_story",
    metadata,
    Column("edition", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("story", ForeignKey("story.id"), primary_key=True, autoincrement=False),
)

delivery = Table(
    "delivery",
    metadata,
    Column("chat", ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("kind", String(32), primary_key=True),
    Column("local_date", Date, primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("edition", ForeignKey("edition.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("thread", BigInteger),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("owner", Words),
    Column("lease_until", Moment),
    Column("message_id", BigInteger),
    Column("reason", Words),
    partial("ix_delivery_planned_due", "due_at", where="state = 'planned'"),
    partial("ix_delivery_planned_from", "not_before", where="state = 'planned'"),
    partial("ix_delivery_sending", "lease_until", where="state = 'sending'"),
)
