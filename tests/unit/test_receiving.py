"""What belongs to which chat, and when the updates are left to another process."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.receiving import OF_POLLING, Patience, after_conflict, is_over
from bot.updates import lane, number
from digests.store.updates import Body

LANES: list[tuple[Body, int | None]] = [
    ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 7}}}, -5),
    ({"update_id": 1, "callback_query": {"id": "9", "from": {"id": 7}, "message": {"chat": {"id": -5}}}}, -5),
    ({"update_id": 1, "callback_query": {"id": "9", "from": {"id": 7}, "inline_message_id": "x"}}, 7),
    ({"update_id": 1, "my_chat_member": {"chat": {"id": 7}, "from": {"id": 8}}}, 7),
    ({"update_id": 1, "inline_query": {"id": "9", "from": {"id": 7}, "query": ""}}, 7),
    ({"update_id": 1, "poll": {"id": "9"}}, None),
    ({"update_id": 1, "message": []}, None),
    ({"update_id": 1}, None),
]


@pytest.mark.parametrize(("body", "chat"), LANES)
def test_an_update_keeps_the_order_of_its_chat(body: Body, chat: int | None) -> None:
    assert lane(body) == chat


names = st.sampled_from(["update_id", "message", "callback_query", "chat", "from", "id"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just("7"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
)


@given(st.dictionaries(names, json_values))
def test_any_json_has_a_lane_and_a_number_or_none(body: Body) -> None:
    assert lane(body) is None or isinstance(lane(body), int)
    assert (found := number(body)) is None or 0 <= found < 1 << 63


def conflicts_at(*seconds: float, patience: Patience = OF_POLLING) -> list[bool]:
    seen: tuple[float, ...] = ()
    over = []
    for at in seconds:
        seen = after_conflict(seen, at, patience)
        over.append(is_over(seen, patience))
    return over


def test_a_restart_overlap_is_borne() -> None:
    """The old process polls on until it stops, a minute at most; we try every half a minute."""
    assert conflicts_at(0, 30, 60) == [False, False, False]


def test_a_process_that_stays_gets_the_updates() -> None:
    assert conflicts_at(0, 30, 60, 90, 120) == [False, False, False, False, True]


def test_conflicts_of_long_ago_do_not_count() -> None:
    assert not any(conflicts_at(*range(0, 100_000, 80)))
