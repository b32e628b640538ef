"""An article in outline: the sentences that may be shown, as terms with weights.

The text and its sentences come in (`summary.py`); what comes out is all that a ranker sees. A term's
weight says how few sentences have it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import fsum, log, sqrt
from typing import NamedTuple

from digests.editor.summaries.standing import is_of_the_page, manners
from digests.editor.summaries.terms import terms
from digests.editor.summaries.wholeness import are_quoted, ends, is_balanced, pairs_in
from digests.model import Span
from digests.text.words import UNSPACED, is_unspaced, words, words_of_each

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
    words: Sequence[str]
    """Folded."""
    terms: frozenset[str]
    """Of its words; the empty one where a word carries no topic."""
    shared: frozenset[str]
    """Those of its terms that other sentences have too."""
    norm: float
    """Length of the vector of the weights of all its terms."""


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
    found = words_of_each(text, spans)
    lengths = _lengths(text, found)
    known = terms(language)
    distinct = list(map(known.among, found))
    weights = _weights(distinct)
    repeated = frozenset(weights)
    shared = [every & repeated for every in distinct]
    norms = _norms(distinct, shared, weights)
    places = range(len(spans))
    every = list(map(Candidate, spans, parts, places, lengths, found, distinct, shared, norms))
    return Outline(
        language=language,
        title=frozenset(() if _is_made(title, text, spans[0]) else known.of(words(title))),
        count=count,
        candidates=_presentable(every, text, language),
        weights=weights,
        echoes=_echoes(shared, norms, weights),
    )


def _is_made(title: str, text: str, first: Span) -> bool:
    """Whether the title is only the beginning of the text, put there because the article had none."""
    return not title or " ".join(first.of(text).split()).startswith(title)


def _lengths(text: str, found: Sequence[Sequence[str]]) -> list[int]:
    if text.isascii() or not _HAS_PAIRS.search(text):
        return list(map(len, found))
    return [len(each) - sum(map(is_unspaced, each)) // _PAIRS_A_WORD for each in found]


def _weights(sentences: Sequence[frozenset[str]]) -> dict[str, float]:
    """The weight of every term of two sentences or more: tf-idf, where a sentence has a term or has not."""
    spread = Counter(chain.from_iterable(sentences))
    del spread[""]
    by_spread = _by_spread(len(sentences))
    return {term: by_spread[n] for term, n in spread.items() if n > 1}


def _norms(
    sentences: Sequence[frozenset[str]], shared: Sequence[frozenset[str]], weights: Mapping[str, float]
) -> list[float]:
    alone, weight = _by_spread(len(sentences))[1], weights.__getitem__
    return [
        sqrt(fsum(map(weight, some)) + alone * (len(every) - len(some) - ("" in every))) or 1.0
        for every, some in zip(sentences, shared, strict=True)
    ]


@lru_cache
def _by_spread(sentences: int) -> Sequence[float]:
    """The weight of a term that so many of the sentences have, from 0 to all of them."""
    return (0.0, *(log((1 + sentences) / spread) ** 2 for spread in range(1, sentences + 1)))


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


def _presentable(every: Sequence[Candidate], text: str, language: str) -> tuple[Candidate, ...]:
    """The best kind of sentences that there are: whole ones of fair length, else what there is."""
    how, pairs = manners(language), pairs_in(text)
    quoted = are_quoted(text, [c.span for c in every])
    ending = [ends(c.text) for c in every]
    # Korean and Thai papers may end no sentence with a mark; then a missing one says nothing.
    endless = sum(ending) < len(every) * _FEW_STOPS
    long_enough = [c for c in every if c.length >= FEWEST_WORDS and not is_of_the_page(c.text, how)]
    fair = [c for c in long_enough if c.length <= MOST_WORDS and not quoted[c.place]]
    whole = [c for c in fair if (endless or ending[c.place]) and is_balanced(c.text, pairs)]
    return tuple(whole or fair or long_enough or every)
