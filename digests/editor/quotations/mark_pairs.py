"""Which quotation marks of one paragraph belong together.

The marks of a line come in from `marks.py`, pairs of them go back. Languages disagree on which way the
same sign looks (“ opens in English and closes in German, » the other way round than in French) and
writers mix them, so nothing is decided by the language: a sign can open or close, and what stands around
it tells which. Every decision looks at a bounded stretch, so time grows with the number of marks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

# An opening sign and those that may close it.
CLOSES: Mapping[str, Collection[str]] = {
    '"': '"”“',
    "“": '”"“',
    "„": ("“", "”", '"', "''"),
    "‟": "”",
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "〝": ("〟", "〞", "”", '"', "''"),
    "''": ("''",),
    "‘": "’'",
    "‚": "‘’'",
    "'": "'’",
}
_SINGLE = frozenset("‘’‚'‹›")
_APOSTROPHES = frozenset("’'‘")
_ALWAYS_OPEN = frozenset("「『〝")
_ALWAYS_CLOSE = frozenset("」』〟〞")
_SPACE_INSIDE = frozenset("«»‹›")
"""French keeps a space between these and the words."""

_BEFORE_OPENING = frozenset(
    " \t\u00a0\u202f\u2009\u200b([{<—–-/:;,.!?…¿¡>*|\u3000（［【《〈，。、：；！？～・'’"
)
_UNSPACED = (
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
    ("\uff00", "\uffef"),
)
"""First and last characters of scripts without spaces; a regex of them takes longer to make than to use."""
_NEVER_BEGINS = frozenset(",;:!?)]}>，。、：；！？）］】》〉")
_ELIDED = re.compile(r"\d|(?:n|em|tis|twas|til|till|cause|bout|cos|coz|round|s|t|k)\b", re.IGNORECASE)
"""What stands behind an apostrophe that opens no quotation: '90s, rock 'n' roll, 't Hooft."""

_DEEPEST = 4
"""Quotations within quotations that are followed: people do not write more, and time has an end."""


class Mark(NamedTuple):
    """A quotation mark where it stands; two signs that are typed for one ('' and ``) are one mark."""

    sign: str
    start: int
    end: int


class Around(NamedTuple):
    """The characters to both sides of a mark; a space at either end of the line."""

    before: str
    after: str
    behind_after: str


class Paired(NamedTuple):
    """What the marks of one line are to each other."""

    pairs: Sequence[tuple[Mark, Mark]]
    """The outermost, in order."""
    left: Mark | None
    """The last mark that opened and was never closed."""
    stray: Mark | None
    """The first that closes what this line never opened."""


NO_PAIRS = Paired((), None, None)


def pair(text: str, marks: Sequence[Mark], start: int, end: int) -> Paired:
    """Ties together the marks of `text[start:end]`."""
    opened: list[Mark] = []
    pairs: list[tuple[Mark, Mark]] = []
    stray: Mark | None = None
    for number, mark in enumerate(marks):
        around = _around(text, mark, start, end)
        following = marks[number + 1] if number + 1 < len(marks) else None
        if mark.sign in _APOSTROPHES and not _is_mark(text, mark, around):
            continue
        depth = _closed_by(text, mark, around, opened, following, start, end)
        if depth is not None:
            while pairs and pairs[-1][0].start > opened[depth].start:
                pairs.pop()
            pairs.append((opened[depth], mark))
            del opened[depth:]
        elif _opens(mark, around) or (not opened and _opens_wide(mark, around, following)):
            opened.append(mark)
        elif stray is None and not opened and mark.sign not in _SINGLE and not around.before.isdigit():
            stray = mark
    left = next((mark for mark in reversed(opened) if mark.sign not in _SINGLE), None)
    return Paired(pairs, left, stray)


def _around(text: str, mark: Mark, start: int, end: int) -> Around:
    return Around(
        text[mark.start - 1] if mark.start > start else " ",
        text[mark.end] if mark.end < end else " ",
        text[mark.end + 1] if mark.end + 1 < end else " ",
    )


def _is_mark(text: str, mark: Mark, around: Around) -> bool:
    """Whether ' and ’ and ‘ is no apostrophe: don't, the boats', ’90s, O’Brien, dell’ex."""
    if around.before.isalnum() and around.after.isalnum():
        return _is_unspaced(around.before) or _is_unspaced(around.after)
    return not (around.before.isspace() and _ELIDED.match(text, mark.end))


def _closed_by(
    text: str,
    mark: Mark,
    around: Around,
    opened: Sequence[Mark],
    following: Mark | None,
    start: int,
    end: int,
) -> int | None:
    """The place in `opened` of the mark that this one closes, if any: the innermost that fits."""
    for depth in range(len(opened) - 1, max(-1, len(opened) - 1 - _DEEPEST), -1):
        sign = opened[depth].sign
        if mark.sign in CLOSES[sign] and opened[depth].end < mark.start:
            if not _may_close(mark, around, sign):
                return None
            if following is not None and _is_unit(text, mark, around, sign, following, start, end):
                return None
            return depth
        if mark.sign in _SINGLE and sign not in _SINGLE:
            # An apostrophe inside a quotation does not close what stands around that.
            return None
    return None


def _may_close(mark: Mark, around: Around, opened: str) -> bool:
    """Whether what stands around the mark leaves it one that closes."""
    if mark.sign in _ALWAYS_CLOSE:
        return True
    if mark.sign in _SINGLE - _SPACE_INSIDE:
        behind = not around.after.isalnum() or _is_unspaced(around.after)
        return not around.before.isspace() and behind
    if mark.sign == opened and opened in "“»›”":
        # “a“ and »a» close with the sign that they opened with, but “a “b” opens twice.
        return not around.before.isspace() and not around.after.isalnum()
    opens = around.before.isspace() and (around.after.isalnum() or around.after in "¿¡")
    if mark.sign in '"“':
        return not opens
    return not (opens and mark.sign in "«‹" and opened in "«‹")


def _is_unit(
    text: str, mark: Mark, around: Around, opened: str, following: Mark, start: int, end: int
) -> bool:
    """Whether the mark is an inch or a plural's apostrophe, and the next mark is what closes.

    "He is 6'2" tall," she said; ‘The boats’ owners came,’ she said.
    """
    inch = mark.sign == '"' and around.before.isdigit()
    plural = mark.sign in "’'" and around.before == "s"
    if not (inch or plural) or not around.after.isspace() or not around.behind_after.islower():
        return False
    return (
        following.sign in CLOSES[opened]
        and text[following.start - 1] in ".,!?…"
        and not _around(text, following, start, end).after.isalnum()
    )


def _opens(mark: Mark, around: Around) -> bool:
    if mark.sign in _ALWAYS_OPEN:
        return True
    if mark.sign not in CLOSES:
        return False
    if around.after in _NEVER_BEGINS or (around.after == "." and around.behind_after not in ". "):
        return False
    if around.after.isspace():
        return mark.sign == "«" and not around.behind_after.isspace()
    if mark.sign in "“„«‚‹" and not around.before.isalnum():
        return True
    return (
        around.before in _BEFORE_OPENING
        or around.before in CLOSES
        or around.before.isspace()
        or (mark.sign in '"“„‘' and _is_unspaced(around.before))
    )


def _opens_wide(mark: Mark, around: Around, following: Mark | None) -> bool:
    """Whether a mark with a space behind it opens all the same: She said: “ We sail.”"""
    closed = following is not None and following.sign in CLOSES.get(mark.sign, "") and following.sign != "“"
    return mark.sign in "“„" and closed and around.before.isspace() and around.behind_after.isalnum()


def _is_unspaced(character: str) -> bool:
    return character >= _UNSPACED[0][0] and any(first <= character <= last for first, last in _UNSPACED)
