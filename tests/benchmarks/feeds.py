"""A thousand feeds on one machine: how long a cycle takes, what it costs in memory, whether readers wait.

Starts `pullquote run`, as an operator would, with every outlet of a town (`town.py`) in its configuration,
and a playground in this process. The first cycle reads feeds that were never read before; in the next two
each outlet has published one more article. A second program reads a town in which some outlets mean ill.

Nothing is changed in the program but which feeds are due: politeness, limits and time are as they come. A
cycle counts from the first request, since the tick that begins it comes every 15 seconds.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.playground import Playground
from tests.benchmarks.figures import Figure
from tests.benchmarks.replies import answer_time
from tests.benchmarks.town import FIRST, Town, addresses, ill_will, town
from tests.e2e.processes import Program, environment, program
from tests.stage import READER, TOKEN

FEEDS = 1_000
CYCLES = 3
HOSTILE = 3
"""Outlets of each kind that mean ill."""
_PATIENCE = 240.0
_COMMANDS = ("/latest", "/search harbour", "/search the bridge", "/latest storm")


@dataclass(frozen=True, slots=True)
class Cycle:
    seconds: float
    articles: int
    megabytes: float
    """Of all processes of the program, at the end."""


@dataclass
class Run:
    """The program in front of a town."""

    town: Town
    playground: Playground
    running: Program
    database: Path
    since: str = ""
    """When the cycle began, as the database writes times."""
    stored: int = 0
    """Articles before that."""
    answers: list[float] = field(default_factory=list)

    async def cycle(self, ill: int = 0) -> Cycle:
        """Makes every feed due, and asks commands until all but the `ill` first ones were read."""
        await self._next_day()
        rng = random.Random(7)
        async with asyncio.timeout(_PATIENCE):
            while self.count(_READ, self.since, ill) < FEEDS - ill:
                self.answers.append(await answer_time(self.playground, rng.choice(_COMMANDS)))
                await asyncio.sleep(0.1)
        ended, started = time.monotonic(), await self.town.asked()
        assert started is not None
        before, self.stored = self.stored, self.count("SELECT count(*) FROM article")
        return Cycle(ended - started, self.stored - before, self.running.memory() / 1e6)

    async def _next_day(self) -> None:
        """Every outlet has one more article, and every feed is due. The program itself would spread the
        first visits to so many new feeds over minutes, and the later ones over hours."""
        await self.town.publish()
        self.since = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
        with closing(sqlite3.connect(self.database, timeout=30)) as conn, conn:
            conn.execute("UPDATE feed SET next_check_at = added_at")

    def count(self, query: str, *values: str | int) -> int:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as conn:
            return int(conn.execute(query, values).fetchone()[0])


_READ = "SELECT count(*) FROM feed WHERE succeeded_at >= ? AND id > ?"


def figures(_: Path) -> Iterator[Figure]:
    """The articles are the project's own: the labelled data are not needed."""
    cycles, answers = asyncio.run(_peaceful())
    beside, trouble = asyncio.run(_troubled())
    first, last, slowest = cycles[0], cycles[-1], max(cycles[1:], key=lambda cycle: cycle.seconds)
    on = f"{FEEDS:,} feeds, {{:,}} articles"
    yield _at_most("all feeds for the first time, s", on.format(first.articles), first.seconds, 60)
    yield _at_most(
        "a cycle, s",
        on.format(slowest.articles),
        slowest.seconds,
        60,
        {f"cycle {number}": cycle.seconds for number, cycle in enumerate(cycles, 1)},
    )
    yield _at_most(
        "memory after three cycles, to after one",
        "all processes",
        last.megabytes / first.megabytes,
        1.15,
        {f"MB, cycle {number}": cycle.megabytes for number, cycle in enumerate(cycles, 1)},
    )
    yield _at_most(
        "a command is answered meanwhile, p95, s",
        f"{len(answers)} commands",
        _percentile(answers, 95),
        1.0,
        {"median": statistics.median(answers), "longest": max(answers)},
    )
    yield _at_most(
        "the others' time where some mean ill",
        f"{len(ill_will())} kinds, {HOSTILE} of each",
        beside.seconds / first.seconds,
        1.3,
        {"s": beside.seconds, "p95 of commands, s": _percentile(trouble, 95), "MB": beside.megabytes},
    )


def _at_most(
    what: str, on: str, value: float, goal: float, beside: Mapping[str, float] | None = None
) -> Figure:
    return Figure(what, on, value, goal, beside or {}, lower_is_better=True)


async def _peaceful() -> tuple[list[Cycle], list[float]]:
    async with _run(hostile=0) as run:
        cycles = [await run.cycle() for _ in range(CYCLES)]
        # One visit may be under way when the first cycle begins, and bring its last article in the second.
        assert run.stored == FEEDS * (FIRST + CYCLES - 1), cycles
        return cycles, run.answers


async def _troubled() -> tuple[Cycle, list[float]]:
    async with _run(hostile=HOSTILE) as run:
        return await run.cycle(HOSTILE * len(ill_will())), run.answers


@asynccontextmanager
async def _run(*, hostile: int) -> AsyncIterator[Run]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "inbox").mkdir()
        async with town(FEEDS, hostile) as outlets, Playground.serving(token=TOKEN) as playground:
            playground.add_private_chat(READER, "Ada")
            feeds = "".join(
                f'[[feeds]]\nurl = "http://{home}:{outlets.port}/feed"\n' for home in addresses(FEEDS)
            )
            (folder / "pullquote.toml").write_text(feeds, encoding="utf-8")
            variables = environment(folder, playground.url, PULLQUOTE_FEEDS__ALLOW_PRIVATE_ADDRESSES="true")
            async with program(folder, "run", env=variables) as running:
                await answer_time(playground, "/start")
                yield Run(outlets, playground, running, folder / "pullquote.db")
                assert await running.stop() == 0


def _percentile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]
