"""Quiet hours: "22:00 07:00", "22:00-07:00", "10 pm to 7 am", "off"."""

from __future__ import annotations

import re

from digests.errors import ReaderMistake
from digests.model import QuietHours
from digests.wishes.times import TIME, clock_of, shortened

_BETWEEN = re.compile(r"\s*(?:[-–—,]|\b(?:to|until|till)\b)?\s*", re.IGNORECASE)
_OFF = {"off", "none", "no"}


def quiet_hours(words: str) -> QuietHours | None:
    """The hours meant; None for none. Raises ReaderMistake."""
    wish = words.strip()
    if not wish:
        raise ReaderMistake("mistake.quiet.missing")
    if wish.casefold() in _OFF:
        return None
    begin = TIME.match(wish)
    between = _BETWEEN.match(wish, begin.end()) if begin else None
    end = TIME.fullmatch(wish, between.end()) if between else None
    if begin and end:
        try:
            quiet = QuietHours(clock_of(begin), clock_of(end))
        except ReaderMistake as mistake:
            raise ReaderMistake("mistake.quiet", words=shortened(wish)) from mistake
        if quiet.start != quiet.end:
            return quiet
    raise ReaderMistake("mistake.quiet", words=shortened(wish))
