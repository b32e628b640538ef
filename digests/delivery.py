"""What comes of a send, and what that makes of the delivery. Pure.

Telegram's sendMessage has no idempotency key and a bot cannot read a chat back, so an answer that
never came leaves the message in doubt for good. The promise: never lost without a ledger row saying
so, and at most one duplicate for each doubtful send, silent by default.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias, assert_never

from digests.model import Delivery, DeliveryState
from digests.schedule import Punctuality, punctuality


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram has it."""

    message_id: int


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Surely not sent; may be tried again after `wait`."""

    wait: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat cannot be reached any more: blocked, kicked, deleted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with this id."""

    chat: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram refuses this message, and would refuse it again: our mistake."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It left, and no answer came: it may or may not stand in the chat."""

    reason: str


Outcome: TypeAlias = Sent | RetryAt | Gone | Moved | Rejected | Unknown


class Ambiguous(StrEnum):
    """What to do about a send in doubt (`delivery.ambiguous`)."""

    RESEND_SILENT = "resend_silent"
    SKIP = "skip"
    RESEND = "resend"


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's choices about deliveries."""

    ambiguous: Ambiguous = Ambiguous.RESEND_SILENT
    catch_up: timedelta = timedelta(hours=6)
    doubt_wait: timedelta = timedelta(seconds=5)
    """Pause before a doubtful message is sent again."""


@dataclass(frozen=True, slots=True)
class CloseChat:
    """The chat gets no more editions until it comes back."""

    reason: str


@dataclass(frozen=True, slots=True)
class MoveChat:
    """All rows of the chat get this id."""

    chat: int


@dataclass(frozen=True, slots=True)
class Transition:
    """The delivery's next row, and what has to happen to its chat."""

    delivery: Delivery
    effect: CloseChat | MoveChat | None = None


def settle(delivery: Delivery, outcome: Outcome, now: datetime, policy: Policy) -> Transition:
    """What an outcome makes of a delivery that was being sent."""
    match outcome:
        case Sent(message_id):
            return Transition(_closed(delivery, DeliveryState.SENT, None, message_id))
        case RetryAt(wait, reason):
            return Transition(_again(delivery, now, wait, reason, policy))
        case Gone(reason):
            return Transition(_closed(delivery, DeliveryState.GONE, reason), CloseChat(reason))
        case Moved(chat):
            return Transition(_again(delivery, now, timedelta(0), "chat moved", policy), MoveChat(chat))
        case Rejected(reason):
            return Transition(_closed(delivery, DeliveryState.REJECTED, reason))
        case Unknown(reason):
            return Transition(_doubtful(delivery, now, reason, policy))
        case _:
            assert_never(outcome)


def is_too_late(delivery: Delivery, now: datetime, policy: Policy) -> bool:
    """Whether the edition is of no use any more: yesterday's paper."""
    return punctuality(delivery.due_at, now, policy.catch_up) is Punctuality.TOO_LATE


def too_late(delivery: Delivery) -> Delivery:
    """A delivery that waited too long, e.g. while Telegram was out of reach."""
    return _closed(delivery, DeliveryState.DROPPED, "more than the catch-up time late")


def is_silent(delivery: Delivery, policy: Policy) -> bool:
    """Whether a resend must not ring: the first one may have rung already."""
    return delivery.doubtful and policy.ambiguous is Ambiguous.RESEND_SILENT


def _again(delivery: Delivery, now: datetime, wait: timedelta, reason: str, policy: Policy) -> Delivery:
    if is_too_late(delivery, now + wait, policy):
        return _closed(delivery, DeliveryState.DROPPED, f"too late after: {reason}")
    # Nothing left this process, so the attempt does not count.
    return replace(_planned(delivery, now + wait, reason), attempt=delivery.attempt - 1)


def _doubtful(delivery: Delivery, now: datetime, reason: str, policy: Policy) -> Delivery:
    if delivery.doubtful or policy.ambiguous is Ambiguous.SKIP or is_too_late(delivery, now, policy):
        return _closed(delivery, DeliveryState.UNKNOWN, reason)
    return replace(_planned(delivery, now + policy.doubt_wait, reason), doubtful=True)


def _planned(delivery: Delivery, not_before: datetime, reason: str) -> Delivery:
    return replace(
        delivery,
        state=DeliveryState.PLANNED,
        not_before=not_before,
        owner=None,
        lease_until=None,
        reason=reason,
    )


def _closed(
    delivery: Delivery, state: DeliveryState, reason: str | None, message_id: int | None = None
) -> Delivery:
    return replace(delivery, state=state, owner=None, lease_until=None, reason=reason, message_id=message_id)
