"""What readers keep, what they were asked and answered, and what they have used up."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, String, Table, Text

from digests.store.columns import Key, Moment, Words
from digests.store.schema.base import metadata


def _chat() -> Column[int]:
    return Column("chat", ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)


# Stories that a reader keeps.
saved = Table(
    "saved",
    metadata,
    _chat(),
    Column("story", Key, primary_key=True, autoincrement=False),
    Column("saved_at", Moment, nullable=False),
)

# What a person thinks of an edition, by the message that carries it.
reaction = Table(
    "reaction",
    metadata,
    _chat(),
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("lineup", Key, nullable=False),
    Column("liked", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)

# What the bot last asked a person, so that plain words can answer it.
question = Table(
    "question",
    metadata,
    _chat(),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    # The message that asks, and is edited when the answer comes.
    Column("message", BigInteger),
    Column("about", Words, nullable=False, server_default=""),
    Column("asked_at", Moment, nullable=False),
)

# Which message answered which: an edited command has its answer edited.
exchange = Table(
    "exchange",
    metadata,
    _chat(),
    Column("asked", BigInteger, primary_key=True, autoincrement=False),
    Column("answered", BigInteger, nullable=False),
    # A hash of what was asked: a message can be changed in its looks alone.
    Column("said", String(32), nullable=False),
    # The question that it answered, and what that was about; null: it answered none.
    Column("kind", String(32)),
    Column("about", Words, nullable=False, server_default=""),
    Column("at", Moment, nullable=False, index=True),
)

# What a chat has used today of what is limited by the day.
allowance = Table(
    "allowance",
    metadata,
    _chat(),
    Column("kind", String(32), primary_key=True),
    Column("day", Date, nullable=False),
    Column("used", Integer, nullable=False),
)

# Who added a feed, and sees its articles.
feed_reader = Table(
    "feed_reader",
    metadata,
    _chat(),
    Column(
        "feed", ForeignKey("feed.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    ),
    Column("added_at", Moment, nullable=False),
    # The trouble of the feed that this reader has been told of; null: none.
    Column("told", String(16)),
)

# One-time or many-time tickets to a bot that is not open to everybody; the code is kept as its hash.
invite = Table(
    "invite",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("made_by", BigInteger, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("uses_left", Integer, nullable=False),
)

# How far some work that goes on in steps has come.
watermark = Table(
    "watermark",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("at", Moment),
    Column("value", Text, nullable=False, server_default=""),
)
