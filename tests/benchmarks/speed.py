"""How quick the whole `pullquote digest` is, as a process on one core, beside sumy's LexRank in the same run.

The command is timed from its start to its end, with cleaning and quotes. LexRank summarises the same
articles as sumy's own README runs it, with its stemmer and stop words (only its tokenizer, which wants a
download, is replaced by one pattern), and once more with our terms, so that nothing but its ranking is
left; its imports are not counted. The sides take turns and each one's best round counts, because what else
runs on a machine only ever makes things slower. Seconds are of the processor unless they are called wall.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from typing import TypeVar

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.utils import get_stop_words

from digests.editor.edit import edit_article
from digests.editor.options import EditOptions
from digests.editor.summaries.sumy_rankers import ratings
from digests.editor.summaries.terms import terms
from digests.model import Article
from digests.text.sentences import sentences
from digests.text.words import words
from tests.benchmarks.figures import Figure, records

Given = TypeVar("Given")

_SETS = ("cnndm_frank", "bbc_news_summary")
_ROUNDS = 3
_LONG = 1_000
"""Sentences of the long article."""
_PATIENCE = 300
"""Seconds that the command may take before it is given up."""


@dataclass(frozen=True, slots=True)
class Took:
    processor: float
    wall: float


def figures(data: Path) -> Iterator[Figure]:
    articles = [article for name in _SETS for article in _articles(data / name / "summaries.jsonl")]
    with TemporaryDirectory() as name, _one_core():
        every, single = Path(name) / "every.jsonl", Path(name) / "single.jsonl"
        _write(every, articles)
        _write(single, articles[:1])
        _lexrank(articles[:2])
        _ranking_alone(articles[:2])
        first, ours, theirs, alone = [], [], [], []
        for _ in range(_ROUNDS):
            theirs.append(_timed(_lexrank, articles))
            alone.append(_timed(_ranking_alone, articles))
            ours.append(_digest(every, len(articles)))
            first.append(_digest(single, 1))
        on = f"CNN/DM and BBC, {len(articles)}"
        peer, ranking, best, start = (
            min(took.processor for took in each) for each in (theirs, alone, ours, first)
        )
        wall = min(took.wall for took in ours)
        beside = {"wall": len(articles) / wall, "LexRank": len(articles) / peer}
        lone = {"its ranking alone, with our terms": ranking / best}
        yield Figure("digest, articles a second", on, len(articles) / best, 500, beside)
        yield Figure("digest, times LexRank", on, peer / best, 3, lone)
        yield Figure("start to the first digest, s", "one article", start, None, lower_is_better=True)
        long = min(_timed(_edited, _long_article(articles)).processor for _ in range(_ROUNDS))
        yield Figure("one long article, s", f"{_LONG} sentences", long, 0.3, lower_is_better=True)


def _articles(path: Path) -> Iterator[Article]:
    for record in records(path):
        title = str(record["title"]) if record.get("title") else None
        yield Article(id=str(record["id"]), title=title, text=str(record["text"]))


def _write(path: Path, articles: Sequence[Article]) -> None:
    lines = (
        json.dumps({"id": each.id, "title": each.title, "text": each.text}, ensure_ascii=False)
        for each in articles
    )
    path.write_text("\n".join(lines), encoding="utf-8")


def _digest(path: Path, count: int) -> Took:
    """`pullquote digest --json` over a file, from the start of the process to its end."""
    before, started = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "digest", "--json", str(path)],
        stdout=subprocess.PIPE,
        timeout=_PATIENCE,
        check=True,
    )
    wall, after = time.perf_counter() - started, getrusage(RUSAGE_CHILDREN)
    assert done.stdout.count(b"\n") == count
    return Took(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, wall)


def _timed(work: Callable[[Given], None], given: Given) -> Took:
    processor, wall = time.process_time(), time.perf_counter()
    work(given)
    return Took(time.process_time() - processor, time.perf_counter() - wall)


class _Tokenizer:
    """In place of sumy's, which splits with a model that has to be downloaded."""

    _WORD = re.compile(r"[^\W\d_][\w'-]*")

    def to_words(self, sentence: str) -> list[str]:
        return self._WORD.findall(sentence)

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        return (paragraph,)


def _lexrank(articles: Sequence[Article]) -> None:
    tokenizer, stop_words = _Tokenizer(), get_stop_words("english")
    for article in articles:
        text = article.text or ""
        parts = [Sentence(span.of(text), tokenizer) for span in sentences(text, "en")]
        summarizer = LexRankSummarizer(Stemmer("english"))
        summarizer.stop_words = stop_words
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it divides by a norm of zero now and then
            summarizer(ObjectDocumentModel([Paragraph(parts)]), 3)


def _ranking_alone(articles: Sequence[Article]) -> None:
    known = terms("en")
    for article in articles:
        text = article.text or ""
        found = [known.of(words(span.of(text))) for span in sentences(text, "en")]
        ratings("lexrank", [each for each in found if each])


def _long_article(articles: Sequence[Article]) -> Article:
    """The first sentences of a set, as if they were one article."""
    lines: list[str] = []
    for article in articles:
        text = article.text or ""
        lines.extend(" ".join(span.of(text).split()) for span in sentences(text, "en"))
        if len(lines) >= _LONG:
            break
    return Article(id="long", title=articles[0].title, text="\n".join(lines[:_LONG]))


def _edited(article: Article) -> None:
    edit_article(article, EditOptions())


@contextmanager
def _one_core() -> Iterator[None]:
    """Holds this process, and those it starts, to one core where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
