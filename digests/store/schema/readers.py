"""Chats, when they get their editions, and what they asked for."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    Time,
    false,
)

from digests.store.columns import Key, Moment, Words
from digests.store.schema.base import metadata, partial

chat = Table(
    "chat",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("name", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("standing", String(16), nullable=False),
    Column("gone_reason", Words),
    Column("created_at", Moment, nullable=False),
    Column("paused_until", Moment),
    Column("quiet_start", Time),
    Column("quiet_end", Time),
    Column("silent", Boolean, nullable=False, server_default=false()),
    Column("previews", Boolean, nullable=False, server_default=false()),
    Column("keeper", BigInteger),
    Column("chosen_language", Text),
    Column("size", String(16), nullable=False, server_default="standard"),
    # Languages of articles; empty: all.
    Column("reads", JSON, nullable=False, server_default="[]"),
    Column("admitted_at", Moment),
    # The others are counted without being read: there may be a million.
    partial("ix_chat_away", "standing", where="standing <> 'subscribed'"),
    partial("ix_chat_keeper", "keeper", where="keeper IS NOT NULL"),
)

slot = Table(
    "slot",
    metadata,
    Column("chat", ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Time, nullable=False),
    Column("days", Integer, nullable=False),
    Column("thread", BigInteger),
    Column("next_due_at", Moment),
    Column("next_date", Date),
    # Names what its chat, or its forum topic, wants to read (`store/tastes.py`); null: everything.
    Column("taste", String(32)),
    partial("ix_slot_due", "next_due_at", where="next_due_at IS NOT NULL"),
)

follow = Table(
    "follow",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat", ForeignKey("chat.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("words", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    # Of one forum topic; null: of the whole chat.
    Column("thread", BigInteger),
    Column("kind", String(16), nullable=False, server_default="words"),
    Column("breaking", Boolean, nullable=False, server_default=false()),
    Column("most_a_day", Integer, nullable=False, server_default="3"),
    partial("ix_follow_breaking", "chat", where="breaking"),
    sqlite_autoincrement=True,  # a button on an old message must never name another one
)

mute = Table(
    "mute",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat", ForeignKey("chat.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("words", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("thread", BigInteger),
    Column("kind", String(16), nullable=False, server_default="words"),
    sqlite_autoincrement=True,
)

# What a paged message lists. No foreign key: people may search before they subscribe.
listing = Table(
    "listing",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat", BigInteger, nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("words", Words, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    # Filters and order, as JSON; empty where there are none.
    Column("view", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,  # a button on an old message must never name a newer list
)

admin = Table(
    "admin",
    metadata,
    Column("chat", ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("claimed_at", Moment, nullable=False),
    # The newest notice that this admin has been told.
    Column("told", BigInteger, nullable=False),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("values", JSON, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    sqlite_autoincrement=True,
)
