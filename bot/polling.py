"""Long polling that loses nothing: an update is confirmed to Telegram only after it was stored.

Telegram confirms by the offset of the next request, so a batch is stored whole before the next one is asked
for; `updates.py` does the rest. Ids of earlier days are never used as an offset: after a quiet week Telegram
starts again with other numbers. Updates are fetched as plain JSON: the library would refuse a whole batch,
again and again, for one update that it cannot read.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.gateway import REFUSAL, TokenRefused
from bot.receiving import GIVEN_UP, OF_POLLING, Conflicts, Patience, Receiving, after_conflict, is_over
from bot.transport import AiohttpRequest
from bot.updates import Handle as Handle
from bot.updates import Updates, number
from digests.errors import StoreError
from digests.store import updates as ledger
from digests.store.engine import Store
from digests.store.updates import Body

log = structlog.get_logger()

_WAIT = 25
"""Seconds that Telegram holds a request open."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_HANDLING_LIMIT = 60.0


class Polling:
    """Fetches updates and stores them. `stopwatch` says how much time has passed."""

    def __init__(
        self,
        bot: Bot,
        updates: Updates,
        *,
        kinds: Sequence[str],
        stopwatch: Callable[[], float],
        patience: Patience = OF_POLLING,
    ) -> None:
        self.state = Receiving.WAITING
        self._bot = bot
        self._updates = updates
        self._kinds = json.dumps(list(kinds))
        self._stopwatch = stopwatch
        self._patience = patience
        self._conflicts: Conflicts = ()

    async def run(self) -> None:
        """Until cancelled, or until another process has the updates for good. Raises TokenRefused."""
        request = AiohttpRequest(connections=1)
        await request.initialize()
        try:
            await self._poll(request)
        finally:
            await request.shutdown()

    async def _poll(self, request: BaseRequest) -> None:
        offset: int | None = None
        pause = _FIRST_PAUSE
        begun = False
        while self.state is not Receiving.STOPPED_CONFLICT:
            try:
                if not begun:
                    # A webhook that is left from elsewhere would keep all updates from being polled.
                    begun = await self._bot.delete_webhook()
                self.state = Receiving.POLLING
                batch = await self._fetch(request, offset)
                await self._updates.take(batch)
            except InvalidToken as error:
                raise TokenRefused(REFUSAL) from error
            except Conflict as error:
                await self._stand_back(error)
            except (TelegramError, StoreError) as error:
                # Also when the database is away: not stored is not confirmed, Telegram keeps the batch.
                pause = await self._back_off(error, pause)
            else:
                pause = _FIRST_PAUSE
                offset = max((n + 1 for each in batch if (n := number(each)) is not None), default=offset)

    async def _fetch(self, request: BaseRequest, offset: int | None) -> list[Body]:
        wishes = {"timeout": _WAIT, "allowed_updates": self._kinds}
        if offset is not None:
            wishes["offset"] = offset
        answer: object = await request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(wishes)}", read_timeout=_WAIT + 10.0
        )
        if not isinstance(answer, list):
            raise TelegramError("getUpdates was not answered with a list")
        return [each if isinstance(each, dict) else {} for each in answer]

    async def _stand_back(self, error: Conflict) -> None:
        """Lets the other process go first; after several times it may keep the updates."""
        self._conflicts = after_conflict(self._conflicts, self._stopwatch(), self._patience)
        if is_over(self._conflicts, self._patience):
            self.state = Receiving.STOPPED_CONFLICT
            log.critical(GIVEN_UP, error=error.message)
            return
        log.error("another process uses this token; waiting for it to stop", error=error.message)
        self.state = Receiving.WAITING
        await asyncio.sleep(self._patience.pause)

    async def _back_off(self, error: TelegramError | StoreError, pause: float) -> float:
        """Sleeps; returns the next pause."""
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            pause = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        log.warning("cannot fetch or store updates", error=str(error), pause=pause)
        self.state = Receiving.WAITING
        await asyncio.sleep(pause)
        return min(pause * 2, _LONGEST_PAUSE)


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
            offset, timeout=_WAIT, allowed_updates=self._kinds, read_timeout=_WAIT + 10.0
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
