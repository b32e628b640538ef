"""The words around a few quotations of a paragraph, in bounded windows: what may name a speaker.

Quotations (`marks.py`) and the text come in; `phrases.py` and `candidates.py` read what comes out. Scraped
articles stand on one line now and then, so of a long stretch only its two ends are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digests.editor.marks import Quoted
from digests.editor.speech import Is, Speech, Token, tokens
from digests.model import Span

_REACH_AHEAD, _REACH_BEHIND = 250, 160
"""Characters before and behind a quotation that are looked at."""
_ABOVE = 160
_OPENS = 40
"""Characters before a quotation that leave it at the paragraph's beginning."""
_BEFORE, _MORE = 2, 1
"""Quotations of the same paragraph, before and behind one, that are read with it."""

_SENTENCE_ENDS = frozenset(".!?…")


class Scene(NamedTuple):
    """One paragraph's words outside its quotations, with one token in the place of each."""

    words: list[Token]
    at: list[int]
    """Where each quotation's token is in `words`."""
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
    words: list[Token] = []
    if opens and quotations[first].outer.start - span.start < _OPENS:
        words = _above(text, span, speech)
    opened = len(words)
    at: list[int] = []
    for each in range(first, last):
        outer = quotations[each].outer
        words.extend(_stretch(text, reached, outer.start, speech, first=opens and not at))
        at.append(len(words))
        words.append(Token('"', outer.start, outer.end, Is.QUOTE))
        reached = outer.end
    closes = last == len(quotations) or quotations[last].paragraph != span
    end = span.end if closes else quotations[last].outer.start
    words.extend(tokens(text, reached, _cut(text, reached, end), speech))
    _mark_ends(words)
    return Scene(words, at, range(first, last), span, opened)


def _neighbours(quotations: Sequence[Quoted], number: int) -> tuple[int, int]:
    """The first quotation that is read together with this one, and the one behind the last."""
    span = quotations[number].paragraph
    first, last = number, number + 1
    while first > 0 and number - first < _BEFORE and quotations[first - 1].paragraph == span:
        first -= 1
    while last < len(quotations) and last - number <= _MORE and quotations[last].paragraph == span:
        last += 1
    return first, last


def _above(text: str, span: Span, speech: Speech) -> list[Token]:
    """The last words of the paragraph above."""
    end = span.start
    while end > 0 and text[end - 1].isspace():
        end -= 1
    least = max(0, end - _ABOVE)
    start = max(least, text.rfind("\n", least, end) + 1)
    if start == least and start > 0:
        start = text.find(" ", start, end) + 1 or end
    words = tokens(text, start, end, speech)
    words.append(Token("\n", end, end, Is.END))
    return words


def _stretch(text: str, start: int, end: int, speech: Speech, *, first: bool) -> list[Token]:
    """The words between two quotations, or of a long stretch its two ends."""
    behind = 0 if first else _REACH_BEHIND
    if end - start <= behind + _REACH_AHEAD:
        return tokens(text, start, end, speech)
    words = [] if first else tokens(text, start, _cut(text, start, end), speech)
    place = text.find(" ", end - _REACH_AHEAD, end)
    tail = tokens(text, place + 1, end, speech) if place >= 0 else []
    return [*words, Token("\n", end, end, Is.END), *tail]


def _cut(text: str, start: int, end: int) -> int:
    """Where the words behind a quotation need not be read on."""
    if end - start <= _REACH_BEHIND:
        return end
    place = text.rfind(" ", start, start + _REACH_BEHIND)
    return place if place > start else start


def _mark_ends(words: list[Token]) -> None:
    """Marks what ends a sentence; the full stop in "(D-Mo.)" or "Jr., said" does not."""
    for i, token in enumerate(words):
        if token.low in _SENTENCE_ENDS:
            following = words[i + 1] if i + 1 < len(words) else None
            if (
                following is None
                or following.kind & (Is.QUOTE | Is.CAPITAL)
                or (following.low not in ",;)" and not following.kind & Is.WORD)
                or following.low[0].isdigit()
            ):
                words[i] = token._replace(kind=Is.END)
