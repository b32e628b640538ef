"""What the running process remembers: the updates it has, and what it last said of itself."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Integer,
    String,
    Table,
    Text,
    false,
)

from digests.store.columns import Moment
from digests.store.schema.base import metadata

update_seen = Table(
    "update_seen",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
)

# Updates that Telegram has been told we have, and that have not been handled yet.
update_inbox = Table(
    "update_inbox",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("body", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)

# One row, kept up by the process that holds the store, read by `pullquote status` and by the next start.
pulse = Table(
    "pulse",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("started_at", Moment, nullable=False),
    Column("beat_at", Moment, nullable=False),
    Column("updates", String(64), nullable=False),
    Column("rate", Float, nullable=False),
    Column("full_rate", Float, nullable=False),
    Column("paused_until", Moment),
    Column("refused_at", Moment),
    Column("refused_seconds", Float),
    Column("unanswered", Integer, nullable=False, server_default="0"),
    Column("no_stars", Boolean, nullable=False, server_default=false()),
    Column("time_zones", Text, nullable=False, server_default=""),
    # What admins have been told of, so that a restart does not tell it twice.
    Column("troubles_seen_until", Moment),
    Column("troubles_told_at", Moment),
    Column("taken_told_at", Moment),
    Column("overrun_told_at", Moment),
)
