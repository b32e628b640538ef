"""Which short lines a source puts under every article: its own menus, footers and boxes, learnt by counting.

Whoever keeps the counts asks `line_keys` for what one article counts for, adds it up by source, once for
each article (the same article delivered again counts once), and hands the keys of lines that stood in
`LEAST_ARTICLES` or more to `clean`. Keys instead of lines: bounded, and no text is kept twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

LEAST_ARTICLES = 3
"""Distinct articles of one source that a line has to stand in."""

MOST_LINES = 200
"""Lines counted for one article: its first and its last ones."""

_LONGEST = 200
"""Characters: menus are shorter, and so is every footer that is one line."""
_MOST_WORDS = 25
_KEY_BYTES = 8
_LETTERS = re.compile(r"[^\W\d_]{2}")


def line_key(line: str) -> str | None:
    """What a line is counted under, 16 characters; None for one that is too long to repeat by design."""
    plain = " ".join(line.casefold().split()) if len(line) <= _LONGEST else ""
    if not _LETTERS.search(plain) or plain.count(" ") >= _MOST_WORDS:
        return None
    return blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).hexdigest()


def line_keys(text: str) -> frozenset[str]:
    """The keys of an article's short lines, as delivered: what counts once for its source."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        lines = lines[: MOST_LINES // 2] + lines[-MOST_LINES // 2 :]
    return frozenset(key for key in map(line_key, lines) if key)


@dataclass(slots=True)
class LineCounts:
    """The counts of one run, kept while articles stream by."""

    _counts: dict[tuple[str, str], int] = field(default_factory=dict)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def add(self, source: str, article: str, keys: Iterable[str]) -> None:
        """Count an article's keys; `article` names it, so that it counts once."""
        if (source, article) in self._seen:
            return
        self._seen.add((source, article))
        for key in keys:
            self._counts[source, key] = self._counts.get((source, key), 0) + 1

    def repeated(self, source: str, keys: Iterable[str]) -> frozenset[str]:
        """Those of an article's keys that its source repeats."""
        return frozenset(key for key in keys if self._counts.get((source, key), 0) >= LEAST_ARTICLES)
