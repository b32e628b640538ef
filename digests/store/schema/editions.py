"""What editions tell, and the ledger of getting them there."""

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
    text,
)

from digests.store.columns import Key, Moment, Words
from digests.store.schema.base import metadata, partial

# Shared by all chats to which the same is new: a hundred thousand editions of one morning are a few rows.
lineup = Table(
    "lineup",
    metadata,
    Column("id", Key, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("made_at", Moment, nullable=False, index=True),
    Column("articles", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("elsewhere", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("silent", JSON, nullable=False, server_default="[]"),
    Column("corrections", JSON, nullable=False, server_default="[]"),
    sqlite_autoincrement=True,
)

# Sent later than is on time (`digests.schedule.ON_TIME`), as each database says it.
LATE = {
    "sqlite": "(julianday(settled_at) - julianday(due_at)) * 86400 > 600.001",
    "postgresql": "settled_at - due_at > interval '600.001 seconds'",
}
# What did not simply arrive on time. Few rows as a rule, so that they can be counted among millions; a query
# has to say it in these very words to use their index.
ODD = {
    database: "state IN ('gone', 'rejected', 'unknown', 'dropped')"
    f" OR state = 'sent' AND (reason IS NOT NULL OR {late})"
    for database, late in LATE.items()
}

delivery = Table(
    "delivery",
    metadata,
    Column("chat", ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("kind", String(32), primary_key=True),
    Column("local_date", Date, primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    # No foreign key: line-ups are forgotten after their deliveries, and an index that only serves to check
    # that would have to be kept up with every plan.
    Column("lineup", Key, nullable=False),
    Column("thread", BigInteger),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("not_before", Moment, nullable=False),
    Column("owner", Words),
    Column("lease_until", Moment),
    Column("message_id", BigInteger),
    Column("reason", Words),
    Column("settled_at", Moment),
    # The chat that it was claimed for or stands in, where that became another one since.
    Column("moved_from", BigInteger),
    partial("ix_delivery_planned", "not_before", where="state = 'planned'"),
    partial("ix_delivery_sending", "lease_until", where="state = 'sending'"),
    Index(
        "ix_delivery_odd",
        "settled_at",
        sqlite_where=text(ODD["sqlite"]),
        postgresql_where=text(ODD["postgresql"]),
    ),
)
