"""Button data: what we wrote comes back, and nothing else gets through."""

from __future__ import annotations

from datetime import time
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import (
    DATA_LIMIT,
    Action,
    ChooseStanding,
    ChooseTime,
    ChooseZone,
    EditionWordings,
    ListWordings,
    Nothing,
    ShowEdition,
    TurnPage,
    decode,
    encode,
)

KEYS, PAGES = st.integers(0, 2**63 - 1), st.integers(0, 2**31 - 1)
ACTIONS = st.one_of(
    st.builds(TurnPage, KEYS, PAGES),
    st.builds(ShowEdition, KEYS),
    st.builds(EditionWordings, KEYS, KEYS),
    st.builds(ListWordings, KEYS, PAGES, KEYS),
    st.builds(ChooseTime, st.times().map(lambda t: t.replace(second=0, microsecond=0))),
    st.builds(ChooseZone, st.sampled_from(sorted(available_timezones()))),
    st.builds(ChooseStanding, st.booleans()),
    st.just(Nothing()),
)


@given(ACTIONS)
def test_an_action_survives_the_trip(action: Action) -> None:
    data = encode(action)
    assert len(data.encode()) <= DATA_LIMIT
    assert decode(data) == action


@given(st.text())
def test_any_data_is_an_action_of_ours_or_nothing(data: str) -> None:
    action = decode(data)
    assert action is None or encode(action) == data


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "p",
        "p:1",
        "p:-1:0",
        "p:1:2:3",
        "p:01:2",
        "p:٣:1",
        "t:2500",
        "t:8",
        "s:2",
        "x:1",
        f"p:{2**63}:0",
        "e:-1",
        "e:x",
        "w:1",
        f"w:1:{2**63}",
        "v:1:2",
        f"v:1:{2**31}:3",
    ],
)
def test_forged_data_is_nothing(forged: str) -> None:
    assert decode(forged) is None


def test_a_time_is_written_in_four_digits() -> None:
    assert encode(ChooseTime(time(7, 5))) == "t:0705"
