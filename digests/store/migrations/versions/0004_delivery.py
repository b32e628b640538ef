"""Line-ups shared by many editions, a leaner ledger, and what delivering needs to know of chats.

A migration says what was done once; it does not import today's tables.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

CHAT: dict[str, sa.types.TypeEngine[Any]] = {
    "paused_until": MOMENT,
    "quiet_start": sa.Time(),
    "quiet_end": sa.Time(),
    "keeper": sa.BigInteger(),
}
CHAT_FLAGS = ("silent", "previews")
ODD = (
    "state IN ('gone', 'rejected', 'unknown', 'dropped') OR state = 'sent' AND (reason IS NOT NULL OR {late})"
)
"""What did not simply arrive on time."""
LATE_SQLITE = "(julianday(settled_at) - julianday(due_at)) * 86400 > 600.001"
LATE_POSTGRES = "settled_at - due_at > interval '600.001 seconds'"
LINEUP = "since, made_at, articles, sources, elsewhere, body, silent, corrections"
"""What moves from an edition to its line-up."""


def upgrade() -> None:
    _lineups()
    for name, kind in CHAT.items():
        op.add_column("chat", sa.Column(name, kind))
    for name in CHAT_FLAGS:
        op.add_column("chat", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    away = sa.text("standing <> 'subscribed'")
    op.create_index("ix_chat_away", "chat", ["standing"], sqlite_where=away, postgresql_where=away)
    kept = sa.text("keeper IS NOT NULL")
    op.create_index("ix_chat_keeper", "chat", ["keeper"], sqlite_where=kept, postgresql_where=kept)
    # The date of what is due next is reckoned at the first start after this (`next_date` is null till then).
    op.add_column("slot", sa.Column("next_date", sa.Date()))
    op.create_table(
        "update_inbox",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_update_inbox"),
    )
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("beat_at", MOMENT, nullable=False),
        sa.Column("updates", sa.String(length=64), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("full_rate", sa.Float(), nullable=False),
        sa.Column("paused_until", MOMENT),
        sa.Column("refused_at", MOMENT),
        sa.Column("refused_seconds", sa.Float()),
        sa.Column("unanswered", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("no_stars", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("time_zones", sa.Text(), nullable=False, server_default=""),
        sa.Column("troubles_seen_until", MOMENT),
        sa.Column("troubles_told_at", MOMENT),
        sa.Column("taken_told_at", MOMENT),
        sa.Column("overrun_told_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_pulse"),
    )


def _lineups() -> None:
    op.create_table(
        "lineup",
        sa.Column("id", KEY, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("elsewhere", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("silent", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("corrections", sa.JSON(), nullable=False, server_default="[]"),
        sa.PrimaryKeyConstraint("id", name="pk_lineup"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lineup_made_at", "lineup", ["made_at"])
    # Under the number of its edition: buttons of old messages go on leading there.
    op.execute(f"INSERT INTO lineup (id, {LINEUP}) SELECT id, {LINEUP} FROM edition")  # noqa: S608
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('lineup_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM lineup), false)")
    for index in ("ix_delivery_edition", "ix_delivery_planned_due", "ix_delivery_planned_from"):
        op.drop_index(index, "delivery")
    with op.batch_alter_table("delivery") as ledger:
        ledger.drop_constraint("fk_delivery_edition", type_="foreignkey")
        ledger.alter_column("edition", new_column_name="lineup", existing_type=KEY, existing_nullable=False)
        ledger.add_column(sa.Column("settled_at", MOMENT))
        ledger.add_column(sa.Column("moved_from", sa.BigInteger()))
    op.create_index("ix_delivery_due_at", "delivery", ["due_at"])
    planned = sa.text("state = 'planned'")
    op.create_index(
        "ix_delivery_planned", "delivery", ["not_before"], sqlite_where=planned, postgresql_where=planned
    )
    op.create_index(
        "ix_delivery_odd",
        "delivery",
        ["settled_at"],
        sqlite_where=sa.text(ODD.format(late=LATE_SQLITE)),
        postgresql_where=sa.text(ODD.format(late=LATE_POSTGRES)),
    )
    op.drop_table("edition_story")
    op.drop_table("edition")


def downgrade() -> None:
    op.drop_table("pulse")
    op.drop_table("update_inbox")
    op.drop_column("slot", "next_date")
    op.drop_index("ix_chat_away", "chat")
    op.drop_index("ix_chat_keeper", "chat")
    for name in (*CHAT_FLAGS, *CHAT):
        op.drop_column("chat", name)
    _editions()


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
        sa.Column("silent", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("corrections", sa.JSON(), nullable=False, server_default="[]"),
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
    op.drop_index("ix_delivery_due_at", "delivery")
    op.drop_index("ix_delivery_planned", "delivery")
    op.drop_index("ix_delivery_odd", "delivery")
    with op.batch_alter_table("delivery") as ledger:
        ledger.drop_column("settled_at")
        ledger.drop_column("moved_from")
        ledger.alter_column("lineup", new_column_name="edition", existing_type=KEY, existing_nullable=False)
    # Line-ups shared by several editions have no place in the older tables: the ledger starts anew.
    op.execute("DELETE FROM delivery")
    with op.batch_alter_table("delivery") as ledger:
        ledger.create_foreign_key("fk_delivery_edition", "edition", ["edition"], ["id"], ondelete="CASCADE")
    op.create_index("ix_delivery_edition", "delivery", ["edition"])
    for name, column in (("ix_delivery_planned_due", "due_at"), ("ix_delivery_planned_from", "not_before")):
        planned = sa.text("state = 'planned'")
        op.create_index(name, "delivery", [column], sqlite_where=planned, postgresql_where=planned)
    op.drop_table("lineup")
