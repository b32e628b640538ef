"""Plans all that is due at a moment: `python -m tests.benchmarks.delivery.planning DATABASE MOMENT [TASTES]`.

In a process of its own, as its keeper, so that nothing else is in its memory or on its loop. Prints what it
took as JSON. With TASTES, readers are given so many different ones first: follows and mutes of words that the
news are made of, no two of them alike.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import combinations, islice
from pathlib import Path

from sqlalchemy import bindparam, insert, select, update

from digests.model import FollowKind, MuteKind, Taste
from digests.newsroom import editions
from digests.newsroom.editions import EditionRules
from digests.store import tastes
from digests.store.engine import Store
from digests.store.schema import article, follow, mute, slot
from digests.text.words import words
from tests.benchmarks.delivery.watching import longest, watching


@dataclass(frozen=True, slots=True)
class Planning:
    editions: int
    seconds: float
    longest_block: float
    """Seconds for which the loop did nothing else."""
    longest_wait: float
    """Seconds for which somebody else who wanted to write had to wait."""


async def plan(database: Path, moment: datetime, different: int = 0) -> Planning:
    planned = 0
    async with await Store.open(f"sqlite:///{database}") as store:
        if different:
            await give(store, different, moment)
        waits: list[float] = []
        writing = asyncio.create_task(_write_now_and_then(store, waits))
        async with watching() as watch:
            started = time.monotonic()
            while done := await editions.plan_due(store, EditionRules(), moment):
                planned += done.on_time
            seconds = time.monotonic() - started
        writing.cancel()
    return Planning(planned, seconds, longest(watch.blocks), max(waits, default=0.0))


async def give(store: Store, count: int, moment: datetime) -> None:
    """Reader after reader gets the next of `count` tastes: a follow of two words, and a mute of another."""
    async with store.writing() as conn:
        titles = (await conn.execute(select(article.c.title))).scalars()
        known = [word for word, _ in Counter(word for title in titles for word in words(title)).most_common()]
        pairs = list(islice(combinations(known, 2), count))
        readers = (await conn.execute(select(slot.c.chat).order_by(slot.c.chat))).scalars().all()
        given = [_taste(pair, known[number % len(known)]) for number, pair in enumerate(pairs)]
        common = {"created_at": moment, "kind": "words"}
        for start in range(0, len(readers), 10_000):
            part = [(chat, given[(start + i) % count]) for i, chat in enumerate(readers[start:][:10_000])]
            follows = [{"chat": chat, "words": taste.follows[0][1], **common} for chat, taste in part]
            mutes = [{"chat": chat, "words": taste.mutes[0][1], **common} for chat, taste in part]
            names = [{"whose": chat, "name": tastes.named(taste)} for chat, taste in part]
            await conn.execute(insert(follow), follows)
            await conn.execute(insert(mute), mutes)
            named = update(slot).where(slot.c.chat == bindparam("whose"))
            await conn.execute(named.values(taste=bindparam("name")), names)


def _taste(pair: tuple[str, str], muted: str) -> Taste:
    return Taste(follows=((FollowKind.WORDS, " ".join(pair)),), mutes=((MuteKind.WORDS, muted),))


async def _write_now_and_then(store: Store, waits: list[float]) -> None:
    """As a reader's command does."""
    while True:
        await asyncio.sleep(0.05)
        asked = time.monotonic()
        async with store.writing():
            waits.append(time.monotonic() - asked)


if __name__ == "__main__":
    given = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    made = asyncio.run(plan(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), given))
    sys.stdout.write(json.dumps(asdict(made)))
