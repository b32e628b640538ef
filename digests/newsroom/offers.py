"""What comes of looking at feeds for a reader, and of adding them: values, and offers as they are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from digests.model import Digest
from digests.sources.feeds import FoundFeed
from digests.sources.fetching.answers import Hindrance
from digests.sources.fetching.locations import locate


@dataclass(frozen=True, slots=True)
class Limits:
    """How many private feeds there may be."""

    each: int
    """Of one chat."""
    all: int
    """Of all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A feed that can be added."""

    offer: int
    address: str
    title: str
    recent: int
    """Articles of the last seven days that it shows."""
    has_times: bool
    """It says when its articles came out."""
    newest: Digest | None
    """None where nothing can be told of its newest article, or there is none."""
    newest_title: str | None


@dataclass(frozen=True, slots=True)
class Several:
    """The page there names several feeds to choose from."""

    offer: int
    feeds: tuple[FoundFeed, ...]


@dataclass(frozen=True, slots=True)
class Public:
    """It is one of the bot's own sources: everybody sees its news, and whoever likes follows it."""

    offer: int
    outlet: str


@dataclass(frozen=True, slots=True)
class Had:
    """The chat reads it already."""

    outlet: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no feed. None: it took too long."""

    hindrance: Hindrance | None


@dataclass(frozen=True, slots=True)
class TooMany:
    """The chat has as many as it may have."""

    limit: int


@dataclass(frozen=True, slots=True)
class Full:
    """The bot has as many private feeds as it can visit."""


@dataclass(frozen=True, slots=True)
class UsedUp:
    """So many were looked at today."""

    limit: int


@dataclass(frozen=True, slots=True)
class Busy:
    """Too many look at feeds just now."""


Looked: TypeAlias = Sample | Several | Public | Had | NotFound | TooMany | UsedUp | Busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What of a list can be added."""

    offer: int | None
    """None where there is nothing."""
    feeds: tuple[FoundFeed, ...]
    listed: int
    new: int
    """Of which only as many can be added as there is room for."""
    had: int
    public: int
    refused: tuple[str, ...]
    """Names of entries whose address cannot be fetched."""
    left_out: int
    """Those, and entries without an address."""
    limit: int


@dataclass(frozen=True, slots=True)
class NoList:
    """The file is no list of feeds."""


@dataclass(frozen=True, slots=True)
class Added:
    """By their names; those without one by their host."""

    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """What was offered is public by now, and followed."""

    outlet: str


@dataclass(frozen=True, slots=True)
class NothingNew:
    """The chat had all of it."""


Outcome: TypeAlias = Added | Followed | TooMany | Full | NothingNew
"""What came of adding what was offered."""


@dataclass(frozen=True, slots=True)
class Removed:
    undo: int
    """The offer that brings it back."""
    outlet: str


def address_of(typed: str) -> str:
    """The web address that somebody means, who may leave out its beginning. Raises Unfetchable."""
    typed = typed.strip()
    address = typed if "://" in typed else f"https://{typed}"
    locate(address)
    return address


def written_offer(found: Sequence[FoundFeed]) -> str:
    told = [[each.address, each.title] for each in found]
    return json.dumps(told, ensure_ascii=True, separators=(",", ":"))


def read_offer(written: str) -> tuple[FoundFeed, ...]:
    return tuple(FoundFeed(address, title) for address, title in json.loads(written))
