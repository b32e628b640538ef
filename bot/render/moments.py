"""Points in time as a reader says them: "07:40", "Tue 06:05", "24 Nov 06:05", in that reader's zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.dates import format_date

from bot.words import Words
from digests.schedule import zone_of

_WEEK = timedelta(days=6)
"""Within which a weekday can only mean one day."""


def moment(words: Words, at: datetime, now: datetime, timezone: str) -> str:
    """As short as it can be understood."""
    zone = zone_of(timezone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return words.clock(local)
    age = today - local.date()
    if timedelta(0) < age <= _WEEK:
        return f"{format_date(local.date(), 'EEE', locale=words.locale)} {words.clock(local)}"
    pattern = "format.date" if local.year == today.year else "format.date_year"
    return f"{_day(words, local, pattern)} {words.clock(local)}"


def dated(words: Words, at: datetime, now: datetime, timezone: str) -> str:
    """With the day in any case: "Tue 24 Nov 06:05"."""
    return f"{on_day(words, at, now, timezone)} {words.clock(at.astimezone(zone_of(timezone)))}"


def on_day(words: Words, at: datetime, now: datetime, timezone: str) -> str:
    """Only the day: "Tue 24 Nov"; of another year "24 Nov 2025"."""
    zone = zone_of(timezone)
    local = at.astimezone(zone)
    this_year = local.year == now.astimezone(zone).year
    return _day(words, local, "format.short_day" if this_year else "format.date_year")


def _day(words: Words, local: datetime, pattern: str) -> str:
    return format_date(local.date(), words.plain(pattern), locale=words.locale)
