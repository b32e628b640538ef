"""Where the direct quotations of a text are: what stands between quotation marks.

Every paragraph (line) is read on its own, because a mark that never closes must not swallow the rest of
the article. A quotation that runs over several paragraphs opens each of them anew and closes only in the
last, as newspapers print it; its parts come out as one segment each, tied together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from digests.model import Span

_PARAGRAPH = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_MARK = re.compile('["“”„‟«»‹›「」『』＂‘’]')

# An opening mark and those that may close it. Languages disagree on which way the same sign looks, so
# `_opens` decides by what stands around it.
_CLOSES = {
    '"': '"”',
    "＂": "＂",
    "“": '”"',
    "„": '“”"',
    "‟": "”",
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
}
_BEFORE_OPENING = " \t\u00a0\u202f\u2009([{—–-/:;,.!?…¿¡>*\u3000"


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quotation, or the part of it that stands in one paragraph."""

    span: Span
    """The words, without marks and white space around them."""
    outer: Span
    """With the marks."""
    paragraph: Span
    goes_on: bool
    """Not closed here: the next paragraph's first quotation is the same speech."""


def quoted(text: str) -> tuple[Quoted, ...]:
    """The outermost quotations of `text` in order; those of single marks only where no other marks are."""
    paragraphs = [Span(*match.span()) for match in _PARAGRAPH.finditer(text) if match[0].strip()]
    found: list[Quoted] = []
    for paragraph, after in zip_longest(paragraphs, paragraphs[1:]):
        found.extend(_in_paragraph(text, paragraph, after))
    return tuple(found)


def _in_paragraph(text: str, paragraph: Span, after: Span | None) -> Iterator[Quoted]:
    pairs, left_open = _pairs(text, paragraph)
    if left_open is not None and after is not None and _first_mark(text, after) == text[left_open]:
        pairs.append((left_open, paragraph.end))
    for opening, closing in _outermost(pairs):
        start, end = opening + 1, closing
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            outer = Span(opening, min(closing + 1, paragraph.end))
            yield Quoted(Span(start, end), outer, paragraph, goes_on=closing == paragraph.end)


def _pairs(text: str, paragraph: Span) -> tuple[list[tuple[int, int]], int | None]:
    """Places of opening and closing marks that belong together, and the last that stayed open."""
    open_at: list[int] = []
    pairs: list[tuple[int, int]] = []
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        place, mark = match.start(), match[0]
        depth = _closed_by(text, place, mark, open_at, paragraph)
        if depth is not None:
            pairs.append((open_at[depth], place))
            del open_at[depth:]
        elif mark in _CLOSES and _opens(text, place, mark, paragraph):
            open_at.append(place)
    return pairs, open_at[0] if open_at else None


_DEEPEST = 4
"""Quotations within quotations that are followed: people do not write more, and time has an end."""


def _closed_by(text: str, place: int, mark: str, open_at: list[int], paragraph: Span) -> int | None:
    """Which open mark this one closes, if any: the innermost that fits."""
    before = text[place - 1] if place > paragraph.start else " "
    after = text[place + 1] if place + 1 < paragraph.end else " "
    if mark == "’" and (after.isalnum() or not _is_end(before)):
        return None
    if mark in '"“' and before.isspace() and after.isalnum():
        return None
    for depth in range(len(open_at) - 1, max(-1, len(open_at) - 1 - _DEEPEST), -1):
        opened = text[open_at[depth]]
        if mark in _CLOSES[opened] and not (mark == "“" and opened == "“"):
            return depth
    return None


def _is_end(character: str) -> bool:
    return not character.isspace()


def _opens(text: str, place: int, mark: str, paragraph: Span) -> bool:
    before = text[place - 1] if place > paragraph.start else " "
    after = text[place + 1] if place + 1 < paragraph.end else " "
    if mark in "「『":
        return True
    if after.isspace():
        return mark == "«" and after in " \u00a0\u202f"
    return before in _BEFORE_OPENING or _MARK.match(before) is not None


def _outermost(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    reached = -1
    for opening, closing in sorted(pairs):
        if opening > reached:
            yield opening, closing
            reached = closing


def _first_mark(text: str, paragraph: Span) -> str:
    return text[paragraph.start : paragraph.end].lstrip()[:1]
