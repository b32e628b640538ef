"""The program as it is measured: a process of its own, a Telegram, and a database that was filled before."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from digests.model import DeliveryState
from digests.store.engine import Store
from digests.store.schema import delivery
from tests.benchmarks.delivery import filling
from tests.benchmarks.delivery.filling import Town
from tests.benchmarks.delivery.telegram import Telegram
from tests.e2e.processes import Program, environment

OPEN = (DeliveryState.PLANNED, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with a database in it, which the benchmark looks into while the program uses it."""

    folder: Path
    store: Store
    moment: datetime
    """When all readers' editions will be due."""

    async def make_due(self) -> None:
        await filling.make_due(self.store, self.moment)

    async def ledger(self) -> dict[DeliveryState, int]:
        """How many of the editions due then are in each state."""
        query = select(delivery.c.state, func.count()).where(delivery.c.due_at == self.moment)
        async with self.store.reading() as conn:
            found = await conn.execute(query.group_by(delivery.c.state))
            return {state: 0 for state in DeliveryState} | {DeliveryState(s): count for s, count in found}

    async def until_sent(self, editions: int) -> None:
        while True:
            if (await self.ledger())[DeliveryState.SENT] >= editions:
                return
            await asyncio.sleep(0.1)

    async def until_settled(self, deliveries: int, patience: float) -> None:
        """Waits until so many deliveries are there, and none of them is open any more."""
        async with asyncio.timeout(patience):
            while True:
                states = await self.ledger()
                if sum(states.values()) >= deliveries and not any(states[state] for state in OPEN):
                    return
                await asyncio.sleep(0.5)


@asynccontextmanager
async def place(town: Town) -> AsyncIterator[Place]:
    """A town's database; its editions will be due at the minute that has just begun."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "inbox").mkdir()
        moment = datetime.now(UTC).replace(second=0, microsecond=0)
        # Not the keeper: that is the program.
        async with await Store.open(f"sqlite:///{folder / 'pullquote.db'}", exclusive=False) as store:
            await filling.fill(store, town, moment)
            yield Place(folder, store, moment)


@asynccontextmanager
async def bot(
    at: Place, telegram: Telegram, variables: Mapping[str, str], *module: str
) -> AsyncIterator[Program]:
    """`pullquote run`, or `python -m` with `module`; ended by force if the block leaves it running."""
    output = at.folder / "output.log"
    with output.open("ab") as sink:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *(module or ("bot", "run"))),
            cwd=at.folder,
            env=environment(at.folder, telegram.url, **variables),
            stdout=sink,
            stderr=sink,
        )
    running = Program(process, output)
    try:
        yield running
    finally:
        if process.returncode is None:
            await running.kill()
