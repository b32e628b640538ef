"""Captions of pictures that came along without the pictures.

A line is one when it ends with who made the picture, or when it stands alone without a full stop between
paragraphs that have theirs and speaks of a picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from digests.text.junk.rules import Rules
from digests.text.junk.shapes import ends_sentence, length_in_words

_LONGEST = 600
_TAIL = 90
"""Characters at a line's end in which its picture's maker is looked for."""
_FEWEST_WORDS = 9
_MOST_WORDS = 60
_FEWEST_ABOVE = 5
"""Words of a caption above its credit: fewer are a heading."""
_MOST_NUMBERS = 3
_MOST_COMMAS = 4
"""Results, tables and lists have more."""
_FEWEST_PROSE = 4
"""Paragraphs with a full stop that a text needs before one without it stands out."""

_NUMBER = re.compile(r"\d+")


def is_caption(line: str, rules: Rules) -> bool:
    """Whether the line ends with a picture's maker."""
    if len(line) > _LONGEST or not (line[-1:] in ")]" or line[-1:].isalpha()):
        return False
    tail = line[-_TAIL:]
    credit = _credit(rules.agencies).search(tail)
    if credit is None:
        return False
    before = line[: len(line) - len(tail) + credit.start()].rstrip()
    if not credit["weak"] and not credit["bare"]:
        return True
    return not ends_sentence(before) or _speaks_of_picture(line, rules)


def mark_captions(lines: Sequence[str], reasons: list[str | None], rules: Rules) -> None:
    """Lines without a full stop among paragraphs that have one, where they speak of a picture."""
    _mark_above_credits(lines, reasons)
    kept = [i for i, line in enumerate(lines) if line and reasons[i] is None]
    prose = [ends_sentence(lines[i]) for i in kept]
    if sum(prose) < _FEWEST_PROSE or sum(prose) * 2 < len(prose):
        return
    for place, i in enumerate(kept):
        if prose[place] or not _FEWEST_WORDS <= length_in_words(lines[i]) <= _MOST_WORDS:
            continue
        if len(_NUMBER.findall(lines[i])) > _MOST_NUMBERS or lines[i].count(",") > _MOST_COMMAS:
            continue
        if lines[kept[place - 1]].endswith((":", "：")) and place:
            continue
        if _speaks_of_picture(lines[i], rules):
            reasons[i] = "caption"


def _mark_above_credits(lines: Sequence[str], reasons: list[str | None]) -> None:
    """Lines without a full stop straight above a line that says who made the picture."""
    above = None
    for i, line in enumerate(lines):
        if not line:
            continue
        if reasons[i] == "photo-credit" and above is not None:
            reasons[above] = "caption"
        standing = reasons[i] is None and not ends_sentence(line)
        above = i if standing and _FEWEST_ABOVE <= length_in_words(line) <= _MOST_WORDS else None


def _speaks_of_picture(line: str, rules: Rules) -> bool:
    return any(sign.compiled.search(line, 0, _LONGEST) for sign in rules.caption_signs)


@lru_cache
def _credit(agencies: frozenset[str]) -> re.Pattern[str]:
    """Finds a picture's maker at a line's end; `weak` and `bare` are those that may be a text's
    source too: "... into the US. PTI"."""
    names = "|".join(sorted(map(re.escape, agencies), key=len, reverse=True))
    maker = rf"(?:{names})"
    return re.compile(
        rf"""(?: (?P<weak>\( (?:{maker}) \))
               | \( [^()]{{0,70}} (?<!\w) {maker} (?:\W[^()]{{0,30}})? \)
               | \( [^()]{{2,50}} / \s? (?i:photo|foto|image|pool|handout|file) [^()]{{0,30}} \)
               | (?: [|/©] | \b(?:via|VIA) ) \s? {maker} (?:\W[\w .-]{{2,30}})?
               | (?P<bare> (?<= [.!?»”"\s] ) (?<! [a-z]\s ) {maker} (?: / [\w .-]{{2,30}} )? )
             ) $""",
        re.VERBOSE,
    )
