"""Whether pages may be fetched: robots.txt as servers really hand it out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from digests.sources.fetching.courtesy import Courtesy
from digests.sources.fetching.fetcher import Fetcher
from digests.sources.fetching.robots import MOST, Allowed, Forbidden, Robots, Unknown, Verdict
from tests.hostile_server import HostileServer, endless, hangs, head, redirect, reply
from tests.simulated_time import SimulatedTime


@dataclass
class Asking:
    """Robots in front of one server, at a time that a test can let pass."""

    server: HostileServer
    now: datetime = datetime(2026, 11, 24, 8, tzinfo=UTC)
    time: SimulatedTime = field(default_factory=SimulatedTime)
    robots: Robots = field(init=False)

    def __post_init__(self) -> None:
        self.courtesy = Courtesy(self.time.stopwatch, pause=0, sleep=self.time.sleep)
        self.fetcher = Fetcher("Pullquote/9.9", clock=self.clock, allow_private=True, seconds=0.5)
        self.robots = Robots(self.fetcher, self.courtesy, self.clock)

    def clock(self) -> datetime:
        return self.now

    def says(self, text: str) -> None:
        self.server.at("/robots.txt", reply(text.encode(), Content_Type="text/plain"))

    async def allows(self, path: str = "/page") -> Verdict:
        return await self.robots.allows(self.server.url(path))

    @property
    def fetched(self) -> int:
        return self.server.asked("/robots.txt")


@asynccontextmanager
async def opened() -> AsyncIterator[Asking]:
    async with HostileServer.serving() as server:
        asking = Asking(server)
        try:
            yield asking
        finally:
            await asking.fetcher.close()


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    async with opened() as each:
        yield each


@pytest.mark.parametrize(
    ("text", "path", "verdict"),
    [
        ("", "/page", Allowed()),
        ("User-agent: *\nDisallow:", "/page", Allowed()),
        ("User-agent: *\nDisallow: /", "/page", Forbidden()),
        ("User-agent: *\nDisallow: /private", "/page", Allowed()),
        ("User-agent: *\nDisallow: /private", "/private/page", Forbidden()),
        ("User-agent: *\nDisallow: /\nAllow: /news", "/news/1", Allowed()),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", Forbidden()),
        ("User-agent: *\nDisallow: /*?print=", "/a?print=1", Forbidden()),
        ("User-agent: *\nDisallow: /ö", "/%C3%B6", Forbidden()),
        ("user-agent : *\n disallow : /", "/page", Forbidden()),
        ("\N{BOM}User-agent: *\r\nDisallow: / # all of it\r\n", "/page", Forbidden()),
        ("User-agent: Pullquote\nDisallow: /\n\nUser-agent: *\nDisallow:", "/page", Forbidden()),
        ("User-agent: PULLQUOTE/1.0\nDisallow: /", "/page", Forbidden()),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Pullquote\nDisallow:", "/page", Allowed()),
        ("User-agent: Otherbot\nDisallow: /", "/page", Allowed()),
        ("User-agent: Pull\nDisallow: /", "/page", Allowed()),
        ("User-agent: Pullquotebot\nDisallow: /", "/page", Allowed()),
        ("User-agent: Otherbot\nUser-agent: *\nDisallow: /", "/page", Forbidden()),
        ("User-agent: *\nUser-agent: Otherbot\nDisallow: /", "/page", Forbidden()),
        ("User-agent: *\nDisallow: /a\nUser-agent: Otherbot\nDisallow: /", "/page", Allowed()),
        ("User-agent: *\nSitemap: /map.xml\nDisallow: /", "/page", Forbidden()),
        ("User-agent: *\nCrawl-delay: 5", "/page", Allowed(pause=5)),
        ("User-agent: *\nCrawl-delay: 86400", "/page", Allowed(pause=60)),
        ("User-agent: *\nCrawl-delay: soon", "/page", Allowed()),
        ("User-agent: *\nDisallow: /", "/robots.txt", Allowed()),
        ("<!doctype html><title>Welcome</title>", "/page", Allowed()),
        ("Disallow: /", "/page", Allowed()),
    ],
)
async def test_what_sites_say(asking: Asking, text: str, path: str, verdict: Verdict) -> None:
    asking.says(text)
    assert await asking.allows(path) == verdict


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_a_site_without_rules_forbids_nothing(asking: Asking, status: int) -> None:
    asking.server.at("/robots.txt", reply(status=status))
    assert await asking.allows() == Allowed()


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_site_in_trouble_is_asked_again_after_an_hour(asking: Asking, status: int) -> None:
    asking.server.at("/robots.txt", reply(status=status))
    assert await asking.allows() == Unknown(f"its robots.txt is answered with {status}")
    asking.says("")
    asking.now += timedelta(minutes=59)
    assert isinstance(await asking.allows(), Unknown)
    asking.now += timedelta(minutes=2)
    assert await asking.allows() == Allowed()
    assert asking.fetched == 2


async def test_a_site_that_hangs_forbids_for_now(asking: Asking) -> None:
    asking.server.at("/robots.txt", hangs())
    assert await asking.allows() == Unknown("its robots.txt cannot be read: no complete answer within 0.5 s")


async def test_what_is_no_web_address_is_not_asked_about(asking: Asking) -> None:
    assert isinstance(await asking.robots.allows("file:///etc/passwd"), Unknown)
    assert asking.server.connections == 0


async def test_rules_are_fetched_once_a_day(asking: Asking) -> None:
    for text, verdict in (("User-agent: *\nDisallow: /", Forbidden()), ("", Allowed())):
        asking.says(text)
        assert await asking.allows("/a") == await asking.allows("/b") == verdict
        asking.now += timedelta(hours=23)
        assert await asking.allows("/c") == verdict
        asking.now += timedelta(hours=2)
    assert asking.fetched == 2


async def test_many_that_ask_at_once_wait_for_one_answer(asking: Asking) -> None:
    asking.says("User-agent: *\nDisallow: /")
    verdicts = await asyncio.gather(*(asking.allows(f"/{number}") for number in range(20)))
    assert set(verdicts) == {Forbidden()}
    assert asking.fetched == 1


async def test_every_origin_has_rules_of_its_own(asking: Asking) -> None:
    asking.says("User-agent: *\nDisallow: /")
    async with HostileServer.serving() as other:
        other.at("/robots.txt", reply(b""))
        assert await asking.robots.allows(other.url("/page")) == Allowed()
        assert await asking.allows() == Forbidden()


async def test_rules_may_have_moved(asking: Asking) -> None:
    asking.server.at("/robots.txt", redirect("/rules.txt", 301))
    asking.server.at("/rules.txt", reply(b"User-agent: *\nDisallow: /"))
    assert await asking.allows() == Forbidden()


async def test_of_endless_rules_the_first_half_megabyte_counts(asking: Asking) -> None:
    start = head() + b"User-agent: *\nDisallow: /page\n"
    asking.server.at("/robots.txt", endless(start, b"Disallow: /other\n" * 1_000))
    assert await asking.allows() == Forbidden()


async def test_ten_thousand_robots_with_ten_thousand_rules(asking: Asking) -> None:
    """Protego alone keeps a hundred million rules for these."""
    names = "".join(f"User-agent: bot{number}\n" for number in range(10_000))
    rules = "".join(f"Disallow: /{number}*x\n" for number in range(10_000))
    asking.says(f"{names}User-agent: *\n{rules}")
    async with asyncio.timeout(20):
        assert await asking.allows("/9999ax") == Forbidden()


async def test_only_so_much_is_remembered(asking: Asking) -> None:
    asking.says("User-agent: *\n" + f"Disallow: /{'x' * 1_000}\n" * (MOST // 1_014))
    for host in range(1, 20):
        async with HostileServer.serving([f"127.0.1.{host}"], port=asking.server.port) as other:
            other.at("/robots.txt", asking.server.behaviours["/robots.txt"])
            assert await asking.robots.allows(other.url("/page", host=f"127.0.1.{host}")) == Allowed()
    assert 0 < asking.robots.characters_kept <= 8_000_000
