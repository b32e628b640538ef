"""Articles of made-up words: some outlets tell one event, each in a choice of sentences of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from digests.editor.edit import prepare_article
from digests.editor.options import EditOptions
from digests.model import Article, PreparedArticle
from tests.benchmarks.replies import vocabulary

OUTLETS = 40
_OPTIONS = EditOptions(sentences=2)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, as the outlets tell it."""

    articles: tuple[PreparedArticle, ...]


def events(count: int, told_by: int, seed: int) -> Iterator[Event]:
    """`count` events, `told_by` outlets telling each; another seed is another day's news."""
    rng = random.Random(seed)
    words = vocabulary(random.Random(1))
    weights = [1 / (rank + 10) for rank in range(len(words))]

    def sentence(least: int = 12, most: int = 24) -> str:
        return " ".join(rng.choices(words, weights, k=rng.randint(least, most))).capitalize() + "."

    for event in range(count):
        facts = [sentence() for _ in range(14)]
        speaker = " ".join(rng.choices(words, k=2)).title()
        said = f'"{sentence()[:-1]}," said {speaker}.'
        articles = []
        for telling in range(told_by):
            chosen = [fact for fact in facts if rng.random() < 0.6]
            own = [sentence() for _ in range(4)]
            lines = [chosen[0], *own[:2], said, *chosen[1:], *own[2:]]
            articles.append(
                Article(
                    id=f"{seed}-{event}-{telling}",
                    title=sentence(5, 8)[:-1],
                    text="\n".join(lines),
                    url=f"https://news.example/{seed}/{event}/{telling}",
                    source=f"Paper {rng.randint(1, OUTLETS)}",
                    language="en",
                )
            )
        yield Event(tuple(prepare_article(article, _OPTIONS) for article in articles))


def search_words() -> list[str]:
    """Common and rare ones."""
    return vocabulary(random.Random(1))[:2000:37]
