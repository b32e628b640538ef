"""Learns from labelled articles how much each trait of a possible speaker is worth.

    python -m tests.benchmarks.train_speakers --data DIR

Writes `digests/editor/data/speakers/<language>.toml`. The articles are read here, the learning itself is
`learn_speakers.py`. What the weights say is turned into a share of right answers by a curve from articles
that were left out of the training, five times over.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import digests.editor
from digests.editor.quotations.attribution import Attribution, Choice, Desk, attribution
from digests.editor.quotations.quotes import speech_among, word_count
from digests.editor.quotations.speaker_weights import Weights
from digests.editor.quotations.speech import Speech, speech
from digests.editor.quotations.traits import traits
from digests.model import Span
from tests.benchmarks.labelled_quotes import FOLDS, Gold, Labelled, is_right, overlap, polnear, wikinews
from tests.benchmarks.learn_speakers import Example, cautious, curve, learn

LEAST = {"en": 0.4, "de": 0.1, "other": 0.3}
FEWEST_WORDS = {"en": 4, "de": 1, "other": 1}
"""Words of the quotations that are weighed."""
KEY = 0.7
BINS = {"en": 20, "de": 8}

NO_CURVE = ((0.0, 0.0), (1.0, 1.0))
SURE = {"behind": 1.0, "ahead": 1.0, "around": 1.0}


Told = tuple[int, Attribution, float]
"""A quotation's number, its likeliest speaker and how likely."""
Before = Callable[[int, int, Sequence[Choice]], Attribution | None]
"""Who said the quotation, for the next one: asked with article, quotation and its candidates."""


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
                every = [traits(choice.groups) for choice in found]
                yield Example(self.language, self.articles[article].fold, every, right)
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


def curve_of(reading: Reading, answers: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """The curve of one language, in bins that hold enough of its answers."""
    return curve(answers, BINS[reading.language])


def _bare(learned: Mapping[str, float], language: str) -> Weights:
    """Weights that say how likely an answer is, before it is known how often such are right."""
    return Weights(learned, LEAST[language], FEWEST_WORDS[language], KEY, SURE, 1.0, NO_CURVE)


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
                weights = _bare(learned[reading.language], reading.language)
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
    weights = _bare({}, reading.language)
    right: dict[str, list[bool]] = {side: [] for side in (*SURE, "same")}
    for article, desk in enumerate(reading.desks):
        for number, told, likely in desk.answers(weights):
            if likely == 1.0:
                side = "same" if told.side == "carried" else told.side
                right[side].append(_is_right(reading, article, number, told))
    return {side: cautious(sum(every), len(every)) for side, every in right.items()}


def _is_right(reading: Reading, article: int, number: int, told: Attribution) -> bool:
    gold = reading.gold(article, number)
    return gold is not None and gold.direct and is_right(told.whole, gold)


def written(
    weights: Mapping[str, float], rising: Sequence[tuple[float, float]], numbers: Mapping[str, float]
) -> str:
    """The weights as the file's text."""
    lines = "\n".join(f"{weight:+.2f} {trait}" for trait, weight in weights.items())
    return (
        "# How much each trait of a possible speaker is worth (editor/quotations/traits.py). Made by\n"
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
        numbers = {"least": LEAST[language], "fewest": FEWEST_WORDS[language], "key": KEY, **shares[language]}
        text = written(weights, curves[language], numbers)
        (folder / f"{language}.toml").write_text(text, encoding="utf-8")


def strangers(examples: Sequence[Example], german: Reading) -> dict[int, list[Told]]:
    """German answers by weights that have seen English only: how well they serve yet another language."""
    learned = learn([e for e in examples if e.language == "en"])["other"]
    weights = _bare(learned, "other")
    return {number: german.answers(number, weights) for number in range(len(german.desks))}


if __name__ == "__main__":
    main()
