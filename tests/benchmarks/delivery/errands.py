"""What the program does besides a broadcast: plan one, start with many readers, stop in the middle."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from digests.model import DeliveryState
from tests.benchmarks.delivery.asking import Asking
from tests.benchmarks.delivery.bots import bot, place
from tests.benchmarks.delivery.filling import Town
from tests.benchmarks.delivery.planning import Planning
from tests.benchmarks.delivery.telegram import FIRST_CHAT, READERS, is_message, telegram
from tests.benchmarks.delivery.usage import megabytes
from tests.e2e.processes import ROOT


async def plan(town: Town, tastes: int = 0) -> Planning:
    async with place(town) as at:
        await at.make_due()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.benchmarks.delivery.planning"),
            *(str(at.folder / "pullquote.db"), at.moment.isoformat(), str(tastes)),
            cwd=ROOT,
            stdout=PIPE,
        )
        printed, _ = await process.communicate()
        assert process.returncode == 0
        made = Planning(**json.loads(printed))
        planned = (await at.ledger())[DeliveryState.PLANNED]
        assert planned == made.editions == town.readers, (planned, made)
        return made


@dataclass(frozen=True, slots=True)
class Start:
    filled_in: float
    seconds: float
    """From the process's first moment until it has answered a command that waited for it."""
    megabytes: float


async def start(town: Town) -> Start:
    began = time.monotonic()
    async with place(town) as at, telegram(people=0) as server:
        filled_in = time.monotonic() - began
        await server.say(READERS[0], "/latest")
        started = time.monotonic()
        async with bot(at, server, {}) as running:
            question = Asking(server, ())
            question.asked[READERS[0]].append(started)
            (answer,) = await question.answers()
            memory = megabytes(running.process.pid)
            assert await running.stop() == 0, running.said[-2000:]
    return Start(filled_in, answer.waited, memory)


@dataclass(frozen=True, slots=True)
class Stop:
    """A broadcast that is stopped in the middle, and goes on after the next start."""

    seconds: float
    status: int
    in_doubt: int
    """Rows that still say `sending` afterwards."""
    lost: int
    """Readers whom the edition did not reach at all in the end."""
    twice: int


async def stop(town: Town, *, share: float, patience: float, variables: Mapping[str, str]) -> Stop:
    """SIGTERM when about `share` of all editions are sent."""
    async with place(town) as at, telegram(town.readers) as server:
        async with bot(at, server, variables) as running:
            await at.make_due()
            async with asyncio.timeout(patience):
                await at.until_sent(round(town.readers * share))
            asked = time.monotonic()
            status = await running.stop()
            seconds = time.monotonic() - asked
            left = await at.ledger()
        async with bot(at, server, variables) as running:
            await at.until_settled(town.readers, patience)
            assert await running.stop() == 0, running.said[-2000:]
        had = Counter(call.chat_id for call in await server.calls() if is_message(call))
    reached = sum(reader >= FIRST_CHAT for reader in had if reader)
    twice = sum(times - 1 for times in had.values())
    return Stop(seconds, status, left[DeliveryState.SENDING], town.readers - reached, twice)
