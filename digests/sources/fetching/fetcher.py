"""Asks the web for one document: an address and limits -> an `Answer`.

Nothing is taken from the environment (no proxies), nothing is remembered between requests (no cookies), and
no document is bigger, no request longer than allowed, whatever the server says or does.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpcore

from digests.sources.fetching import fields
from digests.sources.fetching.addresses import Address, is_public
from digests.sources.fetching.answers import (
    Answer,
    Failed,
    Fetched,
    Hindrance,
    NotModified,
    Refused,
    Unfetchable,
)
from digests.sources.fetching.dialing import GuardedNetwork, GuardedStream
from digests.sources.fetching.fields import Fields
from digests.sources.fetching.locations import Location, locate
from digests.sources.fetching.unpacking import ACCEPTED, TooLong, Unpacking
from digests.sources.records import megabytes

FEED = 5_000_000
"""Most bytes of a feed, unpacked."""
PAGE = 3_000_000
"""Most bytes of a page, unpacked."""
FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
PAGE_TYPES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

SECONDS = 20.0
"""Most time for a document, redirects and all."""
REDIRECTS = 5
_LASTING = frozenset({301, 308})
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_DOCUMENT = frozenset({200, 203})

_CONNECTIONS = 100
"""More than anybody asks at once: waiting for a connection would cost a feed its time."""
_PIECES = 20_000
"""Most pieces that a body may come in. A server may send a byte at a time, and each takes the loop's time."""
_BREATHER = 256
"""Pieces after which everybody else gets a turn."""


class Fetcher:
    """The client. To be closed with `close`.

    `agent` is the User-Agent, with a contact. `network` and `tls` are the system's outside of tests.
    """

    def __init__(
        self,
        agent: str,
        *,
        clock: Callable[[], datetime],
        allow_private: bool = False,
        seconds: float = SECONDS,
        network: GuardedNetwork | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._agent = agent.encode("ascii", "replace")
        self._clock = clock
        self._seconds = seconds
        self._network = network or GuardedNetwork(_anywhere if allow_private else is_public)
        self._pool = httpcore.AsyncConnectionPool(
            # Given, because httpcore would load all certificates anew for every connection.
            ssl_context=tls or httpcore.default_ssl_context(),
            max_connections=_CONNECTIONS,
            # Never two requests over one connection: what a server sends beyond the length that it said
            # would be taken for the answer to the next one.
            max_keepalive_connections=0,
            network_backend=self._network,
        )

    async def get(
        self,
        url: str,
        *,
        most: int,
        etag: str | None = None,
        modified: str | None = None,
        accept: str = FEED_TYPES,
        cut: bool = False,
    ) -> Answer:
        """The document at `url`, at most `most` bytes of it; with `cut` its beginning, if it is longer.

        `etag` and `modified` are those of the last answer. All redirects together take `seconds` at most.
        """
        request = _Request(self._agent, accept, fields.sendable(etag), fields.sendable(modified), most, cut)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(locate(url), request)
        except TimeoutError:
            return Failed(f"no complete answer within {self._seconds:g} s")
        except Unfetchable as failure:
            return Failed(str(failure), failure.hindrance)

    async def close(self) -> None:
        await self._pool.aclose()
        self._network.close()

    async def _follow(self, location: Location, request: _Request) -> Answer:
        permanent: str | None = None
        lasting = True
        for _ in range(REDIRECTS + 1):
            step = await self._ask(location, request, permanent)
            if not isinstance(step, _Redirect):
                return step
            try:
                location = location.joined(step.to)
            except Unfetchable as failure:
                raise Unfetchable(f"a redirect leads astray: {failure}", failure.hindrance) from failure
            lasting = lasting and step.status in _LASTING
            permanent = str(location) if lasting else permanent
        raise Unfetchable(f"over {REDIRECTS} redirects")

    async def _ask(
        self, location: Location, request: _Request, permanent: str | None
    ) -> Fetched | NotModified | Refused | _Redirect:
        """One request. Raises Unfetchable."""
        url = httpcore.URL(
            scheme=location.scheme, host=location.host, port=location.port, target=location.target
        )
        try:
            async with self._pool.stream("GET", url, headers=request.headers(location)) as response:
                _answered(response)
                got = fields.fields(response.headers)
                status = response.status
                if status in _ELSEWHERE and "location" in got:
                    return _Redirect(status, _as_text(got["location"]))
                if status == 304 and request.is_conditional:
                    return NotModified(permanent=permanent, max_age=fields.max_age(got))
                if status not in _DOCUMENT:
                    wait = fields.retry_after(got, self._clock())
                    return Refused(status=status, retry_after=wait, permanent=permanent)
                return Fetched(
                    body=await _body(response, got, request),
                    content_type=got.get("content-type"),
                    address=str(location),
                    permanent=permanent,
                    etag=fields.validator(got, "etag"),
                    modified=fields.validator(got, "last-modified"),
                    max_age=fields.max_age(got),
                )
        except httpcore.ProtocolError as error:
            raise Unfetchable(f"its answer is no proper HTTP: {str(error)[:120]}") from error
        except (httpcore.NetworkError, httpcore.TimeoutException) as error:
            raise Unfetchable("the connection broke") from error


@dataclass(frozen=True, slots=True)
class _Request:
    """What is the same at every step of the way."""

    agent: bytes
    accept: str
    etag: bytes | None
    modified: bytes | None
    most: int
    cut: bool

    @property
    def is_conditional(self) -> bool:
        return self.etag is not None or self.modified is not None

    def headers(self, location: Location) -> list[tuple[bytes, bytes]]:
        listed = (
            (b"Host", location.authority.encode()),
            (b"User-Agent", self.agent),
            (b"Accept", self.accept.encode()),
            (b"Accept-Encoding", ACCEPTED.encode()),
            (b"Connection", b"close"),
            (b"If-None-Match", self.etag),
            (b"If-Modified-Since", self.modified),
        )
        return [(name, value) for name, value in listed if value is not None]


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    to: str


def _answered(response: httpcore.Response) -> None:
    stream = response.extensions.get("network_stream")
    if isinstance(stream, GuardedStream):
        stream.answered()


async def _body(response: httpcore.Response, got: Fields, request: _Request) -> bytes:
    too_long = Unfetchable(f"over {megabytes(request.most)}", Hindrance.TOO_LARGE)
    if not request.cut and (fields.length(got) or 0) > request.most:
        raise too_long
    unpacking = Unpacking(fields.codings(got), request.most)
    pieces = 0
    try:
        async for piece in response.aiter_stream():
            unpacking.take(piece)
            pieces += 1
            if pieces > _PIECES:
                raise Unfetchable("it comes in crumbs")
            if pieces % _BREATHER == 0:
                await asyncio.sleep(0)
        unpacking.end()
    except TooLong as error:
        if not request.cut:
            raise too_long from error
    return unpacking.body


def _anywhere(_: Address) -> bool:
    return True


def _as_text(location: str) -> str:
    """A Location as its server meant it: those that are not plain ASCII are UTF-8 nearly always."""
    raw = location.encode("latin-1")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return location
