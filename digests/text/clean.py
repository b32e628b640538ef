"""Takes out of a text what is not the article, and says why.

An article's text as delivered comes in; what stays is pieces of its lines (white space at their ends and
blank lines folded, control characters dropped), plus a record of everything that went. What is junk is said
in `data/junk/<language>.toml` and found by the modules in `text/junk/`: lines that are junk by themselves,
headings that take the headlines below them along, markers behind which nothing belongs to the article, the
title said again, captions, lines that the source puts under all its articles, and junk at a line's ends.

Cleaning goes on until there is nothing left to take, so that cleaning a clean text changes nothing. When it
would take most of the text it is not believed: then only lines go that are junk by themselves, if that is
little enough, and the text is called doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from digests.model import Removal
from digests.text.junk.rules import rules
from digests.text.junk.sweep import FURNITURE, Kinds, Line, Sweep, Taken

MOST_REMOVED = 0.6
"""Share of a text's characters that cleaning may take before it is not believed."""

_MOST_SWEEPS = 30
_UNCOUNTED = FURNITURE | {"dateline"}

_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters, lone surrogates, byte order marks and what Unicode calls noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without junk, and what was taken out in text order."""

    text: str
    removed: tuple[Removal, ...]
    dateline: str | None = None
    """Where the article was written, as it stood before its first sentence: "TOKYO (Kyodo) -"."""
    doubtful: bool = False
    """The rules would have taken most of the text, so they were not believed."""


def clean(
    text: str, language: str, title: str | None = None, repeated: Collection[str] = frozenset()
) -> Cleaned:
    """`text` without junk. An empty result means that every line was junk.

    `repeated` are keys (`text/repeats.py`) of lines that this article's source puts under many.
    """
    lines = [Line(i, 0, line) for i, line in enumerate(_folded(printable(text).split("\n")))]
    sweep = Sweep(rules(language), title, repeated)
    kept, taken = _swept(lines, sweep)
    if _is_believable(kept, taken):
        return _cleaned(kept, taken)
    for kinds in (Kinds.LINES, Kinds.FURNITURE):
        kept, taken = _swept(lines, replace(sweep, kinds=kinds))
        if _is_believable(kept, taken) and not _is_believable(*_swept(kept, sweep)):
            return _cleaned(kept, taken, doubtful=True)
    return _cleaned(lines, [], doubtful=True)


def _cleaned(kept: Sequence[Line], taken: list[Taken], *, doubtful: bool = False) -> Cleaned:
    taken.sort()
    dateline = " ".join(piece.text for piece in taken if piece.rule == "dateline") or None
    removed = tuple(Removal(piece.text, piece.rule) for piece in taken)
    return Cleaned("\n".join(_folded([line.text for line in kept])), removed, dateline, doubtful)


def _is_believable(kept: Sequence[Line], taken: Sequence[Taken]) -> bool:
    """Whether not too much went. Nothing left is no article, and that is believed."""
    left = sum(len(line.text.strip()) for line in kept)
    gone = sum(len(piece.text) for piece in taken if piece.rule not in _UNCOUNTED)
    return left == 0 or gone <= (left + gone) * MOST_REMOVED


def printable(text: str) -> str:
    """`text` with every line break as a newline and without characters that cannot be shown."""
    if text.replace("\n", "").isprintable():
        return text
    return _UNPRINTABLE.sub("", _BREAK.sub("\n", text))


def _swept(lines: list[Line], sweep: Sweep) -> tuple[list[Line], list[Taken]]:
    """What stays and what goes; everything stays where sweeping does not come to an end."""
    kept, taken = lines, list[Taken]()
    for _ in range(_MOST_SWEEPS):
        kept, more = sweep(kept)
        if not more:
            return kept, taken
        taken += more
    return lines, []


def _folded(lines: Sequence[str]) -> Iterator[str]:
    """The lines without white space at their ends, and without blank ones at both ends and in a row."""
    blank = started = False
    for line in lines:
        text = line.rstrip()
        if not text:
            blank = started
            continue
        if blank:
            yield ""
        yield text
        started, blank = True, False
