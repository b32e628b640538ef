"""sumy's summarizers as rankers, offline, behind one tokenizer of ours.

sumy's own tokenizer wants a data download; its documents can be built from sentences that are split
already, so it never gets to ask. Everything of sumy is imported on the first use, because it brings nltk
along. Its known faults are met here: sentences of no words (NaN ranks, division by zero) are left out,
equal ones are told apart, long texts are cut (KL is cubic), and what depends on the order of a set (LSA)
gets its words in an order of ours.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from digests.editor.summaries.outline import Outline
from digests.editor.summaries.ranking import Ranker
from digests.editor.summaries.terms import terms

_CLASSES = {
    "lexrank": ("lex_rank", "LexRankSummarizer"),
    "textrank": ("text_rank", "TextRankSummarizer"),
    "lsa": ("lsa", "LsaSummarizer"),
    "luhn": ("luhn", "LuhnSummarizer"),
    "sumbasic": ("sum_basic", "SumBasicSummarizer"),
    "kl": ("kl", "KLSummarizer"),
}
SUMY = tuple(_CLASSES)

MOST_SENTENCES = 200
_MOST_FOR_KL = 60
"""KL compares each sentence with each in every round: a second at 100 sentences."""


@dataclass(frozen=True, slots=True)
class OurTokenizer:
    """Gives sumy the words that we found; a sentence's text is its number."""

    words: Sequence[Sequence[str]]

    def to_words(self, sentence: str) -> Sequence[str]:
        return self.words[int(sentence)]

    def to_sentences(self, paragraph: str) -> Sequence[str]:
        return (paragraph,)


@dataclass(slots=True)
class _Ratings:
    """Stands in for sumy's choice of the best: keeps what each sentence was rated."""

    of: list[float] = field(default_factory=list)

    def __call__(self, sentences: Sequence[Any], _count: int, rating: Any, *args: Any) -> tuple[Any, ...]:
        rate = rating.__getitem__ if isinstance(rating, dict) else rating
        self.of = [float(rate(sentence, *args)) for sentence in sentences]
        return ()


def sumy_ranker(name: str) -> Ranker:
    """The ranker that runs sumy's summarizer of that name, one of `SUMY`."""
    if name not in _CLASSES:
        raise ValueError(f"sumy has no {name}; there are {', '.join(SUMY)}")

    def rank(outline: Outline) -> Sequence[float]:
        most = _MOST_FOR_KL if name == "kl" else MOST_SENTENCES
        known = terms(outline.language)
        topical = [known.of(candidate.words) for candidate in outline.candidates]
        usable = [i for i, each in enumerate(topical) if each][:most]
        if len(usable) < 2:
            return [float(-candidate.place) for candidate in outline.candidates]
        rated = ratings(name, [topical[i] for i in usable])
        low = min(rated)
        scores = [low - 1.0 - i for i in range(len(outline.candidates))]
        for i, rating in zip(usable, rated, strict=True):
            scores[i] = rating
        return scores

    return rank


def ratings(name: str, sentences: Sequence[Sequence[str]]) -> list[float]:
    """What sumy rates the sentences; all zero where it cannot tell."""
    module, class_name = _CLASSES[name]
    dom = import_module("sumy.models.dom")
    make: Callable[[], Any] = getattr(import_module(f"sumy.summarizers.{module}"), class_name)
    tokenizer = OurTokenizer(sentences)
    parts = [dom.Sentence(str(i), tokenizer) for i in range(len(sentences))]
    document = dom.ObjectDocumentModel([dom.Paragraph(parts)])
    summarizer = make()
    kept = _Ratings()
    summarizer._get_best_sentences = kept
    if name == "lsa":
        summarizer._create_dictionary = _ordered_dictionary
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LSA with few words, LexRank dividing by a norm of zero
        summarizer(document, 1)
    if len(kept.of) != len(sentences):
        return [0.0] * len(sentences)
    # Rounded, because ties must not be decided by the last bit of a matrix product.
    return [round(value, 9) if math.isfinite(value) else 0.0 for value in kept.of]


def _ordered_dictionary(document: Any) -> dict[str, int]:
    """sumy numbers the words in the order of a set, which changes with the hash seed."""
    return {word: i for i, word in enumerate(dict.fromkeys(document.words))}
