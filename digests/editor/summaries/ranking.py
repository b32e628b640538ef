"""Which sentences of an article say most: the family of rankers.

A ranker is a function of an outline to one score for each of its candidates; what speaks against a
sentence, redundancy, budget and order are the same for all of them and live in `summary.py`. The default
one is here: one pass of named parts. sumy's are in `sumy_rankers.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import fsum, pow
from typing import NamedTuple

from digests.editor.summaries.outline import Outline
from digests.editor.summaries.standing import has_number
from digests.editor.summaries.weights import Weights, weights

Ranker = Callable[[Outline], Sequence[float]]
"""One score for each candidate, higher is better; any scale, but never NaN."""

_BY_LENGTH = 0.7
"""The power of a sentence's length by which its likeness to the article is divided. With 1 it is a mean
of cosines, LexRank's degree (Erkan and Radev 2004), which likes short sentences; with 0 a sum over words
as TextRank's (Mihalcea and Tarau 2004), which likes long ones."""

_DECAY = 0.05
_FIT_LENGTH = 26
_MISFIT = 20
"""Words that a sentence may be longer or shorter until it is entirely unfit."""


class Parts(NamedTuple):
    """What speaks for a sentence, each from 0 to 1."""

    centrality: float
    """Likeness to all sentences, against the best of the article."""
    position: float
    title: float
    """Share of the title's terms that it has."""
    number: float
    length: float


def pullquote(outline: Outline) -> Sequence[float]:
    """Likeness to the whole article, position, words of the title, numbers and a fitting length."""
    return merits(measured(outline), weights(), titled=bool(outline.title), count=outline.count)


def merits(parts: Sequence[Parts], weight: Weights, *, titled: bool, count: int) -> list[float]:
    """The score of each candidate under these weights."""
    position = weight.position
    if not titled:
        position *= weight.untitled
    if count == 1:
        position *= weight.single
    return [
        weight.centrality * part.centrality
        + position * part.position
        + weight.title * part.title
        + weight.number * part.number
        + weight.length * part.length
        for part in parts
    ]


def measured(outline: Outline) -> list[Parts]:
    """The parts of each candidate's score."""
    part = outline.echoes.__getitem__
    # Summed exactly: a set's order changes with the hash seed.
    echoes = [fsum(map(part, c.shared)) / pow(c.norm, _BY_LENGTH) for c in outline.candidates]
    loudest = max(echoes, default=0.0) or 1.0
    title, terms = outline.title, len(outline.title) or 1
    return [
        Parts(
            echo / loudest,
            1 / (1 + _DECAY * candidate.place),
            len(title & candidate.terms) / terms,
            float(has_number(candidate.text)),
            _fit(candidate.length),
        )
        for candidate, echo in zip(outline.candidates, echoes, strict=True)
    ]


@lru_cache
def _fit(length: int) -> float:
    return max(0.0, 1 - ((length - _FIT_LENGTH) / _MISFIT) ** 2)
