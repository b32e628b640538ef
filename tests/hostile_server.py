"""A web server on loopback that can do everything wrong: HTTP written by hand, byte for byte.

    async with HostileServer.serving() as server:
        server.at("/feed", reply(b"<rss/>", etag='"1"'))
        server.at("/slow", hangs())
        ... server.url("/feed"), server.requests, server.connections

A behaviour is `async def (request, writer)`; the connection is closed when it returns, or when the client has
gone: what hangs for ever ends then too.
"""

from __future__ import annotations

import asyncio
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Behaviour = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]
    """Names in lower case."""
    address: str
    """Of ours, where it came in."""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass
class HostileServer:
    """Unknown paths are 404. A path's query does not count."""

    port: int = 0
    scheme: str = "http"
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @classmethod
    @asynccontextmanager
    async def serving(
        cls, hosts: Sequence[str] = ("127.0.0.1",), *, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> AsyncIterator[HostileServer]:
        self = cls(scheme="https" if tls else "http")
        listening = await asyncio.start_server(self._serve, hosts, port, ssl=tls, backlog=256)
        self.port = listening.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            listening.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            await listening.wait_closed()

    def at(self, path: str, behaviour: Behaviour) -> None:
        self.behaviours[path] = behaviour

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def asked(self, path: str) -> int:
        return sum(request.path == path for request in self.requests)

    @property
    def open_connections(self) -> int:
        return len(self._open)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            request = await _request(reader, writer)
            self.requests.append(request)
            missing = reply(b"nothing here", status=404)
            work = asyncio.ensure_future(self.behaviours.get(request.path, missing)(request, writer))
            gone = asyncio.ensure_future(_end_of(reader))
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            for each in (work, gone):
                each.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client may go whenever it likes
        finally:
            self._open.discard(task)
            writer.close()


async def _request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request:
    text = (await reader.readuntil(b"\r\n\r\n")).decode("utf-8", "replace")
    first, *lines = text.rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    fields = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in fields}
    return Request(method, target, headers, writer.get_extra_info("sockname")[0])


async def _end_of(reader: asyncio.StreamReader) -> None:
    while await reader.read(1024):
        pass


# --- what a server may do -----------------------------------------------------------------------


def head(status: int = 200, **headers: object) -> bytes:
    """A status line and header fields; `content_length=3` is "Content-Length: 3"."""
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("utf-8")


def reply(body: bytes = b"", *, status: int = 200, **headers: object) -> Behaviour:
    """A proper answer."""
    return raw(head(status, content_length=len(body), **headers) + body)


def validated(body: bytes, *, etag: str | None = None, modified: str | None = None) -> Behaviour:
    """304 to whoever sends the validators back as they came."""
    names = {"ETag": etag, "Last_Modified": modified}
    sent = {name: value for name, value in names.items() if value is not None}

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        known = (request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
        unchanged = reply(status=304, Cache_Control="max-age=60", **sent)
        is_known = bool(sent) and known == (etag, modified)
        await (unchanged if is_known else reply(body, **sent))(request, writer)

    return answer


def redirect(to: str, status: int = 302) -> Behaviour:
    return reply(status=status, Location=to)


def raw(*pieces: bytes, pause: float = 0.0) -> Behaviour:
    """These bytes, and then the end of the connection."""

    async def answer(_: Request, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


def hangs(*before: bytes) -> Behaviour:
    """Says so much, and then nothing, for as long as the client waits."""

    async def answer(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.writelines(before)
        await writer.drain()
        await asyncio.Event().wait()

    return answer


def endless(start: bytes, piece: bytes, *, pause: float = 0.0) -> Behaviour:
    """`piece` again and again: quickly, or a drip every `pause` seconds."""

    async def answer(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


def drips(body: bytes, *, pause: float = 1.0) -> Behaviour:
    """A byte at a time."""
    return raw(head(content_length=len(body)), *(body[i : i + 1] for i in range(len(body))), pause=pause)


def packed(body: bytes, coding: str = "gzip") -> bytes:
    match coding:
        case "gzip":
            return gzip.compress(body, mtime=0)
        case "deflate":
            return zlib.compress(body)
        case "bare deflate":
            return zlib.compress(body, wbits=-15)
        case _:
            raise ValueError(coding)


def bomb(size: int) -> bytes:
    """A gzip member that unpacks to `size` zeros, made without ever holding them."""
    packer = zlib.compressobj(9, wbits=31)
    mega = bytes(1_000_000)
    pieces = [packer.compress(mega) for _ in range(size // len(mega))]
    return b"".join([*pieces, packer.flush()])
