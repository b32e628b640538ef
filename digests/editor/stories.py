"""Which articles are about the same event.

`pack` turns an article into a short vector of weighted terms, made once in a worker and stored. A
`StoryIndex` holds the vectors of the articles of the last days in the bot's main process, where memory is
tight: packed bytes and flat arrays, no numpy. Placing an article looks at the few open ones that share
rare terms with it and joins the story whose articles it is most like, on average: a story's members
must be like each other, or a long-running topic swallows all its events.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log, sqrt
from struct import Struct
from zlib import crc32

from digests.model import CleanArticle
from digests.text.tables import stop_words
from digests.text.words import stem, words

MOST_TERMS = 120
WINDOW = timedelta(hours=72)

_BODY_WORDS = 150
"""Words of the text that count: news says what happened first, background comes later."""
_TITLE_TIMES = 3
_STEP = 32
"""Weights are stored as whole numbers of 1/32."""

_HEAD = Struct("<2sB")

# Cosine at which two articles tell the same event, from the development halves of the labelled sets.
# Languages written without spaces or in syllables share more terms by chance.
THRESHOLD = 0.15
_THRESHOLDS = {"vi": 0.26, "ja": 0.2, "zh": 0.2, "ko": 0.2, "th": 0.26}

_BUCKETS = 1 << 17
_RARE = 28
"""Terms of an article that lead to it: its heaviest and, in looking up, its rarest."""
_CHAIN = 400
"""Articles followed for one term; terms of more articles than that single nothing out."""
_CANDIDATES = 24
_COMPARED = 8
"""Members of a story that are compared: the newest."""


def pack(article: CleanArticle) -> bytes:
    """The article's terms and weights: language, number of terms, 32-bit hashes, one byte for each weight."""
    counts = Counter(_terms(article.title, article.language, None))
    for term in counts:
        counts[term] *= _TITLE_TIMES
    counts.update(_terms(article.text[: _BODY_WORDS * 20], article.language, _BODY_WORDS))
    weights = {crc32(term.encode("utf-8", "surrogatepass")): 1 + log(n) for term, n in counts.items()}
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:MOST_TERMS]
    hashes = array("I", [term for term, _ in heaviest])
    steps = bytes(min(255, round(weight * _STEP)) for _, weight in heaviest)
    head = _HEAD.pack(article.language[:2].encode("ascii", "replace"), len(heaviest))
    return head + hashes.tobytes() + steps


def _terms(text: str, language: str, most: int | None) -> list[str]:
    stops = stop_words(language)
    found = [word for word in words(text)[:most] if word not in stops]
    return [
        stem(word, language) for word in found if len(word) > 1 and not (word.isdigit() and len(word) < 3)
    ]


@dataclass(frozen=True, slots=True)
class _Vector:
    """A packed vector, opened: heaviest term first."""

    language: str
    terms: Sequence[int]
    weights: bytes

    @classmethod
    def unpack(cls, packed: bytes) -> _Vector:
        language, count = _HEAD.unpack_from(packed)
        middle = _HEAD.size + 4 * count
        terms = array("I")
        terms.frombytes(packed[_HEAD.size : middle])
        return cls(language.decode("ascii"), terms, packed[middle : middle + count])


class StoryIndex:
    """The articles that a new one may join, by story."""

    def __init__(self, window: timedelta = WINDOW, threshold: float | None = None) -> None:
        self._window = window.total_seconds()
        self._threshold = threshold
        self._clear()

    def __len__(self) -> int:
        return len(self._vectors)

    def _clear(self) -> None:
        self._vectors: list[bytes] = []
        self._stories = array("q")
        self._times = array("d")
        self._members: dict[int, array[int]] = {}
        self._spread = array("I", bytes(4 * _BUCKETS))
        # Postings as linked lists in flat arrays: a dictionary of lists would be ten times the size.
        self._heads = array("i", [-1]) * _BUCKETS
        self._next = array("i")
        self._posted = array("i")

    def add(self, story: int, vector: bytes, at: datetime) -> None:
        """Keep an article as a member of `story`."""
        self._keep(story, vector, at.timestamp())

    def place(self, vector: bytes, at: datetime) -> int | None:
        """The open story that tells the same event, or None. Adds nothing."""
        opened = _Vector.unpack(vector)
        query = self._weighed(opened)
        if not query:
            return None
        when = at.timestamp()
        threshold = self._threshold or _THRESHOLDS.get(opened.language, THRESHOLD)
        best: tuple[float, int] | None = None
        for story in self._stories_near(opened, query, when):
            likeness = self._likeness(story, query, when, threshold)
            if likeness >= threshold and (best is None or (likeness, -story) > best):
                best = (likeness, -story)
        return -best[1] if best else None

    def expire(self, before: datetime) -> None:
        """Forget the articles from before that time."""
        limit = before.timestamp()
        if not any(time < limit for time in self._times):
            return
        kept = [
            (story, vector, time)
            for story, vector, time in zip(self._stories, self._vectors, self._times, strict=True)
            if time >= limit
        ]
        self._clear()
        for story, vector, time in kept:
            self._keep(story, vector, time)

    def _keep(self, story: int, vector: bytes, time: float) -> None:
        number = len(self._vectors)
        self._vectors.append(vector)
        self._stories.append(story)
        self._times.append(time)
        self._members.setdefault(story, array("i")).append(number)
        spread, terms = self._spread, _Vector.unpack(vector).terms
        for term in terms:
            spread[term % _BUCKETS] += 1
        for term in terms[:_RARE]:
            self._next.append(self._heads[term % _BUCKETS])
            self._posted.append(number)
            self._heads[term % _BUCKETS] = len(self._next) - 1

    def _rarity(self, term: int) -> float:
        """Inverse document frequency among the open articles; never zero: even two can be compared."""
        return log(1 + (len(self._vectors) + 1) / (self._spread[term % _BUCKETS] + 1))

    def _weighed(self, vector: _Vector) -> dict[int, float]:
        """Terms with tf-idf weights, of length 1."""
        weights = {
            term: weight * self._rarity(term)
            for term, weight in zip(vector.terms, vector.weights, strict=True)
        }
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {term: weight / length for term, weight in weights.items()} if length else {}

    def _stories_near(self, vector: _Vector, query: dict[int, float], when: float) -> list[int]:
        """Stories of the articles within the window that share the most of the rarest terms."""
        shared: dict[int, float] = {}
        for term in sorted(query, key=lambda term: (-query[term], term))[:_RARE]:
            for number in self._having(term):
                if abs(self._times[number] - when) <= self._window:
                    shared[number] = shared.get(number, 0.0) + query[term]
        nearest = sorted(shared, key=lambda number: (-shared[number], number))[:_CANDIDATES]
        return list(dict.fromkeys(self._stories[number] for number in nearest))

    def _having(self, term: int) -> Iterator[int]:
        """The newest articles of which this is a heavy term (or one of the same bucket)."""
        place = self._heads[term % _BUCKETS]
        for _ in range(_CHAIN):
            if place < 0:
                return
            yield self._posted[place]
            place = self._next[place]

    def _likeness(self, story: int, query: dict[int, float], when: float, threshold: float) -> float:
        """The mean cosine to the newest members within the window; 0 where it is like only one of many."""
        near = [n for n in self._members[story] if abs(self._times[n] - when) <= self._window][-_COMPARED:]
        cosines = [self._cosine(number, query) for number in near]
        alike = sum(cosine >= threshold / 2 for cosine in cosines)
        if not cosines or (alike == 1 and len(cosines) > 2):
            return 0.0
        return sum(cosines) / len(cosines)

    def _cosine(self, number: int, query: dict[int, float]) -> float:
        """Written out flat, because placing an article asks for some hundred of these."""
        vector, spread, total = _Vector.unpack(self._vectors[number]), self._spread, len(self._vectors) + 1
        product = square = 0.0
        for term, step in zip(vector.terms, vector.weights, strict=True):
            weight = step * log(1 + total / (spread[term % _BUCKETS] + 1))
            square += weight * weight
            if term in query:
                product += weight * query[term]
        return product / sqrt(square) if square else 0.0
