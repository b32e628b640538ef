"""News that somebody wants to be told at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.newsroom.history import REMEMBERED
from digests.store import watermarks

BREAKING = "breaking"
_TOLD = "breaking told"


async def told_lately(conn: AsyncConnection, now: datetime) -> str | None:
    """The kind of deliveries by which chats were told something between their editions; None where nobody
    was, for as long as it matters: then planning need not look for them."""
    told_at = await watermarks.find(conn, _TOLD)
    return BREAKING if told_at is not None and told_at > now - REMEMBERED else None
