"""A database of made-up articles, whose words are as common and as rare as those of a language (Zipf).

Filed past the editor and the story index, which would take hours for a million; the search index is filled by
the same function as ever.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
from sqlalchemy import func, select
from sqlalchemy import text as text_clause
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import IndexText
from digests.store import index
from digests.store.engine import Store
from digests.store.labels import Labels
from digests.store.schema import article, quote, story
from digests.store.upsert import insert
from digests.text.words import index_text

NEWEST = datetime(2026, 11, 24, 8, tzinfo=UTC)
A_DAY = 3_000
"""Articles: as many as a thousand feeds bring."""

_WORDS = 120_000
_AT_ONCE = 4_000
_WORKERS, _AHEAD = 2, 4
_PIECES = text_clause("INSERT INTO article_search (article_search, rank) VALUES ('hashsize', :size)")
_LENGTHS = (250, 450)
_IN_SENTENCE = 16
_SOURCES, _SPEAKERS = 200, 30_000
_TOPICS = ("World", "Business", "Science", "Sport", "Culture", "Technology", "Health", "World Cup", "Climate")
_LANGUAGES = (("en", 0.7), ("de", 0.15), ("fr", 0.1), ("es", 0.05))
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]


def word(rank: int) -> str:
    """The word of this rank: the more common, the shorter."""
    made, left = "", rank + len(_SYLLABLES)
    while left:
        left, syllable = divmod(left, len(_SYLLABLES))
        made += _SYLLABLES[syllable]
    return made


@dataclass(frozen=True)
class Language:
    """The words of all languages here, by rank."""

    seed: int

    @cached_property
    def words(self) -> list[str]:
        return [word(rank) for rank in range(_WORDS)]

    @cached_property
    def _cumulated(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        shares = 1 / (np.arange(_WORDS) + 2.7)
        return np.asarray(np.cumsum(shares / shares.sum()))

    def drawn(self, rng: np.random.Generator, count: int) -> list[str]:
        ranks = np.searchsorted(self._cumulated, rng.random(count))
        return [self.words[rank] for rank in ranks]


LANGUAGE = Language(1)


@dataclass(frozen=True, slots=True)
class Printed:
    """An article as far as a search goes."""

    key: int
    text: str
    source: str
    row: dict[str, object]
    quotes: tuple[dict[str, object], ...]
    words: IndexText
    labels: Labels


def speaker(number: int) -> str:
    return f"{word(3_000 + number % 977).title()} {word(5_000 + number).title()}"


def source(number: int) -> str:
    return f"{word(900 + number).title()} {('Post', 'Herald', 'Times', 'Tide')[number % 4]}"


def printed(key: int, articles: int) -> Printed:
    """The article of this key among so many."""
    rng = np.random.default_rng(key)
    drawn = LANGUAGE.drawn(rng, int(rng.integers(*_LENGTHS)))
    sentences = [" ".join(drawn[at : at + _IN_SENTENCE]) + "." for at in range(0, len(drawn), _IN_SENTENCE)]
    seen_at = NEWEST - timedelta(days=(articles - key) / A_DAY)
    language = str(rng.choice([code for code, _ in _LANGUAGES], p=[share for _, share in _LANGUAGES]))
    topics = [_TOPICS[int(rng.integers(len(_TOPICS)))]]
    outlet = source(int(rng.zipf(1.3)) % _SOURCES)
    voices = [speaker(int(rng.zipf(1.2)) % _SPEAKERS) for _ in range(int(rng.integers(0, 5)))]
    spans, at = [], 0
    for sentence in sentences:
        spans.append([at, at + len(sentence)])
        at += len(sentence) + 1
    title, text = " ".join(LANGUAGE.drawn(rng, 8)).capitalize(), " ".join(sentences)
    row = {
        "id": key,
        "given_id": str(key),
        "fingerprint": str(key),
        "story": (key + 1) // 2,
        "title": title,
        "text": text,
        "url": f"https://news.example/{key}",
        "source": outlet,
        "language": language,
        "topics": topics,
        "seen_at": seen_at,
        "time": seen_at - timedelta(minutes=float(rng.exponential(60))),
        "origin": "x",
        "summary": spans[:1],
        "sentences": spans,
        "removed": [],
        "vector": b"",
    }
    return Printed(
        key,
        text,
        outlet,
        row,
        tuple(_quotes(key, voices)),
        index_text(title, text, language),
        Labels(outlet, language, tuple(topics), tuple(voices)),
    )


def _quotes(key: int, voices: list[str]) -> Iterator[dict[str, object]]:
    for number, name in enumerate(voices):
        yield {
            "article": key,
            "number": number,
            "start": 0,
            "end": 10,
            "speaker": name,
            "confidence": 0.9,
            "key": True,
        }


async def fill(store: Store, articles: int) -> None:
    """Files what the store lacks of so many articles."""
    async with store.reading() as conn:
        held = (await conn.execute(select(func.max(article.c.id)))).scalar() or 0
    if held >= articles:
        return
    async with _in_large_pieces(store):
        with ProcessPoolExecutor(_WORKERS, multiprocessing.get_context("spawn")) as workers:
            for made in _chapters(workers, held + 1, articles):
                async with store.writing() as conn:
                    await _file(conn, made)


def _chapters(workers: ProcessPoolExecutor, start: int, articles: int) -> Iterator[list[Printed]]:
    """Made a little ahead of when they are asked for."""
    ahead: deque[Future[list[Printed]]] = deque()
    for first in range(start, articles + 1, _AT_ONCE):
        ahead.append(workers.submit(_chapter, first, articles))
        if len(ahead) > _AHEAD:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


def _chapter(first: int, articles: int) -> list[Printed]:
    return [printed(key, articles) for key in range(first, min(first + _AT_ONCE, articles + 1))]


async def _file(conn: AsyncConnection, made: Sequence[Printed]) -> None:
    begun = [each for each in made if each.key % 2 or each is made[0]]  # two articles are a story
    at = {each.row["story"]: each.row["time"] for each in begun}
    rows = [{"id": number, "created_at": time, "last_at": time} for number, time in at.items()]
    await conn.execute(insert(conn, story).on_conflict_do_nothing(), rows)
    await conn.execute(article.insert(), [each.row for each in made])
    if quotes := [row for each in made for row in each.quotes]:
        await conn.execute(quote.insert(), quotes)
    for each in made:
        await index.add(conn, each.key, each.words, each.source, each.labels)


@asynccontextmanager
async def _in_large_pieces(store: Store) -> AsyncIterator[None]:
    """The index is written in pieces of a megabyte, which are put together over and over again: as if no
    article were ever waited for, while it is filled it may take larger ones."""
    async with store.writing() as conn:
        is_sqlite = conn.dialect.name == "sqlite"
        if is_sqlite:
            await conn.execute(_PIECES, {"size": 64 * 2**20})
    yield
    if is_sqlite:
        async with store.writing() as conn:
            await conn.execute(_PIECES, {"size": 2**20})
