"""From a page's HTML to its article: the text, and what the page says about itself.

HTML as fetched or dropped comes in; plain text with one paragraph a line goes to cleaning, because even
the best extraction leaves captions and teasers behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from digests.errors import ArticleRejected

if TYPE_CHECKING:
    from trafilatura.settings import Document

SHORTEST = 250
"""Characters; less than that from the precise mode and the default mode has a try."""

LONGEST_HTML = 5_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds; everything but the text may be missing."""

    text: str
    title: str | None
    published: datetime | None
    language: str | None
    site: str | None


def extract(html: str) -> Page:
    """The article in `html`. Raises ArticleRejected where there is none to be found."""
    if len(html) > LONGEST_HTML:
        raise ArticleRejected(f"page of {len(html):,} characters is longer than {LONGEST_HTML:,}")
    document = _extracted(html, precise=True)
    if document is None or len(document.text or "") < SHORTEST:
        document = _longer(document, _extracted(html, precise=False))
    if document is None or not (document.text or "").strip():
        raise ArticleRejected("no article text found in the page")
    return Page(
        text=document.text or "",
        title=_line(document.title),
        published=_day(document.date),
        language=_line(document.language),
        site=_line(document.sitename),
    )


def _extracted(html: str, *, precise: bool) -> Document | None:
    # Loads lxml and a good deal more: only where pages come in.
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            html, favor_precision=precise, include_comments=False, with_metadata=True, include_tables=True
        )
    except Exception as error:
        # Any page can be fed to it, and parsers break in ways no list of errors covers.
        raise ArticleRejected(f"the page cannot be parsed: {error}") from error
    if isinstance(found, dict):
        raise TypeError("trafilatura was asked for a document, not a dictionary")
    return found


def _longer(one: Document | None, other: Document | None) -> Document | None:
    candidates = [document for document in (one, other) if document is not None]
    return max(candidates, key=lambda document: len(document.text or ""), default=None)


def _line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _day(value: str | None) -> datetime | None:
    """Pages are dated by the day at best; midnight in UTC stands for it."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None
    except ValueError:
        return None
