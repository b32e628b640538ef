"""The query language: what a reader typed -> `Query`, or what is wrong with it. Pure and total.

    climate summit        both words
    "climate summit"      the words side by side
    climate OR weather    either; also written |
    -football             not this; also written NOT football
    source:herald         from sources of this name; also source:"Linnet Herald"
    topic:science         of a topic of this name
    from:oduya            where somebody of this name is quoted; also from:"Mara Oduya"
    lang:en               in this language
    since:7d              of the last 7 days; see `since.py`

OR binds tighter than standing side by side: `a b OR c` is a and (b or c). Anything else that looks
like an operator is taken as the words in it, so no input is a syntax error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TypeAlias

from digests.text.since import Since, instant, parse_since
from digests.text.words import is_unspaced, words

LENGTH_LIMIT = 512
TERM_LIMIT = 32
SAID_LIMIT = 40
"""Characters of what was typed that a reason repeats."""

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"  # phones turn a hyphen into others
_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
_PIECE = re.compile(
    rf"""
    (?P<either> \| | (?<!\S)OR(?!\S) )
  | (?P<both> (?<!\S)AND(?!\S) )
  | (?: (?<!\S)(?P<minus>[{_DASHES}] | NOT\s+) )?
    (?: (?P<operator>(?i:source|topic|from|lang|since))[:\uff1a]\s* )?
    (?: [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]? | (?P<word>[^\s|{_QUOTES}]+) )
    """,
    re.VERBOSE,
)
_LANGUAGE = re.compile("[a-z]{2,3}")


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


@dataclass(frozen=True, slots=True)
class OfTopic:
    """Tokens that stand side by side in the name of one of its topics."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FromSpeaker:
    """Tokens that stand side by side in the name of somebody it quotes."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The article's language, as a single token of two or three letters."""

    tokens: tuple[str, ...]


Label: TypeAlias = OfTopic | FromSpeaker | InLanguage
"""What an article is found by that stands neither in its text nor in its source's name."""
Leaf: TypeAlias = Term | FromSource | Label


@dataclass(frozen=True, slots=True)
class Query:
    """Every group of `groups` matches by at least one of its leaves, nothing of `without` does, and it is
    not older than `since`."""

    groups: tuple[tuple[Leaf, ...], ...]
    without: tuple[Leaf, ...] = ()
    since: Since | None = None

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """All that is wanted, in the order typed, each once."""
        return tuple(dict.fromkeys(leaf for group in self.groups for leaf in group))

    @property
    def terms(self) -> tuple[Term, ...]:
        """What to look for in a text found: all wanted terms, in the order typed, each once. Without any
        there is nothing to be better or worse at: such a query is for the newest."""
        return tuple(leaf for leaf in self.leaves if isinstance(leaf, Term))


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why words are no query: the key of a message and what it speaks of."""

    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)


def parse(typed: str) -> Query | Unclear:
    """The query that the words mean. Never raises."""
    if len(typed) > LENGTH_LIMIT:
        return Unclear("mistake.query.long", {"limit": LENGTH_LIMIT})
    groups: list[tuple[Leaf, ...]] = []
    without: list[Leaf] = []
    since: Since | None = None
    joins = False  # an OR is waiting for its right side
    for match in _PIECE.finditer(typed):
        if match["either"]:
            joins = bool(groups)
            continue
        leaf = _leaf(match)
        match leaf:
            case None:
                continue
            case Unclear():
                return leaf
            case _Since(value):
                since = value  # of several the last one counts
            case _ if match["minus"]:
                without.append(leaf)
            case _ if joins:
                groups[-1] += (leaf,)
            case _:
                groups.append((leaf,))
        joins = False
    return _checked(groups, without, since)


def resolve(query: Query, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant that `query.since` names, in UTC; None where it names none."""
    return None if query.since is None else instant(query.since, now, zone)


def naming(operator: str, name: str) -> str | None:
    """How a name is asked for, such as `from:"Mara Oduya"`; None where there is no word in it."""
    plain = " ".join(re.sub(f"[{_QUOTES}|]", " ", name).split())
    if not words(plain):
        return None
    return f'{operator}:"{plain}"' if " " in plain else f"{operator}:{plain}"


def either(typed: str) -> str | None:
    """The same words, of which one is enough; None where there is one only."""
    terms, others = _pieces(typed)
    return " ".join([" OR ".join(terms), *others]) if len(terms) > 1 else None


def only_words(typed: str) -> str | None:
    """The words without all that narrows them; None where there are none, or nothing does."""
    terms, others = _pieces(typed)
    return " ".join(terms) if terms and others else None


def _pieces(typed: str) -> tuple[list[str], list[str]]:
    """What is looked for in texts, and all else that was typed."""
    terms: list[str] = []
    others: list[str] = []
    for match in _PIECE.finditer(typed):
        if isinstance(_leaf(match), Term) and not match["minus"]:
            terms.append(match["word"] or f'"{match["phrase"]}"')
        elif _leaf(match) is not None:
            others.append(match[0])
    return list(dict.fromkeys(terms)), others


@dataclass(frozen=True, slots=True)
class _Since:
    value: Since


def _leaf(match: re.Match[str]) -> Leaf | _Since | Unclear | None:
    said = match["phrase"] if match["word"] is None else match["word"]
    tokens = tuple(words(said or ""))
    if not tokens:
        return None
    match (match["operator"] or "").lower():
        case "source":
            return FromSource(tokens)
        case "topic":
            return OfTopic(tokens)
        case "from":
            return FromSpeaker(tokens)
        case "lang":
            return _language(said, tokens[0])
        case "since":
            since = None if match["minus"] else parse_since(said)
            return _unclear("since", match[0]) if since is None else _Since(since)
        case _:
            return Term(tokens)


def _language(said: str, code: str) -> InLanguage | Unclear:
    # Of "pt-BR" the language is what counts.
    return InLanguage((code,)) if _LANGUAGE.fullmatch(code) else _unclear("language", said)


def _unclear(what: str, said: str) -> Unclear:
    return Unclear(f"mistake.query.{what}", {"words": said.strip()[:SAID_LIMIT]})


def _checked(
    groups: Sequence[tuple[Leaf, ...]], without: Sequence[Leaf], since: Since | None
) -> Query | Unclear:
    if not groups and since is None:
        return Unclear("mistake.query.only_without" if without else "mistake.query.empty")
    query = Query(tuple(dict.fromkeys(groups)), tuple(dict.fromkeys(without)), since)
    if sum(map(len, query.groups)) + len(query.without) > TERM_LIMIT:
        return Unclear("mistake.query.many", {"limit": TERM_LIMIT})
    return query
