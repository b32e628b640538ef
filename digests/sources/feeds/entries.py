"""What a feed says, as it says it: the form that every kind of feed is read into.

`xml_feed` and `json_feed` make these; `items` judges them. Nothing is decided yet: dates are words, texts are
markup, links may be relative to `Document.base`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text in a feed."""

    source: str
    is_markup: bool = True
    """HTML; else what looks like tags is meant to be read."""
    is_content: bool = False
    """Said to be the article itself, not a summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed says of one article."""

    guid: str | None = None
    links: tuple[str, ...] = ()
    """Addresses of the article, the most trustworthy first."""
    title: Fragment | None = None
    texts: tuple[Fragment, ...] = ()
    published: tuple[str, ...] = ()
    """Dates as written, the one to believe first."""
    updated: str | None = None
    authors: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    """Addresses, the one that stands for the article first."""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed before anything in it is judged."""

    title: Fragment | None
    link: str | None
    base: str
    """What relative links of entries are relative to."""
    language: str | None
    ttl: timedelta | None = None
    entries: tuple[Entry, ...]
    left_out: int = 0
    """Entries that were cut off before reading."""
