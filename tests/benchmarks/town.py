"""A town of outlets on loopback, each with a feed at an address of its own, in a process of its own.

    python -m tests.benchmarks.town --outlets 1000 --hostile 3

The first line it writes is its port. Then every line read is answered with one: "publish" makes each outlet
publish its next article, "asked" tells when the first feed was asked for since then, by the system's
monotonic clock. It ends with its input. `Town` is the other end of these pipes.

Articles are the samples' sentences with other words in them. One event is told by three outlets or so,
each in a choice of sentences of its own; nothing else is alike.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from html import escape

from bot.playground.library import sample_articles
from tests.e2e.processes import ROOT
from tests.hostile_server import (
    Behaviour,
    HostileServer,
    Request,
    bomb,
    endless,
    hangs,
    head,
    raw,
    reply,
    validated,
)

FIRST = 3
"""Articles of an outlet that are news in the first cycle ..."""
OLD = 17
"""... and those below them that never are."""
TEASING = 10
"""Every tenth outlet gives teasers, and the article on a page."""
TOLD_BY = 3
"""Outlets to an event, on average."""


def addresses(outlets: int) -> list[str]:
    """Every address in 127.0.0.0/8 is this machine, and to courtesy each is a host of its own."""
    return [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(outlets)]


# --- what the outlets write ---------------------------------------------------------------------


@cache
def _sentences() -> tuple[str, ...]:
    articles = sample_articles(datetime(2026, 11, 24, tzinfo=UTC))
    texts = (each.text for each in articles if each.language == "en" and each.text)
    return tuple(
        sentence
        for text in texts
        for line in text.splitlines()
        for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", line)
        if 40 < len(sentence) < 300 and sentence[-1] in '.!?"”'
    )


@dataclass(frozen=True, slots=True)
class Story:
    """What one outlet prints about one event."""

    title: str
    paragraphs: tuple[str, ...]


@cache
def _event(number: int) -> tuple[str, tuple[str, ...]]:
    """A title and sixteen sentences, whose longer words mean nothing but are the event's own."""
    rng = random.Random(number)
    said = {}

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if word not in said:
            made = "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(3))
            said[word] = made.capitalize() if word[0].isupper() else made
        return said[word]

    chosen = rng.sample(_sentences(), 16)
    sentences = tuple(re.sub(r"[A-Za-z]{6,}", other, sentence) for sentence in chosen)
    return " ".join(sentences[0].split()[:8]).strip(",.;:”\"'"), sentences


def story(outlet: int, number: int, outlets: int) -> Story:
    """The outlet's article `number`."""
    rng = random.Random(f"{outlet} {number}")
    event = number * 1_000_000 + rng.randrange(max(1, outlets // TOLD_BY))
    title, sentences = _event(event)
    kept = [sentence for sentence in sentences if rng.random() < 0.7]
    paragraphs = tuple(" ".join(kept[at : at + 3]) for at in range(0, len(kept), 3))
    return Story(f"{title}, says outlet {outlet}", paragraphs)


# --- how they publish it ------------------------------------------------------------------------


@dataclass
class Outlet:
    number: int
    outlets: int
    home: str
    """Its origin."""
    published: list[datetime] = field(default_factory=list)
    document: bytes = b""

    @property
    def teases(self) -> bool:
        return self.number % TEASING == 0

    def publish(self, now: datetime) -> None:
        self.published.append(now - timedelta(minutes=1))
        items = [self._item(number) for number in reversed(range(len(self.published)))]
        old = [self._old(number, now) for number in range(OLD)]
        text = f"<title>Outlet {self.number}</title><link>{self.home}/</link>{''.join(items + old)}"
        self.document = f'<rss version="2.0" {_CONTENT}><channel>{text}</channel></rss>'.encode()

    def page(self, number: int) -> bytes:
        told = story(self.number, number, self.outlets)
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in told.paragraphs)
        menu = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("World", "Sports", "Money"))
        return (
            f"<!doctype html><html lang=en><title>{escape(told.title)}</title><nav><ul>{menu}</ul></nav>"
            f"<article><h1>{escape(told.title)}</h1>{text}</article><footer>All rights reserved</footer>"
        ).encode()

    def _item(self, number: int) -> str:
        told = story(self.number, number, self.outlets)
        teaser = f"<description>{escape(told.paragraphs[0][:200])} ...</description>"
        whole = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in told.paragraphs)
        text = teaser if self.teases else f"<content:encoded><![CDATA[{whole}]]></content:encoded>"
        return _item(self.home, number, told.title, self.published[number], text)

    def _old(self, number: int, now: datetime) -> str:
        long_ago = now - timedelta(days=10 + number)
        return _item(
            self.home, 9_000 + number, f"Old news {number}", long_ago, "<description>.</description>"
        )


_CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def _item(home: str, number: int, title: str, published: datetime, text: str) -> str:
    return (
        f"<item><title>{escape(title)}</title><link>{home}/article/{number}</link>"
        f"<guid>{home}/{number}</guid><pubDate>{format_datetime(published)}</pubDate>{text}</item>"
    )


def _ten_thousand_items() -> bytes:
    now = datetime.now(UTC)
    items = "".join(
        _item("http://flood.example", number, f"News {number}", now, f"<description>{number}.</description>")
        for number in range(10_000)
    )
    return f'<rss version="2.0"><channel><title>Flood</title>{items}</channel></rss>'.encode()


def _billion_laughs() -> bytes:
    lines = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{"".join(lines)}]>'
        '<rss version="2.0"><channel><title>&l9;</title><item><title>&l9;</title>'
        "<description>&l9;</description></item></channel></rss>"
    ).encode()


def ill_will() -> Mapping[str, Behaviour]:
    return {
        "hangs": hangs(),
        "hangs in the body": hangs(head(content_length=1_000), b"<rss>"),
        "drips": endless(head(content_length=100_000), b" ", pause=1.0),
        "a byte in each chunk": endless(head(transfer_encoding="chunked"), b"1\r\n \r\n" * 10_000),
        "a head without an end": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 3_000),
        "lies about its length": raw(head(content_length=10_000), b"<rss/>"),
        "100 MB": endless(head(), b" " * 65_536),
        "zip bomb": reply(bomb(100_000_000), Content_Encoding="gzip"),
        "billion laughs": reply(_billion_laughs()),
        "10,000 items": reply(_ten_thousand_items()),
    }


# --- the town itself ----------------------------------------------------------------------------


class Streets:
    """Answers for all outlets. `hostile` of each kind mean ill: the first ones, which are asked first."""

    def __init__(self, outlets: int, hostile: int, port: int) -> None:
        homes = addresses(outlets)
        self.outlets = {
            home: Outlet(number, outlets, f"http://{home}:{port}") for number, home in enumerate(homes)
        }
        kinds = list(ill_will().values()) * hostile
        self.hostile = dict(zip(homes, kinds, strict=False))
        self.first_asked: float | None = None

    def publish(self) -> None:
        now = datetime.now(UTC)
        for outlet in self.outlets.values():
            outlet.publish(now)
        self.first_asked = None

    async def feed(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if self.first_asked is None:
            self.first_asked = time.monotonic()
        outlet = self.outlets[request.address]
        kind = f'"{len(outlet.published)}"'
        await self.hostile.get(request.address, validated(outlet.document, etag=kind))(request, writer)

    async def page(self, request: Request, writer: asyncio.StreamWriter) -> None:
        number = int(request.path.rpartition("/")[2])
        body = self.outlets[request.address].page(number)
        await reply(body, Content_Type="text/html; charset=utf-8")(request, writer)


async def serve(outlets: int, hostile: int) -> None:
    port = _free_port()
    streets = Streets(outlets, hostile, port)
    for _ in range(FIRST - 1):
        streets.publish()
    async with HostileServer.serving(addresses(outlets), port=port) as server:
        server.at("/feed", streets.feed)
        for number in range(FIRST + 10):
            server.at(f"/article/{number}", streets.page)
        answers: Mapping[str, Callable[[], object]] = {
            "publish": streets.publish,
            "asked": lambda: streets.first_asked,
        }
        print(port, flush=True)  # noqa: T201
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(answers[line.strip()]()), flush=True)  # noqa: T201


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


@dataclass
class Town:
    """The town as another process sees it."""

    port: int
    process: asyncio.subprocess.Process

    async def publish(self) -> None:
        await self._tell("publish")

    async def asked(self) -> float | None:
        """When the first feed was asked for since the last `publish`, in `time.monotonic` seconds."""
        answer = await self._tell("asked")
        return answer if isinstance(answer, float) else None

    async def _tell(self, command: str) -> object:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{command}\n".encode())
        answer: object = json.loads(await self.process.stdout.readline())
        return answer


@asynccontextmanager
async def town(outlets: int, hostile: int = 0) -> AsyncIterator[Town]:
    arguments = ("--outlets", str(outlets), "--hostile", str(hostile))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.town",
        *arguments,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin and process.stdout
    try:
        yield Town(int(await process.stdout.readline()), process)
    finally:
        process.stdin.close()
        await process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outlets", type=int, default=1_000)
    parser.add_argument("--hostile", type=int, default=0, help="outlets of each kind that mean ill")
    options = parser.parse_args()
    asyncio.run(serve(options.outlets, options.hostile))
