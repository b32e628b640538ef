"""The direct quotations of an article, each with who said it and how sure that is.

A clean text comes in; quotes come out in text order. Finding the marks is `marks.py`, the speaker beside
them `attribution.py`, the full name `people.py`; here it is decided which segments are quotations at all
and which are worth showing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digests.editor.attribution import attribute
from digests.editor.cues import AFAR, BEHIND, Attribution
from digests.editor.marks import Quoted, quoted
from digests.editor.people import People
from digests.editor.phrases import Kind
from digests.editor.speech import Speech, speech
from digests.model import Quote
from digests.text.words import UNSPACED

FEWEST_WORDS = 3
"""Fewer between marks are words held at arm's length, unless somebody is said to say them."""

KEY_FEWEST, KEY_MOST = 5, 60
"""Words of a quotation worth showing."""

MOST_QUOTES = 1_000
"""Quotations of one article that are looked at: the first ones."""

_WORD = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[^\W_])+(?:['’\-](?:(?![{UNSPACED}])[^\W_])+)*")
_UNSPACED_WORD = re.compile(f"[{UNSPACED}]")
_CHARACTERS_A_WORD = 2
_DANGLES = re.compile(
    r"(?:and|but|or|because|which|who|that|und|aber|et|mais|y|pero|e|ma|mas)\b", re.IGNORECASE
)


def quotes(text: str, language: str) -> tuple[Quote, ...]:
    """Every direct quotation of `text`; speakers only in languages whose cues are known."""
    found = [q for q in quoted(text) if q.span.start < q.span.end][:MOST_QUOTES]
    lists = speech(language)
    if lists is None:
        return tuple(_unattributed(q) for q in found if word_count(q.span.of(text)) >= FEWEST_WORDS)
    lengths = [word_count(q.span.of(text)) for q in found]
    told = attribute(text, found, lists, language)
    desk = _Desk(text, found, told, lists, language)
    return tuple(
        desk.quote(q, attribution, length)
        for q, attribution, length in zip(found, told, lengths, strict=True)
        if length >= FEWEST_WORDS or (attribution is not None and attribution.confidence >= BEHIND)
    )


def word_count(text: str) -> int:
    """Words of a text; two characters of a script without spaces count as one."""
    found = _WORD.findall(text)
    unspaced = sum(1 for word in found if _UNSPACED_WORD.match(word))
    return len(found) - unspaced + -(-unspaced // _CHARACTERS_A_WORD)


def _unattributed(q: Quoted) -> Quote:
    return Quote(span=q.span, speaker=None, mention=None, cue=None, confidence=0.0, key=False)


class _Desk:
    """Makes quotes of one article; looks for names in it only when one is asked for."""

    def __init__(
        self,
        text: str,
        found: Sequence[Quoted],
        told: Sequence[Attribution | None],
        lists: Speech,
        language: str,
    ) -> None:
        self._text = text
        self._quoted = [q.span for q in found]
        self._speakers = [t.phrase.span for t in told if t is not None and t.phrase.kind is Kind.NAME]
        self._lists = lists
        self._language = language
        self._people: People | None = None

    def quote(self, q: Quoted, attribution: Attribution | None, length: int) -> Quote:
        if attribution is None:
            return _unattributed(q)
        speaker = self._speaker(attribution)
        return Quote(
            span=q.span,
            speaker=speaker,
            mention=attribution.phrase.span,
            cue=attribution.cue.of(self._text) if attribution.cue else None,
            confidence=attribution.confidence,
            key=speaker is not None and attribution.confidence > AFAR and is_key(self._text, q, length),
        )

    def _speaker(self, attribution: Attribution) -> str | None:
        mention = attribution.phrase.span.of(self._text)
        match attribution.phrase.kind:
            case Kind.NAME:
                return self._known().full_name(mention)
            case Kind.PRONOUN if mention.lower() in self._lists.persons:
                place = attribution.phrase.span.start
                return self._known().meant_by_pronoun(place, self._quoted, self._speakers)
            case _:
                return None

    def _known(self) -> People:
        if self._people is None:
            self._people = People(self._text, self._lists, self._language)
        return self._people


def is_key(text: str, q: Quoted, length: int) -> bool:
    """Whether a quotation stands well alone: a whole thought, neither a shred nor a speech."""
    words = q.span.of(text)
    return (
        KEY_FEWEST <= length <= KEY_MOST
        and not q.goes_on
        and not words[0].islower()
        and words[0] not in ".,…"
        and not _DANGLES.match(words)
    )
