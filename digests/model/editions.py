"""What a chat gets for one slot of one day, and the ledger of getting it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from digests.model.articles import Span
from digests.model.digests import Digest, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Words that a chat was shown and that their outlet prints otherwise since, or no more."""

    number: int
    """Row number of the correction."""
    outlet: str
    told_on: date
    """The local day of the edition that showed them."""
    place: int
    """Of the story in that edition, from 1."""
    was: Passage
    now: Passage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineup:
    """What an edition tells: the same for all chats to which the same is new."""

    since: datetime
    """Nothing seen before this counted as new."""
    made_at: datetime
    digests: tuple[Digest, ...]
    articles: int
    sources: int
    """Of the articles and sources that came in since `since`, in all."""
    elsewhere: int = 0
    """Stories since `since` that did not fit."""
    updates: frozenset[int] = frozenset()
    """Stories of the digests that were told before, and that have moved on."""
    followed: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Stories of the digests that were brought by what the chats follow, each with the words of that."""
    silent: tuple[str, ...] = ()
    """Sources of which nothing has come since `since`, though it should have."""
    corrections: tuple[Correction, ...] = ()
    key: int | None = field(default=None, compare=False)
    """Row number; None before it is stored."""


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quotation as a line-up showed it."""

    place: int
    """Number of its story, from 1."""
    article: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What stood in a line-up, without its texts: by it is known what is new to those who got it."""

    since: datetime
    made_at: datetime
    stories: tuple[int, ...]
    quotes: tuple[ShownQuote, ...]
    corrections: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one chat gets for one slot of one local day."""

    chat: int
    local_date: date
    due_at: datetime
    lineup: Lineup


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
LOST_STATES = (DeliveryState.GONE, DeliveryState.REJECTED, DeliveryState.DROPPED)
"""Of deliveries that surely did not reach their chat."""


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
    lineup: int
    """Row number of what the edition tells."""
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
    settled_at: datetime | None = None
    """When it came to its last state."""

    @classmethod
    def planned(cls, key: DeliveryKey, lineup: int, due_at: datetime, thread: int | None = None) -> Delivery:
        """A row whose sending has not begun."""
        return cls(
            key=key,
            lineup=lineup,
            thread=thread,
            state=DeliveryState.PLANNED,
            attempt=0,
            doubtful=False,
            due_at=due_at,
            not_before=due_at,
            owner=None,
            lease_until=None,
            message_id=None,
            reason=None,
        )
