"""Articles with summaries by people: what `summaries.py` measures on and `learn_sentences.py` learns from.

Each set is a folder of the data folder with a `summaries.jsonl`; its README says where it comes from.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import DefaultTokenizer

from digests.model import Span
from digests.text.clean import clean
from digests.text.language import language_of
from digests.text.sentences import sentences
from tests.benchmarks.figures import records

MOST_BBC = 400
"""Of two thousand; drawn by the hash of the id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article with what people made of it."""

    id: str
    title: str
    delivered: str
    language: str
    text: str
    """What the sentences are of: cleaned, where the set is."""
    spans: tuple[Span, ...]
    reference: tuple[str, ...]
    """The lines of the summary."""
    split: tuple[str, ...]
    """The sentences as the set splits them, where it does."""
    lines: frozenset[int]
    """Numbers of the lines that people picked."""

    def shown(self, picks: Sequence[int]) -> list[str]:
        return [self.spans[i].of(self.text) for i in picks]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    name: str
    count: int
    """Sentences asked for."""
    articles: tuple[Labelled, ...]


SETS = {
    "cnndm_frank": 3,
    "xsum_frank": 1,
    "bbc_news_summary": 3,
    "kr_scinews": 3,
    "cnndm_train_sample": 3,
}
"""Names and sentences asked for."""


def load(data: Path) -> dict[str, LabelledSet]:
    """The sets by name. Raises OSError when one is not in `data`."""
    return {name: LabelledSet(name, count, tuple(_articles(data, name))) for name, count in SETS.items()}


def _articles(data: Path, name: str) -> Iterator[Labelled]:
    rows: list[dict[str, Any]] = [dict(row) for row in records(data / name / "summaries.jsonl")]
    if name == "bbc_news_summary":
        rows = sorted(rows, key=lambda row: sha256(row["id"].encode()).digest())[:MOST_BBC]
    separator = " . " if name == "cnndm_frank" else "\n"
    for row in rows:
        delivered, title = row["text"], row.get("title", "")
        language = language_of(delivered, None)
        # Where people picked lines, every line has to stay.
        text = delivered if "gold_sentences" in row else clean(delivered, language, title or None).text
        yield Labelled(
            id=row["id"],
            title=title,
            delivered=delivered,
            language=language,
            text=text,
            spans=sentences(text, language),
            reference=tuple(row["reference"].split(separator)),
            split=tuple(row["sentences"]) if name == "cnndm_frank" else (),
            lines=frozenset(row.get("gold_sentences", ())),
        )


_SCORER = RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True)


def rouge(shown: Sequence[str], reference: Sequence[str]) -> tuple[float, float, float]:
    """ROUGE-1, -2 and -Lsum F1 of 100, by rouge-score."""
    found = _SCORER.score("\n".join(reference), "\n".join(shown))
    one, two, lsum = (found[kind].fmeasure * 100 for kind in ("rouge1", "rouge2", "rougeLsum"))
    return one, two, lsum


@lru_cache(maxsize=100_000)
def _tokens(sentence: str) -> tuple[str, ...]:
    return tuple(DefaultTokenizer(True).tokenize(sentence))


def rouge_1_2(shown: Sequence[str], reference: Sequence[str]) -> tuple[float, float]:
    """The first two of `rouge`, a hundred times as quick for sentences met before."""
    ours = [token for sentence in shown for token in _tokens(sentence)]
    theirs = [token for sentence in reference for token in _tokens(sentence)]
    return _f1(ours, theirs), _f1(list(pairwise(ours)), list(pairwise(theirs)))


def _f1(ours: Sequence[object], theirs: Sequence[object]) -> float:
    both = (Counter(ours) & Counter(theirs)).total()
    return 200 * both / (len(ours) + len(theirs)) if both else 0.0


def picked_f1(article: Labelled, picks: Sequence[Span]) -> float:
    """F1 of the lines that hold the picked sentences against the lines that people picked; of 100."""
    ours = {article.text.count("\n", 0, span.start) for span in picks}
    both = len(ours & article.lines)
    return 200 * both / (len(ours) + len(article.lines)) if both else 0.0


def halves(count: int, times: int) -> Iterator[list[int]]:
    """Random halves of the numbers below `count`, the same in every run."""
    rng = random.Random(count)
    for _ in range(times):
        yield rng.sample(range(count), count // 2)
