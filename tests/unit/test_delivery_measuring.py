"""What the delivery benchmarks read off their records: a wrong measure would prove anything."""

from __future__ import annotations

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.delivery.measuring import busiest_second, mean_rate, percentile
from tests.benchmarks.delivery.watching import Block, longest, watching

# In 1/1024 seconds, so that floating point has no say in what a second is.
moments = st.lists(st.integers(0, 10_000).map(lambda tick: tick / 1024), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("sent", "most", "why"),
    [
        ([], 0, "nothing at all"),
        ([5.0], 1, "a single one"),
        ([0.0, 1.0], 1, "a second later is the next second"),
        ([0.0, 0.999], 2, "just within one"),
        ([0.9, 0.95, 1.0, 1.05], 4, "a second begins anywhere, not only at the full one"),
        ([3.0, 0.1, 0.2, 3.1, 3.2], 3, "in no order"),
        ([2.0, 2.0, 2.0], 3, "at once"),
    ],
)
def test_the_busiest_second(sent: list[float], most: int, why: str) -> None:
    assert busiest_second(sent) == most, why


@given(moments)
def test_the_busiest_second_is_that_of_counting_from_every_moment(sent: list[float]) -> None:
    assert busiest_second(sent) == max(sum(start <= each < start + 1.0 for each in sent) for start in sent)


def test_an_even_stream_has_its_rate() -> None:
    sent = [7 + number / 28 for number in range(281)]
    assert mean_rate(sent) == pytest.approx(28.0)
    assert mean_rate([]) == mean_rate([3.0]) == 0.0


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (99, 99), (99.5, 100), (100, 100), (1, 1), (0, 1)])
def test_percentiles_are_values_that_occurred(percent: float, value: int) -> None:
    assert percentile([*range(100, 50, -1), *range(1, 51)], percent) == value


def test_the_longest_of_few_answers_is_their_99th_percentile() -> None:
    assert percentile([0.1, 0.2, 3.0], 99) == 3.0


def test_only_blocks_within_the_broadcast_count() -> None:
    blocks = [Block(9.0, 0.5), Block(10.5, 0.03), Block(11.0, 0.08), Block(12.5, 0.9)]
    assert longest(blocks, 10.0, 12.0) == 0.08
    assert longest(blocks) == 0.9
    assert longest([]) == 0.0


def hold_up() -> None:
    time.sleep(0.06)


async def test_a_watch_notices_a_block() -> None:
    async with watching() as watch:
        await asyncio.sleep(0.02)
        hold_up()
        await asyncio.sleep(0.02)
    assert longest(watch.blocks) > 0.05
