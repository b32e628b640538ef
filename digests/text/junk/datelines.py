"""Where an article was written: the place, day and agency that stand before its first sentence.

A line comes in; out comes how much of its beginning is a dateline. Two signs make one: an agency in
brackets, a place in capitals or one from the list of places, and mostly a dash behind. Forms that have
neither, as in Korean, are patterns in `data/junk/<language>.toml`.
"""

from __future__ import annotations

import re

from digests.text.junk.rules import Rules
from digests.text.words import fold

_LONGEST = 90
_MOST_PARTS = 3
"""Datelines come in up to this many parts: "(ANSA) - ROMA, 03 MAG - "."""
_SHORTEST_SENTENCE = 20
"""Characters behind a dateline; fewer will do behind a form that is nothing else."""
_SHORTEST_BEHIND_FORM = 6

_SEPARATOR = re.compile(
    r"(?P<dash>\.?\s?\s?(?:[—–]+|--+|[−=])\s*|\.?\s{1,3}-\s+|\.-\s*)|(?P<bracket>\)(?=\s))"
)
_MARKS_OF_ONE = ("—", "–", "--", " - ", ")", "=", ".-", "−")
_AGENCY = re.compile(r"\s*[(\[]([^()\[\]]{2,40})[)\]]\s*$")
_NAME = re.compile(r"[^\W\d_][\w.’'-]*\.?|\d{1,2}[.,]?|\d{4}[.,]?")
_CAPITALS = re.compile(r"[^\W\d_][^\W\d_.’'-]+(?:[ -][^\W\d_]{2,}){0,2}(?=:? )")


def dateline_end(line: str, rules: Rules) -> int:
    """Where the sentence behind the dateline begins; 0 where there is none."""
    start = 0
    for _ in range(_MOST_PARTS):
        end = _part_end(line, start, rules)
        if end == start:
            return start
        start = end
    return start if _part_end(line, start, rules) == start else 0


def _part_end(line: str, start: int, rules: Rules) -> int:
    rest = line[start : start + _LONGEST + _SHORTEST_SENTENCE]
    for pattern in rules.datelines:
        match = pattern.compiled.match(rest)
        if match and match.end() and len(rest) - match.end() >= _SHORTEST_BEHIND_FORM:
            return start + match.end()
    if not (rest[:1].isupper() or rest[:1] in "(["):
        return start
    return start + (_separated(rest, rules) or _bare_capitals(rest, rules))


def _separated(rest: str, rules: Rules) -> int:
    """The end of "PLACE, Region, May 3 (Agency) - " and of its shorter forms."""
    if not any(mark in rest for mark in _MARKS_OF_ONE):
        return 0
    for separator in _SEPARATOR.finditer(rest, 0, _LONGEST):
        bracket = separator["bracket"] is not None
        head = rest[: separator.start() + bracket].rstrip()
        behind = rest[separator.end() :]
        agency = _AGENCY.search(head)
        place = head[: agency.start()] if agency else head
        if not _is_place(place, rules):
            return 0
        known = agency is not None and _is_agency(agency[1], rules)
        if bracket and known and not _SEPARATOR.match(rest, separator.end()) and _is_sentence(behind):
            return separator.end() + len(behind) - len(behind.lstrip())
        if bracket:
            continue
        if (known or _stands_alone(place, rules)) and _is_sentence(behind, whole=known):
            return separator.end()
        return 0
    return 0


def _is_place(place: str, rules: Rules) -> bool:
    """Names, small words between them and a day: "Frankfurt am Main, 3 mai"; or nothing at all."""
    found = place.replace(",", " ").replace("/", " ").replace("(", " ").split()
    if len(found) > 8:
        return False
    return all(
        _NAME.fullmatch(word)
        and (
            word[0].isupper()
            or word[0].isdigit()
            or word in rules.place_words
            or fold(word.rstrip(".")) in rules.date_words
        )
        for word in found
    )


def _is_agency(name: str, rules: Rules) -> bool:
    """A known agency, or a call sign in capitals such as KTRK; with a partner or an editor behind it."""
    first = re.split(r"[/,;]|\s[-–]\s| via | und | and ", name.strip())[0].strip()
    if first in rules.agencies:
        return True
    return first.isalnum() and (len(first) == 3 or (first.isupper() and 2 <= len(first) <= 6))


def _stands_alone(place: str, rules: Rules) -> bool:
    """Whether a place needs no agency: it is in capitals, or known and set off by a dash."""
    first = place.split(",")[0].strip()
    if first in rules.places or first.title() in rules.places:
        return True
    return first.isupper() and len(first) >= 4 and len(place.split()) <= 6 and len(first.split()) <= 3


def _bare_capitals(rest: str, rules: Rules) -> int:
    """The end of a known place in capitals with a colon or nothing behind it: "WASHINGTON The court"."""
    capitals = _CAPITALS.match(rest)
    if capitals is None:
        return 0
    name = capitals[0]
    while name and not (name.isupper() and name.title() in rules.places):
        name = name.rpartition(" ")[0]
    behind = rest[len(name) :].removeprefix(":").lstrip() if name else ""
    return len(rest) - len(behind) if behind[:1].isupper() and _is_sentence(behind) else 0


def _is_sentence(behind: str, *, whole: bool = False) -> bool:
    """Whether this begins like a sentence; nothing at all will do where the line is `whole` a dateline."""
    if not behind.strip():
        return whole
    first = behind.lstrip("\"'“”„‘’«»‹›「『(¿¡[ ")[:1]
    return len(behind) >= _SHORTEST_SENTENCE and (
        not first.isalpha() or first.lower() != first or not first.isascii()
    )
