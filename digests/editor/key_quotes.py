"""Which quotations of a story a digest shows: the best few of all its articles.

Quotations that may be shown (`Quote.key`) come in with their articles; passages go out, best first. Worth
is a sum of named parts; none is shown twice, none that a shown sentence says already, and a second
voice goes before a second word of the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digests.model import KeyQuote, Passage, Quote, Span, StoredArticle
from digests.text.tables import stop_words
from digests.text.words import words

_MOST_ARTICLES = 20
"""Articles of one story whose quotations are weighed, the lead first."""

_SAME_QUOTE = 0.7
"""Share of the shorter quotation's words in the longer one that makes them one quotation."""

_BEST_FEWEST, _BEST_MOST = 8, 30
"""Words of a quotation that is read at a glance and says something."""

# What a quotation is worth, each part between 0 and 1.
_NAMED = 1.0
_DESCRIBED = 0.5
"""Instead of a name: "the harbour office"."""
_WHOLE = 0.8
_SURE = 1.0
_LENGTH = 0.4
_SALIENT = 0.5
_SPEAKER = 0.3
_LEAD = 0.2
_SAME_VOICE = 0.6
"""Taken off for a speaker who has been shown already."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    quote: Quote
    role: Passage | None
    said: frozenset[str]
    worth: float


def key_quotes(ordered: Sequence[StoredArticle], shown: Sequence[Passage], most: int) -> tuple[KeyQuote, ...]:
    """At most `most` quotations, best first. `ordered` has the lead article first."""
    taken = [frozenset(words(passage.text)) for passage in shown]
    left = list(_candidates(ordered, shown)) if most > 0 else []
    voices: set[str | None] = set()
    chosen: list[KeyQuote] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda each: _rank(each, voices))
        left.remove(best)
        if best.said and not any(_same(best.said, other) for other in taken):
            taken.append(best.said)
            voices.add(best.quote.speaker)
            chosen.append(KeyQuote(best.passage, best.quote.speaker, best.role))
    return tuple(chosen)


def _rank(candidate: _Candidate, voices: set[str | None]) -> tuple[float, int, int]:
    again = candidate.quote.speaker is not None and candidate.quote.speaker in voices
    # Rounded, so that the order is the same on every machine; ties go to the article filed first.
    worth = round(candidate.worth - (_SAME_VOICE if again else 0), 6)
    return worth, -candidate.passage.article, -candidate.passage.span.start


def _candidates(ordered: Sequence[StoredArticle], shown: Sequence[Passage]) -> Iterator[_Candidate]:
    weighed = ordered[:_MOST_ARTICLES]
    topic = frozenset(
        word
        for text in (*(each.article.title for each in weighed), *(p.text for p in shown))
        for word in words(text)
    )
    voices = Counter(quote.speaker for stored in weighed for quote in stored.edited.quotes)
    for place, stored in enumerate(weighed):
        stops = stop_words(stored.article.language)
        for quote in stored.edited.quotes:
            passage = Passage.cut(stored, _complete(stored, quote.span))
            # Part of a sentence by nobody says nothing.
            if quote.key and (quote.speaker is not None or not passage.text[:1].islower()):
                said = words(passage.text)
                content = {word for word in said if word not in stops}
                worth = (
                    _SURE * quote.confidence
                    + _WHOLE * (not passage.text[:1].islower())
                    + _LENGTH * _length_fit(len(said))
                    + _SALIENT * (len(content & topic) / len(content) if content else 0)
                    + _LEAD * (place == 0)
                    + _voice(quote.speaker, voices)
                )
                role = Passage.cut(stored, quote.role) if quote.role else None
                yield _Candidate(passage, quote, role, frozenset(said), worth)


def _voice(speaker: str | None, voices: Counter[str | None]) -> float:
    """A name counts for more than a description, and for more the more its owner says in the story."""
    if speaker is None:
        return 0.0
    known = _DESCRIBED if speaker[:1].islower() else _NAMED
    return known + _SPEAKER * voices[speaker] / max(voices.values())


def _length_fit(length: int) -> float:
    if length < _BEST_FEWEST:
        return length / _BEST_FEWEST
    return min(1.0, _BEST_MOST / length)


def _complete(stored: StoredArticle, span: Span) -> Span:
    """Without the comma that led on to who said it: in a digest the quotation stands alone."""
    said = span.of(stored.article.text)
    return Span(span.start, span.start + len(said.rstrip(" ,，、")))


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME_QUOTE * min(len(one), len(other))
