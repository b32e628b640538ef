"""Feeds and how they behave, versions and copies of articles, corrections, and what admins are told.

A migration says what was done once; it does not import today's tables.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

ARTICLE: dict[str, sa.types.TypeEngine[Any]] = {
    "signature": sa.LargeBinary(),
    "identity": sa.Text(),
    "replaced_by": sa.BigInteger(),
    "copy_of": sa.BigInteger(),
}
EDITION = ("silent", "corrections")


def upgrade() -> None:
    _feeds()
    for name, kind in ARTICLE.items():
        op.add_column("article", sa.Column(name, kind))
    op.create_index("ix_article_identity", "article", ["identity"])
    for name in EDITION:
        op.add_column("edition", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    _stories()
    _admins()


def _feeds() -> None:
    # Feeds were not fetched before this: the old table is empty.
    op.drop_table("feed")
    op.create_table(
        "feed",
        sa.Column("id", KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("topic", sa.Text()),
        sa.Column("full_text", sa.String(length=16), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("next_check_at", MOMENT),
        sa.Column("etag", sa.Text()),
        sa.Column("modified", sa.Text()),
        sa.Column("interval_seconds", sa.Integer()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", MOMENT),
        sa.Column("reason", sa.Text()),
        sa.Column("succeeded_at", MOMENT),
        sa.Column("newest_at", MOMENT),
        sa.Column("moved_to", sa.Text()),
        sa.Column("moved_times", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_feed"),
        sa.UniqueConstraint("url", name="uq_feed_url"),
    )
    op.create_index("ix_feed_next_check_at", "feed", ["next_check_at"])
    op.create_table(
        "feed_item",
        sa.Column("feed", KEY, autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feed.id"], name="fk_feed_item_feed", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("feed", "item", name="pk_feed_item"),
    )
    op.create_index("ix_feed_item_seen_at", "feed_item", ["seen_at"])


def _stories() -> None:
    op.create_table(
        "background",
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("articles", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("language", name="pk_background"),
    )
    op.create_table(
        "correction",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("new_article", KEY, nullable=False),
        sa.Column("new_start", sa.Integer()),
        sa.Column("new_end", sa.Integer()),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_correction_article"),
        sa.ForeignKeyConstraint(["new_article"], ["article.id"], name="fk_correction_new_article"),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_correction_article", "correction", ["article"])
    op.create_index("ix_correction_found_at", "correction", ["found_at"])


def _admins() -> None:
    op.create_table(
        "admin",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name="fk_admin_chat", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat", name="pk_admin"),
    )
    op.create_table(
        "notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_at", "notice", ["at"])


def downgrade() -> None:
    for table in ("notice", "admin", "correction", "background", "feed_item"):
        op.drop_table(table)
    for name in EDITION:
        op.drop_column("edition", name)
    op.drop_index("ix_article_identity", "article")
    for name in ARTICLE:
        op.drop_column("article", name)
    # The feed table stays as it is now: 0001 takes it away.
