"""What a chat gets for one slot of one day, and the ledger of getting it there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

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
    updates: frozenset[int] = frozenset()
    """Stories of the digests that the chat was told before, and that have moved on."""
    silent: tuple[str, ...] = ()
    """Sources of which nothing has come since `since`, though it should have."""
    corrections: tuple[Correction, ...] = ()
    key: int | None = field(default=None, compare=False)
    """Row number; None before it is stored."""


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
    settled_at: datetime | None = None
    """When it came to its last state."""
