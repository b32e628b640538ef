"""Where editions go, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
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
