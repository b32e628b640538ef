"""All tables. Migrations build them (`migrations/versions`); a test holds the two against each other.

The search index is not here: it differs too much between the databases (`index.py`).
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    false,
    text,
)

from digests.store.columns import Key, Moment, Origin, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


# --- readers ----------------------------------------------------------------------------------

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
    _partial("ix_slot_due", "next_due_at", where="next_due_at IS NOT NULL"),
)

follow = Table(
    "follow",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat", ForeignKey("chat.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("words", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
)

mute = Table(
    "mute",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat", ForeignKey("chat.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("words", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
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
    sqlite_autoincrement=True,  # a button on an old message must never name a newer list
)

# --- articles ---------------------------------------------------------------------------------

story = Table(
    "story",
    metadata,
    Column("id", Key, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
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

# --- sources ----------------------------------------------------------------------------------

feed = Table(
    "feed",
    metadata,
    Column("id", Key, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("name", Words),
    Column("topic", Words),
    Column("full_text", Boolean, nullable=False),
    Column("etag", Words),
    Column("modified", Words),
    Column("next_check_at", Moment, index=True),
    Column("failures", Integer, nullable=False),
    Column("reason", Words),
    Column("added_at", Moment, nullable=False),
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
    _partial("ix_intake_file_rejected", "at", where="reason IS NOT NULL"),
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

update_seen = Table(
    "update_seen",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
)

# --- editions ---------------------------------------------------------------------------------

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
    _partial("ix_delivery_planned_due", "due_at", where="state = 'planned'"),
    _partial("ix_delivery_planned_from", "not_before", where="state = 'planned'"),
    _partial("ix_delivery_sending", "lease_until", where="state = 'sending'"),
)
