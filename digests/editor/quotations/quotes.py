"""The direct quotations of an article, each with who said it and how sure that is.

A clean text comes in; quotes come out in text order. Finding the marks is `marks.py`, the speaker beside
them `attribution.py`, the full name `people.py`; here it is decided which segments are quotations at all
and which are worth showing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digests.editor.quotations.attribution import Attribution, attribute
from digests.editor.quotations.east_asian import spoken
from digests.editor.quotations.marks import Quoted, quoted
from digests.editor.quotations.scare import is_speech
from digests.editor.quotations.speaker_weights import Weights, weights
from digests.editor.quotations.speakers import Speakers
from digests.editor.quotations.speech import speech
from digests.editor.quotations.subjects import Told
from digests.model import Quote
from digests.text.words import is_unspaced

KEY_FEWEST, KEY_MOST = 6, 45
"""Words of a quotation worth showing."""

MOST_QUOTES = 1_000
"""Quotations of one article that are looked at: the first ones."""

LEAST_NAMED = 0.5
"""How likely the speaker must be the right one for a name to be given: less would be guessing."""

_CHARACTERS_A_WORD = 2
_DANGLES = re.compile(r"(?:and|but|or|because|which|who|that|und|aber|et|mais|y|pero|e|ma|mas)\b")


def quotes(text: str, language: str, learned: Weights | None = None) -> tuple[Quote, ...]:
    """Every direct quotation of `text`; speakers only in languages whose cues are known.

    `learned` takes the place of the packaged weights where others are to be measured.
    """
    every = quoted(text)[:MOST_QUOTES]
    if not every:
        return ()
    heard = spoken(text, every, language)
    if heard is not None:
        return tuple(
            _heard(text, q, one)
            for q, one in zip(every, heard, strict=True)
            if is_speech(text, q, language, told=one is not None)
        )
    found = speech_among(text, every, language)
    lists = speech(language)
    if lists is None:
        return tuple(_unattributed(q) for q in found)
    learned = learned or weights(language)
    lengths = [word_count(q.span.of(text)) for q in found]
    told = attribute(text, found, lengths, lists, learned)
    speakers = Speakers(text, lists, found)
    return tuple(
        _unattributed(q)
        if one is None
        else _told(text, q, one, speakers, key=_is_key(text, q, n, one.confidence, learned.key))
        for q, n, one in zip(found, lengths, told, strict=True)
    )


def speech_among(text: str, found: Sequence[Quoted], language: str) -> list[Quoted]:
    """Without titles of works and words held at arm's length."""
    return [q for q in found if q.span.start < q.span.end and is_speech(text, q, language)]


def word_count(text: str) -> int:
    """Words of a text; two characters of a script without spaces count as one."""
    spaced = text.count(" ") + 1
    if text.isascii():
        return spaced
    unspaced = sum(map(is_unspaced, text))
    return spaced if not unspaced else spaced - 1 + -(-unspaced // _CHARACTERS_A_WORD)


def _unattributed(q: Quoted) -> Quote:
    return Quote(span=q.span, speaker=None, mention=None, cue=None, confidence=0.0, key=False)


def _told(text: str, q: Quoted, told: Attribution, speakers: Speakers, *, key: bool) -> Quote:
    name = speakers.name(told) if told.confidence >= LEAST_NAMED else None
    return Quote(
        span=q.span,
        speaker=name,
        mention=told.mention,
        role=speakers.role(told, name),
        cue=told.cue.of(text) if told.cue else None,
        confidence=told.confidence,
        key=key,
    )


def _heard(text: str, q: Quoted, told: Told | None) -> Quote:
    """The same for the languages that `east_asian.py` reads, which has looked up names and roles."""
    if told is None:
        return _unattributed(q)
    return Quote(
        span=q.span,
        speaker=told.speaker,
        mention=told.mention,
        role=told.role,
        cue=told.cue.of(text),
        confidence=told.confidence,
        key=told.speaker is not None
        and _is_key(text, q, word_count(q.span.of(text)), told.confidence, LEAST_NAMED),
    )


def _is_key(text: str, q: Quoted, length: int, confidence: float, least: float) -> bool:
    """Whether a quotation stands well alone, neither a shred nor a speech, and its speaker is certain."""
    words = q.span.of(text)
    return (
        confidence >= least
        and KEY_FEWEST <= length <= KEY_MOST
        and not q.goes_on
        and words[0] not in ".,…"
        and not _DANGLES.match(words)
    )
