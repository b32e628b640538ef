"""The address that Telegram sends updates to: one POST, one update, stored before it is acknowledged.

Whatever is not answered with 2xx is sent again, for a day, so every doubt ends in a refusal. A stranger, who
does not know the secret, learns nothing and gets no body read.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.updates import number
from digests.errors import StoreError
from digests.store.updates import Body

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
MAX_BODY = 1 << 20
"""Bytes; the largest updates that are known have some 50,000."""
BODY_SECONDS = 10.0
_COME_BACK = "2"
"""Seconds, as Telegram is asked to wait when we cannot store."""


class Endpoint:
    """ASGI application. `take` stores updates, or raises StoreError."""

    def __init__(
        self,
        path: str,
        secret: str,
        take: Callable[[Sequence[Body]], Awaitable[object]],
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self.closing = False
        self._body_seconds = body_seconds
        self._path = path
        self._secret = secret.encode()
        self._take = take

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(Request(scope, receive))
        if answer.status_code >= 400:
            # The rest of a body that nobody reads must not keep the connection.
            answer.headers["Connection"] = "close"
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.scope["path"] != self._path:
            return Response(status_code=404)
        if request.method != "POST":
            return Response(status_code=405, headers={"Allow": "POST"})
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret):
            return Response(status_code=403)
        if self.closing:
            return _unavailable()
        try:
            async with asyncio.timeout(self._body_seconds):
                body = await _read(request)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        if body is None:
            return Response(status_code=413)
        update = _update(body)
        if update is None:
            log.error("telegram, or who knows the secret, sent something that is no update")
            return Response(status_code=400)
        try:
            await self._take([update])
        except StoreError as error:
            log.warning("update not stored; telegram will send it again", error=str(error))
            return _unavailable()
        return Response(status_code=200)


def _unavailable() -> Response:
    return Response(status_code=503, headers={"Retry-After": _COME_BACK})


async def _read(request: Request) -> bytes | None:
    """The body; None when it is too large."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > MAX_BODY:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _update(body: bytes) -> Body | None:
    try:
        update = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and number(update) is not None else None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")  # Python takes NaN; PostgreSQL does not
