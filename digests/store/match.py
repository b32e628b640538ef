"""A query in the words of each database's search. Pure.

Every word is quoted, so nothing typed can be an operator there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

from digests.store.index import lexeme, marked_stem, source_lexeme
from digests.store.labels import Kind, marked
from digests.text.query import FromSource, FromSpeaker, InLanguage, Label, Leaf, OfTopic, Query, Term
from digests.text.words import STEMMERS, indexed, stem

_NOWHERE = ("·",)  # in no article: stands for a term that folding left nothing of


@dataclass(frozen=True, slots=True)
class Match:
    """What an article has to match, and what it must not; None where that is nothing."""

    wanted: str | None
    without: str | None


def to_fts5(query: Query, labels: Collection[str] = ()) -> Match:
    """The query in SQLite's language, FTS5's; and the articles have all these labels."""
    groups = [f"({' OR '.join(map(_fts5, group))})" for group in query.groups]
    wanted = " AND ".join([*groups, *(f"{{source}} : {_quoted(label)}" for label in labels)])
    without = " OR ".join(_fts5(leaf, stems=False) for leaf in query.without)
    return Match(wanted or None, without or None)


def _fts5(leaf: Leaf, *, stems: bool = True) -> str:
    parts = tuple(indexed(leaf.tokens)) or _NOWHERE
    phrase = _quoted(" ".join(parts))
    match leaf:
        case FromSource():
            return f"{{source}} : {phrase}"
        case OfTopic() | FromSpeaker() | InLanguage():
            return f"{{source}} : {_quoted(' '.join(marked(_kind(leaf), parts)))}"
        case Term(is_prefix=True):
            return f"{{title body}} : {phrase} *"
        case Term(has_stems=True) if stems:
            return f"{{title body}} : {phrase} OR {{stems}} : ({' OR '.join(map(_quoted, _stems(parts)))})"
        case Term():
            return f"{{title body}} : {phrase}"


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def to_tsquery(query: Query, labels: Collection[str] = ()) -> Match:
    """The query as PostgreSQL's tsquery literals; and the articles have all these labels."""
    groups = [f"({' | '.join(map(_tsquery, group))})" for group in query.groups]
    wanted = " & ".join([*groups, *map(lexeme, labels)])
    without = " | ".join(_tsquery(leaf, stems=False) for leaf in query.without)
    return Match(wanted or None, without or None)


def _tsquery(leaf: Leaf, *, stems: bool = True) -> str:
    parts = tuple(indexed(leaf.tokens)) or _NOWHERE
    match leaf:
        case FromSource():
            return _side_by_side(map(source_lexeme, parts))
        case OfTopic() | FromSpeaker() | InLanguage():
            return _side_by_side(map(lexeme, marked(_kind(leaf), parts)))
        case Term(is_prefix=True):
            return f"{lexeme(parts[0])}:*"
        case Term(has_stems=True) if stems:
            return " | ".join([_side_by_side(map(lexeme, parts)), *map(lexeme, _stems(parts))])
        case Term():
            return _side_by_side(map(lexeme, parts))


def _side_by_side(lexemes: Iterable[str]) -> str:
    return f"({' <-> '.join(lexemes)})"


def _kind(label: Label) -> Kind:
    match label:
        case OfTopic():
            return Kind.TOPIC
        case FromSpeaker():
            return Kind.SPEAKER
        case InLanguage():
            return Kind.LANGUAGE
    assert_never(label)


def _stems(parts: Sequence[str]) -> list[str]:
    """What the word's other forms have in common, in every language that has a stemmer."""
    return [marked_stem(stem(part, language), language) for part in parts[:1] for language in STEMMERS]
