"""Words of a text: the one tokenizer behind search, highlighting, summaries and stories.

Text comes in as it stands in an article or a query; tokens go out folded (case, width, accents), so
that both sides of a comparison meet. Languages written without spaces become overlapping pairs of
characters: no dictionary needed, and the same on every database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

from digests.model import IndexText, Span

# Kana, Han, Hangul, Thai and half-width kana: scripts whose words are not told apart by spaces
# (Korean has spaces, but particles stick to the words, so pairs find what whole words would miss).
UNSPACED = (
    "\u0e00-\u0e7f\u3005\u3006\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# What is written above, below and behind letters and belongs to their word: accents that stand by
# themselves, Hebrew and Arabic points, the vowel signs of India (between which are only letters).
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7"
    "\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d\u0d57-\u0d63\u0d81-\u0df3\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
)
_VIRAMA = 9
"""Combining class of what joins two consonants: spelling, not an accent."""

_FOLDED = bytes(ord(chr(i).lower()) if chr(i).isalnum() and i < 128 else ord(" ") for i in range(256))
"""Small letters and digits of ASCII as they are, large letters small, and a space for all else."""
# What stands between words even in English: as spaces they leave the quick way open.
_BETWEEN = "’‘“”„«»–—…£€\xa0"
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
# Beyond these (Latin, Greek and Cyrillic letters, punctuation, money), or where one sign becomes several
# words or none (½ is 1⁄2), folding all of a text at once is not the same as folding word by word.
_NEEDS_CARE = re.compile(
    "[^\x00-\u00bb\u00bf-\u013e\u0141-\u0344\u0346-\u034e\u0350-\u0379\u037b-\u0482\u048a-\u052f\u1e00-\u206f\u20a0-\u20a7\u20a9-\u20bf]"
)

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
    for match in _token().finditer(text):
        start, end = match.span()
        if match.lastgroup is None:
            yield Token(fold(match[0]), start, end)
            continue
        pairs = _pairs(match[0])
        if len(pairs) == max(1, end - start - 1):
            for place, pair in enumerate(pairs, start):
                yield Token(pair, place, min(place + 2, end))
        else:
            # Half-width kana lose characters in folding; the pairs then share the whole run's place.
            for pair in pairs:
                yield Token(pair, start, end)


def words(text: str) -> list[str]:
    """The folded words and pairs of `text`, without their places: `tokens` for a fraction of the time."""
    spaced = _spaced(text)
    return _folded_words(text) if spaced is None else spaced.split()


def words_of_each(text: str, spans: Iterable[Span]) -> list[list[str]]:
    """The `words` of stretches of a text, each by itself: quicker than one by one."""
    spaced = _spaced(text)
    if spaced is None:
        return [words(text[span.start : span.end]) for span in spans]
    return [spaced[span.start : span.end].split() for span in spans]


def _spaced(text: str) -> str | None:
    """The text, folded and as long as before, with spaces between words. None if it has more than ASCII."""
    if not text.isascii():
        for mark in _BETWEEN:
            text = text.replace(mark, " ")
        if not text.isascii():
            return None
    return text.encode("ascii").translate(_FOLDED).decode("ascii")


def _folded_words(text: str) -> list[str]:
    if not _NEEDS_CARE.search(text):
        folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
        spaced = _spaced(folded)
        return _WORD.findall(folded) if spaced is None else spaced.split()
    found: list[str] = []
    for match in _token().finditer(text):
        if match.lastgroup is None:
            found.append(fold(match[0]))
        else:
            found.extend(_pairs(match[0]))
    return found


@lru_cache
def _token() -> re.Pattern[str]:
    # Not at import: character classes of this size are slow to compile, and English never needs them.
    letter = rf"[^\W_{UNSPACED}]"
    return re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|{letter}+(?:[{_MARKS}]+{letter}*)*")


def _pairs(run: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", run)
    return [a + b for a, b in pairwise(folded)] or [folded]


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """One word without case, width and accents: "Élection" and "ELECTION" are "election"."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(c for c in plain if unicodedata.combining(c) in (0, _VIRAMA))
    return unicodedata.normalize("NFC", kept)


def is_unspaced(token: str) -> bool:
    """Whether the token is from a script without spaces: one character, or a pair."""
    return bool(token) and re.match(f"[{UNSPACED}]", token) is not None


def stem(word: str, language: str) -> str:
    """The word's stem, or the word itself where the language has no stemmer."""
    return _remembering(language)(word)


def stems(found: Iterable[str], language: str) -> list[str]:
    """The stem of each word, as `stem`."""
    return list(map(_remembering(language), found))


@lru_cache
def stemmer(language: str) -> Callable[[str], str]:
    """The function from a word to its stem; to itself where the language has no stemmer."""
    if language not in STEMMERS:
        return str
    made = snowballstemmer.stemmer(STEMMERS[language])
    made.maxCacheSize = 0  # its own memory costs twice what stemming does
    stem_word: Callable[[str], str] = made.stemWord
    return stem_word


@lru_cache
def _remembering(language: str) -> Callable[[str], str]:
    return lru_cache(maxsize=32_768)(stemmer(language))


TITLE_TOKENS = 300
BODY_TOKENS = 16_000
"""More of a text cannot be found: PostgreSQL counts positions up to 16,383."""

TOKEN_LENGTH = 64
"""Characters of a token that count. PostgreSQL takes no word beyond 2,046 bytes."""


def indexed(tokens: Iterable[str]) -> Iterator[str]:
    """Tokens as they are indexed: folding can leave a space within one ("ﷺ"), and none is too long."""
    return (part[:TOKEN_LENGTH] for token in tokens for part in token.split())


def index_text(title: str, text: str, language: str) -> IndexText:
    """What the search index stores of an article."""
    heading, body = words(title), words(text)
    other_forms = stems((*heading, *body), language) if language in STEMMERS else []
    return IndexText(" ".join(heading), " ".join(body), " ".join(other_forms))
