"""The first tables, and the search index in each database's own way.

A migration says what was done once; it does not import today's tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

# Our tokens hold no ASCII but letters and digits, and "ascii" takes all other characters for letters,
# so it only splits at our spaces; "unicode61" would know better, and differently for every version.
SQLITE_SEARCH = """
    CREATE VIRTUAL TABLE article_search USING fts5(title, body, stems, source, content='', tokenize='ascii')
"""
POSTGRES_SEARCH = (
    """
    CREATE TABLE article_search (
        article BIGINT PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
        document TSVECTOR NOT NULL
    )
    """,
    "CREATE INDEX ix_article_search_document ON article_search USING gin (document)",
)


TABLES = (
    "chat",
    "slot",
    "follow",
    "mute",
    "listing",
    "story",
    "article",
    "quote",
    "feed",
    "intake_file",
    "update_seen",
    "edition",
    "edition_story",
    "delivery",
)


def upgrade() -> None:
    _readers()
    _articles()
    _sources()
    _editions()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_SEARCH)
    else:
        for statement in POSTGRES_SEARCH:
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("article_search")
    for table in reversed(TABLES):
        op.drop_table(table)


def _partial_index(name: str, table: str, column: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, [column], sqlite_where=condition, postgresql_where=condition)


def _readers() -> None:
    op.create_table(
        "chat",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("gone_reason", sa.Text()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat"),
    )
    op.create_table(
        "slot",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("thread", sa.BigInteger()),
        sa.Column("next_due_at", MOMENT),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name="fk_slot_chat", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat", "number", name="pk_slot"),
    )
    _partial_index("ix_slot_due", "slot", "next_due_at", "next_due_at IS NOT NULL")
    op.create_table(
        "follow",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name="fk_follow_chat", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_follow"),
    )
    op.create_index("ix_follow_chat", "follow", ["chat"])
    op.create_table(
        "mute",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name="fk_mute_chat", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_mute"),
    )
    op.create_index("ix_mute_chat", "mute", ["chat"])
    op.create_table(
        "listing",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_listing"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_listing_at", "listing", ["at"])
    op.create_index("ix_listing_chat", "listing", ["chat"])


def _articles() -> None:
    op.create_table(
        "story",
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_story_last", "story", ["last_at", "id"])
    op.create_table(
        "article",
        sa.Column("id", KEY, nullable=False),
        sa.Column("given_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=128), nullable=False),
        sa.Column("story", KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("published", MOMENT),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("time", MOMENT, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_article_story"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("fingerprint", name="uq_article_fingerprint"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_article_seen_at", "article", ["seen_at"])
    op.create_index("ix_article_story", "article", ["story"])
    op.create_index("ix_article_time", "article", ["time"])
    op.create_table(
        "quote",
        sa.Column("article", KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.Text()),
        sa.Column("mention_start", sa.Integer()),
        sa.Column("mention_end", sa.Integer()),
        sa.Column("cue", sa.Text()),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("key", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_quote_article", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article", "number", name="pk_quote"),
    )
    op.create_index("ix_quote_speaker", "quote", ["speaker"])


def _sources() -> None:
    op.create_table(
        "feed",
        sa.Column("id", KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("topic", sa.Text()),
        sa.Column("full_text", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("modified", sa.Text()),
        sa.Column("next_check_at", MOMENT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feed"),
        sa.UniqueConstraint("url", name="uq_feed_url"),
    )
    op.create_index("ix_feed_next_check_at", "feed", ["next_check_at"])
    op.create_table(
        "intake_file",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified_ns", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("origin", "part", name="pk_intake_file"),
    )
    _partial_index("ix_intake_file_rejected", "intake_file", "at", "reason IS NOT NULL")
    op.create_table(
        "update_seen",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_update_seen"),
    )
    op.create_index("ix_update_seen_at", "update_seen", ["at"])


def _editions() -> None:
    op.create_table(
        "edition",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("elsewhere", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name="fk_edition_chat", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("chat", "kind", "local_date", "slot", name="uq_edition_chat"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edition_made", "edition", ["chat", "made_at"])
    op.create_table(
        "edition_story",
        sa.Column("edition", KEY, autoincrement=False, nullable=False),
        sa.Column("story", KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["edition"], ["edition.id"], name="fk_edition_story_edition", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_edition_story_story"),
        sa.PrimaryKeyConstraint("edition", "story", name="pk_edition_story"),
    )
    op.create_table(
        "delivery",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", KEY, nullable=False),
        sa.Column("thread", sa.BigInteger()),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("lease_until", MOMENT),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("reason", sa.Text()),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name="fk_delivery_chat", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["edition"], ["edition.id"], name="fk_delivery_edition", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat", "kind", "local_date", "slot", "part", name="pk_delivery"),
    )
    op.create_index("ix_delivery_edition", "delivery", ["edition"])
    _partial_index("ix_delivery_planned_due", "delivery", "due_at", "state = 'planned'")
    _partial_index("ix_delivery_planned_from", "delivery", "not_before", "state = 'planned'")
    _partial_index("ix_delivery_sending", "delivery", "lease_until", "state = 'sending'")
