"""python-telegram-bot's HTTP port on aiohttp, and the way of our own messages to Telegram.

The library's stock transport rescans its pool for every waiting request and collapses above some 40 requests
in flight (encode/httpx#3215); aiohttp's does not. This one also tells apart what a send engine must know:
whether a request that failed can have reached Telegram at all. And it asks, when a connection is there and
before the first byte leaves, whether messages are held by then.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

JSON = "application/json"

CONNECTIONS = 400
"""More than can be in flight: broadcasts up to the pace's bound, and answers to a batch of updates."""

_CONNECT_TIMEOUT = 10.0
_READ_TIMEOUT = 20.0
_SLACK = 5.0
"""For a body on its way; an answer that drips in for ever must end too."""

LONGEST_CALL = _CONNECT_TIMEOUT + _READ_TIMEOUT + _SLACK
"""Seconds after which every call that names no time of its own has ended."""


class NotSent(NetworkError):
    """The request never left: no connection, or none free in the pool. Safe to repeat."""


class Held(NotSent):
    """Telegram has told to wait before this request could leave."""

    def __init__(self, wait: float) -> None:
        super().__init__("held: Telegram has told to wait")
        self.wait = wait


class InDoubt(NetworkError):
    """The request left and no answer came back. It may have been carried out."""


Gate = Callable[[], float]
"""Seconds for which messages are held right now; 0: the gate is open."""
Leave = Callable[[], Awaitable[None]]
"""Waits until one more message may go onto the wire."""


class AiohttpRequest(BaseRequest):
    """`connections` bounds the pool; further requests wait for a free one. In seconds: `connect_timeout` for
    a connection, `read_timeout` for the next byte, or for the other side to take ours."""

    def __init__(
        self,
        connections: int = CONNECTIONS,
        *,
        connect_timeout: float = _CONNECT_TIMEOUT,
        read_timeout: float = _READ_TIMEOUT,
    ) -> None:
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str], str | None] = {}

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                request_class=_GatedRequest,
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self,
        url: str,
        body: bytes,
        gate: Gate | None = None,
        leave: Leave | None = None,
        *,
        patience: float | None = None,
        kind: str = JSON,
    ) -> tuple[int, bytes]:
        """Status and body of the answer to a body of this content type. Raises NotSent (Held where the gate
        is shut) or InDoubt."""
        if gate is not None and (wait := gate()):
            raise Held(wait)  # before a connection is spent on it
        timeout = _timeout(self._connect_timeout, patience or self._read_timeout)
        return await self._answer("POST", url, _GatedBody(body, kind, gate, leave), timeout)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The library's own requests. Status and body of the answer. Raises NotSent or InDoubt, and
        NetworkError where somebody else has answered: the library takes a proxy's 404 for Telegram's word
        that the token is wrong, and fails at JSON of another form."""
        timeout = _timeout(
            _seconds(connect_timeout, self._connect_timeout), _seconds(read_timeout, self._read_timeout)
        )
        status, body = await self._answer(method, url, _form(request_data), timeout)
        if method == "GET" and status == 200:
            return status, body  # a file that somebody has sent, of whatever form; methods are called by POST
        told = telling(body)
        if told is None or (status < 300 and "result" not in told):
            raise NetworkError(f"{status} and no answer of Telegram's")
        return status, body

    async def _answer(
        self, method: str, url: str, data: Any, timeout: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("the transport is closed")
        try:
            # A redirect would repeat the request as a GET, without its body: no Bot API sends one.
            async with self._session.request(
                method, url, data=data, timeout=timeout, proxy=self._proxy(url), allow_redirects=False
            ) as reply:
                return reply.status, await reply.read()
        except (
            aiohttp.ClientConnectorError,
            aiohttp.ClientHttpProxyError,  # the proxy did not connect
            aiohttp.ConnectionTimeoutError,
            aiohttp.InvalidURL,
        ) as error:
            raise NotSent(_told(error)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise InDoubt(_told(error)) from error

    def _proxy(self, url: str) -> str | None:
        """As the environment says. Looked up once for each of the few servers there are: aiohttp's own way
        (`trust_env`) asks in a thread, twice for every request."""
        scheme, host, *_ = urlsplit(url)
        if (scheme, host) not in self._proxies:
            self._proxies[scheme, host] = None if proxy_bypass(host) else getproxies().get(scheme)
        return self._proxies[scheme, host]


def telling(body: bytes) -> Mapping[str, object] | None:
    """An answer of the Bot API, read; None where it has not its form, so that Telegram did not say it."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):  # also where the bytes are no text
        return None
    return told if isinstance(told, dict) and isinstance(told.get("ok"), bool) else None


class _GatedBody(aiohttp.BytesIOPayload):
    """A body that knows the gate it has to pass."""

    def __init__(self, body: bytes, kind: str, gate: Gate | None, leave: Leave | None) -> None:
        super().__init__(BytesIO(body), content_type=kind)
        self.gate = gate
        self.leave = leave


class _GatedRequest(aiohttp.ClientRequest):
    async def send(self, conn: Any) -> aiohttp.ClientResponse:
        """The last moment before bytes leave: making a connection may have taken seconds."""
        body = self.body
        if isinstance(body, _GatedBody):
            if body.leave is not None:
                await body.leave()
            if body.gate is not None and (wait := body.gate()):
                raise Held(wait)
        return await super().send(conn)


def _timeout(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    total = None if connect is None or read is None else connect + read + _SLACK
    return aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect, sock_read=read)


def _seconds(wish: Any, default: float) -> float | None:
    """PTB marks "not given" with a DefaultValue; an explicit None means no limit."""
    if isinstance(wish, DefaultValue):
        return default
    return None if wish is None else float(wish)


def _form(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None or not data.parameters:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData(data.json_parameters)
    for field, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(field, content, filename=filename, content_type=kind)
    return form


def _told(error: Exception) -> str:
    # The class says enough, and unlike the text it never holds the address with the token.
    return type(error).__name__
