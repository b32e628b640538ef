"""What readers have fetched for them: so much a day for each chat, so much at a time for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from digests.allowance import spend
from digests.model import Chat
from digests.schedule import zone_of
from digests.store import allowances
from digests.store.engine import Store


async def is_allowed(store: Store, chat: Chat, kind: str, most: int, now: datetime) -> bool:
    """Counts one more of this kind on the chat's local day; not where `most` are used up."""
    day = now.astimezone(zone_of(chat.timezone)).date()
    async with store.writing() as conn:
        spent = spend(await allowances.find(conn, chat.id, kind), day, most)
        if spent is not None:
            await allowances.save(conn, chat.id, kind, spent)
    return spent is not None


class WaitingRoom:
    """`at_once` have their turn, `in_line` more wait for it; each for `patience` seconds at most, its turn
    included."""

    def __init__(self, at_once: int, in_line: int, patience: float) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most = at_once + in_line
        self._patience = patience
        self._inside = 0

    @property
    def is_full(self) -> bool:
        return self._inside >= self._most

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises TimeoutError where it takes too long."""
        self._inside += 1
        try:
            async with asyncio.timeout(self._patience), self._turns:
                yield
        finally:
            self._inside -= 1
