"""Where the direct quotations of a text are: what stands between quotation marks.

A clean text comes in, quotations go out to `quotes.py`. Every paragraph (line) is read on its own, because
a mark that never closes must not swallow the rest of the article. A quotation that runs over several
paragraphs opens each of them anew and closes only in the last, as newspapers print it, or opens only
once; its parts come out as one segment for each paragraph, tied together by `goes_on`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from digests.editor.quotations.mark_pairs import CLOSES, NO_PAIRS, Mark, Paired, pair
from digests.model import Span

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_SIGNS = "\"“”„‟«»‹›「」『』＂‘’‚‛〝〟〞'`"
_MARK = re.compile(f"[{_SIGNS}]")
# One class of characters and no alternatives: this is ten times as quick, and runs over every article.
_SIGN = re.compile(f"[{_SIGNS}{_BREAKS}]")
_BREAK = re.compile(f"[{_BREAKS}]")
_TYPED = re.compile(f"``|(?<!')''(?!')|,,|<<|>>|[{_SIGNS}{_BREAKS}]")
"""The same with the pairs of signs that are typed for one mark where a keyboard has no better."""

_APOSTROPHES = "'’"
_WITHIN_WORD = re.compile("[0-9A-Za-z\u00c0-\u052f]['’][0-9A-Za-z\u00c0-\u052f]")
_AS = {"＂": '"', "``": "〝", ",,": "„", "<<": "«", ">>": "»", "`": "‘", "‛": "‘"}

_TYPED_PAIRS = ("``", "''", ",,", "<<")
_ANEW = {"«": "»", '"': "“", "“": '"'}
"""Other signs that a paragraph may open with to go on with a quotation."""

_NO_SPEECH = frozenset({"''"})
"""Two apostrophes are italics in wikitext; they are paired so that nothing inside is taken for more."""

_COLONS = frozenset(":：")
_INDENT = 8
"""White space that a paragraph may begin with."""

_MOST_MARKS = 20_000
"""Marks that are read: no article has as many."""
_MOST_PARAGRAPHS = 12
"""Paragraphs that a quotation may run over which opens only once."""


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


class _Line(NamedTuple):
    """A paragraph and the quotation marks in it."""

    start: int
    end: int
    paired: Paired


def quoted(text: str) -> tuple[Quoted, ...]:
    """The outermost quotations of `text` in order."""
    if _MARK.search(text) is None and not any(pair in text for pair in _TYPED_PAIRS):
        return ()
    lines = list(_lines(text))
    found: list[Quoted] = []
    closes_at = -1
    for number, line in enumerate(lines):
        if number <= closes_at:
            found.extend(_carried_on(text, line, goes_on=number < closes_at))
            continue
        pairs, left, _ = line.paired
        goes_on = False
        if left is not None:
            closes_at = _closing_line(lines, number)
            goes_on = closes_at > number or _opens_anew(text, lines, number)
            if goes_on:
                pairs = [each for each in pairs if each[1].end <= left.start]
        for opening, closing in pairs:
            if opening.sign not in _NO_SPEECH:
                found.extend(_segment(text, line, opening.start, opening.end, closing.start, closing.end))
        if left is not None and (goes_on or _is_announced(text, line)):
            end = line.end
            found.extend(_segment(text, line, left.start, left.end, end, end, goes_on=goes_on))
    return tuple(found)


def _lines(text: str) -> Iterator[_Line]:
    """The paragraphs that are not empty, in order."""
    typed = any(pair in text for pair in _TYPED_PAIRS)
    marks: list[Mark] = []
    begin, left = 0, _MOST_MARKS
    for match in (_TYPED if typed else _SIGN).finditer(text):
        sign, start = match[0], match.start()
        if sign in _APOSTROPHES and _WITHIN_WORD.match(text, start - 1):
            continue
        if sign not in _BREAKS:
            marks.append(Mark(_AS.get(sign, sign), start, match.end()))
            left -= 1
            if left == 0:
                break
            continue
        if marks:
            yield _Line(begin, start, pair(text, marks, begin, start))
            marks = []
        elif not text[begin:start].isspace() and begin < start:
            yield _Line(begin, start, NO_PAIRS)
        begin = match.end()
    rest = None if left else _BREAK.search(text, marks[-1].end)
    end = rest.start() if rest else len(text)
    if begin < end and (marks or not text[begin:end].isspace()):
        yield _Line(begin, end, pair(text, marks, begin, end))


def _opens_anew(text: str, lines: Sequence[_Line], number: int) -> bool:
    """Whether the next paragraph opens again what this one leaves open."""
    pairs, left, _ = lines[number].paired
    if left is None or number + 1 == len(lines):
        return False
    if left.sign != '"' and any(
        opening.sign == left.sign for opening, _ in pairs if opening.start > left.start
    ):
        # Nobody puts “ inside “: its other half was forgotten.
        return False
    start = lines[number + 1].start
    first = text[start : start + _INDENT].lstrip()[:2]
    again = _AS.get(first, first[:1])
    return again == left.sign or again in _ANEW.get(left.sign, "")


def _closing_line(lines: Sequence[_Line], number: int) -> int:
    """The line whose first unpaired mark closes what line `number` left open; -1 if there is none near."""
    left = lines[number].paired.left
    for at in range(number + 1, min(len(lines), number + _MOST_PARAGRAPHS)):
        paired = lines[at].paired
        if left is not None and paired.stray is not None:
            anew = bool(paired.pairs) and paired.pairs[0][0].start == lines[at].start
            return at if paired.stray.sign in CLOSES[left.sign] and not anew else -1
        if paired.pairs or paired.left is not None:
            return -1
    return -1


def _is_announced(text: str, line: _Line) -> bool:
    """Whether a colon stands before a mark that nobody closed, so that the line's rest is the quotation."""
    pairs, left, _ = line.paired
    if left is None or (pairs and pairs[-1][0].start > left.start):
        return False
    return text[line.start : left.start].rstrip()[-1:] in _COLONS


def _carried_on(text: str, line: _Line, *, goes_on: bool) -> Iterator[Quoted]:
    """The part of a quotation that an earlier paragraph opened and this one does not open anew."""
    start, end = line.start, line.end
    stray = line.paired.stray
    if goes_on or stray is None:
        yield from _segment(text, line, start, start, end, end, goes_on=True)
        return
    yield from _segment(text, line, start, start, stray.start, stray.end)
    for opening, closing in line.paired.pairs:
        if opening.start >= stray.end:
            yield from _segment(text, line, opening.start, opening.end, closing.start, closing.end)


def _segment(
    text: str, line: _Line, outer_start: int, start: int, end: int, outer_end: int, *, goes_on: bool = False
) -> Iterator[Quoted]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Quoted(Span(start, end), Span(outer_start, outer_end), Span(line.start, line.end), goes_on)
