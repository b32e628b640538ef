"""What comes of a send, and what that makes of the delivery. Pure.

Telegram's sendMessage has no idempotency key and a bot cannot read a chat back, so an answer that
never came leaves the message in doubt for good. The promise: never lost without a ledger row saying
so, and at most one duplicate for each doubtful send, silent by default.

No delivery goes round for ever: attempts that counted are few (`_MOST_ATTEMPTS` and one doubtful resend),
and those that did not count end when it is too late.
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
    note: str | None = None
    """What was wrong all the same, e.g. markup that Telegram refused and that went out as plain text."""


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Surely not sent; may be tried again after `wait`."""

    wait: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """Claimed and not begun: it keeps its place among those that wait."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Claimed and not begun: the chat has paused or unsubscribed meanwhile."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat cannot be reached any more: blocked, kicked, deleted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Telegram does not find the chat. A server that was just started says so too: asked again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Barred:
    """The bot is in the chat, but may not write there."""

    reason: str


@dataclass(frozen=True, slots=True)
class TopicLost:
    """The forum topic takes no message: closed, and perhaps open again tomorrow, or else deleted. Of a
    message to no topic it says that the general one is closed."""

    closed: bool


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


Outcome: TypeAlias = (
    Sent | RetryAt | Withheld | Unwanted | Gone | Missing | Barred | TopicLost | Moved | Rejected | Unknown
)


LEASE = timedelta(seconds=90)
"""Longer than any send can take: what is still being sent after it was left by a process that died."""


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
    lease: timedelta = LEASE


TOO_LATE = "more than the catch-up time late"
_LEAST_WAIT = timedelta(milliseconds=100)
_MISSING_WAIT = timedelta(minutes=1)
_MISSING_ATTEMPTS = 3
_MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class CloseChat:
    """The chat gets no more editions until it comes back."""

    reason: str


@dataclass(frozen=True, slots=True)
class MoveChat:
    """All rows of the chat get this id."""

    chat: int


@dataclass(frozen=True, slots=True)
class BarChat:
    """The chat gets no more editions until the bot may write there again, and its keeper is told why."""

    reason: str


@dataclass(frozen=True, slots=True)
class TellKeeper:
    """Nothing changes, but the person who set up the chat must know."""

    reason: str


@dataclass(frozen=True, slots=True)
class ForgetTopic:
    """Slots and planned deliveries of the chat that have this topic lose it."""

    thread: int


Effect: TypeAlias = CloseChat | MoveChat | BarChat | TellKeeper | ForgetTopic


@dataclass(frozen=True, slots=True)
class Transition:
    """The delivery's next row, and what has to happen to its chat."""

    delivery: Delivery
    effect: Effect | None = None


def settle(delivery: Delivery, outcome: Outcome, now: datetime, policy: Policy) -> Transition:
    """What an outcome makes of a delivery that was being sent."""
    match outcome:
        case Sent(message_id, note):
            return Transition(_closed(delivery, DeliveryState.SENT, note, now, message_id))
        case RetryAt(wait, reason):
            return Transition(_uncounted(delivery, now, max(wait, _LEAST_WAIT), reason, policy))
        case Withheld(reason):
            back = _planned(delivery, delivery.not_before, reason)
            return Transition(replace(back, attempt=delivery.attempt - 1))
        case Unwanted(reason):
            return Transition(_dropped(delivery, reason, now))
        case Gone(reason):
            return Transition(_closed(delivery, DeliveryState.GONE, reason, now), CloseChat(reason))
        case Missing(reason) if delivery.attempt < _MISSING_ATTEMPTS:
            return Transition(_again(delivery, now, _MISSING_WAIT, reason, policy))
        case Missing(reason):
            return Transition(_closed(delivery, DeliveryState.GONE, reason, now), CloseChat(reason))
        case Barred(reason):
            return Transition(_closed(delivery, DeliveryState.GONE, reason, now), BarChat(reason))
        case TopicLost(closed):
            return _without_topic(delivery, closed, now, policy)
        case Moved(chat):
            return Transition(_moved(delivery, now, policy), MoveChat(chat))
        case Rejected(reason):
            return Transition(_closed(delivery, DeliveryState.REJECTED, reason, now))
        case Unknown(reason):
            return Transition(_doubtful(delivery, now, reason, policy))
        case _:
            assert_never(outcome)


def is_too_late(delivery: Delivery, now: datetime, policy: Policy) -> bool:
    """Whether the edition is of no use any more: yesterday's paper."""
    return punctuality(delivery.due_at, now, policy.catch_up) is Punctuality.TOO_LATE


def too_late(delivery: Delivery, now: datetime) -> Delivery:
    """A delivery that waited too long, e.g. while Telegram was out of reach."""
    return _dropped(delivery, TOO_LATE, now)


def is_silent(delivery: Delivery, policy: Policy) -> bool:
    """Whether a resend must not ring: the first one may have rung already."""
    return delivery.doubtful and policy.ambiguous is Ambiguous.RESEND_SILENT


def _again(delivery: Delivery, now: datetime, wait: timedelta, reason: str, policy: Policy) -> Delivery:
    if is_too_late(delivery, now + wait, policy):
        return _dropped(delivery, f"too late after: {reason}", now)
    return _planned(delivery, now + wait, reason)


def _uncounted(delivery: Delivery, now: datetime, wait: timedelta, reason: str, policy: Policy) -> Delivery:
    """Nothing left this process, so the attempt does not count."""
    after = _again(delivery, now, wait, reason, policy)
    return replace(after, attempt=delivery.attempt - 1) if after.state is DeliveryState.PLANNED else after


def _without_topic(delivery: Delivery, closed: bool, now: datetime, policy: Policy) -> Transition:
    reason = "topic closed" if closed else "topic deleted"
    if delivery.thread is None:
        return Transition(_closed(delivery, DeliveryState.REJECTED, reason, now), TellKeeper(reason))
    after = _uncounted(delivery, now, _LEAST_WAIT, reason, policy)
    return Transition(replace(after, thread=None), None if closed else ForgetTopic(delivery.thread))


def _moved(delivery: Delivery, now: datetime, policy: Policy) -> Delivery:
    if delivery.attempt >= _MOST_ATTEMPTS:  # two ids that name each other
        return _closed(delivery, DeliveryState.REJECTED, "chat moved too often", now)
    return _again(delivery, now, timedelta(0), "chat moved", policy)


def _doubtful(delivery: Delivery, now: datetime, reason: str, policy: Policy) -> Delivery:
    if delivery.doubtful or policy.ambiguous is Ambiguous.SKIP or is_too_late(delivery, now, policy):
        return _closed(delivery, DeliveryState.UNKNOWN, reason, now)
    return replace(_planned(delivery, now + policy.doubt_wait, reason), doubtful=True)


def _dropped(delivery: Delivery, reason: str, now: datetime) -> Delivery:
    """Not sent any more. Whether an attempt before this one arrived stays unknown where it was in doubt."""
    state = DeliveryState.UNKNOWN if delivery.doubtful else DeliveryState.DROPPED
    return _closed(delivery, state, reason, now)


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
    delivery: Delivery,
    state: DeliveryState,
    reason: str | None,
    now: datetime,
    message_id: int | None = None,
) -> Delivery:
    return replace(
        delivery,
        state=state,
        owner=None,
        lease_until=None,
        reason=reason,
        message_id=message_id,
        settled_at=now,
    )
