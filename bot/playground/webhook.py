"""Delivery of updates to a webhook: in order within a chat, side by side across chats, again until a 2xx.

Telegram demands HTTPS on a public address; the playground takes plain HTTP as well, but on loopback only. A
certificate that comes with a webhook is, as with Telegram, the only one that is trusted then.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import ssl
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from bot.playground.replies import Json, bad_request
from bot.playground.updates import UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
"""Seconds before an update is delivered again; doubled each time."""
TIMEOUT = aiohttp.ClientTimeout(total=60)
MAX_URL = 2048

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where updates go."""

    url: str
    secret: str | None = None
    connections: int = 40
    certificate: bytes | None = None

    def __post_init__(self) -> None:
        """Raises Refused for what Telegram, or the playground, does not deliver to."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(self.url) > MAX_URL:
            raise bad_request("bad webhook: invalid URL specified")
        if not _is_loopback(parts.hostname):
            raise bad_request("bad webhook: the playground delivers to loopback addresses only")
        if self.secret is not None and not _SECRET.fullmatch(self.secret):
            raise bad_request("secret token contains unallowed characters")
        if not 1 <= self.connections <= 100:
            raise bad_request("max_connections must be between 1 and 100")
        try:
            self.trust()
        except (ssl.SSLError, ValueError) as error:
            raise bad_request("bad webhook: the certificate cannot be read") from error

    def trust(self) -> ssl.SSLContext:
        """Whose certificates are taken there. Raises SSLError or ValueError."""
        return ssl.create_default_context(cadata=self.certificate.decode() if self.certificate else None)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(slots=True)
class Courier:
    """Carries updates from the queue to the webhook while one is set."""

    updates: UpdateQueue
    first_delay: float = FIRST_DELAY
    webhook: Webhook | None = None
    last_error: tuple[int, str] | None = None
    """Unix time and reason, for getWebhookInfo."""
    _task: asyncio.Task[None] | None = field(default=None, init=False)

    async def use(self, webhook: Webhook | None) -> None:
        """Delivers to `webhook` from now on; None ends deliveries and gives getUpdates back."""
        await self.stop()
        self.webhook, self.last_error = webhook, None
        if webhook is not None:
            self._task = asyncio.create_task(self._deliver(webhook))

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _deliver(self, webhook: Webhook) -> None:
        busy: set[int] = set()
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        connector = aiohttp.TCPConnector(ssl=webhook.trust(), limit=webhook.connections)
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT, headers=headers, connector=connector) as session,
            asyncio.TaskGroup() as tasks,
        ):
            while True:
                while len(busy) < webhook.connections and (found := self.updates.deliverable(busy)):
                    update_id, lane, update = found
                    busy.add(lane)
                    tasks.create_task(self._carry(session, webhook.url, update_id, lane, update, busy))
                await self.updates.arrival()

    async def _carry(
        self,
        session: aiohttp.ClientSession,
        url: str,
        update_id: int,
        lane: int,
        update: dict[str, Json],
        busy: set[int],
    ) -> None:
        delay = self.first_delay
        while (wish := await self._refused(session, url, update)) is not None:
            await asyncio.sleep(wish or delay)
            delay = min(delay * 2, LONGEST_DELAY)
        self.updates.confirm(update_id)
        busy.discard(lane)
        self.updates.wake()

    async def _refused(
        self, session: aiohttp.ClientSession, url: str, update: dict[str, Json]
    ) -> float | None:
        """None once the bot has it; else the seconds it asks to wait, or 0."""
        try:
            async with session.post(url, json=update, allow_redirects=False) as response:
                await response.read()
        except aiohttp.ClientConnectorCertificateError:
            self._note("SSL error {certificate verify failed}")
            return 0.0
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note(f"Connection failed: {error}")
            return 0.0
        if 200 <= response.status < 300:
            return None
        self._note(f"Wrong response from the webhook: {response.status} {response.reason}")
        wish = response.headers.get("Retry-After", "")
        return float(wish) if wish.isascii() and wish.isdigit() else 0.0

    def _note(self, reason: str) -> None:
        self.last_error = (int(time.time()), reason)
