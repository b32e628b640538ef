"""Who said it, measured: strict speaker scores on PolNeAR and German Wikinews, calibration, baselines.

A quotation found is matched to the marked one that it overlaps most, by more than half of its length; a
mention is right if it overlaps the marked one. "left out" is the same measure by five-fold cross-validation:
weights and curve learned without the articles they are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from digests.editor.quotations.quotes import quotes
from digests.editor.quotations.speaker_weights import weights as packaged
from digests.model import Quote, Span
from tests.benchmarks.figures import Figure
from tests.benchmarks.labelled_quotes import FOLDS, Gold, Labelled, is_right, overlap
from tests.benchmarks.train_speakers import (
    Reading,
    as_answered,
    curve_of,
    held_out,
    learn,
    points,
    readings,
)

FEWEST = 5
"""Words of the quotations that are measured in English."""
ENOUGH = 30
"""Quotations that make a share worth judging."""
STEPS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)

_NAME = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}"
_SAID = r"(?:said|says|told|added|wrote)"
_BEHIND = re.compile(rf"\W{{0,3}}(?:{_SAID} (?P<inverted>{_NAME})|(?P<name>{_NAME}|[Hh]e|[Ss]he) {_SAID}\b)")
_AHEAD = re.compile(rf"(?P<name>{_NAME}|[Hh]e|[Ss]he) {_SAID}[^.“”\"\n]{{0,40}}$")
_GERMAN_SAID = r"(?:sagt|sagte|sagten|erklärte|erklärten|so|meinte|betonte|schrieb|äußerte|kritisierte|laut)"
_GERMAN_BEHIND = re.compile(rf"\W{{0,3}}{_GERMAN_SAID} (?P<name>(?:\w+ ){{0,3}}[A-ZÄÖÜ][\w-]+)")
_GERMAN_AHEAD = re.compile(rf"(?P<name>[A-ZÄÖÜ][\w-]+|[Ee]r|[Ss]ie) {_GERMAN_SAID}[^.“”\"\n]{{0,60}}$")


class Told(NamedTuple):
    """A marked quotation, and what was found in its place."""

    gold: Gold
    mention: Span | None
    confidence: float
    key: bool
    found: bool

    @property
    def right(self) -> bool:
        return self.mention is not None and is_right(self.mention, self.gold)


Find = Callable[[Labelled], Sequence[Quote]]


def measured(articles: Sequence[Labelled], find: Find, fewest: int) -> list[Told]:
    """What was found for every marked direct quotation."""
    told = []
    for article in articles:
        found = find(article)
        for gold in article.gold:
            if gold.direct and gold.words >= fewest:
                best = max(found, key=lambda q: overlap(q.span, gold.span), default=None)
                if best is None or 2 * overlap(best.span, gold.span) <= gold.span.end - gold.span.start:
                    told.append(Told(gold, None, 0.0, key=False, found=False))
                else:
                    told.append(Told(gold, best.mention, best.confidence, best.key, found=True))
    return told


def scores(told: Sequence[Told]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the mentions."""
    named = [t for t in told if t.mention is not None]
    right = sum(t.right for t in named)
    precision, recall = (
        right / max(1, len(named)),
        right / max(1, sum(t.gold.speaker is not None for t in told)),
    )
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def keys(told: Sequence[Told]) -> tuple[float, float]:
    """Precision of the key quotations' speakers, and their recall among all quotations."""
    shown = [t for t in told if t.key]
    right = sum(t.right for t in shown)
    return right / max(1, len(shown)), right / max(1, sum(t.gold.speaker is not None for t in told))


def where_matched(told: Sequence[Told]) -> float:
    """Share of the quotations found whose speaker is right."""
    matched = [t for t in told if t.found and t.gold.speaker is not None]
    return sum(t.right for t in matched) / max(1, len(matched))


def crude(behind: re.Pattern[str], ahead: re.Pattern[str]) -> Find:
    """A verb of speech and a name right beside the quotation, and nothing else."""

    def find(article: Labelled) -> list[Quote]:
        found = []
        for q in article.quotations:
            match = behind.match(article.text, q.outer.end, q.paragraph.end)
            match = match or ahead.search(
                article.text[max(q.paragraph.start, q.outer.start - 80) : q.outer.start]
            )
            mention = None
            if match is not None:
                group = "inverted" if "inverted" in match.re.groupindex and match["inverted"] else "name"
                offset = 0 if match.string is article.text else max(q.paragraph.start, q.outer.start - 80)
                mention = Span(match.start(group) + offset, match.end(group) + offset)
            found.append(
                Quote(
                    span=q.span,
                    speaker=None,
                    mention=mention,
                    cue=None,
                    confidence=1.0,
                    key=mention is not None,
                )
            )
        return found

    return find


def shipped(language: str) -> Find:
    return lambda article: quotes(article.text, language)


def left_out(every: Sequence[Reading]) -> list[list[Find]]:
    """For each language a finder for each fold, which has learned without it."""
    answers = held_out(every)
    told = [as_answered(a, r) for a, r in zip(answers, every, strict=True)]
    examples = [e for r, t in zip(every, told, strict=True) for e in r.examples(t)]
    finders: list[list[Find]] = [[] for _ in every]
    for fold in range(FOLDS):
        learned = learn([e for e in examples if e.fold != fold])
        for place, reading in enumerate(every):
            others = {
                number: given
                for number, given in answers[place].items()
                if reading.articles[number].fold != fold
            }
            finders[place].append(
                _finder(
                    reading.language, learned[reading.language], curve_of(reading, points(reading, others))
                )
            )
    return finders


def _finder(language: str, learned: Mapping[str, float], curve: Sequence[tuple[float, float]]) -> Find:
    ours = packaged(language)
    weights = replace(ours, of=learned, curve=curve)
    return lambda article: quotes(article.text, language, weights)


def by_fold(finders: Sequence[Find]) -> Find:
    return lambda article: finders[article.fold](article)


def figures(data: Path) -> Iterator[Figure]:
    """The table's lines."""
    every = readings(data)
    english, german = every
    english_left, german_left = (by_fold(finders) for finders in left_out(every))
    told = measured(english.articles, shipped("en"), FEWEST)
    left = measured(english.articles, english_left, FEWEST)
    regex = measured(english.articles, crude(_BEHIND, _AHEAD), FEWEST)
    on = f"polnear_quotes, {len(told)} of {FEWEST}+ words"
    for name, goal, ours, theirs, base in zip(
        ("precision", "recall", "F1"),
        (None, None, 0.90),
        scores(told),
        scores(left),
        scores(regex),
        strict=True,
    ):
        yield Figure(f"speaker {name}", on, ours, goal, {"left out": theirs, "regex": base})
    for name, goal, ours, theirs, base in zip(
        ("precision", "recall"), (0.94, 0.75), keys(told), keys(left), keys(regex), strict=True
    ):
        yield Figure(f"key quote speaker {name}", on, ours, goal, {"left out": theirs, "regex": base})
    yield from _curve(left, on)
    told = measured(german.articles, shipped("de"), 1)
    left = measured(german.articles, german_left, 1)
    regex = measured(german.articles, crude(_GERMAN_BEHIND, _GERMAN_AHEAD), 1)
    on = f"de_wikinews_quotes, {len(told)} direct"
    beside = {"left out": where_matched(left), "regex": where_matched(regex)}
    yield Figure("speaker right where matched", on, where_matched(told), 0.75, beside)
    yield Figure(
        "speaker F1", on, scores(told)[2], None, {"left out": scores(left)[2], "regex": scores(regex)[2]}
    )
    yield Figure("key quote speaker precision", on, keys(told)[0], None, {"left out": keys(left)[0]})
    yield from _curve(left, on)


def _curve(told: Sequence[Told], on: str) -> Iterator[Figure]:
    """Of the quotations with at least this confidence, the share that is right; by weights left out."""
    for step in STEPS:
        sure = [t for t in told if t.mention is not None and t.confidence >= step]
        if sure:
            share = sum(t.right for t in sure) / len(sure)
            goal = step if len(sure) >= ENOUGH else None
            yield Figure(f"right at confidence {step}", on, share, goal, {"quotations": float(len(sure))})
