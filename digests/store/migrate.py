"""Brings a database's tables up to date.

Alembic is imported only when there is something to do: it takes time and memory at every start
otherwise. `REVISIONS` says what this program knows; a test compares it with the files.
"""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from digests.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
HEAD = REVISIONS[-1]
_VERSION_TABLE = "alembic_version"


class Condition(Enum):
    """A database against this program."""

    EMPTY = auto()
    BEHIND = auto()
    CURRENT = auto()


def condition(connection: Connection, name: str) -> Condition:
    """What has to be done to the database, which messages call `name`.

    Raises StoreError when a newer program has changed it already, or when it is not ours.
    """
    tables = set(inspect(connection).get_table_names())
    if _VERSION_TABLE not in tables:
        if "article" in tables or (tables and connection.dialect.name == "sqlite"):
            raise StoreError(
                f"store.url: {name} holds the tables of another program; choose another database"
            )
        return Condition.EMPTY
    revision = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()  # noqa: S608
    if revision == HEAD:
        return Condition.CURRENT
    if revision is None or revision in REVISIONS:
        return Condition.BEHIND
    raise StoreError(
        f"{name} was made by a newer pullquote (schema {revision}, this one knows {HEAD}); "
        f"install that version again, or go back to a copy from before it"
    )


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Run the migrations that are missing, within the transaction that `connection` is in."""
    from alembic import command

    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Undo migrations down to `revision`."""
    from alembic import command

    command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
