"""Who speaks, from the words right behind a quotation or right before it in the same sentence.

"...," said Smith; "...," Smith said; according to Smith, "..."; Smith told reporters that "...": a verb
of speech (`data/cues`) and the phrase that goes with it (`phrases.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digests.editor.phrases import Phrase, around_verb, is_name_word, phrase_beginning
from digests.editor.speech import Speech, Token
from digests.model import Span

# How far each kind of place is to be believed, from precision on the development half of PolNeAR:
# 96 of 100 right behind a quotation, about 90 before one and within its paragraph.
BEHIND = 0.95
BEFORE = 0.85
SAME_PARAGRAPH = 0.75
AFAR = 0.7

_NEAR = 12
"""Tokens between a verb and the quotation it brings in."""
_NEAR_BEHIND, _NEAR_AHEAD = 4, 6
"""The same for verbs that bring in a quotation only now and then: "called"."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody is said to have said it."""

    phrase: Phrase
    cue: Span | None
    confidence: float


def from_behind(stretch: Sequence[Token], speech: Speech, *, close: bool) -> Attribution | None:
    """The speaker in what follows a quotation; `close` if its comma says that the sentence goes on to it."""
    start = 0
    while start < len(stretch) and (not stretch[start].is_word or stretch[start].low in speech.joints):
        start += 1
    told = _according(stretch, start, speech)
    if told is not None:
        return told
    verb = _first_verb(stretch, start, speech, close=close)
    if verb is None:
        return None
    cue = Span(stretch[verb].start, stretch[verb].end)
    if all(token.low in speech.fillers for token in stretch[start:verb]):
        phrase = phrase_beginning(stretch, verb + 1, speech)
        if phrase is not None:
            return Attribution(phrase, cue, BEHIND)
    phrase = phrase_beginning(stretch[:verb], start, speech) if close else None
    phrase = phrase or around_verb(stretch, verb, speech)
    return Attribution(phrase, cue, BEHIND if close else AFAR) if phrase else None


def from_end(stretch: Sequence[Token], speech: Speech) -> Attribution | None:
    """The speaker at the end of a sentence that holds a few quoted words: "..., the ministry said"."""
    last = len(stretch) - 1
    if last < 2 or stretch[last].low not in speech.verbs - speech.weak:
        return None
    if not any(token.low == "," for token in stretch[:last]):
        return None
    phrase = around_verb(stretch, last, speech)
    return Attribution(phrase, Span(stretch[last].start, stretch[last].end), BEFORE) if phrase else None


def from_before(stretch: Sequence[Token], speech: Speech) -> Attribution | None:
    """The speaker in what leads to a quotation."""
    verb = _last_verb(stretch, speech)
    if verb is None:
        return _according(stretch, 0, speech)
    cue = Span(stretch[verb].start, stretch[verb].end)
    phrase = around_verb(stretch, verb, speech)
    if phrase is None and verb <= 1:
        phrase = phrase_beginning(stretch, verb + 1, speech)
    near = len(stretch) - verb <= _NEAR
    return Attribution(phrase, cue, BEFORE if near else AFAR) if phrase else None


def _first_verb(stretch: Sequence[Token], start: int, speech: Speech, *, close: bool) -> int | None:
    for i in range(start, len(stretch)):
        if _is_cue(stretch, i, speech) and not (stretch[i].low in speech.weak and i > start + _NEAR_BEHIND):
            return i
    return _likely_verb(stretch, start, speech) if close and speech.ending else None


def _likely_verb(stretch: Sequence[Token], start: int, speech: Speech) -> int | None:
    """A word that no list has, but looks like a verb right behind a name: "Smith gushed"."""
    for i in range(start + 1, min(len(stretch), start + 1 + _NEAR_BEHIND)):
        token, left = stretch[i], stretch[i - 1]
        named = left.low in speech.pronouns or is_name_word(left, speech)
        if named and not token.is_capital and token.low.endswith(speech.ending):
            return i
    return None


def _last_verb(stretch: Sequence[Token], speech: Speech) -> int | None:
    for i in range(len(stretch) - 1, -1, -1):
        far = len(stretch) - i > _NEAR_AHEAD
        if _is_cue(stretch, i, speech) and not (stretch[i].low in speech.weak and far):
            return i
    return None


def _is_cue(stretch: Sequence[Token], at: int, speech: Speech) -> bool:
    """Whether a verb of speech stands there; "the United States" only looks like one."""
    return stretch[at].low in speech.verbs and (at == 0 or not stretch[at].is_capital)


def _according(stretch: Sequence[Token], start: int, speech: Speech) -> Attribution | None:
    for words in speech.according:
        end = start + len(words)
        if tuple(token.low for token in stretch[start:end]) == words:
            phrase = phrase_beginning(stretch, end, speech)
            if phrase is not None:
                return Attribution(phrase, Span(stretch[start].start, stretch[end - 1].end), BEHIND)
    return None
