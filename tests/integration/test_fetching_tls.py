"""Secure connections, with a certificate that only these tests trust."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digests.sources.fetching.answers import Answer, Failed, Fetched
from digests.sources.fetching.dialing import GuardedNetwork
from digests.sources.fetching.fetcher import Fetcher
from tests.e2e.processes import until
from tests.hostile_server import HostileServer, redirect, reply

CERTIFICATE = Path(__file__).parent / "news-example.pem"


async def names(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)
    async with HostileServer.serving(tls=tls) as serving:
        serving.at("/feed", reply(b"<rss/>"))
        yield serving


async def get(url: str, *, trusting: bool = True, seconds: float = 20.0) -> Answer:
    fetcher = Fetcher(
        "Pullquote/9.9",
        clock=lambda: datetime(2026, 11, 24, tzinfo=UTC),
        seconds=seconds,
        network=GuardedNetwork(lambda address: True, resolve=names),
        tls=ssl.create_default_context(cafile=CERTIFICATE) if trusting else None,
    )
    try:
        return await fetcher.get(url, most=1_000)
    finally:
        await fetcher.close()


def port_of(listening: asyncio.Server) -> int:
    port = listening.sockets[0].getsockname()[1]
    assert isinstance(port, int)
    return port


async def test_the_certificate_is_checked_for_the_name_and_not_for_the_address_that_is_dialled(
    server: HostileServer,
) -> None:
    assert isinstance(await get(server.url("/feed", host="news.example")), Fetched)
    wrong = await get(server.url("/feed", host="other.example"))
    assert isinstance(wrong, Failed)
    assert wrong.reason.startswith("no secure connection to other.example: its certificate is not trusted")
    assert "other.example" in wrong.reason


async def test_a_certificate_that_nobody_vouches_for(server: HostileServer) -> None:
    answer = await get(server.url("/feed", host="news.example"), trusting=False)
    assert answer == Failed(
        "no secure connection to news.example: its certificate is not trusted (self-signed certificate)"
    )
    assert server.requests == []


async def test_from_secure_to_plain_and_back_is_a_redirect_like_others(server: HostileServer) -> None:
    async with HostileServer.serving() as plain:
        server.at("/old", redirect(plain.url("/old", host="news.example"), 301))
        plain.at("/old", redirect(server.url("/feed", host="news.example"), 301))
        answer = await get(server.url("/old", host="news.example"))
    assert isinstance(answer, Fetched)
    assert answer.permanent == server.url("/feed", host="news.example")


async def test_a_server_that_speaks_something_else() -> None:
    async def other(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ready\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(other, "127.0.0.1") as listening:
        answer = await get(f"https://news.example:{port_of(listening)}/feed")
    assert answer == Failed("no secure connection to news.example: wrong version number")


async def test_a_handshake_that_hangs_is_left_and_closed() -> None:
    gone = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1_000):
            pass
        gone.set()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1") as listening:
        answer = await get(f"https://news.example:{port_of(listening)}/feed", seconds=0.3)
        assert answer == Failed("no complete answer within 0.3 s")
        await until(gone.is_set, 5)
