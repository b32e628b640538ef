"""Pauses: "" is a week; "3", "3 days", "2 weeks", "2026-12-24", "24.12.", "24 December"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from digests.errors import ReaderMistake
from digests.wishes.days import folded, month_names
from digests.wishes.times import shortened

LONGEST = timedelta(days=366)
_USUAL, _FORESEEN = timedelta(days=7), timedelta(days=300)

_SPAN = re.compile(r"(?P<count>\d{1,4})\s*(?P<unit>d|days?|w|weeks?)?", re.IGNORECASE)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.?(?:\s*(?P<year>\d{4}))?")
_DAY_AND_MONTH = re.compile(r"(?P<day>\d{1,2})\.?\s*(?P<name>[^\s\d][^\d]*?)\.?,?(?:\s+(?P<year>\d{4}))?")
_MONTH_AND_DAY = re.compile(r"(?P<name>[^\s\d][^\d]*?)\.?\s*(?P<day>\d{1,2})\.?,?(?:\s+(?P<year>\d{4}))?")
_FILLING = re.compile(r"(?:for|until|till)\s+", re.IGNORECASE)


def pause_day(words: str, today: date, language: str) -> date:
    """The first local date that has editions again. Raises ReaderMistake."""
    wish = words.strip()
    if filling := _FILLING.match(wish):
        wish = wish[filling.end() :]
    day = _day(wish, today, language) if len(wish) <= 60 else None
    if day is None:
        raise ReaderMistake("mistake.pause", words=shortened(wish))
    if day <= today:
        raise ReaderMistake("mistake.pause.past", words=shortened(wish))
    if day - today > LONGEST:
        raise ReaderMistake("mistake.pause.long", words=shortened(wish))
    return day


def _day(wish: str, today: date, language: str) -> date | None:
    if not wish:
        return today + _USUAL
    if span := _SPAN.fullmatch(wish):
        in_weeks = (span["unit"] or "").lower().startswith("w")
        return today + int(span["count"]) * timedelta(days=7 if in_weeks else 1)
    if written := _ISO.fullmatch(wish) or _DOTTED.fullmatch(wish):
        return _date(written["year"], int(written["month"]), int(written["day"]), today)
    if named := _DAY_AND_MONTH.fullmatch(wish) or _MONTH_AND_DAY.fullmatch(wish):
        month = month_names(language).get(folded(named["name"]))
        return _date(named["year"], month, int(named["day"]), today) if month else None
    return None


def _date(year: str | None, month: int, day: int, today: date) -> date | None:
    """Without a year the next one with this date, unless that is so far off that the last may be meant."""
    if year:
        return _existing(int(year), month, day)
    dates = [found for each in (today.year, today.year + 1) if (found := _existing(each, month, day))]
    return next((found for found in dates if today <= found <= today + _FORESEEN), min(dates, default=None))


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
