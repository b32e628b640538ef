"""Subjects and verbs of speech in Chinese: 外交部发言人毛宁27日表示，“…”, in either kind of characters.

One of the readers of `east_asian.py`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from digests.editor.quotations.subjects import Names, Reader, Subject, listed
from digests.model import Span
from digests.text.tables import table

_HAN = "[一-鿿·•‧・A-Za-z]"
_CLAUSE = re.compile(r"[，,；;：:。、\n]")
_FURTHEST = 40
_SHORTEST_FOREIGN, _LONGEST_FOREIGN = 3, 8


class Patterns(NamedTuple):
    leads: re.Pattern[str]
    """A verb of speech at the end of the words before a quotation."""
    follows: re.Pattern[str]
    """A verb of speech behind one, with its subject."""
    title: re.Pattern[str]
    honoured: re.Pattern[str]
    surname: re.Pattern[str]
    foreign: re.Pattern[str]
    foreign_end: re.Pattern[str]
    pronoun: re.Pattern[str]
    group: re.Pattern[str]
    place_word: re.Pattern[str]
    """Words that say that what follows is no subject: 在."""


def _any(key: str) -> str:
    return "|".join(map(re.escape, listed("zh", key)))


@lru_cache
def _patterns() -> Patterns:
    lists = table("digests.editor", "cues", "zh")
    letters = re.escape(str(lists.get("foreign", "")))
    ends = re.escape(str(lists.get("ends", "")))
    cues = _any("cues")
    surname = f"(?:{_any('surnames')})"
    name = rf"[{letters}]{{1,6}}(?:[·•‧・][{letters}A-Z.]{{1,8}}){{0,3}}"
    return Patterns(
        leads=re.compile(rf"(?P<verb>{cues})(?:[^，,。；;：:“”]{{0,6}})?[，,：:]?\s*\Z"),
        follows=re.compile(rf"[，,]?\s*(?P<subject>[^。；;“”\n]{{1,{_FURTHEST}}}?)(?P<verb>{cues})"),
        title=re.compile(_any("titles")),
        honoured=re.compile(rf"({_HAN}{{1,{_LONGEST_FOREIGN}}}?)(?:{_any('honorifics')})"),
        surname=re.compile(rf"{surname}[一-鿿]{{1,2}}?(?=[{ends}]|\Z)"),
        foreign=re.compile(rf"{name}(?=[{ends}]|\Z)"),
        foreign_end=re.compile(rf"{name}\Z"),
        pronoun=re.compile(f"(?:{_any('pronouns')})(?![们們])"),
        group=re.compile(f"(?:{_any('organisations')}|{_any('others')})"),
        place_word=re.compile("[在对對就于於向和与與据據从從]"),
    )


def _cue(text: str, before: Span, after: Span) -> Span | None:
    patterns = _patterns()
    lead = patterns.leads.search(text, max(before.start, before.end - _FURTHEST), before.end)
    if lead is not None:
        return Span(*lead.span("verb"))
    follow = patterns.follows.match(text, after.start, after.end)
    return Span(*follow.span("verb")) if follow else None


def _subject(text: str, before: Span, after: Span, cue: Span, names: Names) -> Subject | None:
    if cue.start >= after.start:
        return _topic(text, Span(after.start, cue.start), names)
    return _topic(text, Span(before.start, cue.start), names)


def _topic(text: str, span: Span, names: Names) -> Subject | None:
    """Whom the last clause that names anybody is about."""
    cuts = [span.start, *(match.end() for match in _CLAUSE.finditer(text, span.start, span.end)), span.end]
    for start, end in zip(reversed(cuts[:-1]), reversed(cuts[1:]), strict=True):
        subject = _in_clause(text, start, end, names)
        if subject is not None:
            return subject
    return None


def _in_clause(text: str, start: int, end: int, names: Names) -> Subject | None:
    """The first of the clause: a titled name, a known one, an organisation, a pronoun."""
    patterns = _patterns()
    while start < end and not text[start].isalnum():
        start += 1
    title = patterns.title.search(text, start, end)
    group = patterns.group.search(text, start, end)
    pronoun = patterns.pronoun.match(text, start, end)
    if pronoun is not None:
        return Subject(Span(*pronoun.span()), None, is_pronoun=True)
    known = _bare(text, start, end, names)
    if known is not None:
        return known
    if title is not None:
        return _titled(text, start, end, title)
    honoured = patterns.honoured.match(text, start, end)
    if honoured is not None:
        alone = len(honoured[1]) == 1
        return Subject(Span(*honoured.span(0 if alone else 1)), honoured[0 if alone else 1])
    if group is not None and patterns.place_word.search(text, start, group.end()) is None:
        return _group(text, start, end, group)
    foreign = patterns.foreign.match(text, start, end)
    if foreign is not None and len(foreign[0]) >= _SHORTEST_FOREIGN:
        return Subject(Span(*foreign.span()), foreign[0])
    return None


def _titled(text: str, start: int, end: int, title: re.Match[str]) -> Subject:
    """外交部发言人毛宁, 习近平主席; without a name the phrase up to the title's end."""
    patterns = _patterns()
    again = patterns.title.match(text, title.end(), end)
    while again is not None:
        title, again = again, patterns.title.match(text, again.end(), end)
    role = Span(*title.span())
    behind = patterns.surname.match(text, title.end(), end) or patterns.foreign.match(text, title.end(), end)
    if behind is not None:
        return Subject(Span(*behind.span()), behind[0], role)
    if title.start() > start:
        name = _before_title(text[start : title.start()])
        if name:
            return Subject(Span(title.start() - len(name), title.start()), name, role)
    return Subject(Span(start, title.end()), None, role)


def _before_title(words: str) -> str | None:
    """The name that ends right before a title: 习近平主席, 美国总统 has none."""
    patterns = _patterns()
    if words.endswith(listed("zh", "places")):
        return None
    for length in (3, 2, 4):
        name = words[-length:]
        if len(name) == length == len(words) and patterns.surname.fullmatch(name):
            return name
    foreign = patterns.foreign_end.search(words)
    parted = foreign is not None and any(mark in foreign[0] for mark in "·•‧・")
    return (
        foreign[0]
        if foreign is not None and (parted or foreign[0] == words) and len(foreign[0]) > 1
        else None
    )


def _bare(text: str, start: int, end: int, names: Names) -> Subject | None:
    """A name at the clause's beginning that the article gives with a title elsewhere."""
    for length in range(min(_LONGEST_FOREIGN, end - start), 1, -1):
        word = text[start : start + length]
        if word in names:
            after = text[start + length : start + length + 3]
            titled = _patterns().title.match(after)
            role = Span(start + length, start + length + titled.end()) if titled else None
            return Subject(Span(start, start + length), word, role)
    return None


def _group(text: str, start: int, end: int, group: re.Match[str]) -> Subject:
    """An organisation by its name, or somebody without one."""
    phrase = Span(start, group.end())
    nameless = group[0] in listed("zh", "others") or phrase.end - phrase.start < 3
    return Subject(phrase, None if nameless else phrase.of(text))


def _names(text: str) -> Names:
    patterns = _patterns()
    found = []
    for match in patterns.title.finditer(text):
        behind = patterns.surname.match(text, match.end()) or patterns.foreign.match(text, match.end())
        if behind is not None and len(behind[0]) > 1:
            found.append(behind[0])
    return Names(found)


READER = Reader(cue=_cue, subject=_subject, topic=_topic, names=_names)
