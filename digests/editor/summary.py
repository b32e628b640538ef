"""The sentences of an article that stand for it: candidates, selection, budget and order.

The text and its sentences come in; spans in text order go out. How good a sentence is, is a ranker's
business (`ranking.py`); which may be shown at all, and that two of them do not say the same, is decided
here, once for all rankers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digests.editor.ranking import Outline, Ranker, Vector, weigh
from digests.model import Span
from digests.text.tables import stop_words
from digests.text.words import UNSPACED, is_unspaced, stems, words

MOST_CANDIDATES = 1_000
"""Sentences of one article that are ranked: the first ones. No article needs more, and memory has an end."""

FEWEST_WORDS, MOST_WORDS = 5, 60
BUDGET = 40
"""Words a sentence may take on average; the best are kept when three long ones would be a wall of text."""

_REDUNDANCY = 1.0
_PENALTY = 0.2
_PAIRS_A_WORD = 2
"""Character pairs of a script without spaces that are about one word."""

_HAS_PAIRS = re.compile(f"[{UNSPACED}]")
_OPENS_WITH_MARK = re.compile(r"[\"'“”„‘«»‹「『(\[]")
_ASKS = re.compile(r"[?？][\"'”’»」』)]*$")
_MARKS = {"“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "(": ")", "[": "]"}
_PAIRED = re.compile(r"[\"“”„«»「」『』()\[\]]")
_ENDS = re.compile(r"[.!?…。！？؟।”\"’»」』)]$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be shown."""

    span: Span
    text: str
    place: int
    length: int
    """In words."""
    terms: tuple[str, ...]


def summarise(
    text: str, sentences: Sequence[Span], *, title: str, language: str, count: int, ranker: Ranker
) -> tuple[Span, ...]:
    """At most `count` of the sentences, in text order. Empty only when there is none or `count` is 0."""
    if count <= 0 or not sentences:
        return ()
    candidates = _candidates(text, sentences, language)
    outline = Outline(
        language=language,
        title=_terms(words(title), language),
        sentences=tuple(c.terms for c in candidates),
        texts=tuple(c.text for c in candidates),
        places=tuple(c.place for c in candidates),
        weights=weigh([c.terms for c in candidates]),
    )
    chosen = _select(candidates, ranker(outline), outline.weights, count)
    return tuple(sorted(candidates[i].span for i in chosen))


def _candidates(text: str, sentences: Sequence[Span], language: str) -> list[Candidate]:
    pairs = _HAS_PAIRS.search(text) is not None
    every = [
        _candidate(text, span, place, language, pairs=pairs)
        for place, span in enumerate(sentences[:MOST_CANDIDATES])
    ]
    return (
        [c for c in every if FEWEST_WORDS <= c.length <= MOST_WORDS and _is_whole(c.text)]
        or [c for c in every if c.length >= FEWEST_WORDS]
        or every
    )


def _candidate(text: str, span: Span, place: int, language: str, *, pairs: bool) -> Candidate:
    sentence = span.of(text)
    found = words(sentence)
    length = len(found)
    if pairs:
        length -= sum(map(is_unspaced, found)) // _PAIRS_A_WORD
    return Candidate(span, sentence, place, length, _terms(found, language))


def _terms(found: Sequence[str], language: str) -> tuple[str, ...]:
    stops = stop_words(language)
    return tuple(stems([word for word in found if word not in stops], language))


def _is_whole(sentence: str) -> bool:
    """Whether it can stand alone: it ends like a sentence, and its marks open and close in it."""
    if not _ENDS.search(sentence) or sentence[0].islower():
        return False
    if not _PAIRED.search(sentence):
        return True
    return sentence.count('"') % 2 == 0 and all(
        sentence.count(opening) == sentence.count(closing) or opening == "„"
        for opening, closing in _MARKS.items()
        if not ("„" in sentence and opening == "“")
    )


def _select(
    candidates: Sequence[Candidate], scores: Sequence[float], weights: Vector, count: int
) -> list[int]:
    """Places of the best candidates, each as unlike the earlier ones as it is good (MMR).

    Carbonell and Goldstein 1998. Ties go to the earlier sentence.
    """
    value = _normal(scores) - _PENALTY * np.asarray([_is_weak(c.text) for c in candidates], dtype=np.float32)
    likeness = np.zeros(len(candidates), dtype=np.float32)
    left = BUDGET * count
    chosen: list[int] = []
    open_ = np.ones(len(candidates), dtype=bool)
    while len(chosen) < count and open_.any():
        gain = np.where(open_, np.round(value - _REDUNDANCY * likeness, 5), -np.inf)
        best = int(gain.argmax())
        open_[best] = False
        if chosen and candidates[best].length > left:
            continue
        chosen.append(best)
        left -= candidates[best].length
        likeness = np.maximum(likeness, weights @ weights[best])
    return chosen


def _normal(scores: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    values = np.asarray(scores, dtype=np.float64)
    low, high = float(values.min()), float(values.max())
    return ((values - low) / (high - low) if high > low else values * 0).astype(np.float32)


def _is_weak(sentence: str) -> bool:
    """Questions and quotations say less about an article than the sentences around them."""
    return bool(_OPENS_WITH_MARK.match(sentence) or _ASKS.search(sentence))
