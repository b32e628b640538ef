"""Whether a page may be fetched, by its site's robots.txt (RFC 9309).

Fetched once a day for each origin, when it is its host's turn, and only the lines that concern us are kept.
Not asked for feeds: a feed is there to be fetched, and somebody has chosen it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

from protego import Protego

from digests.sources.fetching.answers import (
    Answer,
    Failed,
    Fetched,
    Hindrance,
    NotModified,
    Refused,
    Unfetchable,
)
from digests.sources.fetching.courtesy import Courtesy
from digests.sources.fetching.fetcher import Fetcher
from digests.sources.fetching.locations import Location, locate

PRODUCT = "Pullquote"
"""What names this robot in a robots.txt."""
MOST = 500 * 1024
"""Bytes of a robots.txt that are read; the RFC asks for no less."""

_KEPT_FOR = timedelta(days=1)
_TRIED_AGAIN = timedelta(hours=1)
"""After a site that could not say."""
_KEPT_CHARACTERS = 8_000_000
_KEPT_ORIGINS = 10_000
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Allowed:
    pause: float = 0.0
    """Seconds that the site wants between requests; for `Courtesy.turn`."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The site does not want the page to be fetched."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The site cannot say at the moment, so the page must not be fetched now."""

    reason: str
    hindrance: Hindrance = field(default=Hindrance.SILENT, compare=False)


Verdict = Allowed | Forbidden | Unknown


@dataclass(frozen=True, slots=True)
class _Known:
    rules: str | Unknown
    until: datetime

    @property
    def size(self) -> int:
        return len(self.rules) if isinstance(self.rules, str) else 0


class Robots:
    """Remembers what sites allow, as many as fit into a few megabytes."""

    def __init__(self, fetcher: Fetcher, courtesy: Courtesy, clock: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._courtesy = courtesy
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._characters = 0

    async def allows(self, url: str) -> Verdict:
        """Takes its host's turn if it has to ask: not to be called while holding that turn."""
        try:
            location = locate(url)
        except Unfetchable as unfetchable:
            return Unknown(str(unfetchable), unfetchable.hindrance)
        known = self._fresh(location) or await self._asked(location)
        if isinstance(known.rules, Unknown):
            return known.rules
        # In a thread: half a megabyte of rules takes a tenth of a second.
        return await asyncio.to_thread(_judge, known.rules, str(location))

    @property
    def characters_kept(self) -> int:
        return self._characters

    def _fresh(self, location: Location) -> _Known | None:
        known = self._known.get(location.origin)
        return known if known is not None and known.until > self._clock() else None

    async def _asked(self, location: Location) -> _Known:
        async with self._courtesy.turn(location.host):
            # Whoever had the turn before may have asked the same.
            if known := self._fresh(location):
                return known
            answer = await self._fetcher.get(
                f"{location.origin}/robots.txt", most=MOST, accept="text/plain, */*;q=0.1", cut=True
            )
        rules = _rules(answer)
        kept_for = _TRIED_AGAIN if isinstance(rules, Unknown) else _KEPT_FOR
        known = _Known(rules, self._clock() + kept_for)
        self._keep(location.origin, known)
        return known

    def _keep(self, origin: str, known: _Known) -> None:
        before = self._known.pop(origin, None)
        self._known[origin] = known
        self._characters += known.size - (before.size if before else 0)
        while self._characters > _KEPT_CHARACTERS or len(self._known) > _KEPT_ORIGINS:
            _, oldest = self._known.popitem(last=False)
            self._characters -= oldest.size


def _rules(answer: Answer) -> str | Unknown:
    """RFC 9309, 2.3.1: what is not there forbids nothing, what cannot be reached forbids everything."""
    match answer:
        case Fetched(body=body):
            return "\n".join(_ours(body.decode("utf-8-sig", "replace")))
        case Refused(status=status) if 400 <= status < 500 and status != 429:
            return ""
        case Refused(status=status):
            return Unknown(f"its robots.txt is answered with {status}")
        case Failed(reason, hindrance):
            return Unknown(f"its robots.txt cannot be read: {reason}", hindrance)
        case NotModified():
            return Unknown("its robots.txt is answered with 304")
        case _:
            assert_never(answer)


def _ours(text: str) -> Iterator[str]:
    """The groups for us and for everybody. Protego would hang on a file of ten thousand names before ten
    thousand rules, which it keeps for each of them."""
    concerns_us = among_names = False
    for line in text.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            concerns_us = among_names and concerns_us
            among_names = True
            product = value.partition("/")[0].strip().lower()
            if product in (PRODUCT.lower(), "*"):
                concerns_us = True
                yield f"User-agent: {product}"
        elif name in ("allow", "disallow", "crawl-delay"):
            among_names = False
            if concerns_us:
                yield f"{name}: {value}"


def _judge(rules: str, url: str) -> Verdict:
    parsed = Protego.parse(rules)
    if not parsed.can_fetch(url, PRODUCT):
        return Forbidden()
    return Allowed(min(parsed.crawl_delay(PRODUCT) or 0.0, _LONGEST_PAUSE))
