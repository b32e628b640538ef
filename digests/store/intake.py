"""The ledger of the inbox: which files were read, and which were refused and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import intake_file
from digests.store.upsert import insert

WHOLE = 0
"""The part that stands for the file itself; others count from 1: lines, items of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRow:
    """What became of a file, or of one article in it."""

    origin: str
    size: int
    """Bytes."""
    modified_ns: int
    articles: int
    """How many were found in it."""
    reason: str | None
    """Why not, or why not all of it."""
    at: datetime


_COLUMNS = [column for column in intake_file.c if column.name != "part"]


async def known(conn: AsyncConnection) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file that was read or refused, by origin."""
    query = select(intake_file.c.origin, intake_file.c.size, intake_file.c.modified_ns)
    rows = await conn.execute(query.where(intake_file.c.part == WHOLE))
    return {row.origin: (row.size, row.modified_ns) for row in rows}


async def record(conn: AsyncConnection, row: IntakeRow, part: int = WHOLE) -> None:
    """What became of a file, in place of what was said about it before."""
    values = asdict(row) | {"part": part}
    added = insert(conn, intake_file).values(values)
    key = [intake_file.c.origin, intake_file.c.part]
    await conn.execute(added.on_conflict_do_update(index_elements=key, set_=values))


async def forget_parts(conn: AsyncConnection, row: IntakeRow) -> None:
    """Drop what was said about articles of this file when it was another one."""
    parts = intake_file.c.origin == row.origin, intake_file.c.part != WHOLE
    changed = (intake_file.c.size != row.size) | (intake_file.c.modified_ns != row.modified_ns)
    await conn.execute(delete(intake_file).where(*parts, changed))


async def rejected(conn: AsyncConnection, limit: int) -> tuple[IntakeRow, ...]:
    """The latest refusals, newest first."""
    query = (
        select(*_COLUMNS)
        .where(intake_file.c.reason.is_not(None))
        .order_by(intake_file.c.at.desc(), intake_file.c.origin, intake_file.c.part)
        .limit(limit)
    )
    return tuple(IntakeRow(**row) for row in (await conn.execute(query)).mappings())


async def count_rejected(conn: AsyncConnection) -> int:
    query = select(func.count()).select_from(intake_file).where(intake_file.c.reason.is_not(None))
    return int((await conn.execute(query)).scalar_one())
