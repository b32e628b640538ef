"""Whether a sentence is all of a sentence, and the article's own: what may be shown at all.

The splitter (`text/sentences.py`) gives every piece of a text; here the halves of quotations, headlines,
cut-off teasers and the inside of somebody's long quotation are told from sentences that can be shown.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from digests.model import Span

_STOPS = tuple(".!?…。！？؟۔।｡")
_CLOSING = "\"'”’“»«›」』)]）】 "
_CUT_OFF = re.compile(r"[^\W\d_](?:…|\.\.\.)[\"'”’)\]]*$")
_DOTS = ("…", "...")
_SHOWN_TAIL = 12

Pairs = tuple[tuple[str, str], ...]
"""Marks that open, each with the one that closes."""

_PAIRS: Pairs = (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ("(", ")"), ("[", "]"))
_QUOTING = '"“”„«»'

_LONGEST_QUOTATION = 8
"""Sentences after which a quotation mark that was never closed is taken for a stray one."""


def ends(sentence: str) -> bool:
    """Whether it ends with a stop, behind which marks may close; not a headline, nor cut off."""
    bare = sentence.rstrip(_CLOSING)
    if not bare.endswith(_STOPS):
        return False
    return not bare.endswith(_DOTS) or _CUT_OFF.search(sentence, max(0, len(sentence) - _SHOWN_TAIL)) is None


def pairs_in(text: str) -> Pairs:
    """The pairs that sentences of this text can lack one half of."""
    return tuple(pair for pair in _PAIRS if pair[0] in text or pair[1] in text)


def is_balanced(sentence: str, pairs: Pairs = _PAIRS) -> bool:
    """Whether it starts like a sentence, and its marks open and close in it."""
    if sentence[0].islower() or sentence.count('"') % 2:
        return False
    for opening, closing in pairs:
        if sentence.count(opening) != sentence.count(closing) and not (opening == "“" and "„" in sentence):
            return False
    return True


def are_quoted(text: str, spans: Sequence[Span]) -> list[bool]:
    """For each sentence, whether it is but somebody's words and does not say whose.

    It begins inside a quotation, or it is one from its first to its last mark.
    """
    places = _quoting(text)
    return list(_quoted(text, spans, _by_sentence(text, spans, places))) if places else [False] * len(spans)


def _quoting(text: str) -> list[int]:
    """The places of all quotation marks in order; found one kind after the other, which is quick."""
    places = []
    for mark in _QUOTING:
        place = text.find(mark)
        while place >= 0:
            places.append(place)
            place = text.find(mark, place + 1)
    return sorted(places)


def _by_sentence(text: str, spans: Sequence[Span], places: Sequence[int]) -> dict[int, list[str]]:
    """The marks at these places, under the number of the sentence that they stand in."""
    ends = [span.end for span in spans]
    found: dict[int, list[str]] = {}
    for place in places:
        number = bisect_right(ends, place)
        if number < len(spans) and place >= spans[number].start:
            found.setdefault(number, []).append(text[place])
    return found


def _quoted(text: str, spans: Sequence[Span], found: Mapping[int, Sequence[str]]) -> Iterator[bool]:
    opened, since = "", 0
    for place, span in enumerate(spans):
        marks = found.get(place, ())
        if not (marks or opened):
            yield False
            continue
        before = spans[place - 1].end if place else 0
        # A paragraph's end closes what is open: a quotation that goes on has a mark at the next one's start.
        if opened and (place - since > _LONGEST_QUOTATION or "\n" in text[before : span.start]):
            opened = ""
        alone = len(marks) == 2 and text[span.start] == marks[0] and text[span.end - 1] == marks[1]
        yield alone or bool(opened)
        for mark in marks:
            was_open, opened = opened, _after(mark, opened)
            if opened and not was_open:
                since = place


def _after(mark: str, opened: str) -> str:
    """The mark of the quotation that is open after `mark`; empty where none is."""
    match mark:
        case "”":
            return ""
        case "„":
            return mark
        case "“":
            return "" if opened == "„" else mark
        case _:
            return "" if opened else mark
