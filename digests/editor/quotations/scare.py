"""Speech told from the other things that stand between quotation marks.

Titles („Die Zeit“), names („Pussy Riot“) and words held at arm's length (a “fresh” start) have marks too.
Small signs in and around the marks (`scare_signs.py`) are added up, each with a weight learned from
labelled German and English news: `data/scare/weights.toml`, made by `tests/benchmarks/learn_scare.py`.
`quotes.py` asks about every quotation that `marks.py` found.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import exp

from digests.editor.quotations.marks import Quoted
from digests.editor.quotations.scare_signs import signs, unspaced_is_speech
from digests.text.tables import table, weights_of
from digests.text.words import is_unspaced

THRESHOLD = 0.45
"""Best for German and English quotations of all lengths alike; of five words and more, hardly any is lost."""
_SURE = 30.0
_STOPS = ",.!?…"
_CLEAR = 9
"""Spaces of a quotation that ends with a stop and needs no weighing: of 2,400 such, all weighed enough."""


def is_speech(text: str, quotation: Quoted, language: str, *, told: bool = False) -> bool:
    """Whether somebody said what stands between the marks, as far as the words around them tell.

    `told` says that an attribution was found: only heard for languages without spaces, whose weights
    nobody has learned.
    """
    start, end = quotation.span.start, quotation.span.end
    if quotation.goes_on or (text[end - 1] in _STOPS and text.count(" ", start, end) >= _CLEAR):
        return True
    if _is_unspaced(text, quotation):
        return told or unspaced_is_speech(text, quotation, language)
    return likelihood(text, quotation, language) >= THRESHOLD


def likelihood(text: str, quotation: Quoted, language: str) -> float:
    """How likely it is that somebody said it, between 0 and 1: a logistic model of the signs."""
    worth = weights()
    total = sum(worth.get(sign, 0.0) for sign in signs(text, quotation, language))
    return 1 / (1 + exp(-max(-_SURE, min(_SURE, total))))


@lru_cache
def weights() -> Mapping[str, float]:
    """What each sign is worth. Raises TypeError if the packaged table holds anything but numbers."""
    return weights_of(table("digests.editor", "scare", "weights"), "weights")


def _is_unspaced(text: str, quotation: Quoted) -> bool:
    start, end = quotation.span.start, quotation.span.end
    return is_unspaced(text[start]) or is_unspaced(text[end - 1]) or is_unspaced(text[(start + end) // 2])
