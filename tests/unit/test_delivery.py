"""What comes of a send: one table for outcomes, attempts, doubts, policies and lateness."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.delivery import (
    Ambiguous,
    BarChat,
    Barred,
    CloseChat,
    Effect,
    ForgetTopic,
    Gone,
    Missing,
    MoveChat,
    Moved,
    Outcome,
    Policy,
    Rejected,
    RetryAt,
    Sent,
    TellKeeper,
    TopicLost,
    Unknown,
    Unwanted,
    Withheld,
    is_silent,
    is_too_late,
    settle,
    too_late,
)
from digests.model import OPEN_STATES, Delivery
from digests.model import DeliveryState as State
from tests.builders import at, delivery

NOW = at("2026-11-24 08:00:10")
ALMOST_TOO_LATE = at("2026-11-24 13:59:58")
TOO_LATE = at("2026-11-24 14:00:01")
FIVE, HOUR = timedelta(seconds=5), timedelta(hours=1)
SOON = timedelta(milliseconds=100)
MINUTE = timedelta(minutes=1)
BACK = None
"""Instead of a wait: it may go when it might before."""
RESEND, RESEND_SILENT, SKIP = Ambiguous.RESEND, Ambiguous.RESEND_SILENT, Ambiguous.SKIP
TOPIC = 17


def sending(**changes: object) -> Delivery:
    defaults = {"state": State.SENDING, "attempt": 1, "owner": "me", "lease_until": "2026-11-24 08:05"}
    return delivery(**{**defaults, **changes})  # type: ignore[arg-type]


Row = tuple[Outcome, dict[str, object], Ambiguous, datetime, State, int, timedelta | None, Effect | None]
# outcome, row before, policy, now -> state, attempt, wait, effect
TABLE: list[Row] = [
    # it stands in the chat
    (Sent(9), {}, RESEND_SILENT, NOW, State.SENT, 1, None, None),
    (Sent(9), {"doubtful": True, "attempt": 2}, SKIP, NOW, State.SENT, 2, None, None),
    (Sent(9), {}, RESEND_SILENT, TOO_LATE, State.SENT, 1, None, None),
    (Sent(9, "markup refused"), {}, RESEND_SILENT, NOW, State.SENT, 1, None, None),
    # surely not sent: the attempt does not count, and lateness ends it
    (RetryAt(FIVE, "429"), {}, RESEND_SILENT, NOW, State.PLANNED, 0, FIVE, None),
    (RetryAt(FIVE, "429"), {"attempt": 4}, RESEND_SILENT, NOW, State.PLANNED, 3, FIVE, None),
    (RetryAt(FIVE, "429"), {"doubtful": True, "attempt": 2}, SKIP, NOW, State.PLANNED, 1, FIVE, None),
    (RetryAt(timedelta(0), "held"), {}, RESEND, NOW, State.PLANNED, 0, SOON, None),
    (RetryAt(timedelta(hours=7), "429"), {}, RESEND, NOW, State.DROPPED, 1, None, None),
    (RetryAt(FIVE, "429"), {}, RESEND, ALMOST_TOO_LATE, State.DROPPED, 1, None, None),
    # not even begun: as before, and the next claim sees whether it is too late by now
    (Unwanted("paused"), {}, RESEND_SILENT, NOW, State.DROPPED, 1, None, None),
    (Unwanted("paused"), {"doubtful": True}, RESEND_SILENT, NOW, State.UNKNOWN, 1, None, None),
    (Withheld("held"), {}, RESEND_SILENT, NOW, State.PLANNED, 0, BACK, None),
    (Withheld("held"), {"doubtful": True, "attempt": 2}, SKIP, TOO_LATE, State.PLANNED, 1, BACK, None),
    # the chat is lost
    (Gone("blocked"), {}, RESEND_SILENT, NOW, State.GONE, 1, None, CloseChat("blocked")),
    (Gone("blocked"), {"doubtful": True}, RESEND_SILENT, TOO_LATE, State.GONE, 1, None, CloseChat("blocked")),
    (Missing("not found"), {"attempt": 1}, RESEND, NOW, State.PLANNED, 1, MINUTE, None),
    (Missing("not found"), {"attempt": 2}, RESEND, NOW, State.PLANNED, 2, MINUTE, None),
    (Missing("not found"), {"attempt": 3}, RESEND, NOW, State.GONE, 3, None, CloseChat("not found")),
    (Missing("not found"), {"attempt": 1}, RESEND, ALMOST_TOO_LATE, State.DROPPED, 1, None, None),
    # the chat is there, but
    (Barred("no rights"), {}, RESEND, NOW, State.GONE, 1, None, BarChat("no rights")),
    (TopicLost(closed=True), {"thread": TOPIC}, RESEND, NOW, State.PLANNED, 0, SOON, None),
    (TopicLost(closed=False), {"thread": TOPIC}, RESEND, NOW, State.PLANNED, 0, SOON, ForgetTopic(TOPIC)),
    (TopicLost(closed=True), {"thread": TOPIC}, RESEND, TOO_LATE, State.DROPPED, 1, None, None),
    (
        TopicLost(closed=False),
        {"thread": TOPIC},
        RESEND,
        TOO_LATE,
        State.DROPPED,
        1,
        None,
        ForgetTopic(TOPIC),
    ),
    (TopicLost(closed=True), {}, RESEND, NOW, State.REJECTED, 1, None, TellKeeper("topic closed")),
    (TopicLost(closed=False), {}, RESEND, NOW, State.REJECTED, 1, None, TellKeeper("topic deleted")),
    (Moved(-100), {}, RESEND_SILENT, NOW, State.PLANNED, 1, timedelta(0), MoveChat(-100)),
    (Moved(-100), {"attempt": 5}, RESEND_SILENT, NOW, State.REJECTED, 5, None, MoveChat(-100)),
    (Moved(-100), {}, RESEND_SILENT, TOO_LATE, State.DROPPED, 1, None, MoveChat(-100)),
    # the message is our mistake
    (Rejected("too long"), {}, RESEND_SILENT, NOW, State.REJECTED, 1, None, None),
    (Rejected("too long"), {"doubtful": True}, RESEND, TOO_LATE, State.REJECTED, 1, None, None),
    # in doubt: one more attempt, if the operator wants it and it is of use
    (Unknown("no answer"), {}, RESEND_SILENT, NOW, State.PLANNED, 1, FIVE, None),
    (Unknown("no answer"), {}, RESEND, NOW, State.PLANNED, 1, FIVE, None),
    (Unknown("no answer"), {}, SKIP, NOW, State.UNKNOWN, 1, None, None),
    (Unknown("no answer"), {"attempt": 4}, RESEND, NOW, State.PLANNED, 4, FIVE, None),
    (Unknown("no answer"), {"doubtful": True}, RESEND_SILENT, NOW, State.UNKNOWN, 1, None, None),
    (Unknown("no answer"), {"doubtful": True}, RESEND, NOW, State.UNKNOWN, 1, None, None),
    (Unknown("no answer"), {}, RESEND, TOO_LATE, State.UNKNOWN, 1, None, None),
]


@pytest.mark.parametrize(("outcome", "row", "ambiguous", "now", "state", "attempt", "wait", "effect"), TABLE)
def test_each_outcome_has_its_next_state(
    outcome: Outcome,
    row: dict[str, object],
    ambiguous: Ambiguous,
    now: datetime,
    state: State,
    attempt: int,
    wait: timedelta | None,
    effect: Effect | None,
) -> None:
    transition = settle(sending(**row), outcome, now, Policy(ambiguous))
    after = transition.delivery
    assert (after.state, after.attempt, transition.effect) == (state, attempt, effect)
    assert (after.owner, after.lease_until) == (None, None)
    if state is State.PLANNED:
        assert after.not_before == (sending(**row).not_before if wait is BACK else now + wait)
        assert after.settled_at is None
    else:
        assert after.settled_at == now


def test_the_row_says_why() -> None:
    def reason(outcome: Outcome, **row: object) -> str | None:
        return settle(sending(**row), outcome, NOW, Policy()).delivery.reason

    assert reason(Sent(9)) is None
    assert reason(Sent(9, "markup refused: x")) == "markup refused: x"
    assert reason(RetryAt(FIVE, "429 too many requests")) == "429 too many requests"
    assert reason(RetryAt(timedelta(hours=7), "429")) == "too late after: 429"
    assert reason(TopicLost(closed=False), thread=TOPIC) == "topic deleted"
    assert reason(Moved(-100), attempt=5) == "chat moved too often"
    assert reason(Unknown("no answer"), doubtful=True) == "no answer"


def test_a_message_that_arrived_keeps_its_number() -> None:
    assert settle(sending(), Sent(9), NOW, Policy()).delivery.message_id == 9


def test_without_its_topic_the_message_goes_to_the_general_one() -> None:
    for closed in (True, False):
        after = settle(sending(thread=TOPIC), TopicLost(closed), NOW, Policy()).delivery
        assert after.thread is None
        assert (
            settle(replace(after, state=State.SENDING), Sent(9), NOW, Policy()).delivery.state is State.SENT
        )


@pytest.mark.parametrize(
    ("doubtful", "ambiguous", "silent"),
    [(False, RESEND_SILENT, False), (True, RESEND_SILENT, True), (True, RESEND, False), (True, SKIP, False)],
)
def test_only_a_doubtful_resend_is_silent(doubtful: bool, ambiguous: Ambiguous, silent: bool) -> None:
    assert is_silent(sending(doubtful=doubtful), Policy(ambiguous)) is silent


def test_what_waited_too_long_is_dropped_with_a_row_that_says_so() -> None:
    planned = delivery()
    assert not is_too_late(planned, ALMOST_TOO_LATE, Policy())
    assert is_too_late(planned, TOO_LATE, Policy())
    dropped = too_late(planned, TOO_LATE)
    assert (dropped.state, dropped.settled_at) == (State.DROPPED, TOO_LATE)
    assert dropped.reason == "more than the catch-up time late"


# --- for every course of events ---------------------------------------------------------------

waits = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=8))
outcomes: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(Sent, st.integers(1, 99)),
    st.builds(RetryAt, waits, st.just("429")),
    st.just(Withheld("held")),
    st.just(Unwanted("paused")),
    st.builds(Gone, st.just("blocked")),
    st.builds(Missing, st.just("chat not found")),
    st.builds(Barred, st.just("no rights")),
    st.builds(TopicLost, st.booleans()),
    st.builds(Moved, st.integers(-200, -100)),
    st.builds(Rejected, st.just("too long")),
    st.builds(Unknown, st.just("no answer")),
)
policies = st.builds(Policy, st.sampled_from(Ambiguous))


def attempted(planned: Delivery, now: datetime) -> Delivery:
    return replace(
        planned,
        state=State.SENDING,
        attempt=planned.attempt + 1,
        owner="me",
        lease_until=now + timedelta(seconds=90),
    )


@given(
    policies,
    st.lists(outcomes, min_size=60, max_size=60),
    st.sampled_from([None, TOPIC]),
    st.integers(0, 600),
)
def test_no_course_of_events_loses_a_row_or_tries_for_ever(
    policy: Policy, events: list[Outcome], thread: int | None, late: int
) -> None:
    row, now = delivery(thread=thread), NOW + timedelta(seconds=late)
    doubts = counted = 0
    for event in events:
        before = attempted(row, now)
        after = settle(before, event, now, policy).delivery
        assert after.key == before.key
        assert after.doubtful >= before.doubtful
        assert after.state is not State.SENDING
        assert (after.owner, after.lease_until) == (None, None)
        doubts += isinstance(event, Unknown)
        counted += not isinstance(event, RetryAt | Withheld | TopicLost)
        assert doubts <= 2
        assert counted <= 7
        assert after.attempt <= before.attempt <= 7
        if after.state not in OPEN_STATES:
            assert after.settled_at == now
            return
        assert after.settled_at is None
        assert after.not_before >= before.not_before
        row, now = after, max(now, after.not_before)
    # Sixty events that left it open were waits: they move it on, and in the end it is too late.
    assert row.attempt <= 6
    assert is_too_late(row, row.due_at + policy.catch_up + timedelta(seconds=1), policy)


@given(policies, outcomes, st.booleans(), st.integers(1, 6))
def test_after_the_catch_up_time_nothing_stays_open(
    policy: Policy, outcome: Outcome, doubtful: bool, attempt: int
) -> None:
    after = settle(sending(doubtful=doubtful, attempt=attempt), outcome, TOO_LATE, policy).delivery
    if isinstance(outcome, Withheld):  # then the next claim closes it
        after = too_late(after, TOO_LATE)
    assert after.state not in OPEN_STATES


def test_even_a_telegram_that_says_now_for_ever_is_given_up() -> None:
    row, now, tries = delivery(), at("2026-11-24 13:59:00"), 0
    while row.state in OPEN_STATES:
        row = settle(attempted(row, now), RetryAt(timedelta(0), "held"), now, Policy()).delivery
        now, tries = max(now, row.not_before), tries + 1
    assert (row.state, tries) == (State.DROPPED, 601)
