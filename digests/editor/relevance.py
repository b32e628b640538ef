"""Ranks the articles that a search found. Pure.

The database says which articles match; how good a match is gets decided here, so that it is the same
on every database. Ranking reads title and lead only: what an article is about stands there, and
three hundred candidates have to be compared while somebody waits.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from digests.text.query import Term
from digests.text.words import is_unspaced, stem

LEAD = 1_200
"""Characters of the text that ranking reads."""

# Of BM25 (Robertson and Zaragoza 2009): how soon more of a word stops counting, and how much length does.
_K1, _B = 1.2, 0.3
_ENOUGH = 8.0  # of a word; what is beyond adds next to nothing
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
            if weight >= _ENOUGH:
                break
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
    folded = text.casefold()
    taken_apart = unicodedata.normalize("NFKD", folded)
    return folded if taken_apart == folded else _ACCENTS.sub("", taken_apart)


def _script(char: str) -> str | None:
    match = _SCRIPTS.match(char)
    return match.lastgroup if match else None
