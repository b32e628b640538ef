"""Long polling that loses nothing: an update is confirmed to Telegram only after it was handled.

Telegram confirms by the offset of the next request, so a batch is handled whole before the next one
is asked for; the ids handled are stored, so that a crash in between does not repeat a command. The
stored ids are never used as an offset: after a quiet week Telegram starts again with other numbers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.gateway import REFUSAL, TokenRefused
from digests.errors import StoreError
from digests.store import updates as ledger
from digests.store.engine import Store

log = structlog.get_logger()

_WAIT = timedelta(seconds=25)
_HANDLING_LIMIT = 60.0
"""Seconds for one update; a handler that hangs must not stop all others for ever."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0

Handle = Callable[[Update], Awaitable[None]]


class Poller:
    """Fetches updates and hands them on: chats side by side, each chat in order.

    `until_open` returns when Telegram lets us send.
    """

    def __init__(
        self,
        bot: Bot,
        store: Store,
        handle: Handle,
        *,
        kinds: Sequence[str],
        clock: Callable[[], datetime],
        until_open: Callable[[], Awaitable[None]],
    ) -> None:
        self._bot = bot
        self._store = store
        self._handle = handle
        self._kinds = list(kinds)
        self._clock = clock
        self._until_open = until_open

    async def run(self) -> None:
        """Until cancelled. Raises TokenRefused."""
        offset: int | None = None
        pause = _FIRST_PAUSE
        while True:
            try:
                batch = await self._fetch(offset)
                await self._work_off(batch)
            except InvalidToken as error:
                raise TokenRefused(REFUSAL) from error
            except (TelegramError, StoreError) as error:
                # Also when the database is away: not handled is not confirmed, Telegram keeps the batch.
                pause = await self._back_off(error, pause)
                continue
            pause = _FIRST_PAUSE
            if batch:
                offset = batch[-1].update_id + 1

    async def _fetch(self, offset: int | None) -> tuple[Update, ...]:
        return await self._bot.get_updates(
            offset, timeout=_WAIT, allowed_updates=self._kinds, read_timeout=_WAIT.total_seconds() + 10
        )

    async def _back_off(self, error: TelegramError | StoreError, pause: float) -> float:
        """Sleeps; returns the next pause."""
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            pause = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        if isinstance(error, Conflict):
            log.error("another process polls with this token; waiting for it to stop", error=error.message)
            pause = _LONGEST_PAUSE / 2
        else:
            log.warning("cannot fetch or handle updates", error=str(error), pause=pause)
        await asyncio.sleep(pause)
        return min(pause * 2, _LONGEST_PAUSE)

    async def _work_off(self, batch: Sequence[Update]) -> None:
        """Handles what is new in the batch. Raises StoreError after all chats had their turn."""
        if not batch:
            return
        async with self._store.reading() as conn:
            seen = await ledger.seen(conn, [update.update_id for update in batch])
        chats: dict[int | None, list[Update]] = {}
        for update in batch:
            if update.update_id not in seen:
                chat = update.effective_chat
                chats.setdefault(chat.id if chat else None, []).append(update)
        ended = await asyncio.gather(*map(self._in_order, chats.values()), return_exceptions=True)
        for error in ended:
            if error is not None:
                raise error

    async def _in_order(self, updates: Iterable[Update]) -> None:
        for update in updates:
            await self._until_open()  # else nobody could be answered; Telegram keeps what is not confirmed
            try:
                async with asyncio.timeout(_HANDLING_LIMIT):
                    await self._handle(update)
            except StoreError:
                raise
            except Exception:
                log.exception("update not handled", update=update.update_id)
            async with self._store.writing() as conn:
                await ledger.remember(conn, update.update_id, self._clock())
