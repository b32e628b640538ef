"""Slots of forum topics: whatever a chat has, what one topic changes leaves the others as they are."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.model import EVERY_DAY, Slot, Standing
from digests.newsroom.threads import Seen, begun, retimed, seen
from digests.wishes import Wish
from tests.builders import slot

THREADS = st.none() | st.integers(1, 4)
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
SLOTS = st.lists(
    st.builds(
        lambda thread, at, days: slot(thread=thread, local=at, days=days),
        THREADS,
        CLOCKS,
        st.integers(1, 127),
    ),
    min_size=1,
    max_size=6,
).map(lambda slots: tuple(_numbered(slots)))
WISHES = st.lists(st.builds(Wish, CLOCKS, st.just(EVERY_DAY)), min_size=1, max_size=4)
AWAKE = st.sampled_from([Standing.SUBSCRIBED, Standing.GONE])


def _numbered(slots: list[Slot]) -> list[Slot]:
    return [
        slot(number=i, thread=each.thread, local=each.at, days=each.days) for i, each in enumerate(slots, 1)
    ]


@given(SLOTS, THREADS, st.sampled_from(Standing))
def test_every_slot_is_seen_once(slots: tuple[Slot, ...], thread: int | None, standing: Standing) -> None:
    found = seen(slots, thread, standing)
    assert sorted(found.here + found.elsewhere, key=lambda each: each.number) == list(slots)
    assert len({each.thread for each in found.here}) <= 1
    if standing is Standing.UNSUBSCRIBED:
        assert found.here, "times that are only kept are those of whoever asks"


@given(SLOTS, THREADS, AWAKE)
def test_a_topic_that_begins_leaves_the_others_alone(
    slots: tuple[Slot, ...], thread: int | None, standing: Standing
) -> None:
    known = seen(slots, thread, standing)
    change = begun(known, thread, standing)
    assert not change.gone
    assert set(known.elsewhere) <= set(change.kept)
    own = [each for each in change.kept if each.thread == thread]
    assert own
    numbers = [each.number for each in change.kept]
    assert len(numbers) == len(set(numbers))
    if known.here:
        assert set(own) == set(known.here), "doing it twice changes nothing"
    else:
        assert all(each.next_due_at is None for each in own), "nothing of another topic's is owed to it"


@given(SLOTS, THREADS)
def test_where_all_had_ended_editions_begin_in_one_topic_alone(
    slots: tuple[Slot, ...], thread: int | None
) -> None:
    known = seen(slots, thread, Standing.UNSUBSCRIBED)
    change = begun(known, thread, Standing.UNSUBSCRIBED)
    assert {each.thread for each in change.kept} == {thread}
    assert [(each.number, each.at) for each in change.kept] == [(each.number, each.at) for each in known.here]
    assert change.gone == known.elsewhere


@given(SLOTS, THREADS, st.sampled_from(Standing), WISHES)
def test_new_times_of_a_topic_are_its_own(
    slots: tuple[Slot, ...], thread: int | None, standing: Standing, wishes: list[Wish]
) -> None:
    known = seen(slots, thread, standing)
    change = retimed(7, known, wishes, thread)
    assert [(each.at, each.days) for each in change.kept] == [(wish.at, wish.days) for wish in wishes]
    assert len({each.thread for each in change.kept}) == 1
    taken = {each.number for each in known.elsewhere}
    numbers = [each.number for each in change.kept]
    assert not taken & set(numbers)
    assert len(numbers) == len(set(numbers))
    assert set(change.gone) <= set(known.here)


@pytest.mark.parametrize(
    ("standing", "here"), [(Standing.SUBSCRIBED, []), (Standing.GONE, []), (Standing.UNSUBSCRIBED, [1])]
)
def test_a_topic_without_times_sees_those_that_are_kept_for_later(
    standing: Standing, here: list[int]
) -> None:
    found = seen((slot(number=1, thread=5), slot(number=2, local=time(18))), 6, standing)
    assert [each.number for each in found.here] == here
    assert begun(Seen((), found.here + found.elsewhere), 6, Standing.SUBSCRIBED).kept[0].number == 3
