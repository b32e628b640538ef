"""Words of a text: the one tokenizer behind search, highlighting, summaries and stories.

Text comes in as it stands in an article or a query; tokens go out folded (case, width, accents), so
that both sides of a comparison meet. Languages written without spaces become overlapping pairs of
characters: no dictionary needed, and the same on every database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer

from digests.model import IndexText

# Kana, Han, Hangul, Thai and half-width kana: scripts whose words are not told apart by spaces
# (Korean has spaces, but particles stick to the words, so pairs find what whole words would miss).
UNSPACED = (
    "\u0e00-\u0e7f\u3005\u3006\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|(?:(?![{UNSPACED}])[^\W_])+")

_ASCII_WORD = re.compile(r"[a-z0-9]+")

STEMMERS = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word, or a pair of characters, and where it stands in the text (code points)."""

    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` in order. Pairs of one unspaced run overlap by one character."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup is None:
            yield Token(fold(match[0]), match.start(), match.end())
        else:
            yield from _pairs(match[0], match.start())


def words(text: str) -> list[str]:
    """The folded words and pairs of `text`, without their places: `tokens` for half the time."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup is None:
            found.append(fold(match[0]))
        else:
            found.extend(pair.text for pair in _pairs(match[0], match.start()))
    return found


def _pairs(run: str, offset: int) -> Iterator[Token]:
    folded = unicodedata.normalize("NFKC", run)
    if len(folded) != len(run):
        # Half-width kana lose characters in folding; the pairs then share the whole run's place.
        places = [(offset, offset + len(run))] * len(folded)
    else:
        places = [(offset + i, offset + i + 1) for i in range(len(run))]
    if len(folded) == 1:
        yield Token(folded, *places[0])
    for i in range(len(folded) - 1):
        yield Token(folded[i : i + 2], places[i][0], places[i + 1][1])


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """One word without case, width and accents: "Élection" and "ELECTION" are "election"."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))


def is_unspaced(token: str) -> bool:
    """Whether the token is from a script without spaces: one character, or a pair."""
    return bool(token) and re.match(f"[{UNSPACED}]", token) is not None


def stem(word: str, language: str) -> str:
    """The word's stem, or the word itself where the language has no stemmer."""
    return _stem(word, STEMMERS[language]) if language in STEMMERS else word


def stems(found: Iterable[str], language: str) -> list[str]:
    """The stem of each word, as `stem`, at once: a long text is quicker so."""
    algorithm = STEMMERS.get(language)
    return list(found) if algorithm is None else list(_stemmer(algorithm).stemWords(found))


@lru_cache(maxsize=32_768)
def _stem(word: str, algorithm: str) -> str:
    return str(_stemmer(algorithm).stemWord(word))


@lru_cache
def _stemmer(algorithm: str) -> Any:  # snowballstemmer has no types
    return snowballstemmer.stemmer(algorithm)


def index_text(title: str, text: str, language: str) -> IndexText:
    """What the search index stores of an article."""
    heading, body = words(title), words(text)
    other_forms = stems((*heading, *body), language) if language in STEMMERS else []
    return IndexText(" ".join(heading), " ".join(body), " ".join(other_forms))
