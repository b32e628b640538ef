"""Junk inside a line that holds more: what it begins with, what it ends with, and sentences in between.

A line and the needles its text holds come in; out come stretches to cut. What stays is cut loose, never
rewritten: where a stretch goes out of the middle, the line becomes two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digests.text.junk.rules import Rule, Rules
from digests.text.junk.shapes import ends_sentence

_LONGEST_START = 400
_LONGEST_END = 320


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A stretch of a line that goes, with the rule that says why."""

    start: int
    end: int
    rule: str


def cuts(line: str, folded: str, rules: Rules, present: Mapping[str, tuple[str, ...]]) -> list[Cut]:
    """The stretches of `line` to cut, in order and apart. `folded` is the line in small letters."""
    begins = _start(line, folded, rules, present["start"])
    from_here = begins.end if begins else 0
    ends = _finish(line, folded, from_here, rules, present["finish"])
    to_here = ends.start if ends else len(line)
    found = [begins] if begins else []
    for cut in sorted(_inside(line, folded, rules, present["inside"])):
        if from_here <= cut.start and cut.end <= to_here:
            found.append(cut)
            from_here = cut.end
    return [*found, ends] if ends else found


def _start(line: str, folded: str, rules: Rules, needles: tuple[str, ...]) -> Cut | None:
    for rule in _held(folded[:_LONGEST_START], rules.by_needle["start"], needles):
        match = rule.compiled.match(line)
        if match and match.end():
            return Cut(0, match.end(), rule.name)
    return None


def _finish(line: str, folded: str, begin: int, rules: Rules, needles: tuple[str, ...]) -> Cut | None:
    """The longest end that a rule takes; what stays has to be whole."""
    window = max(begin, len(line) - _LONGEST_END)
    for rule in _held(folded[window:], rules.by_needle["finish"], needles):
        match = rule.compiled.search(line, window)
        if match and match.end() > match.start() and ends_sentence(line[begin : match.start()].rstrip()):
            return Cut(match.start(), len(line), rule.name)
    return None


def _inside(line: str, folded: str, rules: Rules, needles: tuple[str, ...]) -> Iterator[Cut]:
    """Whole sentences: each begins with its rule's needle, behind the end of another one."""
    for needle in needles:
        at = folded.find(needle)
        while at != -1:
            end = _sentence_end(line, at, rules.by_needle["inside"][needle])
            if end is not None:
                yield Cut(at, *end)
            at = folded.find(needle, max(at + 1, end[0] if end else 0))


def _sentence_end(line: str, at: int, candidates: tuple[Rule, ...]) -> tuple[int, str] | None:
    before = line[max(0, at - 8) : at]
    if at and not (before[-1:].isspace() and ends_sentence(before.rstrip())):
        return None
    for rule in candidates:
        match = rule.compiled.match(line, at)
        if match and (match.end() == len(line) or line[match.end()].isspace()):
            return match.end(), rule.name
    return None


def _held(folded: str, by_needle: Mapping[str, tuple[Rule, ...]], needles: tuple[str, ...]) -> Iterator[Rule]:
    for needle in needles:
        if needle in folded:
            yield from by_needle[needle]
