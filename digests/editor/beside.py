"""The plain cases: a name or a pronoun and a verb of speech right beside the quotation, and nothing else.

Most quotations of most articles are such, so they are told by pattern, without reading the paragraph; all
others are weighed (`attribution.py`). How often each pattern is right was counted on labelled articles.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from digests.editor.marks import Quoted
from digests.editor.phrases import Kind, name_of, phrases
from digests.editor.speech import Is, Speech, tokens
from digests.model import Span

_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪİŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽ]"
_NAME = rf"{_CAPITAL}[\w.'’\-]*(?: {_CAPITAL}[\w.'’\-]*){{0,4}}(?<=\w)"
_BEHIND = re.compile(rf",? (?P<one>{_NAME}|\w+) (?P<other>{_NAME}|\w+)(?=[ ,.;:\n]|$)")
_AHEAD = re.compile(rf"(?<!\w)(?P<one>{_NAME}|he|she) (?P<other>\w+)[,:] $")
_LOOK = 90
_GAP = re.compile(r"(?: [a-zäöüß ]{1,40})?[.,:;]\s+")
_LONGEST_GAP = 60

_TIED = Is.PREPOSITION | Is.TIE | Is.JOINT | Is.RELATIVE
"""Words before a name that make it part of something longer: "a spokesman for Brand said"."""
_LEADS_ON = ",，?!？！"


class Plain(NamedTuple):
    """Who is named right beside a quotation."""

    mention: Span
    whole: Span
    kind: Kind
    label: str
    cue: Span
    side: str


def leads_on(text: str, quotation: Quoted) -> bool:
    """Whether the quotation's last mark says that its sentence goes on behind it."""
    end = quotation.outer.end
    return text[quotation.span.end - 1] in _LEADS_ON or text[end : end + 1] == ","


def beside(text: str, quotation: Quoted, speech: Speech) -> Plain | None:
    """Who is named right behind the quotation, or right before it."""
    if leads_on(text, quotation):
        match = _BEHIND.match(text, quotation.outer.end, quotation.paragraph.end)
        return _told(text, match, 0, "behind", speech) if match else None
    start = max(quotation.paragraph.start, quotation.outer.start - _LOOK)
    match = _AHEAD.search(text[start : quotation.outer.start])
    if match is None or speech.kinds.get(_word_before(match), 0) & _TIED:
        return None
    return _told(text, match, start, "ahead", speech)


def _word_before(match: re.Match[str]) -> str:
    return match.string[: match.start()].rstrip().rpartition(" ")[2].lower()


def _told(text: str, match: re.Match[str], offset: int, side: str, speech: Speech) -> Plain | None:
    kinds = speech.kinds
    one, other = match["one"], match["other"]
    if side == "behind" and _is_cue(one, kinds.get(one, 0)):
        name, cue = "other", "one"
    elif _is_cue(other, kinds.get(other, 0)):
        name, cue = "one", "other"
    else:
        return None
    start, end = match.start(name) + offset, match.end(name) + offset
    words = tokens(text, start, end, speech)
    found = phrases(words, 0, len(words))
    if len(found) != 1 or found[0].last != len(words) - 1:
        return None
    place = Span(match.start(cue) + offset, match.end(cue) + offset)
    if words[0].kind & Is.PERSON:
        return Plain(Span(start, end), Span(start, end), Kind.PRONOUN, "person", place, side)
    if found[0].kind is not Kind.NAME:
        return None
    first, last = name_of(words, found[0], speech.longest_name)
    mention = Span(words[first].start, words[last].end)
    return Plain(mention, Span(start, end), Kind.NAME, "name", place, side)


def _is_cue(word: str, kind: int) -> bool:
    return kind & (Is.VERB | Is.WEAK) == Is.VERB and word[0].islower()


def goes_on(text: str, before: Span, quotation: Quoted) -> bool:
    """Whether nothing but the end of a sentence stands between who spoke, or the cue, and the quotation."""
    gap = quotation.outer.start - before.end
    if not 0 < gap <= _LONGEST_GAP or leads_on(text, quotation):
        return False
    return _GAP.fullmatch(text, before.end, quotation.outer.start) is not None
