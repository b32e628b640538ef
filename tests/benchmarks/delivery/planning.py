"""Plans all that is due at a moment: `python -m tests.benchmarks.delivery.planning DATABASE MOMENT`.

In a process of its own, as its keeper, so that nothing else is in its memory or on its loop. Prints what it
took as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from digests.newsroom import editions
from digests.newsroom.editions import EditionRules
from digests.store.engine import Store
from tests.benchmarks.delivery.watching import longest, watching


@dataclass(frozen=True, slots=True)
class Planning:
    editions: int
    seconds: float
    longest_block: float
    """Seconds for which the loop did nothing else."""


async def plan(database: Path, moment: datetime) -> Planning:
    planned = 0
    async with await Store.open(f"sqlite:///{database}") as store, watching() as watch:
        started = time.monotonic()
        while done := await editions.plan_due(store, EditionRules(), moment):
            planned += done.on_time
        seconds = time.monotonic() - started
    return Planning(planned, seconds, longest(watch.blocks))


if __name__ == "__main__":
    made = asyncio.run(plan(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])))
    sys.stdout.write(json.dumps(asdict(made)))
