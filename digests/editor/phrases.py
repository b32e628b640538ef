"""Noun phrases without a parser: names, pronouns and descriptions in a run of tokens.

Everything is a rule about the words next to each other (`speech.Token`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from digests.editor.speech import Is, Token

_FARTHEST = 14
"""Tokens that a noun phrase may be long."""


class Kind(Enum):
    NAME = "name"
    PRONOUN = "pronoun"
    OTHER = "other"
    """"The ministry", "a spokesman for Smith": somebody, but no name."""


class Phrase(NamedTuple):
    """The words that name somebody: `words[first:last + 1]`."""

    first: int
    last: int
    kind: Kind


_STOPS = (
    Is.PRONOUN | Is.PREPOSITION | Is.JOINT | Is.FILLER | Is.MONTH | Is.QUOTE | Is.END
    | Is.LIKELY | Is.RELATIVE | Is.CITES
)  # fmt: skip


def phrases(words: Sequence[Token], start: int, end: int) -> list[Phrase]:
    """The phrases among `words[start:end]`, left to right."""
    found: list[Phrase] = []
    i = start
    while i < end:
        kind = words[i].kind
        if kind & Is.PRONOUN:
            found.append(Phrase(i, i, Kind.PRONOUN))
        elif _begins(kind, i == start):
            last = i
            while last + 1 < end and last - i < _FARTHEST and _continues(words, i, last, end):
                last += 1
            found.append(Phrase(i, last, _kind(words, i, last)))
            i = last
        i += 1
    return found


def _begins(kind: int, opens: bool) -> bool:
    if not kind & Is.WORD or kind & _STOPS & ~(Is.FILLER if kind & Is.DETERMINER else 0):
        return False
    return not kind & Is.VERB or bool(kind & Is.CAPITAL)


def _continues(words: Sequence[Token], first: int, last: int, end: int) -> bool:
    left, right = words[last].kind, words[last + 1].kind
    if right & Is.TIE and last + 2 < end and not left & Is.CAPITAL:
        after = words[last + 2].kind
        return bool(after & Is.WORD) and not after & (_STOPS & ~Is.FILLER) and not left & Is.DETERMINER
    if left & Is.TIE and left & Is.PREPOSITION and last > first:
        return True
    if not right & Is.WORD:
        return words[last + 1].low in "-&" and left & Is.CAPITAL != 0
    if right & Is.PARTICLE and left & Is.CAPITAL and last + 2 < end and words[last + 2].kind & Is.CAPITAL:
        return True
    if right & Is.LIKELY and left & Is.DETERMINER:
        return True  # "the wounded soldier"
    if right & _STOPS or right & Is.DETERMINER:
        return False
    if right & Is.VERB and not right & Is.CAPITAL:
        return False
    if left & Is.CAPITAL and not right & Is.CAPITAL and not left & Is.DETERMINER:
        # "Smith spokesman" is possible, but "Smith walked" is far more common.
        return bool(left & (Is.POSSESSIVE | Is.ROLE) or right & Is.ROLE)
    return True


def apposed(words: Sequence[Token], phrase: Phrase) -> Phrase:
    """The name beside a description, "Tom Brand" for "the mayor" in "the mayor, Tom Brand,"; else itself."""
    first, last, _ = phrase
    end = len(words)
    if last + 2 < end and words[last + 1].low == ",":
        behind = phrases(words, last + 2, min(end, last + 2 + _FARTHEST))[:1]
        for named in behind:
            closed = named.last + 1 == end or not words[named.last + 1].kind & Is.WORD
            if named.kind is Kind.NAME and named.first == last + 2 and closed and named.last > named.first:
                return named
    if first > 1 and words[first - 1].low == "," and words[first].kind & Is.DETERMINER:
        for named in phrases(words, max(0, first - 1 - _FARTHEST), first - 1)[-1:]:
            if named.kind is Kind.NAME and named.last == first - 2:
                return named
    return phrase


def name_of(words: Sequence[Token], phrase: Phrase, longest: int) -> tuple[int, int]:
    """The first and last word of the name that the phrase ends in, without roles; else of the phrase."""
    first, last, kind = phrase
    if kind is not Kind.NAME:
        # "the comedian humorously said"
        while last > first + 1 and words[last].kind & Is.ADVERB:
            last -= 1
        return first, last
    at = last
    while at > first and is_of_name(words, at - 1):
        at -= 1
    # Particles count with the word they belong to: "Ludwig van der Berg" is two.
    while sum(1 for i in range(at, last + 1) if words[i].kind & Is.CAPITAL) > longest:
        at += 1
    at = max([at, *(i + 1 for i in range(at, last) if words[i].kind & Is.ROLE)])
    while at < last and not words[at].kind & Is.CAPITAL:
        at += 1
    return at, last


def _kind(words: Sequence[Token], first: int, last: int) -> Kind:
    """A name if the phrase ends in one; "the Republican" and "a spokesman for Smith" do not name anybody."""
    if not words[last].kind & Is.CAPITAL or words[last].kind & (Is.NEVER | Is.POSSESSIVE):
        return Kind.OTHER
    at = last
    while at > first and is_of_name(words, at - 1):
        at -= 1
    if all(words[i].kind & Is.ROLE for i in range(at, last + 1)):
        return Kind.OTHER
    if at > first and words[at - 1].kind & (Is.DETERMINER | Is.TIE):
        return Kind.OTHER
    return Kind.NAME


def is_of_name(words: Sequence[Token], at: int) -> bool:
    kind = words[at].kind
    if kind & Is.CAPITAL:
        return not kind & (Is.NEVER | Is.POSSESSIVE)
    joins = words[at + 1].kind & (Is.CAPITAL | Is.PARTICLE)
    return bool(kind & Is.PARTICLE and joins) and not kind & Is.DETERMINER
