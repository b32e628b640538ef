"""What a program costs, with all the processes that it has started: read from /proc."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.delivery.watching import scheduling_of, waited_for_processor

_TICKS = os.sysconf("SC_CLK_TCK")
_GLANCE = 0.25


def processes(pid: int) -> Iterator[Path]:
    """The process's folder in /proc, and those of all its children."""
    with suppress(FileNotFoundError, ProcessLookupError):  # it may end at any moment
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from processes(int(child))
        yield Path(f"/proc/{pid}")


def cpu_seconds(pid: int) -> float:
    """User and system time so far, that of children which have ended included."""
    total = 0
    for process in processes(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            # The name, in parentheses, may hold spaces; utime, stime, cutime and cstime are 14th to 17th.
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))
    return total / _TICKS


def megabytes(pid: int) -> float:
    """Resident memory."""
    total = 0
    for process in processes(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            resident = (process / "status").read_text().partition("VmRSS:")[2].split()
            total += int(resident[0]) if resident else 0  # one that has just ended has none
    return total * 1024 / 1e6


@dataclass
class Costs:
    """Of all processes of a program, over some time."""

    cpu: float = 0.0
    """Seconds."""
    megabytes: float = 0.0
    """At most."""
    waited: float = 0.0
    """Seconds in which its first thread, that of the loop, could have run and others did."""


@asynccontextmanager
async def costs_of(pid: int) -> AsyncIterator[Costs]:
    """What the block costs; known when it has ended."""
    costs = Costs()

    async def look() -> None:
        while True:
            costs.megabytes = max(costs.megabytes, megabytes(pid))
            await asyncio.sleep(_GLANCE)

    with scheduling_of(pid) as scheduling:
        cpu, waited = cpu_seconds(pid), waited_for_processor(scheduling)
        looking = asyncio.create_task(look())
        try:
            yield costs
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
        costs.cpu = cpu_seconds(pid) - cpu
        costs.waited = waited_for_processor(scheduling) - waited
