"""Learns from labelled articles how much each trait of a possible speaker is worth.

    python -m tests.benchmarks.train_speakers --data DIR

Writes `digests/editor/data/speakers/<language>.toml`. One softmax over the candidates of a quotation
("nobody" is one of them), trained on both languages at once: every trait has a weight that all languages
share and one of its own language on top, both held small. What the weights say is turned into a share of
right answers by a curve from articles that were left out of the training, five times over.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing

import digests.editor
from digests.editor.attribution import Attribution, Choice, Desk, attribution
from digests.editor.quotes import speech_among, word_count
from digests.editor.speaker_weights import Weights
from digests.editor.speech import Speech, speech
from digests.model import Span
from tests.benchmarks.labelled_quotes import FOLDS, Gold, Labelled, is_right, overlap, polnear, wikinews

PENALTY = 4.0
STEPS, RATE = 300, 0.1
FEWEST = 3
"""Examples in which a trait must occur."""
LEAST = {"en": 0.4, "de": 0.1, "other": 0.3}
KEY = 0.7
BINS = {"en": 20, "de": 8}
SMALLEST = 0.05
"""Weights below this are left out of the file."""

Ints = np.typing.NDArray[np.int64]
Bools = np.typing.NDArray[np.bool_]
Floats = np.typing.NDArray[np.float64]

NO_CURVE = ((0.0, 0.0), (1.0, 1.0))


class Example(NamedTuple):
    """One quotation's candidates, and which of them are right."""

    language: str
    fold: int
    traits: list[list[str]]
    right: list[bool]


Told = tuple[int, Attribution, float]
"""A quotation's number, its likeliest speaker and how likely."""
Before = Callable[[int, int, Sequence[Choice]], Attribution | None]
"""Who said the quotation, for the next one: asked with article, quotation and its candidates."""


def _desk(article: Labelled, language: str, lists: Speech) -> Desk:
    found = speech_among(article.text, article.quotations, language)
    return Desk(article.text, found, [word_count(q.span.of(article.text)) for q in found], lists)


class Reading:
    """The labelled articles of one language, ready to be asked."""

    def __init__(self, language: str, articles: Sequence[Labelled]) -> None:
        lists = speech(language)
        assert lists is not None
        self.language, self.articles, self.speech = language, articles, lists
        self.desks = [_desk(a, language, lists) for a in articles]

    def gold(self, article: int, number: int) -> Gold | None:
        """The marked quotation that this one is, or else the narrowest that it is inside of."""
        outer = self.desks[article].quotations[number].outer
        marked = self.articles[article].gold
        direct = [
            g for g in marked if g.direct and 2 * overlap(outer, g.span) > min(_size(outer), _size(g.span))
        ]
        if direct:
            return max(direct, key=lambda g: overlap(outer, g.span))
        around = [
            g for g in marked if not g.direct and g.speaker and overlap(outer, g.span) > 0.8 * _size(outer)
        ]
        return min(around, key=lambda g: _size(g.span), default=None)

    def examples(self, told: Before) -> Iterator[Example]:
        """Every quotation's candidates; `told` says who said the one before."""
        for article, desk in enumerate(self.desks):
            before: Attribution | None = None
            for number in range(len(desk.quotations)):
                found = desk.choices(desk.case(number), before)
                gold = self.gold(article, number)
                right = [choice.whole is not None and is_right(choice.whole, gold) for choice in found]
                right[0] = not any(right)
                traits = [choice.traits for choice in found]
                yield Example(self.language, self.articles[article].fold, traits, right)
                before = told(article, number, found)

    def answers(self, article: int, weights: Weights) -> list[Told]:
        """The likeliest speaker of every quotation of an article."""
        return list(self.desks[article].answers(weights))


def _desk(article: Labelled, language: str, lists: Speech) -> Desk:
    found = speech_among(article.text, article.quotations, language)
    return Desk(article.text, found, [word_count(q.span.of(article.text)) for q in found], lists)


def _size(span: Span) -> int:
    return span.end - span.start


def taught(reading: Reading) -> Before:
    """Before anything is learned, the speaker before is who people say it was."""

    def told(article: int, number: int, found: Sequence[Choice]) -> Attribution | None:
        gold = reading.gold(article, number)
        right = (c for c in found if c.whole is not None and is_right(c.whole, gold))
        chosen = next(right, None)
        return None if chosen is None else attribution(chosen, 1.0, reading.speech)

    return told


def learn(examples: Sequence[Example]) -> dict[str, Mapping[str, float]]:
    """Weights by language, and "other": those that all languages share."""
    counts = Counter(
        name for e in examples for traits in e.traits for t in traits for name in (t, f"{e.language}|{t}")
    )
    place = {name: i for i, name in enumerate(sorted(n for n, count in counts.items() if count >= FEWEST))}
    rows, columns, right, first = [], [], [], []
    for example in examples:
        first.append(len(right))
        for traits, is_it in zip(example.traits, example.right, strict=True):
            for trait in traits:
                for name in (trait, f"{example.language}|{trait}"):
                    if name in place:
                        rows.append(len(right))
                        columns.append(place[name])
            right.append(is_it)
    learned = _descend(np.array(rows), np.array(columns), np.array(right), np.array(first), len(place))
    return _by_language({name: float(learned[i]) for name, i in place.items()})


def _descend(rows: Ints, columns: Ints, right: Bools, first: Ints, size: int) -> Floats:
    """Softmax regression, with Adam: the likelihood that one of the right candidates is chosen."""
    group = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(right))))
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, STEPS + 1):
        worth = np.bincount(rows, weights[columns], len(right))
        share = np.exp(worth - np.maximum.reduceat(worth, first)[group])
        share /= np.add.reduceat(share, first)[group]
        wanted = share * right
        wanted /= np.maximum(np.add.reduceat(wanted, first)[group], 1e-12)
        gradient = np.bincount(columns, (share - wanted)[rows], size) + PENALTY * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = RATE if step < 0.6 * STEPS else 0.3 * RATE
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def _by_language(learned: Mapping[str, float]) -> dict[str, Mapping[str, float]]:
    shared = {name: weight for name, weight in learned.items() if "|" not in name}
    found: dict[str, dict[str, float]] = {"en": dict(shared), "de": dict(shared), "other": shared}
    for name, weight in learned.items():
        language, bar, trait = name.partition("|")
        if bar:
            found[language][trait] = found[language].get(trait, 0.0) + weight
    return {
        language: {t: round(w, 2) for t, w in sorted(every.items()) if abs(w) >= SMALLEST}
        for language, every in found.items()
    }


def curve(answers: Sequence[tuple[float, bool]], bins: int) -> list[tuple[float, float]]:
    """Points from likelihood to the share that was right: bins of equal size, pooled until they rise.

    Each share is taken a little low, by half its standard error.
    """
    ordered = np.array(sorted(answers), dtype=float)
    pools: list[list[float]] = []
    for part in np.array_split(ordered, bins):
        pools.append([part[:, 0].sum(), part[:, 1].sum(), float(len(part))])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    points = [(0.0, 0.0)]
    for likely, right, count in pools:
        points.append((round(likely / count, 4), max(points[-1][1], _cautious(right, count))))
    return points


def curve_of(reading: Reading, answers: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """The curve of one language, in bins that hold enough of its answers."""
    return curve(answers, BINS[reading.language])


def _bare(learned: Mapping[str, float], least: float) -> Weights:
    """Weights that say how likely an answer is, before it is known how often such are right."""
    return Weights(learned, least, 1.0, 1.0, 1.0, 1.0, NO_CURVE)


def readings(data: Path) -> list[Reading]:
    return [Reading("en", polnear(data)), Reading("de", wikinews(data))]


def held_out(every: Sequence[Reading], rounds: int = 2) -> list[dict[int, list[Told]]]:
    """The answers for every article, by weights that were learned without its fold."""
    told = [taught(reading) for reading in every]
    found: list[dict[int, list[Told]]] = []
    for _ in range(rounds):
        examples = [e for r, t in zip(every, told, strict=True) for e in r.examples(t)]
        found = [{} for _ in every]
        for fold in range(FOLDS):
            learned = learn([e for e in examples if e.fold != fold])
            for place, reading in enumerate(every):
                weights = _bare(learned[reading.language], LEAST[reading.language])
                for number, article in enumerate(reading.articles):
                    if article.fold == fold:
                        found[place][number] = reading.answers(number, weights)
        told = [as_answered(answers, r) for answers, r in zip(found, every, strict=True)]
    return found


def as_answered(answers: Mapping[int, Sequence[Told]], reading: Reading) -> Before:
    """In the second round, the speaker before is who the first round said it was, mistakes and all."""
    least = LEAST[reading.language]
    by_place = {
        (article, number): told
        for article, every in answers.items()
        for number, told, likely in every
        if likely >= least
    }
    return lambda article, number, found: by_place.get((article, number))


def points(reading: Reading, answers: Mapping[int, Sequence[Told]]) -> list[tuple[float, bool]]:
    """How likely each weighed answer was said to be, and whether it was right."""
    return [
        (likely, _is_right(reading, article, number, told))
        for article, every in answers.items()
        for number, told, likely in every
        if likely < 1.0
    ]


def plain_shares(reading: Reading) -> dict[str, float]:
    """How often the answers that need no weighing are right, by where the speaker stands."""
    weights = Weights({}, 1.0, 1.0, 1.0, 1.0, 1.0, NO_CURVE)
    right: dict[str, list[bool]] = {"behind": [], "ahead": [], "same": []}
    for article, desk in enumerate(reading.desks):
        for number, told, likely in desk.answers(weights):
            if likely == 1.0:
                side = "same" if told.side == "carried" else told.side
                right[side].append(_is_right(reading, article, number, told))
    return {side: _cautious(sum(every), len(every)) for side, every in right.items()}


def _is_right(reading: Reading, article: int, number: int, told: Attribution) -> bool:
    gold = reading.gold(article, number)
    return gold is not None and gold.direct and is_right(told.whole, gold)


def _cautious(right: float, count: float) -> float:
    """A share, a little low: by half its standard error."""
    share = (right + 1) / (count + 2)
    return round(share - 0.5 * (share * (1 - share) / (count + 2)) ** 0.5, 3)


def written(
    weights: Mapping[str, float], rising: Sequence[tuple[float, float]], numbers: Mapping[str, float]
) -> str:
    """The weights as the file's text."""
    lines = "\n".join(f"{weight:+.2f} {trait}" for trait, weight in weights.items())
    return (
        "# How much each trait of a possible speaker is worth (digests/editor/traits.py). Made by\n"
        "# `python -m tests.benchmarks.train_speakers --data DIR`; changes by hand are lost.\n\n"
        + "".join(f"{name} = {number}\n" for name, number in numbers.items())
        + f"curve = [{', '.join(f'[{x}, {y}]' for x, y in rising)}]\n"
        f"weights = '''\n{lines}\n'''\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.train_speakers", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled data sets")
    every = readings(parser.parse_args().data)
    english, german = every
    given = held_out(every)
    told = [as_answered(a, r) for a, r in zip(given, every, strict=True)]
    examples = [e for r, t in zip(every, told, strict=True) for e in r.examples(t)]
    learned = learn(examples)
    curves = {
        "en": curve_of(english, points(english, given[0])),
        "de": curve_of(german, points(german, given[1])),
        "other": curve_of(german, points(german, strangers(examples, german))),
    }
    shares = {"en": plain_shares(english), "de": plain_shares(german), "other": plain_shares(german)}
    folder = Path(digests.editor.__path__[0]) / "data" / "speakers"
    folder.mkdir(exist_ok=True)
    for language, weights in learned.items():
        numbers = {"least": LEAST[language], "key": KEY, **shares[language]}
        text = written(weights, curves[language], numbers)
        (folder / f"{language}.toml").write_text(text, encoding="utf-8")


def strangers(examples: Sequence[Example], german: Reading) -> dict[int, list[Told]]:
    """German answers by weights that have seen English only: how well they serve yet another language."""
    learned = learn([e for e in examples if e.language == "en"])["other"]
    weights = _bare(learned, LEAST["other"])
    return {number: german.answers(number, weights) for number in range(len(german.desks))}


if __name__ == "__main__":
    main()
