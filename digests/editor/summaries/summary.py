"""The sentences of an article that stand for it: selection, budget and order.

The text and its sentences come in; spans go out, in text order or best first. How much a sentence says is
a ranker's business (`ranking.py`); that it reads well alone (`standing.py`) and that two of them do not say
the same is seen to here, once for all rankers.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from digests.editor.summaries.outline import Candidate, Outline, outline
from digests.editor.summaries.ranking import Ranker
from digests.editor.summaries.standing import manners, signs
from digests.editor.summaries.weights import Weights, weights
from digests.model import Span

BUDGET = 40
"""Words a sentence may take on average; the best are kept when three long ones would be a wall of text."""

_SAME = 0.6
"""Likeness at which a sentence says nothing but what was said."""

_DIGITS = 6
"""Decimals that are compared: the last bits of a float differ between machines. Ties go to the earlier."""

_UNREAD = -1


def summarise(
    text: str, sentences: Sequence[Span], *, title: str, language: str, count: int, ranker: Ranker
) -> tuple[Span, ...]:
    """At most `count` of the sentences, in text order. Empty only when there is none or `count` is 0."""
    best = best_sentences(text, sentences, title=title, language=language, count=count, ranker=ranker)
    return tuple(sorted(best))


def best_sentences(
    text: str, sentences: Sequence[Span], *, title: str, language: str, count: int, ranker: Ranker
) -> tuple[Span, ...]:
    """The same, best first: whoever shows fewer of them takes the first ones."""
    if count <= 0 or not sentences:
        return ()
    seen = outline(text, sentences, title=title, language=language, count=count)
    return tuple(candidate.span for candidate in chosen(seen, ranker(seen), weights()))


def chosen(seen: Outline, scores: Sequence[float], weight: Weights) -> list[Candidate]:
    """The best candidates, each as unlike the earlier ones as it is good (MMR), best first.

    Carbonell and Goldstein 1998. What speaks against a candidate, in itself or beside what was picked, is
    looked at when it comes to the top: all of it only lowers a value, so most never have to be looked at.
    """
    values = _ranged(scores)
    echoed = [0.0] * len(values)
    compared = [_UNREAD] * len(values)
    best_first = [(-round(value, _DIGITS), i) for i, value in enumerate(values)]
    heapify(best_first)
    picked: list[Candidate] = []
    left = BUDGET * seen.count
    while best_first and len(picked) < seen.count:
        _, i = heappop(best_first)
        candidate = seen.candidates[i]
        if picked and (candidate.length > left or echoed[i] >= _SAME):
            continue
        if compared[i] == len(picked):
            picked.append(candidate)
            left -= candidate.length
            continue
        if compared[i] == _UNREAD:
            values[i] -= _against(candidate, seen.language, weight)
            compared[i] = 0
        for other in picked[compared[i] :]:
            echoed[i] = max(echoed[i], seen.likeness(candidate, other))
        compared[i] = len(picked)
        heappush(best_first, (-round(values[i] - weight.redundancy * echoed[i], _DIGITS), i))
    return picked


def _against(candidate: Candidate, language: str, weight: Weights) -> float:
    shown = signs(candidate.text, candidate.words, manners(language))
    return (
        weight.asks * shown.asks
        + weight.quotes * shown.quotes
        + weight.dangles * shown.dangles
        + weight.personal * shown.personal
        + weight.runs_on * shown.runs_on
        + weight.captions * shown.captions
    )


def _ranged(scores: Sequence[float]) -> list[float]:
    """The scores between 0 and 1."""
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 0.0 for score in scores]
