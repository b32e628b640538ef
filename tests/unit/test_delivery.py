"""What comes of a send: one table for outcomes and policies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digests.delivery import (
    Ambiguous,
    CloseChat,
    Gone,
    MoveChat,
    Moved,
    Outcome,
    Policy,
    Rejected,
    RetryAt,
    Sent,
    Unknown,
    is_silent,
    settle,
)
from digests.model import DeliveryState as State
from tests.builders import at, delivery

NOW = at("2026-11-24 08:00:10")
FIVE = timedelta(seconds=5)


def sending(**changes: object):  # type: ignore[no-untyped-def]
    return delivery(
        **{"state": State.SENDING, "attempt": 1, "owner": "me", "lease_until": "2026-11-24 08:05", **changes}
    )


@pytest.mark.parametrize(
    ("outcome", "doubtful", "policy", "state", "attempt"),
    [
        (Sent(9), False, Ambiguous.RESEND_SILENT, State.SENT, 1),
        (Sent(9), True, Ambiguous.RESEND_SILENT, State.SENT, 1),
        (RetryAt(FIVE, "429"), False, Ambiguous.RESEND_SILENT, State.PLANNED, 0),
        (RetryAt(FIVE, "429"), True, Ambiguous.SKIP, State.PLANNED, 0),
        (RetryAt(timedelta(hours=7), "429"), False, Ambiguous.RESEND, State.DROPPED, 1),
        (Gone("blocked"), False, Ambiguous.RESEND_SILENT, State.GONE, 1),
        (Moved(-100), False, Ambiguous.RESEND_SILENT, State.PLANNED, 0),
        (Rejected("too long"), False, Ambiguous.RESEND_SILENT, State.REJECTED, 1),
        (Unknown("no answer"), False, Ambiguous.RESEND_SILENT, State.PLANNED, 1),
        (Unknown("no answer"), True, Ambiguous.RESEND_SILENT, State.UNKNOWN, 1),
        (Unknown("no answer"), False, Ambiguous.RESEND, State.PLANNED, 1),
        (Unknown("no answer"), True, Ambiguous.RESEND, State.UNKNOWN, 1),
        (Unknown("no answer"), False, Ambiguous.SKIP, State.UNKNOWN, 1),
    ],
)
def test_each_outcome_has_its_next_state(
    outcome: Outcome, doubtful: bool, policy: Ambiguous, state: State, attempt: int
) -> None:
    after = settle(sending(doubtful=doubtful), outcome, NOW, Policy(policy)).delivery
    assert (after.state, after.attempt, after.owner, after.lease_until) == (state, attempt, None, None)


def test_what_is_tried_again_waits_as_long_as_it_was_told() -> None:
    after = settle(sending(), RetryAt(FIVE, "429 too many requests"), NOW, Policy()).delivery
    assert (after.not_before, after.reason) == (NOW + FIVE, "429 too many requests")


def test_a_message_that_arrived_keeps_its_number() -> None:
    assert settle(sending(), Sent(9), NOW, Policy()).delivery.message_id == 9


def test_a_chat_that_is_gone_is_closed_and_one_that_moved_is_followed() -> None:
    assert settle(sending(), Gone("blocked"), NOW, Policy()).effect == CloseChat("blocked")
    assert settle(sending(), Moved(-100), NOW, Policy()).effect == MoveChat(-100)
    assert settle(sending(), Sent(9), NOW, Policy()).effect is None


@pytest.mark.parametrize(
    ("doubtful", "policy", "silent"),
    [
        (False, Ambiguous.RESEND_SILENT, False),
        (True, Ambiguous.RESEND_SILENT, True),
        (True, Ambiguous.RESEND, False),
    ],
)
def test_only_a_doubtful_resend_is_silent(doubtful: bool, policy: Ambiguous, silent: bool) -> None:
    assert is_silent(sending(doubtful=doubtful), Policy(policy)) is silent


def test_a_doubtful_send_is_repeated_once_and_then_recorded_as_unknown() -> None:
    first = settle(sending(), Unknown("no answer"), NOW, Policy()).delivery
    assert (first.state, first.doubtful) == (State.PLANNED, True)
    second = settle(sending(doubtful=True, attempt=2), Unknown("no answer"), NOW, Policy()).delivery
    assert (second.state, second.reason) == (State.UNKNOWN, "no answer")
