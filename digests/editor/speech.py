"""How a language says who spoke: the word lists of `data/cues/<language>.toml`, and tokens to match them.

Read by `attribution.py` and `people.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
    joints: frozenset[str]
    """Begin another clause: "while"."""
    relatives: frozenset[str]
    according: tuple[tuple[str, ...], ...]
    particles: frozenset[str]
    """Small words inside names: "van"."""
    roles: frozenset[str]
    """Stand before names: "president"."""
    groups: frozenset[str]
    """Make a name one of an organisation or a place."""
    months: frozenset[str]


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark of punctuation, and its place in the text; `quote` numbers a quotation."""

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
        joints=words_of(lists, "joints"),
        relatives=words_of(lists, "relatives"),
        according=tuple(tuple(phrase.split()) for phrase in strings(lists, "according")),
        particles=words_of(lists, "particles"),
        roles=words_of(lists, "roles"),
        groups=words_of(lists, "groups"),
        months=words_of(lists, "months"),
    )


def _string(lists: Table, key: str) -> str:
    value = lists.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is not a string")
    return value


@lru_cache
def _token_pattern(language: str) -> re.Pattern[str]:
    every = table("digests.text", "abbreviations")
    lists = every.get(language, every["en"])
    titles = words_of(lists, "titles") if isinstance(lists, dict) else frozenset()
    short = "|".join(sorted((re.escape(title) for title in titles if len(title) > 1), key=len, reverse=True))
    return re.compile(
        rf"""(?:[^\W\d_]\.)+(?=[\s,])                # initials: J. K., U.S.
           | \b(?i:{short or "(?!)"})\.              # Dr., Sen.
           | [^\W_]+(?:['’.\-&/][^\W_]+)*            # words: O'Brien, R-Ohio
           | [^\w\s]                                 # marks""",
        re.VERBOSE,
    )


def tokens(text: str, start: int, end: int, language: str) -> Iterator[Token]:
    """The words and marks of a stretch of text. A short form keeps its full stop."""
    for match in _token_pattern(language).finditer(text, start, end):
        yield Token(match[0], match[0].lower(), match.start(), match.end())


def capitals(text: str, speech: Speech, language: str) -> Iterator[Token]:
    """The tokens that names are made of: capitalised words, and particles; the rest is not looked at."""
    for match in _token_pattern(language).finditer(text):
        word = match[0]
        if word[0].isupper() or word in speech.particles:
            yield Token(word, word.lower(), match.start(), match.end())
