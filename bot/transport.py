"""python-telegram-bot's HTTP port on aiohttp.

Its stock transport rescans its pool for every waiting request and collapses above some 40 requests in
flight (encode/httpx#3215); aiohttp's does not. This one also tells apart what a send engine must
know: whether a request that failed can have reached Telegram at all.
"""

from __future__ import annotations

from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

_CONNECT_TIMEOUT = 10.0
_READ_TIMEOUT = 20.0


class NotSent(NetworkError):
    """The request never left: no connection, or none free in the pool. Safe to repeat."""


class InDoubt(NetworkError):
    """The request left and no answer came back. It may have been carried out."""


class AiohttpRequest(BaseRequest):
    """`connections` bounds the pool; further requests wait for a free one."""

    def __init__(self, connections: int = 64) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return _READ_TIMEOUT

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections), trust_env=True
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

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
        """Status and body of the answer. Raises NotSent or InDoubt."""
        if self._session is None:
            raise NotSent("the transport is closed")
        connecting = _seconds(connect_timeout, _CONNECT_TIMEOUT)
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=connecting,
            sock_connect=connecting,
            sock_read=_seconds(read_timeout, _READ_TIMEOUT),
        )
        try:
            async with self._session.request(method, url, data=_body(request_data), timeout=timeout) as reply:
                return reply.status, await reply.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(_told(error)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise InDoubt(_told(error)) from error


def _seconds(wish: Any, default: float) -> float | None:
    """PTB marks "not given" with a DefaultValue; an explicit None means no limit."""
    if isinstance(wish, DefaultValue):
        return default
    return None if wish is None else float(wish)


def _body(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
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
