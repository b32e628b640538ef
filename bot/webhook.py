"""Webhook mode: Telegram sends updates to an address of ours, behind a proxy or with a certificate of ours.

The listener is there before Telegram is told of it. While it listens, Telegram is asked from time to time
whether it gets through, because it tells nobody else; and whether the address is still ours, because another
process that starts to poll would take it away without a word. At a stop the webhook stays: Telegram keeps the
updates.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog
from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.gateway import REFUSAL, TokenRefused
from bot.receiving import GIVEN_UP, OF_WEBHOOK, Conflicts, Patience, Receiving, after_conflict, is_over
from bot.serving import bound, serving
from bot.updates import Updates
from bot.webhook_certificate import to_upload
from bot.webhook_endpoint import Endpoint
from digests.errors import OperatorMistake

log = structlog.get_logger()

_GRACE = 2
"""Seconds that requests under way get at a stop."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_PASSING = ("failed to resolve host", "timed out", "timeout", "try again")
"""Telegram's reasons to refuse a webhook that may be others a minute later."""


class WebhookRefused(OperatorMistake):
    """Telegram does not send to this address: the operator has to choose another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where Telegram sends to, and where we listen for it."""

    url: str
    host: str = "127.0.0.1"
    port: int = 8080
    secret: str | None = None
    """None: a new one at each start."""
    certificate: Path | None = None
    key: Path | None = None
    """With a certificate: we speak TLS ourselves."""
    max_connections: int = 40


class Webhook:
    """Receives updates and stores them. `stopwatch` says how much time has passed."""

    def __init__(
        self,
        bot: Bot,
        updates: Updates,
        hook: Hook,
        *,
        kinds: Sequence[str],
        stopwatch: Callable[[], float],
        patience: Patience = OF_WEBHOOK,
    ) -> None:
        self.state = Receiving.WAITING
        self._bot = bot
        self._hook = hook
        self._secret = hook.secret or secrets.token_urlsafe(32)
        self._endpoint = Endpoint(_path(hook.url), self._secret, updates.take)
        self._kinds = list(kinds)
        self._stopwatch = stopwatch
        self._patience = patience
        self._conflicts: Conflicts = ()
        self._trouble_at: datetime | None = None

    async def run(self) -> None:
        """Until cancelled, or until another process has the updates for good. Raises OperatorMistake."""
        hook, upload = self._hook, None
        if hook.certificate is not None and hook.key is not None:
            upload = await asyncio.to_thread(to_upload, hook.certificate, hook.key)
        listener = bound(hook.host, hook.port, "webhook.listen: the bot")
        async with serving(
            self._endpoint, listener, grace=_GRACE, certificate=hook.certificate, key=hook.key
        ):
            try:
                await self._announce(upload)
                await self._watch(upload)
            finally:
                self._endpoint.closing = True

    # --- telling Telegram ---------------------------------------------------------------------

    async def _announce(self, upload: bytes | None) -> None:
        """Sets the webhook, as soon as Telegram takes it. Ends any polling with this token."""
        pause = _FIRST_PAUSE
        while not await self._set(upload):
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        self.state = Receiving.LISTENING
        log.info("telegram sends updates to the webhook", url=self._hook.url)

    async def _set(self, upload: bytes | None) -> bool:
        try:
            return await self._bot.set_webhook(
                self._hook.url,
                certificate=upload,
                max_connections=self._hook.max_connections,
                allowed_updates=self._kinds,
                drop_pending_updates=False,
                secret_token=self._secret,
            )
        except InvalidToken as error:
            raise TokenRefused(REFUSAL) from error
        except RetryAfter as error:
            log.warning("telegram asks us to wait with the webhook", error=error.message)
        except BadRequest as error:
            if not any(sign in error.message.lower() for sign in _PASSING):
                raise WebhookRefused(
                    f"webhook.url: Telegram does not send to {self._hook.url}: {error.message}"
                ) from error
            log.error("telegram does not take the webhook; trying again", error=error.message)
        except TelegramError as error:
            log.warning("the webhook cannot be set yet", error=error.message)
        return False

    # --- watching over it ---------------------------------------------------------------------

    async def _watch(self, upload: bytes | None) -> None:
        """Looks from time to time; returns when another process has the updates for good."""
        while True:
            await asyncio.sleep(self._patience.pause)
            try:
                info = await self._bot.get_webhook_info()
            except InvalidToken as error:
                raise TokenRefused(REFUSAL) from error
            except TelegramError as error:
                log.warning("cannot ask telegram about the webhook", error=error.message)
                continue
            if _place(info.url) == _place(self._hook.url):
                self._tell_of_trouble(info)
                continue
            self._conflicts = after_conflict(self._conflicts, self._stopwatch(), self._patience)
            if is_over(self._conflicts, self._patience):
                self.state = Receiving.STOPPED_CONFLICT
                log.critical(GIVEN_UP, webhook=info.url or "none, it polls")
                return
            log.error("another process has taken the webhook away; setting it again", webhook=info.url)
            self.state = Receiving.WAITING
            await self._announce(upload)

    def _tell_of_trouble(self, info: WebhookInfo) -> None:
        if info.last_error_date is None or info.last_error_date == self._trouble_at:
            return
        self._trouble_at = info.last_error_date
        log.warning(
            "telegram could not deliver updates to the webhook",
            error=info.last_error_message,
            at=info.last_error_date,
            waiting=info.pending_update_count,
        )


def _path(url: str) -> str:
    return unquote(urlsplit(url).path) or "/"


def _place(url: str) -> tuple[str | None, int, str]:
    """What of an address says where it leads: Telegram need not repeat it letter by letter."""
    parts = urlsplit(url)
    return parts.hostname, parts.port or (80 if parts.scheme == "http" else 443), parts.path or "/"
