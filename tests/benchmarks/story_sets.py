"""The labelled sets of stories: articles with their event, pairs of articles that tell the same or not.

Articles go through the same reading as in `pullquote stories`: language as labelled, junk out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digests.editor.edit import skim_article
from digests.editor.options import EditOptions
from digests.editor.stories import pack
from digests.errors import ArticleRejected
from digests.model import Article, CleanArticle
from tests.benchmarks.figures import records

_OPTIONS = EditOptions()


@dataclass(frozen=True, slots=True)
class Told:
    """An article, the event it tells, and its vector."""

    event: str
    article: CleanArticle
    vector: bytes


@dataclass(frozen=True, slots=True)
class Pair:
    first: Told
    second: Told
    same: bool

    @property
    def language(self) -> str:
        return self.first.article.language


def english(data: Path) -> list[Told]:
    return _told(data / "news_clusters" / "giveme5w1h_dev.jsonl", "en", "event")


def vietnamese(data: Path) -> list[Told]:
    return _told(data / "vi_clusters" / "clusters.jsonl", "vi", "cluster")


def pairs(data: Path) -> list[Pair]:
    return [
        Pair(
            *(_one(str(record["id"]), record[side], str(record["lang"])) for side in ("a", "b")),
            same=str(record["same_event"]) == "True",
        )
        for record in records(data / "tg_news_pairs" / "pairs.jsonl")
    ]


def skimmed(record: object, language: str) -> CleanArticle | None:
    """The title and the beginning of the text, as they are compared; None for a record that has no text."""
    fields = record if isinstance(record, dict) else {}
    title, text = fields.get("title"), fields.get("text")
    article = Article(
        id="", title=title and str(title), text=text and str(text), language=language, source=None
    )
    try:
        return skim_article(article, _OPTIONS)
    except ArticleRejected:
        return None


def _told(path: Path, language: str, label: str) -> list[Told]:
    return [_one(str(record[label]), record, language) for record in records(path)]


def _one(event: str, record: object, language: str) -> Told:
    article = skimmed(record, language)
    if article is None:
        raise ValueError(f"a labelled article of {event} has no text")
    return Told(event, article, pack(article))


def halves(told: Sequence[Told]) -> Iterator[tuple[list[Told], list[Told]]]:
    """Every event is in one half; each half comes once as the second, to be judged by the first."""
    events = sorted({each.event for each in told})
    for rest in (0, 1):
        chosen = set(events[rest::2])
        yield [t for t in told if t.event not in chosen], [t for t in told if t.event in chosen]
