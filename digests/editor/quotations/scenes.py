"""The words around a few quotations of a paragraph, in bounded windows: what may name a speaker.

Quotations (`marks.py`) and the text come in; `clauses.py` and `traits.py` read what comes out. Scraped
articles stand on one line now and then, so of a long stretch only its two ends are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digests.editor.quotations.marks import Quoted
from digests.editor.quotations.speech import Is, Speech, Words, words
from digests.model import Span

_REACH_AHEAD, _REACH_BEHIND = 250, 160
"""Characters before and behind a quotation that are looked at."""
_ABOVE = 160
_OPENS = 40
"""Characters before a quotation that leave it at the paragraph's beginning."""
_BEFORE, _MORE = 2, 1
"""Quotations of the same paragraph, before and behind one, that are read with it."""

_OPENS_SENTENCE = Is.QUOTE | Is.CAPITAL | Is.END


class Scene(NamedTuple):
    """One paragraph's words outside its quotations, with one word in the place of each."""

    words: Words
    at: list[int]
    """Where each quotation is among the words."""
    quotes: range
    """Numbers of the quotations among all of the article."""
    span: Span
    opened: int
    """Words before this place are of the paragraph above."""


def scene_of(text: str, quotations: Sequence[Quoted], number: int, speech: Speech) -> Scene:
    """The surroundings of a quotation, and of those beside it in its paragraph."""
    span = quotations[number].paragraph
    first, last = _neighbours(quotations, number)
    opens = first == 0 or quotations[first - 1].paragraph != span
    reached = span.start if opens else quotations[first - 1].outer.end
    read = Words([], [], [])
    if opens and quotations[first].outer.start - span.start < _OPENS:
        read = _above(text, span, speech)
    opened = len(read.kinds)
    at: list[int] = []
    for each in range(first, last):
        outer = quotations[each].outer
        _stretch(read, text, reached, outer.start, speech, first=opens and not at)
        at.append(len(read.kinds))
        read.add(Is.QUOTE, outer.start, text[outer.start : outer.end])
        reached = outer.end
    closes = last == len(quotations) or quotations[last].paragraph != span
    end = span.end if closes else quotations[last].outer.start
    read.extend(words(text, reached, _cut(text, reached, end), speech))
    _mark_ends(read)
    return Scene(read, at, range(first, last), span, opened)


def _neighbours(quotations: Sequence[Quoted], number: int) -> tuple[int, int]:
    """The first quotation that is read together with this one, and the one behind the last."""
    span = quotations[number].paragraph
    first, last = number, number + 1
    while first > 0 and number - first < _BEFORE and quotations[first - 1].paragraph == span:
        first -= 1
    while last < len(quotations) and last - number <= _MORE and quotations[last].paragraph == span:
        last += 1
    return first, last


def _above(text: str, span: Span, speech: Speech) -> Words:
    """The last words of the paragraph above."""
    end = span.start
    while end > 0 and text[end - 1].isspace():
        end -= 1
    least = max(0, end - _ABOVE)
    start = max(least, text.rfind("\n", least, end) + 1)
    if start == least and start > 0:
        start = text.find(" ", start, end) + 1 or end
    read = words(text, start, end, speech)
    read.add(Is.END, end, "\n")
    return read


def _stretch(read: Words, text: str, start: int, end: int, speech: Speech, *, first: bool) -> None:
    """Adds the words between two quotations, or of a long stretch its two ends."""
    behind = 0 if first else _REACH_BEHIND
    if end - start <= behind + _REACH_AHEAD:
        read.extend(words(text, start, end, speech))
        return
    if not first:
        read.extend(words(text, start, _cut(text, start, end), speech))
    read.add(Is.END, end, "\n")
    place = text.find(" ", end - _REACH_AHEAD, end)
    if place >= 0:
        read.extend(words(text, place + 1, end, speech))


def _cut(text: str, start: int, end: int) -> int:
    """Where the words behind a quotation need not be read on."""
    if end - start <= _REACH_BEHIND:
        return end
    place = text.rfind(" ", start, start + _REACH_BEHIND)
    return place if place > start else start


def _mark_ends(read: Words) -> None:
    """Marks what ends a sentence; the full stop in "(D-Mo.)" or "Jr., said" does not."""
    kinds, pieces = read.kinds, read.pieces
    for i in [i for i, kind in enumerate(kinds) if kind & Is.STOP]:
        following = kinds[i + 1] if i + 1 < len(kinds) else Is.END
        if (
            following & _OPENS_SENTENCE
            or (not following & Is.WORD and pieces[i + 1][0] not in ",;)")
            or pieces[i + 1][0].isdigit()
        ):
            kinds[i] = Is.END
