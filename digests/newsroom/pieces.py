"""What sources hand over for filing: one article, or why there is none, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from digests.model import PreparedArticle

_FEED = "feed:"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was when it was read: changed since, it is read again."""

    origin: str
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class FromFile:
    """An article of a file in the inbox."""

    file: File
    number: int
    """Place in the file from 1, or WHOLE."""
    last: bool
    """With it the whole file has been taken in."""

    @property
    def origin(self) -> str:
        return self.file.origin

    def is_source_of(self, origin: str) -> bool:
        """All of the inbox is one source."""
        return not origin.startswith(_FEED)


@dataclass(frozen=True, slots=True)
class FromFeed:
    """An item of a feed."""

    feed: int
    """Its key in the store."""
    url: str
    item: str
    """The item's identity."""
    content: str
    """Hash of what the feed said of it."""

    @property
    def origin(self) -> str:
        return _FEED + self.url

    def is_source_of(self, origin: str) -> bool:
        return origin == self.origin


Provenance: TypeAlias = FromFile | FromFeed


@dataclass(frozen=True, slots=True)
class Piece:
    """One article, ready to be filed, or the reason why there is none."""

    provenance: Provenance
    outcome: PreparedArticle | str
    outlet: str | None = None
    """Whose short lines are counted, where that was known before the article was read."""
    identity: str | None = None
    """Names the article in all its versions."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of some pieces."""

    articles: int = 0
    versions: int = 0
    """Articles that are known, in new words."""
    copies: int = 0
    rejected: int = 0

    def __bool__(self) -> bool:
        return bool(self.articles or self.versions or self.copies or self.rejected)

    def __add__(self, other: Filed) -> Filed:
        return Filed(
            self.articles + other.articles,
            self.versions + other.versions,
            self.copies + other.copies,
            self.rejected + other.rejected,
        )
