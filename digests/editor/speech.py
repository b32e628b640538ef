"""How a language says who spoke: the word lists of `data/cues/<language>.toml`, and tokens to match them.

Read by `attribution.py` and `people.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from digests.text.tables import Table, strings, table, words_of


@dataclass(frozen=True, slots=True)
class Speech:
    """Word lists of one language, all in lower case."""

    verbs: frozenset[str]
    """Bring in a quotation: "said"."""
    weak: frozenset[str]
    """Verbs that mean so only right beside a quotation: "called"."""
    ending: str
    """A word behind a name and a quotation that ends so is a verb as well: "gushed"."""
    gerund: str
    """A verb that ends so speaks of the sentence's subject: "adding"."""
    pronouns: frozenset[str]
    persons: frozenset[str]
    """Pronouns that stand for one person."""
    determiners: frozenset[str]
    fillers: frozenset[str]
    """May stand between a speaker and a verb: "has", "later"."""
    prepositions: frozenset[str]
    ties: frozenset[str]
    """Prepositions that tie one noun to another: "of"."""
    joints: frozenset[str]
    """Begin another clause: "while"."""
    relatives: frozenset[str]
    according: tuple[tuple[str, ...], ...]
    particles: frozenset[str]
    """Small words inside names: "van"."""
    openers: frozenset[str]
    """Words at a clause's beginning that put the subject behind the verb, in languages that do that."""
    longest_name: int
    """Words of a run of capitals that can be a name, counted from its end."""
    roles: frozenset[str]
    """Stand before names: "president"."""
    groups: frozenset[str]
    """Make a name one of an organisation or a place."""
    months: frozenset[str]
    never_names: frozenset[str]
    """All that may begin with a capital without being part of a name."""


class Token(NamedTuple):
    """A word or a mark of punctuation, and its place in the text; `quote` numbers a quotation.

    A tuple, because an article makes a thousand of them and a frozen dataclass takes four times as long.
    """

    text: str
    low: str
    start: int
    end: int
    quote: int | None = None

    @property
    def is_word(self) -> bool:
        return self.low[0].isalnum()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


@lru_cache
def speech(language: str) -> Speech | None:
    """The word lists of a language; None where nobody has written them."""
    lists = table("digests.editor", "cues", language)
    if not lists:
        return None
    kinds = ("determiners", "prepositions", "joints", "pronouns", "months", "verbs")
    return Speech(
        verbs=words_of(lists, "verbs"),
        weak=words_of(lists, "weak"),
        ending=_string(lists, "ending"),
        gerund=_string(lists, "gerund"),
        pronouns=words_of(lists, "pronouns"),
        persons=words_of(lists, "persons"),
        determiners=words_of(lists, "determiners"),
        fillers=words_of(lists, "fillers"),
        prepositions=words_of(lists, "prepositions"),
        ties=words_of(lists, "ties"),
        joints=words_of(lists, "joints"),
        relatives=words_of(lists, "relatives"),
        according=tuple(tuple(phrase.split()) for phrase in strings(lists, "according")),
        particles=words_of(lists, "particles"),
        openers=words_of(lists, "openers"),
        longest_name=_number(lists, "longest_name", 5),
        roles=words_of(lists, "roles"),
        groups=words_of(lists, "groups"),
        months=words_of(lists, "months"),
        never_names=frozenset().union(*(words_of(lists, kind) for kind in kinds)),
    )


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


@lru_cache
def _token_pattern(language: str) -> re.Pattern[str]:
    return re.compile(_WORDS.format(first="", short=_short_forms(language)) + r"| [^\w\s]", re.VERBOSE)


@lru_cache
def capital_pattern(language: str) -> re.Pattern[str]:
    """Finds the same words as `tokens`, but only those with a capital: to look for names in long texts."""
    capital = "".join(filter(str.isupper, map(chr, range(0x2000))))
    pattern = _WORDS.format(first=f"\\b(?=[{capital}])", short=_short_forms(language))
    return re.compile(pattern, re.VERBOSE)


# Initials (J. K., U.S.), short forms (Dr., Sen.), words (O'Brien, R-Ohio).
_WORDS = r"""{first}(?: (?:[^\W\d_]\.)+(?=[\s,]) | \b(?i:{short})\. | [^\W_]+(?:['’.\-&/][^\W_]+)* )"""


def _short_forms(language: str) -> str:
    every = table("digests.text", "abbreviations")
    lists = every.get(language, every["en"])
    titles = words_of(lists, "titles") if isinstance(lists, dict) else frozenset()
    longest_first = sorted((title for title in titles if len(title) > 1), key=lambda t: (-len(t), t))
    return "|".join(map(re.escape, longest_first)) or "(?!)"


def tokens(text: str, start: int, end: int, language: str) -> Iterator[Token]:
    """The words and marks of a stretch of text. A short form keeps its full stop."""
    for match in _token_pattern(language).finditer(text, start, end):
        yield Token(match[0], match[0].lower(), match.start(), match.end())
