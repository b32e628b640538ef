"""Subjects and verbs of speech in Turkish: Bakan Ayşe Kaya, “...” dedi; “...” diyen Kaya.

One of the readers of `east_asian.py`: Turkish has its verb at the end as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from digests.editor.quotations.subjects import Names, Reader, Subject, listed
from digests.model import Span
from digests.text.tables import stop_words

_CAPITAL = "[A-ZÇĞİÖŞÜÂÎ]"
_RUN = re.compile(rf"\b{_CAPITAL}[\w.\-]*(?:\x20(?:ve\x20)?{_CAPITAL}[\w.\-]*)*")
_WORD = re.compile(r"[^\W_]+")
_ISSUING = re.compile(r"(?:['’]\w+)?(?:\s\w+){0,4}\s(?:yaptığı|yapılan)\b")
_FURTHEST = 60
_WITHIN_LEAD = 50
_LONGEST_NAME = 3


class Patterns(NamedTuple):
    cue: re.Pattern[str]
    """A verb of speech right behind a quotation."""
    lead: re.Pattern[str]
    """A verb of speech right before one."""


@lru_cache
def _patterns() -> Patterns:
    return Patterns(
        cue=re.compile(rf"[\s,.]*(?P<verb>(?:{'|'.join(listed('tr', 'cues'))})\b(?:\s[a-zçğıöşü]\w*)?)"),
        lead=re.compile(rf"(?P<verb>\b(?:{'|'.join(listed('tr', 'leads'))}))\s*[:,]\s*\Z"),
    )


def _cue(text: str, before: Span, after: Span) -> Span | None:
    patterns = _patterns()
    behind = patterns.cue.match(text, after.start, min(after.end, after.start + _FURTHEST))
    if behind is not None:
        return Span(*behind.span("verb"))
    lead = patterns.lead.search(text, max(before.start, before.end - _WITHIN_LEAD), before.end)
    return Span(*lead.span("verb")) if lead else None


def _subject(text: str, before: Span, after: Span, cue: Span, names: Names) -> Subject | None:
    if cue.start >= after.start:
        behind = _beginning(text, Span(cue.start, after.end))
        if behind is not None:
            return behind
    return _topic(
        text, Span(before.start, min(before.end, cue.start)) if cue.start < after.start else before, names
    )


def _beginning(text: str, span: Span) -> Subject | None:
    """Who stands right behind the verb: “...” diyen Ayşe Kaya, “...” dedi Kaya."""
    for match in _RUN.finditer(text, span.start, span.end):
        low = text[span.start : match.start()].split()
        return _named(match) if len(low) == 1 and low[0] in ("diyen", "dedi", "diyor") else None
    return None


def _topic(text: str, span: Span, names: Names) -> Subject | None:
    """The last name that ends at a comma; else an organisation or a pronoun that does."""
    found = None
    for match in _RUN.finditer(text, span.start, span.end):
        if _is_followed(text, match.end(), span.end) or _is_issuing(match, span.end):
            found = _named(match) or found
    return found or _office(text, span)


def _is_followed(text: str, end: int, most: int) -> bool:
    """Whether a comma or the quotation is next, as behind a subject; not in "Kaya'nın", "Kaya ile"."""
    return text[end : end + 1] == "," or text[end:most].strip() == ""


def _is_issuing(match: re.Match[str], most: int) -> bool:
    """Whether an office's statement follows its name: Sağlık Bakanlığı'ndan yapılan açıklamada."""
    office = _low(match[0].split()[-1]) in listed("tr", "organisations")
    return office and _ISSUING.match(match.string, match.end(), most) is not None


def _named(match: re.Match[str]) -> Subject | None:
    """The name at the end of a run of capitals, with the titles before it."""
    words = list(_parts(match))
    roles = listed("tr", "roles")
    first = len(words)
    while (
        first > 0
        and len(words) - first < _LONGEST_NAME
        and _low(words[first - 1][0]).rstrip(".") not in roles
    ):
        first -= 1
    name = words[first:]
    while name and _low(name[0][0]) in stop_words("tr"):
        name = name[1:]
    if not name:
        return None
    if len(words) == 1 and _low(name[0][0]) in listed("tr", "others"):
        return Subject(Span(match.start(), match.end()), None)
    if any(_low(word) in listed("tr", "organisations") for word, _ in words):
        return Subject(Span(match.start(), match.end()), match[0])
    start = name[0][1]
    role = Span(match.start(), words[first - 1][1] + len(words[first - 1][0])) if first else None
    return Subject(Span(start, match.end()), match.string[start : match.end()], role)


def _parts(match: re.Match[str]) -> Iterator[tuple[str, int]]:
    for part in re.finditer(r"\S+", match[0]):
        yield part[0], match.start() + part.start()


def _low(word: str) -> str:
    """In lower case the Turkish way: İ is i, I is ı."""
    return word.replace("İ", "i").replace("I", "ı").lower()


def _office(text: str, span: Span) -> Subject | None:
    words: Sequence[re.Match[str]] = list(_WORD.finditer(text, span.start, span.end))
    for word in reversed(words):
        low = _low(word[0])
        if text[word.end() : word.end() + 1] != ",":
            continue
        if low in listed("tr", "pronouns"):
            return Subject(Span(*word.span()), None, is_pronoun=True)
        if low in listed("tr", "others") or low in listed("tr", "organisations"):
            return Subject(Span(*word.span()), None)
    return None


def _names(text: str) -> Names:
    """Runs of two capitals or more, without titles; what ends in an office is no person."""
    found = []
    for match in _RUN.finditer(text):
        subject = _named(match)
        if subject is not None and subject.name is not None and " " in subject.name:
            found.append(subject.name)
    return Names(found)


READER = Reader(cue=_cue, subject=_subject, topic=_topic, names=_names)
