"""Headings that take the lines below them along, and markers behind which nothing belongs to the article."""

from __future__ import annotations

from collections.abc import Sequence

from digests.text.junk.rules import Rule
from digests.text.junk.shapes import is_headline

_MOST_HEADLINES = 12
_MOST_AFTER_END = 0.3
"""Share of the text's characters that may stand below an end marker: more is no page's foot."""


def mark_blocks(lines: Sequence[str], found: Sequence[Rule | None], reasons: list[str | None]) -> None:
    """Give each headline below a heading the heading's reason.

    A block ends at a line that is prose or junk of another kind, and at a blank line; but not where a blank
    line stands between the heading and the first headline as well: such a text has them everywhere.
    """
    rule, left, spaced = "", 0, False
    for i, line in enumerate(lines):
        heading = found[i]
        if heading is not None and heading.kind == "block":
            rule, left = heading.name, _MOST_HEADLINES
            spaced = i + 1 < len(lines) and not lines[i + 1]
        elif not line:
            left = left if spaced else 0
        elif left and reasons[i] is None and is_headline(line):
            reasons[i] = rule
            left -= 1
        else:
            left = 0


def mark_after_end(lines: Sequence[str], found: Sequence[Rule | None], reasons: list[str | None]) -> None:
    """Whatever stands below the first end marker goes, unless it is too much to be a page's foot."""
    left = sum(map(len, lines))
    allowed = left * _MOST_AFTER_END
    for i, line in enumerate(lines):
        left -= len(line)
        end = found[i]
        if end is not None and end.kind == "end" and left <= allowed:
            for j in range(i + 1, len(lines)):
                reasons[j] = reasons[j] or ("after-end" if lines[j] else None)
            return
