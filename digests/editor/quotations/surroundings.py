"""How a quotation stands in its sentence: its marks, size and neighbours, in words for `candidates.py`."""

from __future__ import annotations

from typing import NamedTuple

from digests.editor.quotations.scenes import Scene
from digests.editor.quotations.speech import Is, Words

_NEAREST = 50
"""Tokens to either side of a quotation that are looked at."""

_MARKS = {",": "comma", ":": "colon", "-": "dash", "–": "dash", "—": "dash"}
_NAMES = (
    (Is.VERB, "verb"),
    (Is.PRONOUN, "pronoun"),
    (Is.JOINT, "joint"),
    (Is.PREPOSITION, "preposition"),
    (Is.CAPITAL, "capital"),
)


class Look(NamedTuple):
    """What a quotation and the marks around it look like, in a word each."""

    last: str
    """Its last mark."""
    following: str
    """What stands right behind it."""
    preceding: str
    opening: str
    size: str


class Setting(NamedTuple):
    """A quotation as its surroundings show it."""

    at: int
    start: int
    """The first word of its sentence."""
    end: int
    look: Look


def setting(scene: Scene, place: int, length: int) -> Setting:
    """How the quotation `scene.quotes[place]` of `length` words stands in its paragraph."""
    words, at = scene.words, scene.at[place]
    kinds = words.kinds
    inner = words.pieces[at][1:].strip("\"”“„»«›‹ ’‘'\u00a0")
    last = _last_mark(inner[-1:])
    following = _look(words, at + 1)
    start = at
    while start > 0 and at - start < _NEAREST and not kinds[start - 1] & Is.END:
        start -= 1
    end = at + 1
    capital = at + 1 < len(kinds) and kinds[at + 1] & Is.CAPITAL
    if not (last == "stop" and (capital or following in ("end", "quote"))):
        while end < len(kinds) and end - at < _NEAREST and not kinds[end] & Is.END:
            end += 1
    opening = "small" if inner[:1].islower() else "capital" if inner[:1].isupper() else "mark"
    size = "shred" if length < 5 else "short" if length < 10 else "long" if length < 30 else "speech"
    return Setting(at, start, end, Look(last, following, _look(words, at - 1), opening, size))


def _last_mark(mark: str) -> str:
    if mark in ",，":
        return "comma"
    if mark in ".…":
        return "stop"
    if mark in "?!？！":
        return "ask"
    return "dash" if mark in "-–—" else "open"


def _look(words: Words, at: int) -> str:
    """What stands next to the quotation."""
    kind = words.kinds[at] if 0 <= at < len(words.kinds) else Is.END
    if kind & Is.END:
        return "end"
    if kind & Is.QUOTE:
        return "quote"
    if not kind & Is.WORD:
        return _MARKS.get(words.pieces[at][0], "mark")
    return next((name for bit, name in _NAMES if kind & bit), "word")
