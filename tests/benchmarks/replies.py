"""How quickly a reader is answered while articles come in, and how big the idle process is.

    python -m tests.benchmarks.replies [--stored 10000] [--incoming 1000]

Starts `pullquote run` against a playground in this process, drops articles of made-up words into its
inbox, and asks /latest and /search all the while. Loopback only; ends by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.playground import Playground
from tests.e2e.processes import Program, environment, program
from tests.stage import READER, TOKEN

_READERS = range(READER, READER + 100)
_TURNS = itertools.cycle(_READERS)
_IDLE = 45.0
"""Seconds after which the workers have gone home."""


def vocabulary(rng: random.Random, size: int = 20_000) -> list[str]:
    syllables = [c + v for c in "bdfgklmnprstvz" for v in ("a", "e", "i", "o", "u", "an", "er", "il")]
    return ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(size)]


def articles(count: int, seed: int) -> Iterator[dict[str, object]]:
    """Articles of 300 to 500 words whose words are as unevenly common as in any language."""
    rng = random.Random(seed)
    words = vocabulary(rng)
    weights = [1 / (rank + 10) for rank in range(len(words))]
    for number in range(count):
        sentences = []
        for _ in range(rng.randint(18, 30)):
            picked = rng.choices(words, weights, k=rng.randint(9, 22))
            sentences.append(" ".join(picked).capitalize() + ".")
        sentences[3] = f'"{sentences[3][:-1]}," said {rng.choice(words).title()} {rng.choice(words).title()}.'
        yield {
            "id": f"{seed}-{number}",
            "title": " ".join(rng.choices(words, k=6)).capitalize(),
            "text": "\n".join(sentences),
            "source": f"Paper {rng.randint(1, 40)}",
            "language": "en",
        }


def files(count: int, seed: int) -> dict[str, str]:
    """File names and contents, made before the clock runs."""
    return {f"{article['id']}.json": json.dumps(article) for article in articles(count, seed)}


def drop(inbox: Path, contents: dict[str, str]) -> None:
    for name, content in contents.items():
        (inbox / name).write_text(content, encoding="utf-8")


def stored(database: Path) -> int:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return int(conn.execute("SELECT count(*) FROM article").fetchone()[0])
    finally:
        conn.close()


async def answer_time(playground: Playground, text: str) -> float:
    """Of a question by the next reader: one alone would be slowed for asking so much."""
    reader = next(_TURNS)
    started = time.monotonic()
    asked = await playground.say(reader, text)
    await playground.wait_for(reader, after=asked, timeout=60)
    return time.monotonic() - started


async def ask_while(playground: Playground, words: list[str], database: Path, wanted: int) -> list[float]:
    """Answer times of commands asked one after the other until `wanted` articles are stored."""
    rng, times = random.Random(7), []
    while stored(database) < wanted:
        text = rng.choice(
            ["/latest", f"/search {rng.choice(words[:2000])}", f"/latest {rng.choice(words[:500])}"]
        )
        times.append(await answer_time(playground, text))
        await asyncio.sleep(0.1)
    return times


def report(name: str, times: list[float]) -> None:
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
    print(  # noqa: T201
        f"{name}: {len(times)} commands, median {statistics.median(times) * 1000:.0f} ms, "
        f"p95 {cuts[94] * 1000:.0f} ms, max {max(times) * 1000:.0f} ms"
    )


async def measure(count: int, incoming: int) -> None:
    words = vocabulary(random.Random(1))
    with TemporaryDirectory() as name:
        folder = Path(name)
        inbox, database = folder / "inbox", folder / "pullquote.db"
        inbox.mkdir()
        first, second = files(count, 1), files(incoming, 2)
        async with Playground.serving(token=TOKEN) as playground:
            for reader in _READERS:
                playground.add_private_chat(reader, "Ada")
            async with program(folder, "run", env=environment(folder, playground.url)) as running:
                await answer_time(playground, "/start")
                print(f"at start: {megabytes(running)} MB")  # noqa: T201
                started = time.monotonic()
                await asyncio.to_thread(drop, inbox, first)
                times = await ask_while(playground, words, database, count)
                took = time.monotonic() - started
                print(f"{count} files taken in {took:.0f} s ({count / took:.0f}/s)")  # noqa: T201
                report("meanwhile", times)
                await asyncio.sleep(_IDLE)
                print(f"idle with {count} articles: {megabytes(running)} MB, all processes")  # noqa: T201
                report("idle", [await answer_time(playground, f"/search {word}") for word in words[100:160]])
                await asyncio.to_thread(drop, inbox, second)
                report(
                    f"while {incoming} more come in",
                    await ask_while(playground, words, database, count + incoming),
                )
                assert await running.stop() == 0


def megabytes(running: Program) -> int:
    return round(running.memory() / 1e6)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=10_000)
    parser.add_argument("--incoming", type=int, default=1_000)
    options = parser.parse_args()
    asyncio.run(measure(options.stored, options.incoming))
