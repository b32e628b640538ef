"""How a quotation stands in its sentence: its marks, its size, its neighbours, in words for `traits.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digests.editor.scenes import Scene
from digests.editor.speech import Is, Token

_NEAREST = 50
"""Tokens to either side of a quotation that are looked at."""

_MARKS = {",": "comma", ":": "colon", "-": "dash", "–": "dash", "—": "dash"}


class Setting(NamedTuple):
    """A quotation as its surroundings show it."""

    at: int
    start: int
    """The first word of its sentence."""
    end: int
    last: str
    """Its last mark."""
    following: str
    """What stands right behind it."""
    preceding: str
    opening: str
    size: str
    context: str


def setting(text: str, scene: Scene, place: int, length: int) -> Setting:
    """How the quotation `scene.quotes[place]` of `length` words stands in its paragraph."""
    words, at = scene.words, scene.at[place]
    inner = text[words[at].start + 1 : words[at].end].strip("\"”“„»«›‹ ’‘'\u00a0")
    last = _last_mark(inner[-1:])
    following = _look(words, at + 1)
    start = at
    while start > 0 and at - start < _NEAREST and not words[start - 1].kind & Is.END:
        start -= 1
    end = at + 1
    capital = at + 1 < len(words) and words[at + 1].kind & Is.CAPITAL
    if not (last == "stop" and (capital or following in ("end", "quote"))):
        while end < len(words) and end - at < _NEAREST and not words[end].kind & Is.END:
            end += 1
    opening = "small" if inner[:1].islower() else "capital" if inner[:1].isupper() else "mark"
    size = "shred" if length < 5 else "short" if length < 10 else "long" if length < 30 else "speech"
    return Setting(
        at, start, end, last, following, _look(words, at - 1), opening, size, f"{last} {following}"
    )


def _last_mark(mark: str) -> str:
    if mark in ",，":
        return "comma"
    if mark in ".…":
        return "stop"
    if mark in "?!？！":
        return "ask"
    return "dash" if mark in "-–—" else "open"


def _look(words: Sequence[Token], at: int) -> str:
    """What stands next to the quotation."""
    if not 0 <= at < len(words) or words[at].kind & Is.END:
        return "end"
    kind = words[at].kind
    if kind & Is.QUOTE:
        return "quote"
    if not kind & Is.WORD:
        return _MARKS.get(words[at].low, "mark")
    for bit, name in (
        (Is.VERB, "verb"),
        (Is.PRONOUN, "pronoun"),
        (Is.JOINT, "joint"),
        (Is.PREPOSITION, "preposition"),
        (Is.CAPITAL, "capital"),
    ):
        if kind & bit:
            return name
    return "word"
