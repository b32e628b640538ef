"""The Bot API over HTTP: one ASGI endpoint for `/bot<token>/<method>` and `/file/bot<token>/<file_path>`.

A request is recorded, may meet a fault, is checked, is handled, and is answered as Telegram answers. Written
on bare ASGI, because a fault must be able to leave a request without an answer, and because benchmarks send
a thousand messages a second through here.
"""

from __future__ import annotations

import asyncio
import hmac
import inspect
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import Message, Receive, Scope, Send

from bot.playground import answering, chats, delivery, files, profile, sending
from bot.playground.checks import Checker
from bot.playground.desk import Desk, Handlers
from bot.playground.faults import Failure, Fault
from bot.playground.forms import Raw, read_parameters
from bot.playground.record import Call, Record
from bot.playground.replies import Json, Refused, not_available

MAX_BODY = 50 * 1024 * 1024 + 65_536
"""A document may have 50 MB."""
METHODS: Handlers = {
    **profile.METHODS,
    **delivery.METHODS,
    **sending.METHODS,
    **answering.METHODS,
    **files.METHODS,
    **chats.METHODS,
}

DOWNLOADS = "/file/bot"
FILE_TYPE = b"application/octet-stream"
JSON_TYPE, HTML_TYPE, TEXT_TYPE = b"application/json", b"text/html", b"text/plain"
PAGE = b"<html>\r\n<head><title>%b</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
PAGES = {
    Failure.INTERNAL: (500, TEXT_TYPE, b"Internal Server Error"),
    Failure.BAD_GATEWAY: (502, HTML_TYPE, PAGE % b"502 Bad Gateway"),
    Failure.FORBIDDEN_PAGE: (403, HTML_TYPE, PAGE % b"403 Forbidden"),
}
"""What is answered instead of the Bot API's JSON."""


@dataclass(slots=True)
class BotApiEndpoint:
    """The ASGI application. `hang_up` closes the connection a scope came by, without a word."""

    token: str
    desk: Desk
    checker: Checker
    record: Record
    closing: asyncio.Event
    hang_up: Callable[[Scope], None]
    _names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._names = {name.lower(): name for name in self.checker.api.methods}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received_at = time.monotonic()
        if scope["path"].startswith(DOWNLOADS):
            await self._download(scope["path"].removeprefix(DOWNLOADS), send)
            return
        try:
            body = await _body(receive)
            method = self._method(scope)
            raw = read_parameters(scope["query_string"], _content_type(scope), body)
        except Refused as refusal:
            await _answer(send, refusal.code, refusal.as_json(), refusal)
            return
        call = self.record.begin(method, _chat_id(raw), raw, received_at)
        delay = self.desk.faults.delay()
        fault = self.desk.faults.take(method, call.chat_id)
        if fault is not None and not fault.failure.is_done:
            await self._pause(delay)
            await self._failed(fault, call, scope, receive, send)
            return
        refused: Refused | None = None
        try:
            result = await self._result(method, raw)
            answer: dict[str, Json] = {"ok": True, "result": result}
            call.outcome, call.done, call.message_id = "ok", True, _message_id(result)
        except Refused as refusal:
            refused, answer = refusal, refusal.as_json()
            call.outcome = refusal.description
        # After it was done: a slow answer must not bend the rates, which count what arrives.
        await self._pause(delay)
        if fault is not None:
            call.outcome = fault.failure
            await self._unanswered(fault, scope, receive)
            return
        call.status, call.answered_at = refused.code if refused else 200, time.monotonic()
        await _answer(send, call.status, answer, refused)

    async def _download(self, path: str, send: Send) -> None:
        """The bytes of a file that getFile has named."""
        try:
            document = files.file_at(self.desk.world, self._behind_token(path))
            if document is None:
                raise Refused(404, "Not Found")
        except Refused as refusal:
            await _answer(send, refusal.code, refusal.as_json(), refusal)
            return
        await _send(send, 200, FILE_TYPE, document.content)

    def _behind_token(self, path: str) -> str:
        """What stands behind "<token>/". Raises Refused where the token is another one."""
        token, slash, rest = path.partition("/")
        if not slash:
            raise Refused(404, "Not Found")
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            raise Refused(401, "Unauthorized")
        return rest

    def _method(self, scope: Scope) -> str:
        method = self._behind_token(scope["path"].removeprefix("/bot"))
        name = self._names.get(method.lower())
        if name is None:
            raise Refused(404, "Not Found")
        return name

    async def _result(self, method: str, raw: Raw) -> Json:
        handler = METHODS.get(method)
        if handler is None:
            raise not_available(method)
        result = handler(self.desk, self.checker.check(method, raw))
        return await result if inspect.isawaitable(result) else result

    async def _failed(self, fault: Fault, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        """Ends the call before anything was done."""
        if (refusal := fault.refusal) is not None:
            await _answer(send, refusal.code, refusal.as_json(), refusal)
            call.status, call.outcome = refusal.code, refusal.description
        elif (page := PAGES.get(fault.failure)) is not None:
            await _send(send, *page)
            call.status, call.outcome = page[0], fault.failure
        else:
            call.outcome = fault.failure
            await self._unanswered(fault, scope, receive)
            return
        call.answered_at = time.monotonic()

    async def _unanswered(self, fault: Fault, scope: Scope, receive: Receive) -> None:
        """Leaves without an answer: at once, or when the bot has lost patience."""
        if fault.failure is Failure.SILENT:
            gone = asyncio.ensure_future(_disconnected(receive))
            closing = asyncio.ensure_future(self.closing.wait())
            await asyncio.wait((gone, closing), return_when=asyncio.FIRST_COMPLETED)
            for waiting in (gone, closing):
                waiting.cancel()
            await asyncio.gather(gone, closing, return_exceptions=True)
        self.hang_up(scope)
        # The server must have seen the end before this returns, or it would answer 500 in our place.
        await _disconnected(receive)

    async def _pause(self, seconds: float) -> None:
        """Sleeps, but not beyond the end of the server."""
        if not seconds:
            return
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            return


async def _body(receive: Receive) -> bytes:
    message: Message = await receive()
    body: bytes = message.get("body", b"")
    pieces, size = [body], len(body)
    while message.get("more_body", False):
        message = await receive()
        body = message.get("body", b"")
        size += len(body)
        if size > MAX_BODY:
            raise Refused(413, "Request Entity Too Large")
        pieces.append(body)
    return b"".join(pieces)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _content_type(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"content-type":
            return str(value, "latin-1")
    return ""


def _chat_id(raw: Raw) -> int | None:
    value = raw.get("chat_id")
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        return int(value)
    return value if isinstance(value, int) else None


def _message_id(result: Json) -> int | None:
    value = result.get("message_id") if isinstance(result, dict) else None
    return value if isinstance(value, int) else None


async def _answer(send: Send, status: int, answer: dict[str, Json], refused: Refused | None) -> None:
    headers = []
    if refused is not None and (wait := refused.parameters.get("retry_after")) is not None:
        headers.append((b"retry-after", str(wait).encode()))
    await _send(send, status, JSON_TYPE, json.dumps(answer, separators=(",", ":")).encode(), headers)


async def _send(
    send: Send,
    status: int,
    content_type: bytes,
    body: bytes,
    headers: list[tuple[bytes, bytes]] | None = None,
) -> None:
    head = [(b"content-type", content_type), (b"content-length", str(len(body)).encode()), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
