"""Editions as chats got them, for the buttons below them: this very one, or the newest where that is
forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Delivery, Edition
from digests.store import deliveries, lineups
from digests.store.engine import Store


async def edition(store: Store, chat: int, lineup: int) -> Edition | None:
    """What this chat was told by a line-up; None where it never got it, or not any more."""
    async with store.reading() as conn:
        return await _told(conn, await deliveries.find(conn, chat, lineup))


async def newest_edition(store: Store, chat: int, kind: str) -> tuple[Edition, datetime] | None:
    """The chat's newest edition of this kind that reached it, and when it did."""
    async with store.reading() as conn:
        got = await deliveries.newest_sent(conn, chat, kind)
        made = await _told(conn, got)
    return None if got is None or made is None else (made, got.settled_at or made.lineup.made_at)


async def _told(conn: AsyncConnection, got: Delivery | None) -> Edition | None:
    told = await lineups.fetch(conn, got.lineup) if got else None
    if got is None or told is None:
        return None
    return Edition(chat=got.key.chat, local_date=got.key.local_date, due_at=got.due_at, lineup=told)
