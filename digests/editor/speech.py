"""How a language says who spoke: the word lists of `data/cues/<language>.toml`, and tokens that carry them.

Read by `scenes.py`, `phrases.py`, `candidates.py` and `people.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from digests.text.tables import Table, stop_words, strings, table, words_of


class Is:
    """What a token is, one bit each: plain numbers, because an enum's `&` takes ten times as long."""

    WORD = 1
    CAPITAL = 1 << 1
    VERB = 1 << 2
    """Brings in a quotation: "said"."""
    WEAK = 1 << 3
    """A verb that means so only right beside a quotation: "called"."""
    LIKELY = 1 << 4
    """In no list, but ends like a verb: "gushed"."""
    GERUND = 1 << 5
    """Speaks of the sentence's subject: "adding"."""
    PRONOUN = 1 << 6
    PERSON = 1 << 7
    """A pronoun that stands for one person."""
    DETERMINER = 1 << 8
    FILLER = 1 << 9
    """May stand between a speaker and a verb: "has", "later"."""
    PREPOSITION = 1 << 10
    TIE = 1 << 11
    """Ties one noun to another: "of"."""
    JOINT = 1 << 12
    """Begins another clause: "while"."""
    RELATIVE = 1 << 13
    PARTICLE = 1 << 14
    """A small word inside names: "van"."""
    OPENER = 1 << 15
    """At a clause's beginning it puts the subject behind the verb, in languages that do that."""
    ROLE = 1 << 16
    """Stands before names: "president"."""
    GROUP = 1 << 17
    """Makes a name one of an organisation or a place."""
    MONTH = 1 << 18
    NEVER = 1 << 19
    """May begin with a capital without being part of a name."""
    QUOTE = 1 << 20
    """Stands in the place of a quotation."""
    END = 1 << 21
    """Ends a sentence."""
    POSSESSIVE = 1 << 22
    OBJECT = 1 << 23
    """Cannot be a subject: "him", in German "dem"."""
    CITES = 1 << 24
    """Opens a phrase that cites somebody: "according to"."""
    ADVERB = 1 << 26
    """Ends like one: "angrily"."""
    OWNED = 1 << 25
    """What follows is a noun: "the report", "his claims"."""


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
_TOKEN = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?(?!\w)|\w+(?:['’\-&/]\w+|\.[a-z0-9]\w*)*|[^\w\s]")
# Around words that are no quotation these say nothing: a “storm” is a storm.
_MARKS = frozenset("\"“”„‟«»‹›「」『』＂‘’'")
_POSSESSIVE = ("'s", "’s", "s'", "s’")


@dataclass(frozen=True, slots=True)
class Speech:
    """Word lists of one language, all in lower case."""

    language: str
    kinds: Mapping[str, int]
    """What each listed word is: bits of `Is`."""
    endings: tuple[str, ...]
    """A word that is in no list and ends so is likely a verb: "gushed"."""
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


class Token(NamedTuple):
    """A word or a mark of punctuation, and its place in the text."""

    low: str
    start: int
    end: int
    kind: int
    """Bits of `Is`."""


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
        first = cue.split()[0]
        kinds[first] = kinds.get(first, 0) | Is.CITES | Is.NEVER
    return Speech(
        language=language,
        kinds=kinds,
        endings=tuple(_string(lists, "ending").split()),
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


def tokens(text: str, start: int, end: int, speech: Speech) -> list[Token]:
    """The words and marks of a stretch of text. Initials and short forms keep their full stop."""
    language, make = speech.language, tuple.__new__
    found: list[Token] = []
    owned = False
    for match in _TOKEN.finditer(text, start, end):
        low, kind = _word(match[0], language)
        begin, stop = match.span()
        if not kind:
            if low in _MARKS:
                continue
            if low == "." and found and found[-1].end == begin and found[-1].low in speech.short:
                last = found.pop()
                begin, low, kind = last.start, last.low, last.kind
        elif owned and kind & Is.VERB:
            kind &= ~(Is.VERB | Is.WEAK | Is.GERUND)
        owned = kind & Is.OWNED != 0
        # What Token(...) does, without a call that takes as long as the rest.
        found.append(make(Token, (low, begin, stop, kind)))
    return found


@lru_cache(maxsize=50_000)
def _word(word: str, language: str) -> tuple[str, int]:
    """The word in lower case and what it is; 0 for a mark. Kept, because most words come again."""
    lists = speech(language)
    low = word.lower()
    if lists is None or not word[0].isalnum():
        return low, 0
    kind = lists.kinds.get(low, 0) | Is.WORD
    if word[0].isupper():
        kind |= Is.CAPITAL
    elif kind == Is.WORD and low.endswith(lists.endings):
        kind |= Is.LIKELY
    if low.endswith(_POSSESSIVE):
        kind |= Is.POSSESSIVE
    if low[-2:] == "ly":
        kind |= Is.ADVERB
    return low, kind
