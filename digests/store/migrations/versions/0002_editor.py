"""What the editor learnt to tell: author, picture, dateline, doubt; roles of speakers; lines that repeat.

A migration says what was done once; it does not import today's tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)

ARTICLE = ("author", "image", "dateline")
QUOTE = ("role_start", "role_end")


def upgrade() -> None:
    for name in ARTICLE:
        op.add_column("article", sa.Column(name, sa.Text()))
    op.add_column("article", sa.Column("doubtful", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name in QUOTE:
        op.add_column("quote", sa.Column(name, sa.Integer()))
    op.create_index("ix_article_url", "article", ["url"])
    op.create_table(
        "source_line",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line", sa.String(length=32), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source", "line", name="pk_source_line"),
    )
    op.create_index("ix_source_line_seen_at", "source_line", ["seen_at"])


def downgrade() -> None:
    op.drop_table("source_line")
    op.drop_index("ix_article_url", "article")
    for name in QUOTE:
        op.drop_column("quote", name)
    for name in (*ARTICLE, "doubtful"):
        op.drop_column("article", name)
