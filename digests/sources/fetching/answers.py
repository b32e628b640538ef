"""What comes of asking for an address: values for whoever asked, never exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from digests.errors import PullquoteError


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


Answer = Fetched | NotModified | Refused | Failed


class Unfetchable(PullquoteError):
    """Ends a request with this reason; becomes `Failed` before it leaves the package."""
