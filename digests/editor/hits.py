"""Picks the passage that shows why an article was found, and marks the words in it. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from digests.model import Hit, Span, StoredArticle
from digests.text.query import Term
from digests.text.words import Token, stem, tokens

PASSAGE = 200
"""Characters of a passage, about."""

_BEFORE = 40  # characters kept before the first mark of a passage cut from a long sentence
_SEARCHED = 100_000  # characters; the index goes no further into a text either
_OTHER_FORM = 0.5  # worth of another form of the word


@dataclass(frozen=True, slots=True)
class _Mark:
    """A term found in a text."""

    span: Span
    term: int
    weight: float


def hit(stored: StoredArticle, terms: Sequence[Term]) -> Hit:
    """The article with the passage that shows most of the terms, best all of them, and the terms marked.

    The passage is whole sentences where they are short enough, else cut between words. Without any
    term in the text (they may be in the title) it is the beginning.
    """
    text = stored.article.text[:_SEARCHED]
    found = list(tokens(text))
    marks = _marks(found, terms, stored.article.language)
    sentences = [s for s in stored.article.sentences if s.end <= len(text)] or [Span(0, len(text))]
    passage = _sentences(sentences, marks)
    if passage.end - passage.start > PASSAGE:
        passage = max(_cuts(passage, found, marks), key=lambda cut: _worth(marks, cut))
    return Hit(stored, passage, _merged(_within(marks, passage)))


def _marks(found: Sequence[Token], terms: Sequence[Term], language: str) -> list[_Mark]:
    """Every place of every term, in text order."""
    places: dict[str, list[int]] = {}
    for i, token in enumerate(found):
        places.setdefault(token.text, []).append(i)
    marks = []
    for number, term in enumerate(terms):
        for first, weight in _starts(term, places, language):
            run = found[first : first + len(term.tokens)]
            if tuple(token.text for token in run[1:]) == term.tokens[1:]:
                end = run[0].start + 1 if term.is_prefix else run[-1].end
                marks.append(_Mark(Span(run[0].start, end), number, weight))
    return sorted(marks, key=lambda mark: mark.span)


def _starts(term: Term, places: dict[str, list[int]], language: str) -> Iterator[tuple[int, float]]:
    """Where the term may begin: the numbers of tokens, and what they are worth."""
    first = term.tokens[0]
    if term.is_prefix:
        yield from ((i, 1.0) for word, at in places.items() if word[:1] == first for i in at)
        return
    yield from ((i, 1.0) for i in places.get(first, ()))
    if term.has_stems:
        root = stem(first, language)
        # All forms of a word begin alike; asking for a stem is what takes the time.
        alike = (word for word in places if word[:1] == first[:1] and word != first)
        forms = (places[word] for word in alike if stem(word, language) == root)
        yield from ((i, _OTHER_FORM) for at in forms for i in at)


def _sentences(sentences: Sequence[Span], marks: Sequence[_Mark]) -> Span:
    """Sentences side by side that fit into a passage and show most of the terms, the first sentence
    more of them than that of any other such passage; of equal ones the first."""
    beginnings = [i for i, sentence in enumerate(sentences) if _within(marks, sentence)]
    windows = {i: _window(sentences, i) for i in beginnings or (0,)}
    best = max(windows, key=lambda i: (_worth(marks, windows[i])[0], _worth(marks, sentences[i])))
    return windows[best]


def _window(sentences: Sequence[Span], first: int) -> Span:
    start, end = sentences[first].start, sentences[first].end
    for following in islice(sentences, first + 1, None):
        if following.end - start > PASSAGE:
            break
        end = following.end
    return Span(start, end)


def _cuts(passage: Span, found: Sequence[Token], marks: Sequence[_Mark]) -> Iterator[Span]:
    """Parts of one long sentence, each around a mark and cut between words."""
    starts, ends = [token.start for token in found], [token.end for token in found]
    for anchor in [mark.span.start for mark in _within(marks, passage)] or [passage.start]:
        start = max(passage.start, anchor - _BEFORE)
        if start > passage.start:
            start = starts[bisect_left(starts, start)]  # at the mark's own token at the latest
        end = min(passage.end, start + PASSAGE)
        last = bisect_right(ends, end) - 1
        if end < passage.end and last >= 0 and ends[last] > start:
            end = ends[last]
        # else it is a "word" longer than a passage, which is cut where it has to be
        yield Span(start, end)


def _worth(marks: Sequence[_Mark], window: Span) -> tuple[float, float]:
    """How many of the terms stand in the window, and how often."""
    inside = _within(marks, window)
    best: dict[int, float] = {}
    for mark in inside:
        best[mark.term] = max(best.get(mark.term, 0.0), mark.weight)
    return sum(best.values()), sum(mark.weight for mark in inside)


def _within(marks: Sequence[_Mark], window: Span) -> list[_Mark]:
    first = bisect_left(marks, window.start, key=_start)
    beyond = bisect_left(marks, window.end, key=_start)
    return [mark for mark in marks[first:beyond] if mark.span.end <= window.end]


def _start(mark: _Mark) -> int:
    return mark.span.start


def _merged(marks: Sequence[_Mark]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for mark in marks:
        if merged and mark.span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, mark.span.end))
        else:
            merged.append(mark.span)
    return tuple(merged)
