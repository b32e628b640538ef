"""The junk rules of a language: what `data/junk/*.toml` says, filed so that few patterns are tried.

The tables come in through `text/tables.py`: those of every language, the English ones, found on any page,
and the language's own. A pattern is compiled when a line first gets as far as being held against it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from digests.text.junk.openings import opening, openings
from digests.text.tables import Table, strings, table, words_of
from digests.text.words import fold

KEYED = ("end", "block", "line")
NEEDLED = ("holds", "foot", "start", "inside", "finish")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern under its rule's name. `kind` is the table it stands in."""

    kind: str
    name: str
    pattern: str

    @property
    def compiled(self) -> re.Pattern[str]:
        return _compiled(self.pattern)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules for a language."""

    by_opening: Mapping[str, tuple[Rule, ...]]
    """Whole lines, by what `opening` says of them."""
    by_needle: Mapping[str, Mapping[str, tuple[Rule, ...]]]
    """By kind and by a string in small letters that has to stand in the line."""
    agencies: frozenset[str]
    date_words: frozenset[str]
    places: frozenset[str]
    place_words: frozenset[str]
    """Small words in the names of places: "Frankfurt am Main"."""
    datelines: tuple[Rule, ...]
    """Forms of datelines that a language has of its own."""
    caption_signs: tuple[Rule, ...]
    """Words that speak of a picture."""

    @property
    def credits(self) -> tuple[str, ...]:
        """The agencies as a line begins with them."""
        return tuple(f"{agency} " for agency in self.agencies)

    def whole_line(self, line: str) -> Rule | None:
        """The first rule that takes all of `line`."""
        for rule in self.by_opening.get(opening(line), ()):
            if rule.compiled.fullmatch(line):
                return rule
        return None

    def needles_in(self, folded: str, kind: str) -> tuple[str, ...]:
        """The needles of this kind that stand somewhere in a text of small letters."""
        return tuple([needle for needle in self.by_needle[kind] if needle in folded])


@lru_cache
def rules(language: str) -> Rules:
    """The rules for a language; for one without a table those of every language and English."""
    tables = [table("digests.text", "junk", name) for name in dict.fromkeys((language, "common", "en"))]
    by_opening: dict[str, list[Rule]] = defaultdict(list)
    for rule in (rule for source in tables for kind in KEYED for rule in _listed(source, kind)):
        for word in openings(rule.pattern):
            by_opening[word].append(rule)
    return Rules(
        by_opening={word: tuple(found) for word, found in by_opening.items()},
        by_needle={kind: _by_needle(tables, kind) for kind in NEEDLED},
        agencies=frozenset(name for source in tables for name in strings(source, "caption", "agencies")),
        date_words=frozenset(fold(word) for source in tables for word in words_of(source, "dates", "words")),
        places=frozenset(name for source in tables for name in strings(source, "datelines", "places")),
        place_words=frozenset(word for source in tables for word in words_of(source, "datelines", "small")),
        datelines=tuple(_patterns(tables, "datelines", "patterns")),
        caption_signs=tuple(_patterns(tables, "caption", "signs")),
    )


def _patterns(tables: list[Table], kind: str, key: str) -> Iterator[Rule]:
    for source in tables:
        yield from (Rule(kind, key, written(pattern)) for pattern in strings(source, kind, key))


def _listed(source: Table, kind: str) -> Iterator[Rule]:
    names = source.get(kind, {})
    if not isinstance(names, Mapping):
        raise TypeError(f"{kind} is not a table of rules")
    for name in names:
        yield from (Rule(kind, name, written(pattern)) for pattern in strings(source, kind, name))


def _by_needle(tables: list[Table], kind: str) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for source in tables:
        names = source.get(kind, {})
        if not isinstance(names, Mapping):
            raise TypeError(f"{kind} is not a table of rules")
        for name, needles in names.items():
            for needle in needles:
                for pattern in strings(source, kind, name, needle):
                    found[needle].append(Rule(kind, name, written(pattern)))
    return {needle: tuple(rules) for needle, rules in found.items()}


def written(pattern: str) -> str:
    """A pattern without its abbreviation: … is the end, or whatever follows a word."""
    return pattern.replace("…", r"(?:\W.{0,160})?")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
