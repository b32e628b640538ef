"""What readers choose, keep, dislike and were asked; articles that only some readers may see.

A migration says what was done once; it does not import today's tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("chat", sa.Column("chosen_language", sa.Text()))
    op.add_column("chat", sa.Column("size", sa.String(16), nullable=False, server_default="standard"))
    op.add_column("chat", sa.Column("reads", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("chat", sa.Column("admitted_at", MOMENT))
    # Whoever has a chat with the bot was let in as things were.
    op.execute(sa.text("UPDATE chat SET admitted_at = created_at"))
    op.add_column("slot", sa.Column("taste", sa.String(32)))
    op.add_column("listing", sa.Column("view", sa.Text(), nullable=False, server_default=""))
    for table in ("follow", "mute"):
        op.add_column(table, sa.Column("thread", sa.BigInteger()))
        op.add_column(table, sa.Column("kind", sa.String(16), nullable=False, server_default="words"))
    _count_on()
    op.add_column("follow", sa.Column("breaking", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("follow", sa.Column("most_a_day", sa.Integer(), nullable=False, server_default="3"))
    breaking = sa.text("breaking")
    op.create_index(
        "ix_follow_breaking", "follow", ["chat"], sqlite_where=breaking, postgresql_where=breaking
    )
    for table in ("article", "story"):
        op.add_column(table, sa.Column("audience", sa.BigInteger()))
        private = sa.text("audience IS NOT NULL")
        name = f"ix_{table}_audience"
        op.create_index(name, table, ["audience"], sqlite_where=private, postgresql_where=private)
    _chat_tables()
    op.create_table(
        "invite",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_invite"),
    )
    op.create_table(
        "watermark",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("at", MOMENT),
        sa.Column("value", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("name", name="pk_watermark"),
    )


def _count_on() -> None:
    """Keys that stand in buttons, or say who sees what, are never given again. PostgreSQL never does."""
    if op.get_bind().dialect.name != "sqlite":
        return
    # With a table go the rows that belong to its own, and it has to go for that.
    op.execute("CREATE TEMPORARY TABLE kept_item AS SELECT * FROM feed_item")
    for table in ("feed", "follow", "mute"):
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass
    op.execute("INSERT INTO feed_item SELECT * FROM kept_item")
    op.execute("DROP TABLE kept_item")


def _chat_tables() -> None:
    """Each with rows that go when their chat goes."""
    _of_chat("saved", ["story"], [sa.Column("story", KEY, nullable=False), _moment("saved_at")])
    _of_chat(
        "reaction",
        ["message", "person"],
        [
            sa.Column("message", sa.BigInteger(), nullable=False),
            sa.Column("person", sa.BigInteger(), nullable=False),
            sa.Column("lineup", KEY, nullable=False),
            sa.Column("liked", sa.Boolean(), nullable=False),
            _moment("at"),
        ],
    )
    _of_chat(
        "question",
        ["person"],
        [
            sa.Column("person", sa.BigInteger(), nullable=False),
            sa.Column("kind", sa.String(32), nullable=False),
            sa.Column("message", sa.BigInteger()),
            sa.Column("about", sa.Text(), nullable=False, server_default=""),
            _moment("asked_at"),
        ],
    )
    _of_chat(
        "exchange",
        ["asked"],
        [
            sa.Column("asked", sa.BigInteger(), nullable=False),
            sa.Column("answered", sa.BigInteger(), nullable=False),
            sa.Column("said", sa.String(32), nullable=False),
            sa.Column("kind", sa.String(32)),
            sa.Column("about", sa.Text(), nullable=False, server_default=""),
            _moment("at"),
        ],
    )
    op.create_index("ix_exchange_at", "exchange", ["at"])
    _of_chat(
        "allowance",
        ["kind"],
        [
            sa.Column("kind", sa.String(32), nullable=False),
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("used", sa.Integer(), nullable=False),
        ],
    )
    _of_chat(
        "feed_reader",
        ["feed"],
        [
            sa.Column("feed", KEY, sa.ForeignKey("feed.id", ondelete="CASCADE"), nullable=False),
            _moment("added_at"),
            sa.Column("told", sa.String(16)),
        ],
    )
    op.create_index("ix_feed_reader_feed", "feed_reader", ["feed"])


def _of_chat(name: str, key: Sequence[str], columns: Sequence[sa.Column[Any]]) -> None:
    owner = sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False)
    op.create_table(
        name,
        owner,
        *columns,
        sa.PrimaryKeyConstraint("chat", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name=f"fk_{name}_chat", ondelete="CASCADE"),
    )


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, MOMENT, nullable=False)


def downgrade() -> None:
    for table in (
        "watermark",
        "invite",
        "feed_reader",
        "allowance",
        "exchange",
        "question",
        "reaction",
        "saved",
    ):
        op.drop_table(table)
    for table in ("story", "article"):
        op.drop_index(f"ix_{table}_audience", table)
        op.drop_column(table, "audience")
    op.drop_index("ix_follow_breaking", "follow")
    for column in ("most_a_day", "breaking"):
        op.drop_column("follow", column)
    for table in ("mute", "follow"):
        op.drop_column(table, "kind")
        op.drop_column(table, "thread")
    op.drop_column("listing", "view")
    op.drop_column("slot", "taste")
    for column in ("admitted_at", "reads", "size", "chosen_language"):
        op.drop_column("chat", column)
