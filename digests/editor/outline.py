"""An article in outline: the sentences that may be shown, as terms with weights.

The text and its sentences come in (`summary.py`); what comes out is all that a ranker sees. A term's
weight says how few sentences have it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum, log, sqrt
from typing import NamedTuple

from digests.editor.standing import Signs, manners, signs
from digests.editor.terms import terms
from digests.editor.wholeness import are_quoted, ends, is_balanced
from digests.model import Span
from digests.text.words import UNSPACED, is_unspaced, words

MOST_CANDIDATES = 1_000
"""Sentences of one article that are ranked: the first ones. No article needs more, and time has an end."""

FEWEST_WORDS, MOST_WORDS = 5, 60

_PAIRS_A_WORD = 2
"""Character pairs of a script without spaces that are about one word."""

_FEW_STOPS = 0.2
"""Share of sentences with a mark at their end under which the text is taken for one that uses none."""

_HAS_PAIRS = re.compile(f"[{UNSPACED}]")


class Candidate(NamedTuple):
    """A sentence that may be shown."""

    span: Span
    text: str
    place: int
    """Among all sentences of the article, from 0."""
    length: int
    """In words."""
    terms: tuple[str, ...]
    shared: frozenset[str]
    """Those of its terms that other sentences have too."""
    norm: float
    """Length of the vector of the weights of all its terms."""
    signs: Signs


@dataclass(frozen=True, slots=True)
class Outline:
    """What a ranker sees of an article."""

    language: str
    title: frozenset[str]
    """The title's terms; empty where the article has no title of its own."""
    count: int
    """Sentences asked for."""
    candidates: tuple[Candidate, ...]
    weights: Mapping[str, float]
    """A shared term's part in the likeness of two sentences that have it: its rarity squared."""
    echoes: Mapping[str, float]
    """A shared term's part in the likeness of a sentence to all sentences."""

    def likeness(self, one: Candidate, other: Candidate) -> float:
        """Cosine of two sentences, 0 to 1."""
        shared = one.shared & other.shared
        # Summed exactly: a set's order changes with the hash seed.
        return fsum(map(self.weights.__getitem__, shared)) / (one.norm * other.norm) if shared else 0.0


def outline(text: str, sentences: Sequence[Span], *, title: str, language: str, count: int) -> Outline:
    """The outline of an article with at least one sentence."""
    spans = sentences[:MOST_CANDIDATES]
    parts = [text[span.start : span.end] for span in spans]
    found = [words(part) for part in parts]
    known = terms(language)
    topical = [known.of(each) for each in found]
    distinct = [frozenset(each) for each in topical]
    weights = _weights(distinct)
    repeated = frozenset(weights)
    shared = [each & repeated for each in distinct]
    norms = _norms(distinct, shared, weights)
    how = manners(language)
    shown = [signs(part, each, how) for part, each in zip(parts, found, strict=True)]
    lengths, places = _lengths(text, found), range(len(spans))
    every = list(map(Candidate, spans, parts, places, lengths, topical, shared, norms, shown))
    return Outline(
        language=language,
        title=frozenset(() if _is_made(title, text, spans[0]) else known.of(words(title))),
        count=count,
        candidates=_presentable(every, are_quoted(text, spans)),
        weights=weights,
        echoes=_echoes(shared, norms, weights),
    )


def _is_made(title: str, text: str, first: Span) -> bool:
    """Whether the title is only the beginning of the text, put there because the article had none."""
    return not title or " ".join(first.of(text).split()).startswith(title)


def _lengths(text: str, found: Sequence[Sequence[str]]) -> list[int]:
    if not _HAS_PAIRS.search(text):
        return list(map(len, found))
    return [len(each) - sum(map(is_unspaced, each)) // _PAIRS_A_WORD for each in found]


def _weights(sentences: Sequence[frozenset[str]]) -> dict[str, float]:
    """The weight of every term of two sentences or more: tf-idf, where a sentence has a term or has not."""
    spread = Counter(chain.from_iterable(sentences))
    by_spread = {n: _weight(n, len(sentences)) for n in set(spread.values())}
    return {term: by_spread[n] for term, n in spread.items() if n > 1}


def _norms(
    sentences: Sequence[frozenset[str]], shared: Sequence[frozenset[str]], weights: Mapping[str, float]
) -> list[float]:
    alone = _weight(1, len(sentences))
    return [
        sqrt(fsum(map(weights.__getitem__, some)) + alone * (len(every) - len(some))) or 1.0
        for every, some in zip(sentences, shared, strict=True)
    ]


def _weight(spread: int, sentences: int) -> float:
    return log((1 + sentences) / spread) ** 2


def _echoes(
    sentences: Sequence[frozenset[str]], norms: Sequence[float], weights: Mapping[str, float]
) -> dict[str, float]:
    """Each term's sum of the cosines' parts; a term of one sentence makes it like no other."""
    sums = dict.fromkeys(weights, 0.0)
    for sentence, norm in zip(sentences, norms, strict=True):
        share = 1 / norm
        for term in sentence:
            sums[term] += share
    return {term: weights[term] * total for term, total in sums.items()}


def _presentable(every: Sequence[Candidate], quoted: Sequence[bool]) -> tuple[Candidate, ...]:
    """The best kind of sentences that there are: whole ones of fair length, else what there is."""
    long_enough = [c for c in every if c.length >= FEWEST_WORDS and not c.signs.never]
    fair = [c for c in long_enough if c.length <= MOST_WORDS and not quoted[c.place]]
    ending = [c for c in every if ends(c.text)]
    # Korean and Thai papers may end no sentence with a mark; then a missing one says nothing.
    allowed = every if len(ending) < len(every) * _FEW_STOPS else ending
    places = {c.place for c in allowed}
    whole = [c for c in fair if c.place in places and is_balanced(c.text)]
    return tuple(whole or fair or long_enough or every)
