"""How fast one person may be, by a simulated clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deeds import moment, whose
from bot.flood import BUDGETS, MINUTE, Budget, Crowd, Deed, Go, Ignore, Spent, TellOff, Verdict, judged

MESSAGES = BUDGETS[Deed.MESSAGE]


def verdicts(moments: Iterable[float], budget: Budget = MESSAGES) -> list[Verdict]:
    spent: Spent | None = None
    found = []
    for now in moments:
        spent, verdict = judged(spent, budget, now)
        found.append(verdict)
    return found


def test_a_burst_is_dealt_with_at_once_and_what_follows_one_by_one() -> None:
    assert verdicts([100.0] * 11) == [*[Go()] * 8, Go(3.0), Go(6.0), Go(9.0)]


def test_who_waits_for_each_answer_is_never_slowed() -> None:
    assert verdicts([3.0 * i for i in range(1000)]) == [Go()] * 1000


def test_after_a_pause_the_burst_is_whole_again() -> None:
    assert verdicts([0.0] * 8 + [24.0] * 8) == [Go()] * 16


def test_beyond_the_most_of_a_minute_it_is_said_once_and_then_nothing() -> None:
    found = verdicts(i / 10 for i in range(40))
    waits = [verdict.wait for verdict in found if isinstance(verdict, Go)]
    assert len(waits) < MESSAGES.most
    assert max(waits) <= MINUTE, "nobody waits longer for an answer"
    assert found[len(waits)] == TellOff()
    assert set(found[len(waits) + 1 :]) == {Ignore()}


def test_the_next_minute_begins_anew_and_is_told_off_anew() -> None:
    found = verdicts([*[0.0] * 40, *[61.0] * 40])
    assert found[:40].count(TellOff()) == 1
    assert isinstance(found[40], Go)
    assert found[40:].count(TellOff()) == 1


def test_who_never_stops_is_answered_every_three_seconds_for_ever() -> None:
    """An hour of two messages a second: neither does the line grow, nor is it cut off for good."""
    found = verdicts(i / 2 for i in range(7200))
    answered = [verdict for verdict in found if isinstance(verdict, Go)]
    assert 3600 / MESSAGES.every * 0.9 <= len(answered) <= 3600 / MESSAGES.every + MESSAGES.burst + 20
    assert found.count(TellOff()) <= 60


budgets = st.builds(
    Budget, burst=st.integers(1, 20), every=st.floats(0.1, 10, allow_nan=False), most=st.integers(1, 100)
)


@given(budgets, st.lists(st.floats(0, 30, allow_nan=False), max_size=200))
def test_in_any_stream_no_burst_is_larger_than_allowed(budget: Budget, gaps: list[float]) -> None:
    now, spent, done = 1000.0, None, []
    for gap in gaps:
        now += gap
        spent, verdict = judged(spent, budget, now)
        if isinstance(verdict, Go):
            done.append(now + verdict.wait)
            assert 0 <= verdict.wait <= MINUTE
    assert done == sorted(done), "in order"
    for i, begun in enumerate(done):
        later = done[i + budget.burst :]
        assert all(
            moment >= begun + (j + 1) * budget.every - budget.every - 1e-6 for j, moment in enumerate(later)
        )


def test_one_persons_stream_is_nothing_to_another_and_presses_count_apart() -> None:
    crowd = Crowd()
    for _ in range(50):
        crowd.judge(7, Deed.MESSAGE, 100.0)
    assert crowd.judge(7, Deed.MESSAGE, 100.0) == Ignore()
    assert crowd.judge(7, Deed.PRESS, 100.0) == Go()
    assert crowd.judge(8, Deed.MESSAGE, 100.0) == Go()


def test_only_the_latest_persons_are_remembered() -> None:
    crowd = Crowd({Deed.MESSAGE: Budget(burst=1, every=60.0, most=1)})
    assert crowd.judge(1, Deed.MESSAGE, 0.0) == Go()
    assert crowd.judge(1, Deed.MESSAGE, 0.0) == TellOff()
    for person in range(2, 20_002):
        crowd.judge(person, Deed.MESSAGE, 0.0)
    assert crowd.judge(1, Deed.MESSAGE, 0.0) == Go()


# --- whose deed an update is ------------------------------------------------------------------

ADA, GROUP = {"id": 7, "is_bot": False}, {"id": -5, "type": "supergroup"}
PRIVATE = {"id": 7, "type": "private"}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"message": {"from": ADA, "chat": PRIVATE, "text": "hello"}}, (7, Deed.MESSAGE)),
        ({"message": {"from": ADA, "chat": PRIVATE, "photo": []}}, (7, Deed.MESSAGE)),
        ({"edited_message": {"from": ADA, "chat": PRIVATE, "text": "hi"}}, (7, Deed.MESSAGE)),
        ({"message": {"from": ADA, "chat": GROUP, "text": "/latest"}}, (7, Deed.MESSAGE)),
        ({"message": {"from": ADA, "chat": GROUP, "text": "/latest@Pullquote_Bot x"}}, (7, Deed.MESSAGE)),
        ({"message": {"from": ADA, "chat": GROUP, "text": "/play@other_bot"}}, (None, None)),
        ({"message": {"from": ADA, "chat": GROUP, "text": "/play@other_bot a song"}}, (None, None)),
        ({"message": {"from": ADA, "chat": GROUP, "text": "what people say"}}, (None, None)),
        (
            {"message": {"from": {"id": 1087968824}, "sender_chat": GROUP, "chat": GROUP, "text": "/latest"}},
            (-5, Deed.MESSAGE),
        ),
        ({"callback_query": {"from": ADA, "data": "x"}}, (7, Deed.PRESS)),
        ({"inline_query": {"from": ADA, "query": "x"}}, (7, Deed.INLINE)),
        ({"my_chat_member": {"from": ADA, "chat": GROUP}}, (None, None)),
        ({"message": 3}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_whose_deed_it_is(body: Mapping[str, object], found: tuple[int | None, Deed | None]) -> None:
    assert whose(body, "pullquote_bot") == found


def test_a_message_knows_when_it_was_sent_and_when_it_was_edited() -> None:
    assert moment({"message": {"date": 1_764_000_000}}) == 1_764_000_000
    assert moment({"edited_message": {"date": 1, "edit_date": 1_764_000_009}}) == 1_764_000_009
    assert moment({"callback_query": {"date": 5}}) is None
    assert moment({"message": {"date": "soon"}}) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "edited_message", "from", "chat", "id", "date", "text", "x"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["message", "edited_message", "callback_query", "x"]), json_values))
def test_an_update_of_any_form_can_be_looked_at(body: Mapping[str, object]) -> None:
    assert whose(body, "pullquote_bot") is not None
    at = moment(body)
    assert at is None or at > 0
