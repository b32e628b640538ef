"""Made-up news for what no labelled set can show: a month of 100,000 articles, a topic that drifts.

Words are drawn as often as they stand in real news; what an event is about is drawn once for all of its
articles. No sentence comes of it, only vectors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from digests.editor.stories import pack
from digests.text.words import words
from tests.benchmarks.figures import records
from tests.builders import clean

START = datetime(2026, 10, 1, tzinfo=UTC)
_WORDS = 140


@dataclass(frozen=True, slots=True)
class Drawn:
    """An article of a stream."""

    at: datetime
    event: int
    vector: bytes


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, as often as they are written."""

    words: list[str]
    weights: list[int]
    """Accumulated."""
    rare: list[str]

    def drawn(self, random: Random, count: int) -> list[str]:
        return random.choices(self.words, cum_weights=self.weights, k=count)


def vocabulary(data: Path) -> Vocabulary:
    """The words of the BBC's news."""
    counts = Counter[str]()
    for record in records(data / "bbc_news_summary" / "summaries.jsonl"):
        counts.update(words(str(record["text"])))
    rare = [word for word, times in counts.items() if times < 20]
    return Vocabulary(list(counts), list(accumulate(counts.values())), rare)


def month(count: int, known: Vocabulary, *, days: float = 30, seed: int = 1) -> list[Drawn]:
    """`count` articles by time: events of 1 to 60 articles within a day and a half each."""
    return sorted(_events(count, known, days, Random(seed)), key=lambda drawn: drawn.at)


def drifting_topic(known: Vocabulary, *, days: int = 30, a_day: int = 6) -> list[Drawn]:
    """One topic for a month, of which a sixth of the words is another every day; the event is the day."""
    random = Random(5)
    topic = random.sample(known.rare, 36)
    drawn = []
    for day in range(days):
        topic = topic[6:] + random.sample(known.rare, 6)
        for number in range(a_day):
            at = START + timedelta(days=day, hours=number * 24 / a_day)
            drawn.append(Drawn(at, day, _article(topic, ["Linnet"], known, random)))
    return drawn


def _events(count: int, known: Vocabulary, days: float, random: Random) -> Iterator[Drawn]:
    event = made = 0
    while made < count:
        event += 1
        began = random.random() * days
        names = [f"Name{random.randrange(60_000)}" for _ in range(4)]
        topic = known.drawn(random, 25) + random.choices(known.rare, k=12)
        for _ in range(min(60, int(random.paretovariate(1.1)), count - made)):
            made += 1
            at = START + timedelta(days=min(days, began + random.random() * 1.5))
            yield Drawn(at, event, _article(topic, names, known, random))


def _article(topic: list[str], names: list[str], known: Vocabulary, random: Random) -> bytes:
    text = []
    for word in known.drawn(random, _WORDS):
        chance = random.random()
        text.append(random.choice(topic) if chance < 0.3 else random.choice(names) if chance < 0.36 else word)
    title = " ".join(random.sample(topic, 5) + names[:1])
    return pack(clean(title=title, text=" ".join(text)))
