"""Long polling that loses nothing: an update is confirmed to Telegram only after it was stored.

Telegram confirms by the offset of the next request, so a batch is stored whole before the next one is asked
for; `updates.py` does the rest. Where an answer is empty, the next request has no offset: after a quiet week
Telegram starts again with other numbers. Updates are fetched as plain JSON: the library would refuse a whole
batch, again and again, for one update that it cannot read.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.gateway import REFUSAL, TokenRefused
from bot.receiving import GIVEN_UP, OF_POLLING, Conflicts, Patience, Receiving, after_conflict, is_over
from bot.transport import AiohttpRequest
from bot.updates import Updates, number
from digests.errors import StoreError
from digests.store.updates import Body

log = structlog.get_logger()

_WAIT = 25
"""Seconds that Telegram holds a request open."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


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
                offset = max((n + 1 for each in batch if (n := number(each)) is not None), default=None)

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
