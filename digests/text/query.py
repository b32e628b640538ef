"""The query language: what a reader typed -> `Query`, or what is wrong with it. Pure and total.

    climate summit        both words
    "climate summit"      the words side by side
    climate OR weather    either; also written |
    -football             not this; also written NOT football
    source:herald         only from sources of this name; also source:"Linnet Herald"

OR binds tighter than standing side by side: `a b OR c` is a and (b or c). Anything else that looks
like an operator is taken as the words in it, so no input is a syntax error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from digests.text.words import is_unspaced, words

LENGTH_LIMIT = 512
TERM_LIMIT = 32

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"  # phones turn a hyphen into others
_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
_PIECE = re.compile(
    rf"""
    (?P<either> \| | (?<!\S)OR(?!\S) )
  | (?P<both> (?<!\S)AND(?!\S) )
  | (?: (?<!\S)(?P<minus>[{_DASHES}] | NOT\s+) )?
    (?: (?P<source>(?i:source)):\s* )?
    (?: [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]? | (?P<word>[^\s|{_QUOTES}]+) )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that stand side by side in title or text; mostly a single one."""

    tokens: tuple[str, ...]

    @property
    def is_prefix(self) -> bool:
        """One character of a script without spaces: it stands for every pair that begins with it."""
        return len(self.tokens) == 1 and len(self.tokens[0]) == 1 and is_unspaced(self.tokens[0])

    @property
    def has_stems(self) -> bool:
        """Whether other forms of the word are meant as well: of single words, not of phrases."""
        return len(self.tokens) == 1 and not is_unspaced(self.tokens[0])


@dataclass(frozen=True, slots=True)
class FromSource:
    """Tokens that stand side by side in the source's name."""

    tokens: tuple[str, ...]


Leaf: TypeAlias = Term | FromSource


@dataclass(frozen=True, slots=True)
class Query:
    """Every group of `groups` matches by at least one of its leaves, and nothing of `without` does."""

    groups: tuple[tuple[Leaf, ...], ...]
    without: tuple[Leaf, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """What to look for in a text found: all wanted terms, in the order typed, each once."""
        wanted = (leaf for group in self.groups for leaf in group if isinstance(leaf, Term))
        return tuple(dict.fromkeys(wanted))


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why words are no query: the key of a message and what it speaks of."""

    key: str
    values: Mapping[str, int] = field(default_factory=dict)


def parse(typed: str) -> Query | Unclear:
    """The query that the words mean. Never raises."""
    if len(typed) > LENGTH_LIMIT:
        return Unclear("mistake.query.long", {"limit": LENGTH_LIMIT})
    groups: list[tuple[Leaf, ...]] = []
    without: list[Leaf] = []
    joins = False  # an OR is waiting for its right side
    for match in _PIECE.finditer(typed):
        if match["either"]:
            joins = bool(groups)
            continue
        leaf = _leaf(match)
        if leaf is None:
            continue
        if match["minus"]:
            without.append(leaf)
        elif joins:
            groups[-1] += (leaf,)
        else:
            groups.append((leaf,))
        joins = False
    return _checked(groups, without)


def _leaf(match: re.Match[str]) -> Leaf | None:
    said = match["phrase"] if match["word"] is None else match["word"]
    tokens = tuple(words(said or ""))
    if not tokens:
        return None
    return FromSource(tokens) if match["source"] else Term(tokens)


def _checked(groups: Sequence[tuple[Leaf, ...]], without: Sequence[Leaf]) -> Query | Unclear:
    if not groups:
        return Unclear("mistake.query.only_without" if without else "mistake.query.empty")
    query = Query(tuple(dict.fromkeys(groups)), tuple(dict.fromkeys(without)))
    if sum(map(len, query.groups)) + len(query.without) > TERM_LIMIT:
        return Unclear("mistake.query.many", {"limit": TERM_LIMIT})
    return query
