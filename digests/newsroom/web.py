"""Feeds and pages from the web, asked for politely: each host in its turn, pages where they are allowed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Self, assert_never

from digests.newsroom.items import Later, NoPage, PageOutcome, judge_page
from digests.sources.fetching.answers import Answer, Failed, Fetched, Hindrance, Unfetchable
from digests.sources.fetching.courtesy import PAUSE, Courtesy
from digests.sources.fetching.fetcher import FEED, PAGE, PAGE_TYPES, SECONDS, Fetcher
from digests.sources.fetching.locations import locate
from digests.sources.fetching.robots import Allowed, Forbidden, Robots, Unknown


@dataclass(frozen=True, slots=True)
class Web:
    """The client, with its manners."""

    fetcher: Fetcher
    courtesy: Courtesy
    robots: Robots

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        agent: str,
        *,
        clock: Callable[[], datetime],
        stopwatch: Callable[[], float],
        allow_private: bool = False,
        pause: float = PAUSE,
        seconds: float = SECONDS,
    ) -> AsyncIterator[Self]:
        """`agent` is the User-Agent, `pause` the seconds between two requests to a host, `seconds` the most
        that one may take; `stopwatch` is monotonic."""
        fetcher = Fetcher(agent, clock=clock, allow_private=allow_private, seconds=seconds)
        courtesy = Courtesy(stopwatch, pause=pause)
        try:
            yield cls(fetcher, courtesy, Robots(fetcher, courtesy, clock))
        finally:
            await fetcher.close()

    async def feed(self, address: str, etag: str | None = None, modified: str | None = None) -> Answer:
        try:
            host = host_of(address)
        except Unfetchable as failure:
            return Failed(str(failure))
        async with self.courtesy.turn(host):
            return await self.fetcher.get(address, most=FEED, etag=etag, modified=modified)

    async def page(self, url: str) -> PageOutcome:
        verdict = await self.robots.allows(url)
        match verdict:
            case Allowed(pause):
                async with self.courtesy.turn(host_of(url), pause=pause):
                    answer = await self.fetcher.get(url, most=PAGE, accept=PAGE_TYPES)
                if isinstance(answer, Fetched) and await self._strayed(url, answer.address):
                    return NoPage(
                        "the robots.txt of the site that it leads to forbids it", Hindrance.FORBIDDEN
                    )
                return judge_page(answer)
            case Forbidden():
                return NoPage("its site's robots.txt forbids it", Hindrance.FORBIDDEN)
            case Unknown(reason, hindrance):
                return Later(reason, hindrance)
        assert_never(verdict)

    async def _strayed(self, url: str, address: str) -> bool:
        """Whether redirects led to another site, and to a page there that may not be read."""
        if locate(address).origin == locate(url).origin:
            return False
        return isinstance(await self.robots.allows(address), Forbidden)


def host_of(address: str) -> str:
    """Whose turn an address takes. Raises Unfetchable for what is no address."""
    return locate(address).host
