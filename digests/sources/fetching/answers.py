"""What comes of asking for an address: values for whoever asked, never exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto

from digests.errors import PullquoteError


class Hindrance(Enum):
    """Why there is no document, as far as a reader who asked for it can do something about it."""

    SILENT = auto()
    """No usable answer, now."""
    PRIVATE = auto()
    """The address is one of a private network."""
    TOO_LARGE = auto()
    MISSING = auto()
    """The server does not give it."""
    FORBIDDEN = auto()
    """The site does not want it to be fetched (robots.txt)."""
    NO_PAGE = auto()
    """A picture, a film, a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document, unpacked and within its limit."""

    body: bytes
    content_type: str | None
    address: str
    """Where it was found, after all redirects."""
    permanent: str | None = None
    """Where permanent redirects (301, 308) lead that nothing temporary came before; None without any."""
    etag: str | None = None
    """As it came; with `modified` to be sent back next time."""
    modified: str | None = None
    max_age: timedelta | None = None
    """How long the server asks not to be asked again (`Cache-Control`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """As it was when the validators that were sent came. A success."""

    permanent: str | None = None
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An answer, but no document: any other HTTP status."""

    status: int
    retry_after: timedelta | None = None
    permanent: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """No usable answer; the reason is told to the operator and holds no secret of the address."""

    reason: str
    hindrance: Hindrance = field(default=Hindrance.SILENT, compare=False)


Answer = Fetched | NotModified | Refused | Failed


class Unfetchable(PullquoteError):
    """Ends a request with this reason; becomes `Failed` before it leaves the package."""

    def __init__(self, reason: str, hindrance: Hindrance = Hindrance.SILENT) -> None:
        super().__init__(reason)
        self.hindrance = hindrance
