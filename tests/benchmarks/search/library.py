"""A database of made-up articles, whose words are as common and as rare as those of a language (Zipf).

Filed past the editor and the story index, which would take hours for a million; the search index is filled by
the same function as ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
from sqlalchemy import func, select

from digests.store import index
from digests.store.engine import Store
from digests.store.labels import Labels
from digests.store.schema import article, quote, story
from digests.text.words import index_text

NEWEST = datetime(2026, 11, 24, 8, tzinfo=UTC)
A_DAY = 3_000
"""Articles: as many as a thousand feeds bring."""

_WORDS = 120_000
_AT_ONCE = 500
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

    row: dict[str, object]
    quotes: tuple[dict[str, object], ...]
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
    row = {
        "id": key,
        "given_id": str(key),
        "fingerprint": str(key),
        "story": (key + 1) // 2,
        "title": " ".join(LANGUAGE.drawn(rng, 8)).capitalize(),
        "text": " ".join(sentences),
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
    return Printed(row, tuple(_quotes(key, voices)), Labels(outlet, language, tuple(topics), tuple(voices)))


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
    for first in range(held + 1, articles + 1, _AT_ONCE):
        keys = range(first, min(first + _AT_ONCE, articles + 1))
        made = await asyncio.to_thread(lambda keys=keys: [printed(key, articles) for key in keys])
        async with store.writing() as conn:
            told = {each.row["story"]: each.row["time"] for each in made}
            new = [
                {"id": number, "created_at": at, "last_at": at}
                for number, at in told.items()
                if int(str(number)) * 2 - 1 >= first
            ]
            if new:
                await conn.execute(story.insert(), new)
            await conn.execute(article.insert(), [each.row for each in made])
            quotes = [row for each in made for row in each.quotes]
            if quotes:
                await conn.execute(quote.insert(), quotes)
            for each in made:
                row = each.row
                entry = index_text(str(row["title"]), str(row["text"]), str(row["language"]))
                await index.add(conn, int(str(row["id"])), entry, str(row["source"]), each.labels)
