"""Articles -> vectors of weighted terms, packed into bytes that are stored with the article.

A packed vector says what an article speaks of and how much, not how rare that is: rarity is the
background's, and changes while vectors stay. Format: two letters of language, number of terms, their
32-bit hashes, one byte of weight for each; the heaviest first. Vectors that earlier versions stored have
the same format and are compared like any other.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from math import log
from struct import Struct
from zlib import crc32

from digests.model import CleanArticle
from digests.text.tables import number, stop_words, strings, table, weights_of
from digests.text.words import stem, words

MOST_TERMS = 240
WINDOW = timedelta(hours=72)
"""Articles further apart than this do not tell one story."""

_STEP = 32
"""Weights are stored as whole numbers of 1/32."""
_HEAD = Struct("<2sB")
_LONGEST_WORD = 9
"""Characters of text that are looked at for each word that counts."""

# A word with a capital letter after another word: within a sentence, that is a name (or German).
_NAME = re.compile(r"(?<=[\w,;] )(?![a-zа-яё])[^\W\d_][\w’'-]*")


@dataclass(frozen=True, slots=True)
class Measures:
    """What counts in an article, and from where on two of them are alike: `data/likeness.toml`."""

    title: int
    """Times that a word of the title counts."""
    name: float
    figure: float
    """Weights of names and of numbers, beside 1 for other words."""
    pair: float
    words: Mapping[str, float]
    """Words of the text that count, by language."""
    paired: frozenset[str]
    """Languages whose words are syllables: pairs of neighbours count as well, `pair` each."""
    thresholds: Mapping[str, float]

    def words_of(self, language: str) -> int:
        return int(self.words.get(language, self.words["other"]))

    def threshold(self, language: str) -> float:
        """Cosine at which two articles of a language tell the same event."""
        return self.thresholds.get(language, self.thresholds["other"])


@lru_cache
def measures() -> Measures:
    source = table("digests.editor.stories", "likeness")
    return Measures(
        title=int(number(source, "title")),
        name=number(source, "name"),
        figure=number(source, "figure"),
        pair=number(source, "pair"),
        words=weights_of(source, "words"),
        paired=frozenset(strings(source, "paired")),
        thresholds=weights_of(source, "threshold"),
    )


@dataclass(frozen=True, slots=True)
class Vector:
    """A packed vector, opened: heaviest term first."""

    language: str
    terms: Sequence[int]
    weights: bytes

    @classmethod
    def unpack(cls, packed: bytes) -> Vector:
        language, count = _HEAD.unpack_from(packed)
        middle = _HEAD.size + 4 * count
        terms = array("I")
        terms.frombytes(packed[_HEAD.size : middle])
        return cls(language.decode("ascii"), terms, packed[middle : middle + count])


def pack(article: CleanArticle) -> bytes:
    """The article's terms and weights."""
    weights = {hashed(term): weight for term, weight in weighed_terms(article).items()}
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:MOST_TERMS]
    hashes = array("I", [term for term, _ in heaviest])
    steps = bytes([min(255, round(weight * _STEP)) for _, weight in heaviest])
    head = _HEAD.pack(article.language[:2].encode("ascii", "replace"), len(heaviest))
    return head + hashes.tobytes() + steps


def hashed(term: str) -> int:
    return crc32(term.encode("utf-8", "surrogatepass"))


def weighed_terms(article: CleanArticle) -> dict[str, float]:
    """What the title and the first words of the text speak of: news says first what happened."""
    rules, language = measures(), article.language
    most = rules.words_of(language)
    head = article.text[: most * _LONGEST_WORD]
    title, body = _stems(words(article.title), language), _stems(words(head)[:most], language)
    counts = Counter(body)
    for term in title:
        counts[term] += rules.title
    del counts[""]
    names = frozenset(_stems(words(" ".join(_NAME.findall(head))), language))
    weights = {
        term: (1 + log(count)) * (rules.name if term in names else rules.figure if term[0].isdigit() else 1)
        for term, count in counts.items()
    }
    if language in rules.paired:
        for pair, count in _pairs(body, title, rules.title).items():
            weights[pair] = (1 + log(count)) * rules.pair
    return weights


def _stems(found: Iterable[str], language: str) -> list[str]:
    """The stem of each word; "" for one that says nothing of what the article is about."""
    stops = stop_words(language)
    return [
        "" if word in stops or len(word) < 2 or (len(word) == 2 and word.isdigit()) else stem(word, language)
        for word in found
    ]


def _pairs(body: Sequence[str], title: Sequence[str], title_times: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for stems, times in ((body, 1), (title, title_times)):
        for first, second in pairwise(stems):
            if first and second:
                counts[f"{first}_{second}"] += times
    return counts
