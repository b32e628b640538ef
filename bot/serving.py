"""An HTTP server inside the loop it finds: uvicorn without its own signals, access log and patience.

uvicorn bounds the time between two requests, but waits for ever for the head of one: whoever connects and
says nothing would keep a connection. Here a head has a few seconds; the time of a body is the application's
to bound.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from digests.errors import OperatorMistake

IDLE_SECONDS = 10
"""For the head of a request, and between two requests."""


@contextlib.asynccontextmanager
async def serving(
    app: ASGIApp,
    listener: socket.socket,
    *,
    grace: int,
    idle: int = IDLE_SECONDS,
    certificate: Path | None = None,
    key: Path | None = None,
) -> AsyncIterator[None]:
    """Answers on `listener` as long as the block lasts; then requests under way get `grace` seconds."""
    config = uvicorn.Config(
        app,
        http=_Protocol,
        log_config=None,
        log_level="error",  # what strangers on the internet send is no warning
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=idle,
        timeout_graceful_shutdown=grace,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    server = QuietServer(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await running


def bound(host: str, port: int, whose: str) -> socket.socket:
    """A socket that listens already: who connects before the server runs waits in line. Raises
    OperatorMistake, which begins with whose it is."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, because asyncio switches Nagle's algorithm off only then: 40 ms a reply.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise OperatorMistake(f"{whose} cannot listen on {host}:{port}: {error.strerror}") from error
    listener.setblocking(False)
    return listener


class QuietServer(uvicorn.Server):
    """Leaves signals to the program around it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Protocol(H11Protocol):
    """Closes the connection when the head of a request is not there in time."""

    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._mind_the_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._mind_the_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _mind_the_head(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._forget()
        elif self._giving_up is None:
            self._giving_up = self.loop.call_later(self.timeout_keep_alive, self.transport.abort)

    def _forget(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None
