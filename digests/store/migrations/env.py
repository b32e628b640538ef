"""What alembic runs to migrate: on the connection, and in the transaction, that `migrate.py` gives it."""

from __future__ import annotations

from alembic import context

from digests.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # The search index is made by hand, in two ways; FTS5 keeps more tables of that name.
    include_name=lambda name, kind, _parents: kind != "table" or not str(name).startswith("article_search"),
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
