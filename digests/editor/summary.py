"""The sentences of an article that stand for it: selection, budget and order.

The text and its sentences come in; spans in text order go out. How much a sentence says is a ranker's
business (`ranking.py`); that it reads well alone (`standing.py`) and that two of them do not say the same
is seen to here, once for all rankers.
"""

from __future__ import annotations

from collections.abc import Sequence

from digests.editor.outline import Candidate, Outline, outline
from digests.editor.ranking import Ranker
from digests.editor.weights import Weights, weights
from digests.model import Span

BUDGET = 40
"""Words a sentence may take on average; the best are kept when three long ones would be a wall of text."""

_SAME = 0.6
"""Likeness at which a sentence says nothing but what was said."""

_DIGITS = 6
"""Decimals that are compared: the last bits of a float differ between machines. Ties go to the earlier."""


def summarise(
    text: str, sentences: Sequence[Span], *, title: str, language: str, count: int, ranker: Ranker
) -> tuple[Span, ...]:
    """At most `count` of the sentences, in text order. Empty only when there is none or `count` is 0."""
    if count <= 0 or not sentences:
        return ()
    seen = outline(text, sentences, title=title, language=language, count=count)
    return tuple(sorted(candidate.span for candidate in chosen(seen, ranker(seen), weights())))


def chosen(seen: Outline, scores: Sequence[float], weight: Weights) -> list[Candidate]:
    """The best candidates, each as unlike the earlier ones as it is good (MMR), best first.

    Carbonell and Goldstein 1998.
    """
    values = [
        value - _against(candidate, weight)
        for candidate, value in zip(seen.candidates, _ranged(scores), strict=True)
    ]
    open_ = list(range(len(values)))
    picked: list[Candidate] = []
    left = BUDGET * seen.count
    echoed = [0.0] * len(values)
    while open_:
        best = max(open_, key=lambda i: round(values[i] - weight.redundancy * echoed[i], _DIGITS))
        candidate = seen.candidates[best]
        picked.append(candidate)
        if len(picked) == seen.count:
            break
        left -= candidate.length
        for i in open_:
            echoed[i] = max(echoed[i], seen.likeness(seen.candidates[i], candidate))
        open_ = [i for i in open_ if i != best and echoed[i] < _SAME and seen.candidates[i].length <= left]
    return picked


def _against(candidate: Candidate, weight: Weights) -> float:
    signs = candidate.signs
    return (
        weight.asks * signs.asks
        + weight.quotes * signs.quotes
        + weight.dangles * signs.dangles
        + weight.personal * signs.personal
        + weight.runs_on * signs.runs_on
        + weight.captions * signs.captions
    )


def _ranged(scores: Sequence[float]) -> list[float]:
    """The scores between 0 and 1."""
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 0.0 for score in scores]
