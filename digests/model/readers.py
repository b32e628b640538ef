"""Where editions go, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


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


class Size(StrEnum):
    """How much of each story an edition tells."""

    BRIEF = "brief"
    """Titles, and one quotation."""
    STANDARD = "standard"
    FULL = "full"
    """Up to three sentences and two quotations."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local wall times between which nothing makes a sound; they may span midnight."""

    start: time
    end: time


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
    paused_until: datetime | None = None
    """No editions before it."""
    quiet: QuietHours | None = None
    silent: bool = False
    """Editions never make a sound."""
    previews: bool = False
    """Telegram may show a preview of an edition's first link."""
    keeper: int | None = None
    """The person who set up a group or channel, and is told in private what is wrong there."""
    chosen_language: str | None = None
    """Of the bot's own words, where the chat wants another one than Telegram reports."""
    size: Size = Size.STANDARD
    reads: tuple[str, ...] = ()
    """Languages of the articles that it wants, as ISO 639-1; none: all."""
    admitted_at: datetime | None = None
    """When it was let in, where the bot is by invitation only."""

    @property
    def speaks(self) -> str:
        """The language that the bot talks in there."""
        return self.chosen_language or self.language

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When a chat gets its edition. Numbered within the chat, so that a moved time keeps its ledger key."""

    chat: int
    number: int
    at: time
    """Local wall time, minutes."""
    days: int
    thread: int | None
    """The forum topic it was set up in."""
    next_due_at: datetime | None
    """UTC; None while nothing is due (unsubscribed, gone)."""
    next_date: date | None = None
    """The local date whose edition is due then. Kept, because after a change of time or zone the instant
    alone does not tell which day is meant."""
    taste: str | None = None
    """Names what is told at it (`model.Taste`); None: everything."""
