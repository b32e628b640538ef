"""The plain cases: a name or a pronoun and a verb of speech right beside the quotation, and nothing else.

Most quotations of most articles are such, so they are told by pattern, or by the few words behind them,
without reading the paragraph; all others are weighed (`attribution.py`), but for very short ones (`around`).
How often each way is right was counted on labelled articles.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from digests.editor.quotations.candidates import kind_of
from digests.editor.quotations.clauses import Clause, Clauses
from digests.editor.quotations.marks import Quoted
from digests.editor.quotations.phrases import Kind, name_in, phrases_in
from digests.editor.quotations.speech import Is, Speech, Words, words
from digests.model import Span

_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪİŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽ]"
_PART = rf"(?:(?:{_CAPITAL}\.)+|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Sgt|Prof|Rev|St)\.|{_CAPITAL}[\w'’\-]*)"
_NAME = rf"{_PART}(?: {_PART}){{0,4}}(?<=\w)"
_BEHIND = re.compile(rf",? (?P<one>{_NAME}|\w+) (?P<other>{_NAME}|\w+)(?=[ ,.;:\n]|$)")
_AHEAD = re.compile(rf"(?<!\w)(?P<one>{_NAME}|he|she) (?P<other>\w+)[,:] $")
_SENTENCE = re.compile(r"[.!?…][\"”“»«’]*\s+(?=[^\W\d_])")
_LOOK, _LEAD = 90, 200
"""Characters beside a quotation that are looked at."""
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
        told = _told(text, match, 0, "behind", speech) if match else None
        return told or _read_behind(text, quotation, speech)
    start = max(quotation.paragraph.start, quotation.outer.start - _LOOK)
    match = _AHEAD.search(text[start : quotation.outer.start])
    if match is None or speech.kinds.get(_word_before(match), 0) & _TIED:
        return None
    return _told(text, match, start, "ahead", speech)


def _read_behind(text: str, quotation: Quoted, speech: Speech) -> Plain | None:
    """The same where there are more words: "...," said the mayor of Leeds."""
    start, end = quotation.outer.end, min(quotation.paragraph.end, quotation.outer.end + _LOOK)
    is_cut = end < quotation.paragraph.end
    read = words(text, start, end, speech)
    at = 1 if text.startswith(",", start) else 0
    found = Clauses(read, speech).between(at, at + 2)
    if not found:
        return None
    clause = found[0]
    inverted = clause.relation == "inverted" and clause.verb == at and clause.phrase.first == at + 1
    if not inverted and not (clause.relation == "subject" and clause.phrase.first == at):
        return None
    no_subject = read.kinds[clause.verb] & Is.WEAK or read.kinds[clause.phrase.first] & Is.OBJECT
    if no_subject or clause.rival != "none" or (is_cut and clause.phrase.last + 2 >= len(read.kinds)):
        return None
    return _of(read, clause, "behind", speech)


def around(text: str, quotation: Quoted, speech: Speech) -> Plain | None:
    """For a few words within a sentence, its subject: Smith called it "a disgrace"."""
    end = quotation.outer.start
    lead = text[max(quotation.paragraph.start, end - _LEAD) : end]
    begin = max((match.end() for match in _SENTENCE.finditer(lead)), default=0)
    if begin == 0 and len(lead) == _LEAD:
        begin = lead.find(" ")
    read = words(text, end - len(lead) + begin, end, speech)
    verbs = [i for i, kind in enumerate(read.kinds) if kind & Is.VERB and not kind & Is.CAPITAL]
    if not verbs:
        return None
    spoken = [c for c in Clauses(read, speech).between(0, len(read.kinds)) if c.verb == verbs[-1]]
    if len(spoken) != 1 or spoken[0].relation == "apart":
        return None
    return _of(read, spoken[0], "around", speech)


def _of(read: Words, clause: Clause, side: str, speech: Speech) -> Plain:
    kinds, phrase = read.kinds, clause.phrase
    mention = read.span(*name_in(kinds, phrase, speech.longest_name))
    whole, cue = read.span(phrase.first, phrase.last), read.span(clause.verb, clause.verb)
    return Plain(mention, whole, phrase.kind, kind_of(kinds, phrase), cue, side)


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
    read = words(text, start, end, speech)
    found = phrases_in(read.kinds, 0, len(read.kinds))
    if len(found) != 1 or found[0].last != len(read.kinds) - 1:
        return None
    place = Span(match.start(cue) + offset, match.end(cue) + offset)
    if read.kinds[0] & Is.PERSON:
        return Plain(Span(start, end), Span(start, end), Kind.PRONOUN, "person", place, side)
    if found[0].kind is not Kind.NAME:
        return None
    mention = read.span(*name_in(read.kinds, found[0], speech.longest_name))
    return Plain(mention, Span(start, end), Kind.NAME, "name", place, side)


def _is_cue(word: str, kind: int) -> bool:
    return kind & (Is.VERB | Is.WEAK) == Is.VERB and word[0].islower()


def goes_on(text: str, before: Span, quotation: Quoted) -> bool:
    """Whether nothing but the end of a sentence stands between who spoke, or the cue, and the quotation."""
    gap = quotation.outer.start - before.end
    if not 0 < gap <= _LONGEST_GAP or leads_on(text, quotation):
        return False
    return _GAP.fullmatch(text, before.end, quotation.outer.start) is not None
