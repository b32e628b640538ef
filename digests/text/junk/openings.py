"""Which words a pattern can begin with, so that a line is held against a few patterns and not against all.

A pattern from `data/junk/` comes in; `rules.py` files it under the words that come out. The reading knows
only the plain beginnings those patterns have; a test makes lines from every pattern and sees them found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digests.text.words import UNSPACED, fold

NUMBER = "0"
"""Stands for whatever begins with a digit."""

_FIRST = re.compile(rf"[\W_]*(?:(?P<number>\d)|(?P<sign>[{UNSPACED}])|(?P<word>[^\W_]+))")

# What a pattern may have before its first word and behind it: marks, escaped marks, sets of marks.
_MARKS = re.compile(
    r"(?:\\[^\w]|\[(?!\^)(?:\\\W|_|[^\w\\\]])+\]|_|[^\w\\\[\](){}?*+.|^$])(?P<times>[?*+]|\{\d+,\d*\})?"
)
_GROUP = re.compile(r"\((?:\?:|\?-i:)")
_TIMES = re.compile(r"[?*]|\{\d+,\d*\}")
_WORD = re.compile(r"[^\W_]*")
_SIGN = re.compile(f"[{UNSPACED}]")


def opening(line: str) -> str:
    """The folded first word of a line; its first sign in scripts without spaces; "" where it has neither."""
    first = _FIRST.match(line)
    if first is None:
        return ""
    return NUMBER if first["number"] else first["sign"] or _folded(first["word"])


def _folded(word: str) -> str:
    """The word without case, the Turkish ı in "YAZDIR" as well."""
    return fold(word).replace("ı", "i")


def openings(pattern: str) -> frozenset[str]:
    """What `opening` can say of a line that `pattern` matches. ValueError if that could be anything."""
    return frozenset(_openings("", pattern))


def _openings(word: str, rest: str) -> Iterator[str]:
    """The first words of what begins with `word` and goes on as the pattern `rest` says."""
    literal = _WORD.match(rest)
    if word and _SIGN.match(word):
        yield word[0]
    elif literal and literal[0]:
        more, rest = literal[0], rest[literal.end() :]
        if rest[:1] == "?":
            yield from _openings(word + more[:-1], rest[1:])
            rest = rest[1:]
        elif rest[:1] in ("*", "+", "{"):
            raise ValueError(f"the first word may go on: {word}{more}{rest}")
        yield from _openings(word + more, rest)
    elif group := _GROUP.match(rest):
        choices, behind = _split(rest, group.end())
        times = _TIMES.match(behind)
        if times:
            behind = behind[times.end() :]
            yield from _openings(word, behind)
        for choice in choices:
            yield from _openings(word, choice + behind)
    elif word:
        yield from _ended(word, rest)
    elif rest.startswith(r"\d"):
        yield NUMBER
    elif marks := _MARKS.match(rest):
        yield from _openings("", rest[marks.end() :])
    elif rest == "":
        yield ""
    else:
        raise ValueError(f"this can begin with anything: {rest}")


def _split(pattern: str, start: int) -> tuple[list[str], str]:
    """The choices of the group that opens before `start`, and what stands behind it."""
    choices, depth, at = [], 0, start
    while depth >= 0:
        sign = pattern[at]
        if sign == "[":
            at = pattern.index("]", at + 2)
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        if (sign == "|" and depth == 0) or depth < 0:
            choices.append(pattern[start:at])
            start = at + 1
        at += 2 if sign == "\\" else 1
    return choices, pattern[at:]


def _ended(word: str, rest: str) -> Iterator[str]:
    """`word`, which has to end here; or goes on behind marks that may be missing, as in "e-?mail"."""
    marks = _MARKS.match(rest)
    if marks is None and rest and not rest.startswith((r"\b", r"\s", r"\W")):
        raise ValueError(f"the first word may go on: {word}{rest}")
    yield opening(word)
    if marks and marks["times"] not in (None, "+"):
        yield from _openings(word, rest[marks.end() :])
