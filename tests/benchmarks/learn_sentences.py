"""Finds the weights of a sentence's parts: `digests/editor/data/weights.toml`.

    python -m tests.benchmarks.learn_sentences --data DIR [--check] > weights.toml

Seven hundred articles with summaries are few, so there are few weights, and they are found by trying one
after the other, a little more and a little less of each, on what counts in the end: the gains over the
first sentences, summed over all sets at once, each set's up to a cap, so that none is bought with another.
Each try is judged with its neighbours, the same weights a little shaken, because a lucky peak is of no use
on other articles.
`--check` learns on four fifths at a time and shows what is reached on the fifth that was held back.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from math import exp
from pathlib import Path
from statistics import fmean

from digests.editor.summaries.outline import Outline, outline
from digests.editor.summaries.ranking import Parts, measured, merits
from digests.editor.summaries.summary import chosen
from digests.editor.summaries.weights import Weights
from digests.model import Span
from tests.benchmarks.summaries import lead, uncleaned_lead
from tests.benchmarks.summary_sets import Labelled, LabelledSet, load, picked_f1, rouge_1_2

START = Weights(
    centrality=0.75, position=1.0, title=0.7, number=0.05, length=0.2, untitled=2.0, single=0.4,
    redundancy=0.3, asks=0.2, quotes=0.2, dangles=0.06, personal=0.1, runs_on=0.2, captions=0.03,
)  # fmt: skip
"""Where the search starts; found by earlier ones that started from a simple ratio of the parts."""

ROUGH = Weights(
    centrality=1.0, position=1.0, title=1.0, number=0.05, length=0.2, untitled=2.0, single=0.5,
    redundancy=0.5, asks=0.1, quotes=0.1, dangles=0.1, personal=0.1, runs_on=0.1, captions=0.1,
)  # fmt: skip
"""Nothing but an order of magnitude: where each search of `--check` starts, which must not know the rest."""

_STEPS = (0.5, 0.75, 0.9, 1.1, 1.3, 2.0)
_ROUNDS = 3
_LEAST_GAIN = 0.03
_NEIGHBOURS, _SHAKEN = 5, 0.12
_MOST_BBC = 150
"""That goal is reached with ease, and each article costs time."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A set's gain over the first sentences: what is asked, what a point is worth, and where that ends."""

    asked: float
    worth: float
    most: float


GOALS = {
    "cnndm_frank": Goal(0.35, 2.0, 9.0),
    "xsum_frank": Goal(2.2, 0.7, 1.5),
    "bbc_news_summary": Goal(5.0, 0.2, 3.0),
    "kr_scinews": Goal(58.0, 0.06, 4.0),
    "cnndm_train_sample": Goal(8.0, 0.25, 3.0),
}


class Case:
    """One article, outlined once; what it scores under any weights."""

    def __init__(self, name: str, article: Labelled, count: int) -> None:
        self.set = name
        self.fold = sha256(article.id.encode()).digest()[-1]
        self._article = article
        self._outline: Outline = outline(
            article.text, article.spans, title=article.title, language=article.language, count=count
        )
        self._parts: list[Parts] = measured(self._outline)
        self._known: dict[tuple[Span, ...], float] = {}
        self.lead = self._first()

    def _first(self) -> float:
        """What the first sentences score: the better split for CNN, uncleaned where the text is raw."""
        article, count = self._article, self._outline.count
        if article.lines:
            return 0.0
        own = self._rouge(lead(article, count))
        if article.split:
            return (own + self._rouge(article.split[:count])) / 2
        return self._rouge(uncleaned_lead(article, count)) if self.set == "cnndm_train_sample" else own

    def _rouge(self, shown: Sequence[str]) -> float:
        """ROUGE-1, and where all three are asked for, their mean without Lsum, which follows the others."""
        one, two = rouge_1_2(shown, self._article.reference)
        return (one + two) / 2 if self.set == "cnndm_frank" else one

    def gain(self, weights: Weights) -> float:
        seen = self._outline
        scores = merits(self._parts, weights, titled=bool(seen.title), count=seen.count)
        picks = tuple(sorted(candidate.span for candidate in chosen(seen, scores, weights)))
        if picks not in self._known:
            self._known[picks] = self._score(picks)
        return self._known[picks] - self.lead

    def _score(self, picks: Sequence[Span]) -> float:
        if self._article.lines:
            return picked_f1(self._article, picks)
        return self._rouge([span.of(self._article.text) for span in picks])


def gains(cases: Sequence[Case], weights: Weights) -> dict[str, float]:
    """The mean gain on each set."""
    found: dict[str, list[float]] = {}
    for case in cases:
        found.setdefault(case.set, []).append(case.gain(weights))
    return {name: fmean(values) for name, values in found.items()}


def use(found: Mapping[str, float]) -> float:
    """What gains are worth together."""
    return sum(
        GOALS[name].worth * min(gain - GOALS[name].asked, GOALS[name].most) for name, gain in found.items()
    )


def learn(cases: Sequence[Case], start: Weights = START) -> Weights:
    """The weights that no single step makes better."""
    best, value = start, _use_around(cases, start)
    for _ in range(_ROUNDS):
        before = value
        for name, step in _steps(best):
            tried = replace(best, **{name: round(getattr(best, name) * step, 3)})
            reached = _use_around(cases, tried)
            if reached > value + _LEAST_GAIN:
                best, value = tried, reached
        sys.stderr.write(f"{value:.3f} {asdict(best)}\n")
        if value <= before:
            break
    return best


def _use_around(cases: Sequence[Case], weights: Weights) -> float:
    rng = random.Random(_NEIGHBOURS)
    shaken = [
        replace(
            weights, **{name: value * exp(rng.gauss(0, _SHAKEN)) for name, value in asdict(weights).items()}
        )
        for _ in range(_NEIGHBOURS)
    ]
    return fmean(use(gains(cases, each)) for each in (weights, *shaken))


def _steps(weights: Weights) -> Iterator[tuple[str, float]]:
    for field in fields(weights):
        for step in _STEPS:
            yield field.name, step


def check(cases: Sequence[Case], folds: int = 5) -> None:
    """Prints what is reached on each fifth by weights learned from the others."""
    held: dict[str, list[float]] = {}
    for fold in range(folds):
        weights = learn([case for case in cases if case.fold % folds != fold], ROUGH)
        for case in cases:
            if case.fold % folds == fold:
                held.setdefault(case.set, []).append(case.gain(weights))
        sys.stderr.write(f"fold {fold + 1}: { {name: round(fmean(v), 2) for name, v in held.items()} }\n")
    for name, values in held.items():
        sys.stdout.write(f"{name}: {fmean(values):+.2f} held back (asked {GOALS[name].asked:+})\n")


def _cases(sets: Mapping[str, LabelledSet]) -> list[Case]:
    return [
        Case(name, article, each.count)
        for name, each in sets.items()
        for article in each.articles[: _MOST_BBC if name == "bbc_news_summary" else None]
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    cases = _cases(load(options.data))
    if options.check:
        check(cases)
        return
    found = learn(cases)
    sys.stdout.write("# Made by: python -m tests.benchmarks.learn_sentences --data DIR\n")
    for name, value in asdict(found).items():
        sys.stdout.write(f"{name} = {value}\n")
    sys.stderr.write(f"{gains(cases, found)}\n")


if __name__ == "__main__":
    main()
