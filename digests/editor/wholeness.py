"""Whether a sentence is all of a sentence, and the article's own: what may be shown at all.

The splitter (`text/sentences.py`) gives every piece of a text; here the halves of quotations, headlines,
cut-off teasers and the inside of somebody's long quotation are told from sentences that can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digests.model import Span

_STOPS = tuple(".!?…。！？؟۔।｡")
_CLOSING = "\"'”’“»«›」』)]）】 "
_CUT_OFF = re.compile(r"[^\W\d_](?:…|\.\.\.)[\"'”’)\]]*$")
_SHOWN_TAIL = 12

_MARKS = {"“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "(": ")", "[": "]"}
_PAIRED = re.compile(r"[\"“”„«»「」『』()\[\]]")
_QUOTING = re.compile(r"[\"“”„«»]")

_LONGEST_QUOTATION = 8
"""Sentences after which a quotation mark that was never closed is taken for a stray one."""


def ends(sentence: str) -> bool:
    """Whether it ends with a stop, behind which marks may close; not a headline, nor cut off."""
    if not sentence.rstrip(_CLOSING).endswith(_STOPS):
        return False
    return _CUT_OFF.search(sentence, max(0, len(sentence) - _SHOWN_TAIL)) is None


def is_balanced(sentence: str) -> bool:
    """Whether it starts like a sentence, and its marks open and close in it."""
    if sentence[0].islower():
        return False
    if not _PAIRED.search(sentence):
        return True
    return sentence.count('"') % 2 == 0 and all(
        sentence.count(opening) == sentence.count(closing) or opening == "„"
        for opening, closing in _MARKS.items()
        if not ("„" in sentence and opening == "“")
    )


def are_quoted(text: str, spans: Sequence[Span]) -> list[bool]:
    """For each sentence, whether it is but somebody's words and does not say whose.

    It begins inside a quotation, or it is one from its first to its last mark.
    """
    return list(_quoted(text, spans)) if _QUOTING.search(text) else [False] * len(spans)


def _quoted(text: str, spans: Sequence[Span]) -> Iterator[bool]:
    opened, since, before = "", 0, 0
    for place, span in enumerate(spans):
        # A paragraph's end closes what is open: a quotation that goes on has a mark at the next one's start.
        if opened and (place - since > _LONGEST_QUOTATION or "\n" in text[before : span.start]):
            opened = ""
        marks = _QUOTING.findall(text, span.start, span.end)
        alone = len(marks) == 2 and text[span.start] == marks[0] and text[span.end - 1] == marks[1]
        yield alone or bool(opened)
        for mark in marks:
            was_open, opened = opened, _after(mark, opened)
            if opened and not was_open:
                since = place
        before = span.end


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
