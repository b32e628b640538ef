"""A short trial with a fixed seed; longer ones: `python -m tests.benchmarks nemesis --seed N --minutes M`."""

from __future__ import annotations

import pytest

from digests.model import DeliveryState
from tests.benchmarks.nemesis.enemy import Targets
from tests.benchmarks.nemesis.report import judged

SEED, SECONDS = 25, 38.0
FEW = Targets(people=100, groups=20, forums=6, channels=4)


@pytest.mark.timeout(180)
def test_every_promise_is_kept_whatever_a_seeded_enemy_does() -> None:
    """Killed, stopped, refused, cut off, its clock moved: the ledger says what the playground saw."""
    judgement = judged(SEED, SECONDS, FEW)
    assert judgement.breaches == (), str(judgement)
    sent = sum(row.state is DeliveryState.SENT for row in judgement.outcome.evidence.rows)
    assert sent > 120, f"the trial has tried too little\n{judgement}"
