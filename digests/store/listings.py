"""What a paged message in a chat lists, so that its buttons still work after a restart.

A listing never changes: asked for in another way it is another one, and the buttons of both still work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import listing


@dataclass(frozen=True, slots=True)
class Listing:
    """A command's answer: which command, the words it was asked with, and how they are looked at (which is
    written as the command likes)."""

    kind: str
    words: str
    at: datetime
    view: str = ""


async def create(
    conn: AsyncConnection, chat_id: int, kind: str, words: str, at: datetime, view: str = ""
) -> int:
    """The key of this listing; asked for the same again, the chat gets the same one."""
    same = (
        listing.c.chat == chat_id,
        listing.c.kind == kind,
        listing.c.words == words,
        listing.c.view == view,
    )
    query = select(listing.c.id).where(*same).limit(1)
    key = (await conn.execute(query)).scalar()
    if key is None:
        added = listing.insert().values(chat=chat_id, kind=kind, words=words, at=at, view=view)
        key = (await conn.execute(added.returning(listing.c.id))).scalar_one()
    else:
        await conn.execute(update(listing).where(listing.c.id == key).values(at=at))
    return int(key)


async def find(conn: AsyncConnection, chat_id: int, key: int) -> Listing | None:
    """The listing, if it is this chat's: keys come back in callback data, which anybody can forge."""
    query = select(listing).where(listing.c.id == key, listing.c.chat == chat_id)
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else Listing(row.kind, row.words, row.at, row.view)


async def forget_before(conn: AsyncConnection, at: datetime) -> None:
    """Drop the listings nobody asked for since `at`."""
    await conn.execute(delete(listing).where(listing.c.at < at))
