"""Who a stretch of a sentence is about: names, pronouns and noun phrases around a verb, without a parser.

Works on the tokens that stand outside the quotations of one paragraph (`speech.Token`). Everything is a
rule about the words next to each other; where none fits the answer is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from digests.editor.speech import Speech, Token
from digests.model import Span

_POSSESSIVE = ("'s", "’s", "s'", "s’")
_FARTHEST = 12
"""Tokens that a noun phrase may be long."""


class Kind(Enum):
    NAME = "name"
    PRONOUN = "pronoun"
    OTHER = "other"
    """"The ministry", "a spokesman for Smith": somebody, but no name."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words that name somebody."""

    span: Span
    kind: Kind


def is_name_word(token: Token, speech: Speech) -> bool:
    """Whether the token can be part of a name. Sentences begin with a capital too, so stop words are none."""
    return token.is_capital and token.is_word and token.low not in speech.never_names


def around_verb(words: Sequence[Token], verb: int, speech: Speech) -> Phrase | None:
    """The subject of the verb at `words[verb]`: behind it in ", said Smith", else before it."""
    if verb > 0 and words[verb - 1].low == "," and verb + 1 < len(words):
        right = words[verb + 1]
        if is_name_word(right, speech) or right.low in speech.pronouns:
            return phrase_beginning(words, verb + 1, speech)
    if words[0].low in speech.openers and verb > 0:
        behind = phrase_beginning(words, verb + 1, speech)
        if behind is not None:
            return behind
    return before_verb(words, verb, speech)


def before_verb(words: Sequence[Token], verb: int, speech: Speech) -> Phrase | None:
    """The subject to the left of the verb at `words[verb]`."""
    if speech.gerund and words[verb].low.endswith(speech.gerund):
        # "Smith issued a statement saying": whoever the sentence is about speaks.
        return first_phrase(words[:verb], speech)
    at = _skip_fillers(words, verb - 1, speech)
    while at >= 0 and words[at].low in speech.relatives:
        at = _skip_fillers(words, at - 1, speech)
        if at >= 0 and words[at].low == ",":
            at -= 1
    if at < 0:
        return None
    token = words[at]
    if token.low in (",", ")", "—", "–", "-"):
        return _behind_aside(words, at, speech)
    if token.low in speech.pronouns:
        return Phrase(Span(token.start, token.end), Kind.PRONOUN)
    if not token.is_word or token.low in speech.joints:
        return first_phrase(words[:at], speech)
    return phrase_ending(words, at, speech)


def _skip_fillers(words: Sequence[Token], at: int, speech: Speech) -> int:
    while at >= 0 and (
        words[at].low in speech.fillers
        or words[at].low in speech.months
        or (not words[at].is_capital and (words[at].low in speech.verbs or words[at].low.endswith("ly")))
    ):
        at -= 1
    return at


def _behind_aside(words: Sequence[Token], at: int, speech: Speech) -> Phrase | None:
    """The subject before an aside ("Smith, the mayor, said") or in it ("the mayor, Ann Smith, said")."""
    closing = words[at].low
    opening = "(" if closing == ")" else closing
    start = at - 1
    while start >= 0 and words[start].low != opening:
        start -= 1
    if start <= 0:
        return first_phrase(words[:at], speech)
    inside = words[start + 1 : at]
    if closing == "," and len(inside) >= 2 and all(is_name_word(t, speech) for t in inside):
        return _named(inside, speech)
    before = start - 1
    if words[before].low in speech.pronouns:
        return Phrase(Span(words[before].start, words[before].end), Kind.PRONOUN)
    if not words[before].is_word:
        return first_phrase(words[:start], speech)
    if words[0].low in speech.prepositions and _first_comma(words) == start:
        return first_phrase(words[start + 1 : at], speech)
    return phrase_ending(words, before, speech)


def _first_comma(words: Sequence[Token]) -> int:
    return next((i for i, token in enumerate(words) if token.low == ","), -1)


def phrase_ending(words: Sequence[Token], last: int, speech: Speech) -> Phrase | None:
    """The noun phrase whose last word is `words[last]`: back to its article, over "of" and "for"."""
    first = last
    while first > 0 and last - first < _FARTHEST and _belongs(words, first, speech):
        first -= 1
        if words[first].low in speech.determiners and not _is_chained(words, first, speech):
            break
    return _named(words[first : last + 1], speech)


def _belongs(words: Sequence[Token], first: int, speech: Speech) -> bool:
    """Whether the word to the left of `words[first]` is of the same phrase."""
    left = words[first - 1]
    if left.quote is not None or not left.is_word:
        return left.low in "-&" and left.quote is None
    if left.low in speech.prepositions or left.low in speech.ties:
        return _is_chained(words, first, speech)
    if left.low in speech.joints or left.low in speech.verbs or left.low in speech.pronouns:
        return left.low in speech.particles
    if left.low in speech.fillers and left.low not in speech.determiners:
        return False
    # A capital before a small word ends the phrase ("Smith spokesman" goes on, "Monday officials" does not).
    return left.low not in speech.months


def _is_chained(words: Sequence[Token], first: int, speech: Speech) -> bool:
    """Whether a preposition left of `words[first]` ties it to a noun: "spokesman for the ministry"."""
    return (
        first >= 2
        and words[first - 1].low in speech.ties
        and words[first - 2].is_word
        and words[first - 2].low not in speech.prepositions
        and words[first - 2].low not in speech.verbs
        and words[first - 2].low not in speech.fillers
        and words[first - 2].low not in speech.pronouns
    )


def first_phrase(words: Sequence[Token], speech: Speech) -> Phrase | None:
    """The subject at the beginning of a clause: "On Monday, the mayor of Leeds told" gives "the mayor"."""
    at = _skip_opening(words, speech)
    if at >= len(words):
        return None
    return phrase_beginning(words, at, speech)


def _skip_opening(words: Sequence[Token], speech: Speech) -> int:
    """Past conjunctions, and past an opening phrase up to its comma: "In a statement on Monday, "."""
    at = 0
    while at < len(words) and (
        not words[at].is_word or words[at].low in speech.joints or words[at].low in speech.fillers
    ):
        at += 1
    if at < len(words) and (words[at].low in speech.prepositions or words[at].low.endswith("ing")):
        comma = next((i for i in range(at, len(words)) if words[i].low == ","), None)
        if comma is not None and comma - at <= 2 * _FARTHEST:
            return _skip_opening(words[comma + 1 :], speech) + comma + 1
    return at


def phrase_beginning(words: Sequence[Token], first: int, speech: Speech) -> Phrase | None:
    """The noun phrase whose first word is `words[first]`, up to a verb, a preposition or a mark."""
    if first >= len(words) or not words[first].is_word:
        return None
    token = words[first]
    if token.low in speech.pronouns:
        return Phrase(Span(token.start, token.end), Kind.PRONOUN)
    if token.low in speech.prepositions or token.low in speech.joints:
        return None
    last = first
    while last + 1 < len(words) and last - first < _FARTHEST and _continues(words, last, speech):
        last += 1
    while last > first and words[last].low in speech.fillers:
        last -= 1
    found = _named(words[first : last + 1], speech)
    if found is not None and found.kind is Kind.OTHER:
        return _apposed(words, last + 1, speech) or found
    return found


def _continues(words: Sequence[Token], last: int, speech: Speech) -> bool:
    right = words[last + 1]
    if not right.is_word or right.quote is not None:
        return False
    if right.low in speech.particles and last + 2 < len(words) and words[last + 2].is_capital:
        return True
    if words[last].is_capital and not right.is_capital and words[last].low not in speech.determiners:
        # "Smith spokesman" is possible, but "Smith walked" is far more common.
        return words[last].low.endswith(_POSSESSIVE) or words[last].low in speech.roles
    return not (
        right.low in speech.prepositions
        or right.low in speech.joints
        or right.low in speech.verbs
        or right.low in speech.pronouns
        or right.low in speech.months
        or right.low in speech.fillers
    )


def _apposed(words: Sequence[Token], at: int, speech: Speech) -> Phrase | None:
    """The name behind a description: "the head of the agency, Ann Smith"."""
    comma = next((i for i in range(at, min(len(words), at + _FARTHEST)) if words[i].low == ","), None)
    if comma is None or any(words[i].low in speech.verbs for i in range(at, comma)):
        return None
    end = comma + 1
    while end < len(words) and is_name_word(words[end], speech):
        end += 1
    closed = end == len(words) or not words[end].is_word
    return _named(words[comma + 1 : end], speech) if closed and end - comma > 2 else None


def _named(words: Sequence[Token], speech: Speech) -> Phrase | None:
    """The phrase as a name if it ends in one, else as it is."""
    words = [token for token in words if token.quote is None]
    if not words:
        return None
    first = len(words)
    while first > 0 and _is_of_name(words, first - 1, speech):
        first -= 1
    while first < len(words) and words[first].low in speech.particles and not words[first].is_capital:
        first += 1
    # Particles count with the word they belong to: "Ludwig van der Berg" is two.
    while sum(t.is_capital for t in words[first:]) > speech.longest_name:
        first += 1
    name = words[first:]
    while len(name) > 1 and name[0].low.rstrip(".") in speech.roles:
        name = name[1:]
    whole = Span(words[0].start, words[-1].end)
    if not name or name[0].low.rstrip(".") in speech.roles or _is_described(words, first, speech):
        return Phrase(whole, Kind.OTHER) if words[0].is_word else None
    return Phrase(Span(name[0].start, name[-1].end), Kind.NAME)


def _is_of_name(words: Sequence[Token], at: int, speech: Speech) -> bool:
    token = words[at]
    if token.low in speech.particles and not token.is_capital:
        return at + 1 < len(words) and words[at + 1].is_capital
    if token.low.endswith(_POSSESSIVE[:2]):
        return False
    return is_name_word(token, speech)


def _is_described(words: Sequence[Token], first: int, speech: Speech) -> bool:
    """Whether the capitals only belong to a description: "the Republican", "a spokesman for Smith"."""
    if first == 0:
        return False
    left = words[first - 1].low
    return left in speech.prepositions or left in speech.determiners
