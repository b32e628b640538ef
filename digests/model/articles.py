"""From what a source delivered to what is stored: one frozen type for each stage.

Offsets are code points into `CleanArticle.text`, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit


def as_utc(moment: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError on a naive datetime, which names no instant."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def outlet_of(source: str | None, url: str | None) -> str | None:
    """Who published it: the source's name, else the host of its link; None where neither is known."""
    if source and source.strip():
        return source.strip()
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    return host.removeprefix("www.") or None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a clean article's text: code points, end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a source delivered, kept as it came. Either `text` or `html` is there."""

    id: str
    """Given by the source, or made from the file's name and the place in it."""
    title: str | None = None
    text: str | None = None
    html: str | None = None
    url: str | None = None
    source: str | None = None
    language: str | None = None
    published: datetime | None = None
    topics: tuple[str, ...] = ()
    author: str | None = None
    image: str | None = None
    identity: str | None = None
    """Names it at its source in all its versions; None where nothing does."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A line that cleaning took out, with the rule that says why."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanArticle:
    """An article's text without junk. Nothing in what stays was changed."""

    id: str
    title: str
    text: str
    language: str
    """ISO 639-1, or "und" where it could not be told."""
    url: str | None
    source: str | None
    published: datetime | None
    topics: tuple[str, ...]
    author: str | None = None
    image: str | None = None
    """Address of the picture that the page shows for itself."""
    dateline: str | None = None
    """Where it was written, as it stood before the first sentence: "TOKYO (Kyodo) -"."""
    removed: tuple[Removal, ...]
    doubtful: bool = False
    """The rules would have taken most of the text, so they were not believed and it stayed."""
    sentences: tuple[Span, ...]
    fingerprint: str
    """Names the content as delivered: the same content twice is one article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A direct quotation: the words between the marks, without the marks."""

    span: Span
    speaker: str | None
    """The fullest name known from the article; None when unknown. Never guessed."""
    mention: Span | None
    """What names the speaker beside the cue, e.g. "he" or "Kishida"."""
    role: Span | None = None
    """What the speaker is, where the text says so beside a mention: "Foreign Minister"."""
    cue: str | None
    confidence: float
    key: bool
    """Worth showing in a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedArticle:
    """A clean article with its summary sentences, best first, and its quotes in text order."""

    article: CleanArticle
    summary: tuple[Span, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An edited article with its place in the store."""

    key: int
    """Row number; grows with time."""
    story: int
    seen_at: datetime
    edited: EditedArticle
    copy_of: int | None = None
    """The article that had this text first; its publisher is no source of its own."""
    audience: int | None = None
    """The private feed whose readers alone may see it; None: everybody may."""

    @property
    def article(self) -> CleanArticle:
        return self.edited.article

    @property
    def time(self) -> datetime:
        """When it was published as far as known, never later than it was first seen."""
        published = self.article.published
        return min(published, self.seen_at) if published else self.seen_at


@dataclass(frozen=True, slots=True)
class IndexText:
    """An article as the search index sees it: our own tokens, joined by spaces (`text/words.py`)."""

    title: str
    body: str
    stems: str
    """Title and body once more, each word stemmed; empty for languages without a stemmer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedArticle:
    """All that one article needs before it can be filed: made in a worker, stored in one transaction."""

    edited: EditedArticle
    index: IndexText
    vector: bytes
    """Its terms for story building, packed (`editor/stories.py`)."""
    signature: bytes = b""
    """To find copies of its text by (`editor/copies.py`); empty for a text too short to tell."""
    lines: frozenset[str] = frozenset()
    """Keys of its short lines as delivered, to learn which of them a source repeats (`text/repeats.py`)."""
