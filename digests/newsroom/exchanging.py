"""What was asked and answered, remembered for two days: what people edit is rarely older."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from digests.errors import StoreError
from digests.store import exchanges
from digests.store.engine import Store
from digests.store.exchanges import Exchange

log = structlog.get_logger()

KEPT = timedelta(hours=48)


async def before(store: Store, chat: int, asked: int) -> Exchange | None:
    """How this message was answered before it was edited, or before a crash."""
    async with store.reading() as conn:
        return await exchanges.find(conn, chat, asked)


async def note(store: Store, chat: int, asked: int, told: Exchange, now: datetime) -> None:
    """The answer stands in the chat. Raises nothing: who asked has it, and must not get it again because it
    could not be noted."""
    try:
        async with store.writing() as conn:
            await exchanges.note(conn, chat, asked, told, now)
    except StoreError as error:
        log.warning("not noted which message was answered", chat=chat, error=str(error))
