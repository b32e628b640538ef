"""Phrases and the verbs of speech that go with them: "Smith said", "said Smith", "according to Smith".

Works on one paragraph's words (`scenes.py`); `traits.py` weighs what comes out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from digests.editor.quotations.phrases import Kind, Phrase, phrases_in
from digests.editor.quotations.speech import Is, Speech, Words

_ASIDE = 16
"""Tokens of the longest aside between a name and its verb: "Smith, the mayor of Leeds, said"."""
_ORIGIN = 8
"""Tokens of the longest origin: "Smith of Texas said"."""

_ASIDES = frozenset({",", "(", "—", "–", "-"})
_EDGE = Is.END | Is.QUOTE
_PASSED = Is.FILLER | Is.MONTH | Is.ADVERB


class Clause(NamedTuple):
    """A phrase with the verb of speech that goes with it, if any."""

    phrase: Phrase
    relation: str
    """ "subject": Smith said; "inverted": said Smith; "likely": Smith gushed; "according" to Smith;
    "apart": no verb."""
    verb: int
    """Where the cue's first word is; the phrase's own first word where there is no cue."""
    rival: str
    """What else the verb might belong to: its kind, or "none"."""


class Clauses:
    """The clauses of some words, left to right; read where they are asked for.

    Neither a phrase nor what it has to do with a verb reaches over a quotation or the end of a sentence.
    """

    def __init__(self, words: Words, speech: Speech) -> None:
        self._words, self._speech = words, speech
        self._edges = [i for i, kind in enumerate(words.kinds) if kind & _EDGE]
        self._edges.append(len(words.kinds))
        self._read: dict[int, list[Clause]] = {}

    def between(self, start: int, end: int) -> list[Clause]:
        """Those of which the phrase begins between two words."""
        edges = self._edges
        found: list[Clause] = []
        for number in range(bisect_left(edges, start), len(edges)):
            found += [clause for clause in self._of(number) if start <= clause.phrase.first < end]
            if edges[number] >= end:
                break
        return found

    def before(self, end: int, most: int) -> list[Clause]:
        """The last ones before a word."""
        found: list[Clause] = []
        for number in range(bisect_left(self._edges, end), -1, -1):
            found[:0] = [clause for clause in self._of(number) if clause.phrase.first < end]
            if len(found) >= most:
                break
        return found[-most:]

    def _of(self, number: int) -> list[Clause]:
        """The clauses before an edge and behind the one before it."""
        if number not in self._read:
            start = self._edges[number - 1] + 1 if number else 0
            self._read[number] = clauses(self._words, start, self._edges[number], self._speech)
        return self._read[number]


def clauses(words: Words, start: int, end: int, speech: Speech) -> list[Clause]:
    """Every phrase of the words from `start` to `end`, with what it has to do with a verb of speech."""
    found = [(phrase, *_relation(words, phrase, speech)) for phrase in phrases_in(words.kinds, start, end)]
    sharing: dict[int, list[Phrase]] = {}
    for phrase, relation, verb in found:
        if relation != "apart":
            sharing.setdefault(verb, []).append(phrase)
    return [
        Clause(phrase, relation, verb, _rival(words, phrase, sharing.get(verb, ())))
        for phrase, relation, verb in found
    ]


def _rival(words: Words, phrase: Phrase, sharing: Sequence[Phrase]) -> str:
    for other in sharing:
        if other is not phrase:
            kind = words.kinds[other.first]
            return "pronoun" if kind & Is.PRONOUN else "object" if kind & Is.OBJECT else other.kind.value
    return "none"


def _relation(words: Words, phrase: Phrase, speech: Speech) -> tuple[str, int]:
    kinds = words.kinds
    verb = _verb_behind(words, phrase)
    if verb is not None:
        return ("subject" if kinds[verb] & Is.VERB else "likely"), verb
    before = phrase.first - 1
    if before >= 0 and kinds[before] & Is.CITED:
        for cue in speech.according.get(words.low(before), ()):
            start = phrase.first - len(cue)
            if start >= 0 and all(words.low(start + i) == word for i, word in enumerate(cue)):
                return "according", start
    while before > 0 and kinds[before] & Is.FILLER and not kinds[before] & Is.VERB:
        before -= 1
    if before >= 0 and kinds[before] & Is.VERB:
        return "inverted", before
    return "apart", phrase.first


def _verb_behind(words: Words, phrase: Phrase) -> int | None:
    """The verb whose subject the phrase is: right behind it, or behind an aside or "who"."""
    kinds, pieces = words.kinds, words.pieces
    at = _past_fillers(kinds, phrase.last + 1)
    if at < len(kinds):
        if pieces[at][0] == "," and _closes_aside(words, phrase, at):
            at += 1
        elif pieces[at][0] in _ASIDES:
            at = _past_aside(words, at)
        elif kinds[at] & Is.TIE and phrase.kind is Kind.NAME:
            at = _past_origin(words, at)
    if at < len(kinds) and kinds[at] & Is.RELATIVE:
        at = _past_fillers(kinds, at + 1)
    if at < len(kinds) and kinds[at] & (Is.VERB | Is.LIKELY) and not kinds[at] & Is.CAPITAL:
        return at
    return None


def _closes_aside(words: Words, phrase: Phrase, at: int) -> bool:
    """Whether the phrase is the aside itself: "Tom Brand" in "the mayor, Tom Brand, said"."""
    opens = phrase.first > 0 and words.pieces[phrase.first - 1][0] == ","
    return opens and at + 1 < len(words.kinds) and bool(words.kinds[at + 1] & Is.VERB)


def _past_fillers(kinds: Sequence[int], at: int) -> int:
    while at < len(kinds):
        kind = kinds[at]
        if not kind & _PASSED or kind & Is.VERB:
            break
        at += 1
    return at


def _past_origin(words: Words, at: int) -> int:
    """The word behind "of Texas", and behind an aside that follows it."""
    kinds = words.kinds
    end = min(len(kinds), at + _ORIGIN)
    at += 1
    while at < end and kinds[at] & (Is.CAPITAL | Is.DETERMINER):
        at += 1
    at = _past_fillers(kinds, at)
    return _past_aside(words, at) if at < len(kinds) and words.pieces[at][0] in ",(" else at


def _past_aside(words: Words, at: int) -> int:
    """The word behind the aside that opens at `at`; `at` itself where none closes."""
    kinds, pieces = words.kinds, words.pieces
    closing = ")" if pieces[at][0] == "(" else pieces[at][0]
    for i in range(at + 1, min(len(kinds), at + _ASIDE)):
        if pieces[i][0] == closing:
            behind = _past_fillers(kinds, i + 1)
            again = closing == ")" and behind < len(kinds) and pieces[behind][0] == ","
            return _past_aside(words, behind) if again else behind
        if kinds[i] & _EDGE:
            break
    relative = at + 1 < len(kinds) and kinds[at + 1] & Is.RELATIVE
    return at + 1 if relative else at
