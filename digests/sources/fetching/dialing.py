"""Host names -> checked addresses -> connections: httpcore's network, with a guard at the door.

The check is made on the addresses that are dialled, at the moment of dialling. So neither a redirect nor a
name that resolves to something else the second time can lead into the operator's own network.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore

from digests.sources.fetching.addresses import Address, is_public, literal
from digests.sources.fetching.answers import Hindrance, Unfetchable

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host's name and a port -> its addresses, the best first. Raises Unfetchable."""

_ADDRESSES_TRIED = 4
_SECONDS_EACH = 5.0
"""For one of several addresses: a host whose IPv6 leads nowhere still answers over IPv4 in time."""
_RESOLVERS = 32
_LONGEST_HEAD = 200_000
"""Bytes before the answer's body begins; h11 takes no field longer than half of that."""


class SystemNames:
    """Names as the system resolves them, in threads of their own.

    A name server that does not answer holds a thread for half a minute, whatever is cancelled meanwhile;
    the loop's few threads, which everything else in the program shares, would soon all wait for it.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_RESOLVERS, thread_name_prefix="names")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, _look_up, host, port)
        except (socket.gaierror, UnicodeError) as error:
            raise Unfetchable(f"no address is known for {host}") from error
        except OSError as error:
            raise Unfetchable(f"{host} cannot be looked up: {_words(error)}") from error
        return found

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Dials only the addresses that `allows` says. Raises Unfetchable for the others.

    Names are resolved by the system unless `resolve` is given. To be closed with `close`.
    """

    def __init__(
        self, allows: Callable[[Address], bool] = is_public, *, resolve: Resolve | None = None
    ) -> None:
        self._allows = allows
        self._names = SystemNames()
        self._resolve = resolve or self._names
        self._network = httpcore.AnyIOBackend()

    def close(self) -> None:
        self._names.close()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = _families_in_turn(await self._addresses(host, port))[:_ADDRESSES_TRIED]
        each = timeout if len(addresses) == 1 else _SECONDS_EACH
        reason = "it has no address"
        for address in addresses:
            try:
                return GuardedStream(await self._network.connect_tcp(address, port, each), host)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                reason = _words(error)
        raise Unfetchable(f"{host} cannot be reached: {reason}")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        """All of them allowed: of a host with one address at home, none is dialled."""
        addresses = [host] if literal(host) else await self._resolve(host, port)
        for address in addresses:
            parsed = literal(address)
            if parsed is None or not self._allows(parsed):
                leads = "is" if address == host else f"leads to {address},"
                reason = f"{host} {leads} no public address (feeds.allow_private_addresses)"
                raise Unfetchable(reason, Hindrance.PRIVATE)
        return addresses


class GuardedStream(httpcore.AsyncNetworkStream):
    """A connection for one request.

    Closed also when it is given up in the middle of its TLS handshake. And until `answered` is called, only
    so much is read: "100 Continue" without an end would keep the loop from everybody else.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream, host: str) -> None:
        self._stream = stream
        self._host = host
        self._head_left: int | None = _LONGEST_HEAD

    def answered(self) -> None:
        """The head of the answer is there; whoever reads the body keeps to limits of his own."""
        self._head_left = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = await self._stream.read(max_bytes, timeout)
        if self._head_left is not None:
            self._head_left -= len(data)
            if self._head_left < 0:
                raise Unfetchable("the head of its answer has no end")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            return GuardedStream(
                await self._stream.start_tls(ssl_context, server_hostname, timeout), self._host
            )
        except (httpcore.ConnectError, ValueError) as error:
            await self.aclose()
            raise Unfetchable(f"no secure connection to {self._host}: {_words(error)}") from error
        except BaseException:
            await self.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _families_in_turn(addresses: Sequence[str]) -> list[str]:
    """The resolver's order, but IPv4 and IPv6 alternate: one family that leads nowhere costs one attempt."""
    families = [[a for a in addresses if ":" in a], [a for a in addresses if ":" not in a]]
    if addresses and ":" not in addresses[0]:
        families.reverse()
    first, second = families
    paired = [address for pair in zip(first, second, strict=False) for address in pair]
    return paired + first[len(second) :] + second[len(first) :]


def _words(error: BaseException | None) -> str:
    """The most telling words along the chain of causes: certificate, errno, or the library's own."""
    words = "no answer" if isinstance(error, httpcore.ConnectTimeout) else ""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({error.verify_message})"
        if isinstance(error, ssl.SSLError):
            return (error.reason or "TLS failed").replace("_", " ").lower()
        if isinstance(error, OSError) and error.errno is not None:
            return os.strerror(error.errno).lower()
        words = words or str(error)
        error = error.__cause__ or error.__context__
    return words or "the connection was closed"
