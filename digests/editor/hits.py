"""Ranks the articles that a search found, and picks the passage that shows why. Pure.

The database says which articles match; how good a match is gets decided here, so that it is the same
on every database. Ranking reads title and lead only: what an article is about stands there, and
three hundred candidates have to be compared while somebody waits.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from digests.model import Hit, Span, StoredArticle
from digests.store.query import Term
from digests.text.words import Token, is_unspaced, stem, tokens

LEAD = 2_000
"""Characters of the text that ranking reads."""

PASSAGE = 200
"""Characters of a passage, about."""

_BEFORE = 40  # characters kept before the first mark of a passage cut from a long sentence
_SEARCHED = 100_000  # characters; the index goes no further into a text either

# Of BM25 (Robertson and Zaragoza 2009): how soon more of a word stops counting, and how much length does.
_K1, _B = 1.2, 0.3
_TITLE = 3.0
_STEM = 0.5
_INSIDE = 0.4  # found within a longer run of one script: 京都 in 東京都
_SIDE_BY_SIDE = 1.0

_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f]+")
_SCRIPTS = re.compile(
    "(?P<han>[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
    "|(?P<hiragana>[\u3040-\u309f])|(?P<katakana>[\u30a0-\u30ff])|(?P<hangul>[\u1100-\u11ff])"
    "|(?P<thai>[\u0e00-\u0e7f])"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that matches, as far as ranking needs it."""

    key: int
    story: int
    time: datetime
    language: str
    title: str
    lead: str


# --- ranking ----------------------------------------------------------------------------------


def rank(candidates: Sequence[Candidate], terms: Sequence[Term]) -> list[Candidate]:
    """Best first. BM25 over title and lead, where the exact word counts more than another form of it,
    and words that the reader wrote side by side count more where they stand side by side. Articles
    about as good as each other come newest first."""
    found = [_found(candidate, terms) for candidate in candidates]
    rarity = [_rarity(sum(weights[i] > 0 for weights, _ in found), len(found)) for i in range(len(terms))]
    mean = sum(len(candidate.lead) for candidate in candidates) / max(1, len(candidates))
    scored = []
    for candidate, (weights, neighbours) in zip(candidates, found, strict=True):
        length = 1 - _B + _B * len(candidate.lead) / max(1.0, mean)
        score = sum(
            rare * weight * (_K1 + 1) / (weight + _K1 * length)
            for rare, weight in zip(rarity, weights, strict=True)
        )
        scored.append(
            (round(score + _SIDE_BY_SIDE * neighbours, 1), candidate.time, candidate.key, candidate)
        )
    scored.sort(key=lambda entry: entry[:3], reverse=True)
    return [entry[-1] for entry in scored]


def _rarity(holding: int, total: int) -> float:
    return math.log(1 + total / (holding + 1))


def _found(candidate: Candidate, terms: Sequence[Term]) -> tuple[list[float], int]:
    """How much of each term is in the candidate, and how many neighbouring terms stand side by side."""
    title, lead = _plain(candidate.title), _plain(candidate.lead)
    weights = []
    for term in terms:
        sought = _sought(term, candidate.language)
        weights.append(_TITLE * sought.weight_in(title) + sought.weight_in(lead))
    neighbours = sum(
        pattern.search(title) is not None or pattern.search(lead) is not None
        for pattern in map(_side_by_side, pairwise(terms))
    )
    return weights, neighbours


@dataclass(frozen=True, slots=True)
class _Sought:
    """A term, ready to be counted in plain text of one language."""

    pattern: re.Pattern[str]
    exact: str | None
    """The word itself, where other words of its stem count too."""
    stem: str
    language: str
    unspaced: bool

    def weight_in(self, plain: str) -> float:
        weight = 0.0
        for match in self.pattern.finditer(plain):
            before = plain[match.start() - 1 : match.start()]
            if self.unspaced:
                weight += _INSIDE if _script(before) == _script(match[0][0]) else 1.0
            elif before.isalnum():
                continue
            elif self.exact is None or match[0] == self.exact:
                weight += 1.0
            elif stem(match[0], self.language) == self.stem:
                weight += _STEM
        return weight


@lru_cache(maxsize=256)
def _sought(term: Term, language: str) -> _Sought:
    unspaced = is_unspaced(term.tokens[0])
    if not term.has_stems:
        return _Sought(re.compile(_spelled(term)), None, "", language, unspaced)
    word = _plain(term.tokens[0])
    root = stem(word, language)
    # Stemming changes the last letter ("studi" of "study"), so the search is for what surely stays.
    begin = root[:-1] if len(root) > 3 and word.startswith(root[:-1]) else word
    return _Sought(re.compile(re.escape(begin) + r"[^\W_]*"), word, root, language, unspaced=False)


@lru_cache(maxsize=256)
def _side_by_side(terms: tuple[Term, Term]) -> re.Pattern[str]:
    return re.compile(r"[\W_]*".join(map(_spelled, terms)))


def _spelled(term: Term) -> str:
    """A pattern for the term in plain text; pairs of characters are put together again."""
    pattern = re.escape(_plain(term.tokens[0]))
    for previous, token in pairwise(term.tokens):
        unspaced = is_unspaced(previous), is_unspaced(token)
        if all(unspaced) and len(token) == 2 and previous[-1] == token[0]:
            pattern += re.escape(_plain(token[1]))
        else:
            pattern += (r"[\W_]*" if any(unspaced) else r"[\W_]+") + re.escape(_plain(token))
    return pattern if is_unspaced(term.tokens[-1]) else pattern + r"(?![^\W_])"


def _plain(text: str) -> str:
    """Folded like `words.fold`, but as a whole and not for its offsets: quick enough for many leads."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def _script(char: str) -> str | None:
    match = _SCRIPTS.match(char)
    return match.lastgroup if match else None


# --- passages ---------------------------------------------------------------------------------


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
    passage = _best(_windows(sentences, marks), marks)
    if passage.end - passage.start > PASSAGE:
        passage = _best(_cuts(passage, found, marks), marks)
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
        yield from ((i, 1.0) for word, at in places.items() if word[0] == first for i in at)
        return
    yield from ((i, 1.0) for i in places.get(first, ()))
    if term.has_stems:
        root = stem(first, language)
        forms = (at for word, at in places.items() if word != first and stem(word, language) == root)
        yield from ((i, _STEM) for at in forms for i in at)


def _windows(sentences: Sequence[Span], marks: Sequence[_Mark]) -> Iterator[Span]:
    """Sentences side by side that fit into a passage, each beginning with one that has a mark."""
    starts = [mark.span.start for mark in marks]
    for i, first in enumerate(sentences):
        has_mark = bisect_left(starts, first.start) < bisect_left(starts, first.end)
        if marks and not has_mark:
            continue
        end = first.end
        for following in sentences[i + 1 :]:
            if following.end - first.start > PASSAGE:
                break
            end = following.end
        yield Span(first.start, end)
        if not marks:
            return


def _cuts(passage: Span, found: Sequence[Token], marks: Sequence[_Mark]) -> Iterator[Span]:
    """Parts of one long sentence, each around a mark and cut between words."""
    inside = [token for token in found if passage.start <= token.start < passage.end]
    for anchor in [mark.span.start for mark in _within(marks, passage)] or [passage.start]:
        earliest = max(passage.start, anchor - _BEFORE)
        limit = min(passage.end, earliest + PASSAGE)
        start = passage.start if earliest == passage.start else _first_start(inside, earliest, anchor)
        end = passage.end if limit == passage.end else _last_end(inside, limit, start)
        yield Span(start, end)


def _first_start(inside: Sequence[Token], earliest: int, otherwise: int) -> int:
    return next((token.start for token in inside if token.start >= earliest), otherwise)


def _last_end(inside: Sequence[Token], limit: int, start: int) -> int:
    ends = (token.end for token in reversed(inside) if start < token.end <= limit)
    return next(ends, limit)  # a "word" longer than a passage is cut where it has to be


def _best(windows: Iterable[Span], marks: Sequence[_Mark]) -> Span:
    """The window with most of the terms; of equal ones the first."""
    return max(windows, key=lambda window: _worth(_within(marks, window)), default=Span(0, 0))


def _worth(marks: Sequence[_Mark]) -> tuple[float, float]:
    best: dict[int, float] = {}
    for mark in marks:
        best[mark.term] = max(best.get(mark.term, 0.0), mark.weight)
    return sum(best.values()), sum(mark.weight for mark in marks)


def _within(marks: Sequence[_Mark], window: Span) -> list[_Mark]:
    return [m for m in marks if window.start <= m.span.start and m.span.end <= window.end]


def _merged(marks: Sequence[_Mark]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for mark in marks:
        if merged and mark.span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, mark.span.end))
        else:
            merged.append(mark.span)
    return tuple(merged)
