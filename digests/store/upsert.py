"""INSERT ... ON CONFLICT, which both databases know by the same words but SQLAlchemy by two."""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert(conn: AsyncConnection, table: Table) -> Insert:
    """An insert into `table` in the dialect of the connection."""
    return sqlite.insert(table) if conn.dialect.name == "sqlite" else postgresql.insert(table)
