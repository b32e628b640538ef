"""Noun phrases without a parser: names, pronouns and descriptions in a run of tokens.

Everything is a rule about what the words next to each other are (`kinds.Is`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from digests.editor.quotations.kinds import STOPS, Is
from digests.editor.quotations.speech import Words

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


_NAME, _PRONOUN, _OTHER = Kind.NAME, Kind.PRONOUN, Kind.OTHER
_OPENS = Is.PRONOUN | Is.BEGINS
_HALTS = Is.HALTS | Is.QUOTE | Is.END


def phrases_in(kinds: Sequence[int], start: int, end: int) -> list[Phrase]:
    """The phrases among the words `start` to `end`, left to right."""
    found: list[Phrase] = []
    i = start
    while i < end:
        kind = kinds[i]
        if kind & _OPENS:
            if kind & Is.PRONOUN:
                found.append(Phrase(i, i, _PRONOUN))
            else:
                last = _last(kinds, i, end)
                found.append(Phrase(i, last, _kind(kinds, i, last)))
                i = last
        i += 1
    return found


def _last(kinds: Sequence[int], first: int, end: int) -> int:
    """The last word of the phrase that begins at `first`."""
    last = first
    farthest = min(end - 1, first + _FARTHEST)
    while last < farthest:
        left, right = kinds[last], kinds[last + 1]
        if right & _HALTS and not (right | left) & _TYING:
            break
        if not _continues(left, right, kinds[last + 2] if last + 2 < end else 0, is_first=last == first):
            break
        last += 1
    return last


_TYING = Is.TIE | Is.PARTICLE | Is.LIKELY | Is.LINK


def _continues(left: int, right: int, after: int, *, is_first: bool) -> bool:
    """Whether the phrase with the word `left` has the next word too; `after` is what comes then."""
    if right & Is.TIE and after and not left & Is.CAPITAL:
        return bool(after & Is.WORD) and not after & (STOPS & ~Is.FILLER) and not left & Is.DETERMINER
    if left & Is.TIE and left & Is.PREPOSITION and not is_first:
        return True
    if not right & Is.WORD:
        return right & Is.LINK != 0 and left & Is.CAPITAL != 0
    if right & Is.PARTICLE and left & Is.CAPITAL and after & Is.CAPITAL:
        return True
    if right & Is.LIKELY and left & Is.DETERMINER:
        return True  # "the wounded soldier"
    if right & Is.HALTS:
        return False
    if left & Is.CAPITAL and not right & Is.CAPITAL and not left & Is.DETERMINER:
        # "Smith spokesman" is possible, but "Smith walked" is far more common.
        return bool(left & (Is.POSSESSIVE | Is.ROLE) or right & Is.ROLE)
    return True


def apposed(words: Words, phrase: Phrase) -> Phrase:
    """The name beside a description, "Tom Brand" for "the mayor" in "the mayor, Tom Brand,"; else itself."""
    pieces, kinds = words.pieces, words.kinds
    first, last, _ = phrase
    end = len(kinds)
    if last + 2 < end and pieces[last + 1][0] == ",":
        behind = phrases_in(kinds, last + 2, min(end, last + 2 + _FARTHEST))[:1]
        for named in behind:
            closed = named.last + 1 == end or not kinds[named.last + 1] & Is.WORD
            if named.kind is _NAME and named.first == last + 2 and closed and named.last > named.first:
                return named
    if first > 1 and pieces[first - 1][0] == "," and kinds[first] & Is.DETERMINER:
        for named in phrases_in(kinds, max(0, first - 1 - _FARTHEST), first - 1)[-1:]:
            if named.kind is _NAME and named.last == first - 2:
                return named
    return phrase


def name_in(kinds: Sequence[int], phrase: Phrase, longest: int) -> tuple[int, int]:
    """The first and last word of the name that the phrase ends in, without roles; else of the phrase."""
    first, last, kind = phrase
    if kind is not _NAME:
        # "the comedian humorously said"
        while last > first + 1 and kinds[last] & Is.ADVERB:
            last -= 1
        return first, last
    at = _begin_of_name(kinds, first, last)
    # Particles count with the word they belong to: "Ludwig van der Berg" is two.
    while sum(1 for kind in kinds[at : last + 1] if kind & Is.CAPITAL) > longest:
        at += 1
    at = max([at, *(i + 1 for i in range(at, last) if kinds[i] & Is.ROLE)])
    while at < last and not kinds[at] & Is.CAPITAL:
        at += 1
    return at, last


def _kind(kinds: Sequence[int], first: int, last: int) -> Kind:
    """A name if the phrase ends in one; "the Republican" and "a spokesman for Smith" do not name anybody."""
    if not kinds[last] & Is.CAPITAL or kinds[last] & (Is.NEVER | Is.POSSESSIVE):
        return _OTHER
    at = _begin_of_name(kinds, first, last)
    if all(kind & Is.ROLE for kind in kinds[at : last + 1]):
        return _OTHER
    if at > first and kinds[at - 1] & (Is.DETERMINER | Is.TIE):
        return _OTHER
    return _NAME


def _begin_of_name(kinds: Sequence[int], first: int, last: int) -> int:
    at = last
    while at > first and is_of_name(kinds[at - 1], kinds[at]):
        at -= 1
    return at


def is_of_name(kind: int, following: int) -> bool:
    """Whether a word is of the same name as the next."""
    if kind & Is.CAPITAL:
        return not kind & (Is.NEVER | Is.POSSESSIVE)
    joins = following & (Is.CAPITAL | Is.PARTICLE)
    return bool(kind & Is.PARTICLE and joins) and not kind & Is.DETERMINER
