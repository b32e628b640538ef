"""Phrases and the verbs of speech that go with them: "Smith said", "said Smith", "according to Smith".

Works on one paragraph's tokens (`scenes.py`); `traits.py` weighs what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digests.editor.phrases import Kind, Phrase, phrases
from digests.editor.speech import Is, Speech, Token

_ASIDE = 16
"""Tokens of the longest aside between a name and its verb: "Smith, the mayor of Leeds, said"."""
_ORIGIN = 8
"""Tokens of the longest origin: "Smith of Texas said"."""

_ASIDES = frozenset({",", "(", "—", "–", "-"})


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


def clauses(words: Sequence[Token], speech: Speech) -> list[Clause]:
    """Every phrase of the words, left to right, with what it has to do with a verb of speech."""
    found = [(phrase, *_relation(words, phrase, speech)) for phrase in phrases(words, 0, len(words))]
    sharing: dict[int, list[Phrase]] = {}
    for phrase, relation, verb in found:
        if relation != "apart":
            sharing.setdefault(verb, []).append(phrase)
    return [
        Clause(phrase, relation, verb, _rival(words, phrase, sharing.get(verb, ())))
        for phrase, relation, verb in found
    ]


def _rival(words: Sequence[Token], phrase: Phrase, sharing: Sequence[Phrase]) -> str:
    for other in sharing:
        if other is not phrase:
            kind = words[other.first].kind
            return "pronoun" if kind & Is.PRONOUN else "object" if kind & Is.OBJECT else other.kind.value
    return "none"


def _relation(words: Sequence[Token], phrase: Phrase, speech: Speech) -> tuple[str, int]:
    verb = _verb_behind(words, phrase)
    if verb is not None:
        return ("subject" if words[verb].kind & Is.VERB else "likely"), verb
    before = phrase.first - 1
    for cue in speech.according.get(words[before].low, ()) if before >= 0 else ():
        start = phrase.first - len(cue)
        if start >= 0 and all(words[start + i].low == word for i, word in enumerate(cue)):
            return "according", start
    while before > 0 and words[before].kind & Is.FILLER and not words[before].kind & Is.VERB:
        before -= 1
    if before >= 0 and words[before].kind & Is.VERB:
        return "inverted", before
    return "apart", phrase.first


def _verb_behind(words: Sequence[Token], phrase: Phrase) -> int | None:
    """The verb whose subject the phrase is: right behind it, or behind an aside or "who"."""
    at = _past_fillers(words, phrase.last + 1)
    if at < len(words):
        if words[at].low == "," and _closes_aside(words, phrase, at):
            at += 1
        elif words[at].low in _ASIDES:
            at = _past_aside(words, at)
        elif words[at].kind & Is.TIE and phrase.kind is Kind.NAME:
            at = _past_origin(words, at)
    if at < len(words) and words[at].kind & Is.RELATIVE:
        at = _past_fillers(words, at + 1)
    if at < len(words) and words[at].kind & (Is.VERB | Is.LIKELY) and not words[at].kind & Is.CAPITAL:
        return at
    return None


def _closes_aside(words: Sequence[Token], phrase: Phrase, at: int) -> bool:
    """Whether the phrase is the aside itself: "Tom Brand" in "the mayor, Tom Brand, said"."""
    opens = phrase.first > 0 and words[phrase.first - 1].low == ","
    return opens and at + 1 < len(words) and bool(words[at + 1].kind & Is.VERB)


def _past_fillers(words: Sequence[Token], at: int) -> int:
    while at < len(words):
        kind = words[at].kind
        if kind & Is.VERB or not kind & (Is.FILLER | Is.MONTH | Is.ADVERB):
            break
        at += 1
    return at


def _past_origin(words: Sequence[Token], at: int) -> int:
    """The word behind "of Texas", and behind an aside that follows it."""
    end = min(len(words), at + _ORIGIN)
    at += 1
    while at < end and words[at].kind & (Is.CAPITAL | Is.DETERMINER):
        at += 1
    at = _past_fillers(words, at)
    return _past_aside(words, at) if at < len(words) and words[at].low in ",(" else at


def _past_aside(words: Sequence[Token], at: int) -> int:
    """The word behind the aside that opens at `at`; `at` itself where none closes."""
    closing = ")" if words[at].low == "(" else words[at].low
    for i in range(at + 1, min(len(words), at + _ASIDE)):
        if words[i].low == closing:
            behind = _past_fillers(words, i + 1)
            again = closing == ")" and behind < len(words) and words[behind].low == ","
            return _past_aside(words, behind) if again else behind
        if words[i].kind & (Is.END | Is.QUOTE):
            break
    relative = at + 1 < len(words) and words[at + 1].kind & Is.RELATIVE
    return at + 1 if relative else at
