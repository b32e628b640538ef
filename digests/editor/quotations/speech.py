"""How a language says who spoke: the word lists of `data/cues/<language>.toml`, and texts read with them.

Read by `scenes.py`, `phrases.py`, `clauses.py` and `people.py`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from digests.editor.quotations.kinds import Is as Is
from digests.editor.quotations.kinds import Known, owned
from digests.model import Span
from digests.text.tables import Table, stop_words, strings, table, words_of

_LISTED = {
    "verbs": Is.VERB | Is.NEVER,
    "weak": Is.WEAK,
    "pronouns": Is.PRONOUN | Is.NEVER,
    "persons": Is.PERSON,
    "determiners": Is.DETERMINER | Is.NEVER,
    "articles": Is.OWNED,
    "possessives": Is.OWNED,
    "objects": Is.OBJECT,
    "fillers": Is.FILLER,
    "prepositions": Is.PREPOSITION | Is.NEVER,
    "ties": Is.TIE,
    "joints": Is.JOINT | Is.NEVER,
    "relatives": Is.RELATIVE,
    "particles": Is.PARTICLE,
    "openers": Is.OPENER,
    "roles": Is.ROLE,
    "groups": Is.GROUP,
    "months": Is.MONTH | Is.NEVER,
}

# Initials (J., U.S.), words (O'Brien, R-Ohio, news.at), marks.
_PIECE = re.compile(
    r"(?:\w(?:\.(?<=[^\W\d_]\.)(?:[^\W\d_]\.)*[^\W\d_]?(?!\w)|\w*(?:['’\-&/]\w+|\.[a-z0-9]\w*)*)|[^\w\s])\s*"
)

_ODD = Is.VERB | Is.DROPPED | Is.STOP


@dataclass(frozen=True, slots=True)
class Speech:
    """Word lists of one language, all in lower case."""

    language: str
    kinds: Mapping[str, int]
    """What each listed word is: bits of `Is`."""
    known: Known
    """What each word is that came up."""
    according: Mapping[str, tuple[tuple[str, ...], ...]]
    """Words before whoever is cited, by the last of them: "to" has "according to"."""
    courtesies: frozenset[str]
    """Stand before names and say nothing of what somebody is: "mr"."""
    he: frozenset[str]
    """Pronouns, titles and roles of men: "he", "mr"."""
    she: frozenset[str]
    possessives: frozenset[str]
    """Determiners that say whose: "her"."""
    longest_name: int
    """Words of a run of capitals that can be a name, counted from its end."""
    short: frozenset[str]
    """Short forms that keep their full stop inside a sentence: "sen"."""


@lru_cache
def speech(language: str) -> Speech | None:
    """The word lists of a language; None where nobody has written them."""
    lists = table("digests.editor", "cues", language)
    if not lists:
        return None
    kinds: dict[str, int] = {}
    for word in stop_words(language):
        kinds[word] = Is.NEVER
    gerund = _string(lists, "gerund")
    for name, bits in _LISTED.items():
        for word in words_of(lists, name):
            extra = Is.GERUND if name == "verbs" and gerund and word.endswith(gerund) else 0
            kinds[word] = kinds.get(word, 0) | bits | extra
    for cue in strings(lists, "according"):
        first, last = cue.split()[0], cue.split()[-1]
        kinds[first] = kinds.get(first, 0) | Is.CITES | Is.NEVER
        kinds[last] = kinds.get(last, 0) | Is.CITED
    return Speech(
        language=language,
        kinds=kinds,
        known=Known(kinds, tuple(_string(lists, "ending").split())),
        according=_by_last_word(strings(lists, "according")),
        courtesies=words_of(lists, "courtesies"),
        he=words_of(lists, "he"),
        she=words_of(lists, "she"),
        possessives=words_of(lists, "possessives"),
        longest_name=_number(lists, "longest_name", 5),
        short=_short_forms(language),
    )


def _by_last_word(cues: Sequence[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The longest first, because "so laut" says more than "laut"."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for cue in sorted(cues, key=lambda cue: (-len(cue), cue)):
        words = tuple(cue.split())
        found.setdefault(words[-1], []).append(words)
    return {last: tuple(every) for last, every in found.items()}


def _string(lists: Table, key: str) -> str:
    value = lists.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is not a string")
    return value


def _number(lists: Table, key: str, otherwise: int) -> int:
    value = lists.get(key, otherwise)
    if not isinstance(value, int):
        raise TypeError(f"{key} is not a number")
    return value


def _short_forms(language: str) -> frozenset[str]:
    every = table("digests.text", "abbreviations")
    lists = every.get(language, every["en"])
    return words_of(lists, "titles") if isinstance(lists, dict) else frozenset()


class Words:
    """The words and marks of a text, left to right.

    Lists side by side, because an object for each word takes longer than all that is asked about them.
    """

    __slots__ = ("kinds", "pieces", "starts")

    def __init__(self, kinds: list[int], starts: list[int], pieces: list[str]) -> None:
        self.kinds = kinds
        """Bits of `Is`."""
        self.starts = starts
        """Places in the text."""
        self.pieces = pieces
        """As they stand there, white space behind them included."""

    def add(self, kind: int, start: int, piece: str) -> None:
        self.kinds.append(kind)
        self.starts.append(start)
        self.pieces.append(piece)

    def extend(self, other: Words) -> None:
        self.kinds += other.kinds
        self.starts += other.starts
        self.pieces += other.pieces

    def low(self, at: int) -> str:
        """The word in lower case."""
        return self.pieces[at].rstrip().lower()

    def end(self, at: int) -> int:
        return self.starts[at] + len(self.pieces[at].rstrip())

    def span(self, first: int, last: int) -> Span:
        return Span(self.starts[first], self.end(last))


def words(text: str, start: int, end: int, speech: Speech) -> Words:
    """The words and marks of a stretch of text. Initials and short forms keep their full stop."""
    while start < end and text[start].isspace():
        start += 1
    pieces = _PIECE.findall(text, start, end)
    kinds = list(map(speech.known.__getitem__, pieces))
    starts = list(accumulate(map(len, pieces), initial=start))
    starts.pop()
    read = Words(kinds, starts, pieces)
    odd = [i for i, kind in enumerate(kinds) if kind & _ODD]
    return _settled(read, odd, speech.short) if odd else read


def _settled(read: Words, odd: Sequence[int], short: Container[str]) -> Words:
    """Without what says nothing; short forms get their full stop, and nouns that look like verbs are none."""
    kinds, starts, pieces = read.kinds, read.starts, read.pieces
    drops = False
    for i in odd:
        kind, last = kinds[i], i - 1
        while last >= 0 and kinds[last] & Is.DROPPED:
            last -= 1
        if kind & Is.VERB:
            if last >= 0 and kinds[last] & Is.OWNED:
                kinds[i] = owned(kind)
        elif kind & Is.DROPPED:
            drops = True
        elif (
            last >= 0
            and pieces[i][0] == "."
            and starts[last] + len(pieces[last]) == starts[i]
            and read.low(last).rstrip(".") in short
        ):
            pieces[last] += pieces[i]
            kinds[i] = Is.DROPPED
            drops = True
    if not drops:
        return read
    kept = [i for i, kind in enumerate(kinds) if not kind & Is.DROPPED]
    return Words([kinds[i] for i in kept], [starts[i] for i in kept], [pieces[i] for i in kept])


class Token(NamedTuple):
    """A word or a mark of punctuation, and its place in the text."""

    low: str
    start: int
    end: int
    kind: int
    """Bits of `Is`."""


def tokens(text: str, start: int, end: int, speech: Speech) -> list[Token]:
    """The same as `words`, an object for each; a short form in `low` has no full stop."""
    read, make = words(text, start, end, speech), tuple.__new__
    found = []
    for begin, piece, kind in zip(read.starts, read.pieces, read.kinds, strict=True):
        word = piece.rstrip()
        low = word.lower()
        if word[-1] == "." and low[:-1] in speech.short:
            low = low[:-1]
        # What Token(...) does, without a call that takes as long as the rest.
        found.append(make(Token, (low, begin, begin + len(word), kind)))
    return found
