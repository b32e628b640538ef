"""A short trial with a fixed seed; longer ones: `python -m tests.benchmarks nemesis --seed N --minutes M`."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from digests.model import DeliveryState
from tests.benchmarks.nemesis.enemy import Targets
from tests.benchmarks.nemesis.report import judged

SEED, SECONDS = 25, 38.0
FEW = Targets(people=100, groups=20, forums=6, channels=4)


@pytest.fixture
def _nothing_to_look_through() -> Iterator[None]:
    """The playground stamps what arrives in this process: a collection that looks through all that thousands
    of tests have left would hold its loop for half a second."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("_nothing_to_look_through")
@pytest.mark.timeout(180)
def test_every_promise_is_kept_whatever_a_seeded_enemy_does() -> None:
    """Killed, stopped, refused, cut off, its clock moved: the ledger says what the playground saw."""
    judgement = judged(SEED, SECONDS, FEW)
    assert judgement.breaches == (), str(judgement)
    sent = sum(row.state is DeliveryState.SENT for row in judgement.outcome.evidence.rows)
    assert sent > 120, f"the trial has tried too little\n{judgement}"
