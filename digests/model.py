"""The values that travel through the newsroom, one frozen type for each stage.

Offsets are code points into `CleanArticle.text`, end exclusive. Times are aware and in UTC; local
times exist only in `schedule.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Generic, TypeVar

Item = TypeVar("Item")


def as_utc(moment: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError on a naive datetime, which names no instant."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


# --- articles ---------------------------------------------------------------------------------


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
    removed: tuple[Removal, ...]
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
    cue: str | None
    confidence: float
    key: bool
    """Worth showing in a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedArticle:
    """A clean article with its summary sentences and its quotes, each in text order."""

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


# --- digests ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that stand in an article. Made by `Passage.cut` only, so the text is the article's."""

    article: int
    span: Span
    text: str

    @classmethod
    def cut(cls, stored: StoredArticle, span: Span) -> Passage:
        return cls(stored.key, span, span.of(stored.article.text))


@dataclass(frozen=True, slots=True)
class KeyQuote:
    """A quotation as a digest shows it: the passage, and who said it, or no name at all."""

    passage: Passage
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Outlet:
    """One publisher's article in a story."""

    name: str
    url: str | None
    article: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A story's short form: nothing in it was written by us."""

    story: int
    title: str
    url: str | None
    language: str
    sentences: tuple[Passage, ...]
    quotes: tuple[KeyQuote, ...]
    outlets: tuple[Outlet, ...]
    """The one the title comes from first."""
    first_time: datetime
    last_time: datetime


# --- readers ----------------------------------------------------------------------------------


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Standing(StrEnum):
    """Whether a chat gets editions."""

    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    GONE = "gone"
    """Telegram says that nothing can be sent there any more; /start brings it back."""


EVERY_DAY = 0b1111111
"""All seven weekdays, Monday the lowest bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Where editions go and commands come from."""

    id: int
    kind: ChatKind
    name: str
    language: str
    """Of the bot's own words, as Telegram reports it."""
    timezone: str
    """IANA name."""
    standing: Standing
    gone_reason: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When a chat gets its edition. Numbered within the chat, so that a moved time keeps its ledger key."""

    chat: int
    number: int
    at: time
    """Local wall time, minutes."""
    days: int
    thread: int | None
    next_due_at: datetime | None
    """UTC; None while nothing is due (unsubscribed, gone)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one chat gets for one slot of one local day."""

    chat: int
    kind: str
    local_date: date
    slot: int
    due_at: datetime
    since: datetime
    """Nothing seen before this counted as new."""
    made_at: datetime
    digests: tuple[Digest, ...]
    articles: int
    sources: int
    """Of the articles and sources that came in since `since`, in all."""
    elsewhere: int = 0
    """Stories since `since` that did not fit."""


class DeliveryState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    """Committed before any byte leaves: a row found here after a crash is in doubt."""
    SENT = "sent"
    GONE = "gone"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    """Asked twice, never answered: it may or may not stand in the chat."""
    DROPPED = "dropped"
    """Too late to be of use."""


OPEN_STATES = (DeliveryState.PLANNED, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DeliveryKey:
    """One message for one chat: the ledger's primary key, so nothing can be planned twice."""

    chat: int
    kind: str
    local_date: date
    slot: int
    part: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A ledger row."""

    key: DeliveryKey
    edition: int
    """Row number of the edition."""
    thread: int | None
    state: DeliveryState
    attempt: int
    """Sends begun so far; a send known not to have left is not counted."""
    doubtful: bool
    """An earlier attempt may have arrived: send silently."""
    due_at: datetime
    not_before: datetime
    owner: str | None
    lease_until: datetime | None
    message_id: int | None
    reason: str | None


# --- search -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, with the passage that shows why."""

    stored: StoredArticle
    passage: Span
    marks: tuple[Span, ...]
    """The found words, within `stored.article.text`, inside `passage`."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; `number` counts from 0."""

    items: tuple[Item, ...]
    number: int
    pages: int
    total: int


def pages_for(total: int, size: int) -> int:
    """How many pages a list of `total` items takes; an empty list has one empty page."""
    return max(1, -(-total // size))


def page_of(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """The page `number` of a list held in memory, clamped to the pages there are."""
    pages = pages_for(len(items), size)
    number = min(max(number, 0), pages - 1)
    return Page(tuple(items[number * size : (number + 1) * size]), number, pages, len(items))
