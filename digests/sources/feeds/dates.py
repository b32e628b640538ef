"""From a date as a feed writes it to an instant in UTC.

feedparser's own reading is not used: it takes JST and CET for UTC, reads 2023年11月16日 as the first of the
month, and asks the clock where a year is missing. Names of months, halves of the day and zones are in
`data/dates.toml`. No clock is read here: what lies in the future is drawn back to `now`, which is given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from digests.text.tables import number, strings, table

EARLIEST = 1990
"""No feed is older; what claims to be has no date."""

_LONGEST = 100
_WIDEST_OFFSET = 15
"""Hours. The widest zone in use is UTC+14."""

_EPOCH = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[t ]?(\d\d)(\d\d)(\d\d)?(?!\d))?(?=$|[tz+\- ])")
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>\d{4})([-/.])\s*(?P<month>\d{1,2})\2\s*(?P<day>\d{1,2})(?!\d)\.?")
_EAST_ASIAN = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일号號]?"
)
_SMALL_FIRST = re.compile(
    r"(?<!\d)(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4})(?!\d)"
)
# With the month's name: 16 Nov 2023, November 16, 2023, Thu Nov 16 22:00:00 KST 2023, 2023-November-16.
_NAMED = (
    re.compile(
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª)?[\s.,/-]*(?:(?:de|of)\s+)?(?P<name>[^\W\d_]{3,})"
        r"[\s.,/'’-]*(?:(?:de|del)\s+)?(?P<year>\d{4}|\d\d)(?![\d:])"
    ),
    re.compile(r"(?P<name>[^\W\d_]{3,})[\s.-]*(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s,-]+(?P<year>\d{4})(?![\d:])"),
    re.compile(r"(?P<name>[^\W\d_]{3,})\s+(?P<day>\d{1,2})\s+(?P<rest>\d{1,2}:\d\d\D.*?)\s(?P<year>\d{4})$"),
    re.compile(r"(?P<year>\d{4})[\s.-]+(?P<name>[^\W\d_]{3,})[\s.-]+(?P<day>\d{1,2})(?!\d)"),
)  # fmt: skip

_HOUR_SIGN = re.compile(r"(?<=\d)\s*(?:[時时點点시]|h(?![a-z]))")
_MINUTE_SIGN = re.compile(r"(?<=\d)\s*[分분]")
_COMPACT_TIME = re.compile(r"(?<![^\st])(\d\d)(\d\d)(\d\d)?(?!\d)")
_TIME = re.compile(
    r"(?<![\d:+-])(?P<hour>\d{1,2})\s*[:.]\s*(?P<minute>\d{1,2})?(?:\s*[:.]\s*(?P<second>\d{1,2}))?(?!\d)(?:[.,]\d+)?"
)
_BARE_HOUR = re.compile(r"(?<!\d)(?P<hour>\d{1,2})(?!\d)")
_OFFSET = re.compile(r"(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?(?!\d)")
_WORD = re.compile(r"[a-z]+")


def published(claims: Iterable[str], language: str | None, now: datetime) -> datetime | None:
    """The first of a feed's claims that can be believed; never later than `now`."""
    for claim in claims:
        found = instant(claim, language)
        if found:
            return min(found, now)
    return None


def instant(raw: str, language: str | None = None) -> datetime | None:
    """The instant that `raw` names, in UTC; None for nonsense, before 1990, and where no day is named.

    A time without a zone is UTC. `language` is the feed's ("zh-CN"): CST is not the same everywhere.
    """
    text = " ".join(unicodedata.normalize("NFKC", raw[:_LONGEST]).casefold().replace("\u2212", "-").split())
    language = (language or "").casefold().replace("_", "-")
    try:
        found = _of_epoch(text) or _of_words(text, language)
    except (ValueError, OverflowError):  # the 31st of February
        return None
    return found if found and EARLIEST <= found.year < 9999 else None


def newest_first(dates: Sequence[datetime | None]) -> list[int]:
    """The places of `dates` by age. What has no date is as old as what stands before it."""
    known = datetime.max.replace(tzinfo=UTC)
    ages = list[datetime]()
    for date in dates:
        known = date or known
        ages.append(known)
    return sorted(range(len(ages)), key=lambda place: ages[place], reverse=True)


def _of_epoch(text: str) -> datetime | None:
    match = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None


def _of_words(text: str, language: str) -> datetime | None:
    text = _COMPACT.sub(_spelled_out, text, count=1) if text[:4].isdigit() else text
    found = _day(text, language)
    if not found:
        return None
    day, rest = found
    return day + _time_of_day(rest) - _offset(rest, text, language)


def _spelled_out(match: re.Match[str]) -> str:
    year, month, day, hour, minute, second = match.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}:{second or '00'}" if hour else "")


def _day(text: str, language: str) -> tuple[datetime, str] | None:
    """Midnight of the day, as if it were in UTC, and what stands around it."""
    for pattern in (_EAST_ASIAN, _YEAR_FIRST):
        match = pattern.search(text)
        if match:
            return _midnight(match["year"], match["month"], match["day"]), _around(match)
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            month = _month(match["name"])
            if month:
                rest = match["rest"] if "rest" in pattern.groupindex else _around(match)
                return _midnight(match["year"], month, match["day"]), rest
    match = _SMALL_FIRST.search(text)
    return _small_first(match, language) if match else None


def _around(match: re.Match[str]) -> str:
    return f"{match.string[: match.start()]} {match.string[match.end() :]}"


def _midnight(year: str, month: str | int, day: str) -> datetime:
    full = int(year) if len(year) > 2 else int(year) + (2000 if int(year) < EARLIEST % 100 else 1900)
    return datetime(full, int(month), int(day), tzinfo=UTC)


def _small_first(match: re.Match[str], language: str) -> tuple[datetime, str] | None:
    """16/11/2023 and 11/16/2023 explain themselves; 6/11/2023 is a guess unless the language tells."""
    first, second = int(match["first"]), int(match["second"])
    american = language in ("en", "en-us")
    if first <= 12 and second <= 12 and first != second and match["sign"] == "/" and not language:
        return None
    month_first = second > 12 or (american and first <= 12 and match["sign"] != ".")
    month, day = (match["first"], match["second"]) if month_first else (match["second"], match["first"])
    return _midnight(match["year"], month, day), _around(match)


@lru_cache
def _months() -> Mapping[str, int]:
    names = table("digests.sources.feeds", "dates")
    return {name: month for month in range(1, 13) for name in strings(names, "months", str(month))}


@lru_cache(maxsize=1000)
def _month(name: str) -> int | None:
    """By its whole name, else by a beginning that only one month has."""
    months = {month for full, month in _months().items() if full.startswith(name)}
    return _months().get(name) or (months.pop() if len(months) == 1 else None)


def _time_of_day(rest: str) -> timedelta:
    """How long after midnight; nothing where no time is named."""
    rest = _MINUTE_SIGN.sub(":", _HOUR_SIGN.sub(":", rest))
    if ":" not in rest:
        rest = _COMPACT_TIME.sub(r"\1:\2:\g<3>", rest, count=1)
    half = _half(rest)
    match = _TIME.search(rest) or (_BARE_HOUR.search(rest) if half else None)
    if not match:
        return timedelta()
    said = match.groupdict()
    hour, minute, second = (int(said.get(unit) or 0) for unit in ("hour", "minute", "second"))
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError("no time of day")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _half(rest: str) -> str | None:
    for half, pattern in _halves():
        if pattern.search(rest):
            return half
    return None


@lru_cache
def _halves() -> tuple[tuple[str, re.Pattern[str]], ...]:
    def pattern(half: str) -> re.Pattern[str]:
        words = "|".join(
            re.escape(word) for word in strings(table("digests.sources.feeds", "dates"), "halves", half)
        )
        return re.compile(rf"(?<![a-zα-ω.])(?:{words})(?![a-zα-ω])")

    return ("pm", pattern("pm")), ("am", pattern("am"))


def _offset(rest: str, text: str, language: str) -> timedelta:
    """How far the zone is ahead of UTC. A number is believed before a name: "+0900 (JST)"."""
    time = _TIME.search(rest)
    behind = rest[time.end() :] if time else rest
    match = _OFFSET.search(behind)
    if match and int(match["hours"]) < _WIDEST_OFFSET:
        ahead = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        return -ahead if match["sign"] == "-" else ahead
    for word in _WORD.findall(behind):
        hours = _zone(word, language)
        if hours is not None:
            return timedelta(hours=hours)
    return timedelta(hours=_home(language, text))


def _zone(name: str, language: str) -> float | None:
    dates = table("digests.sources.feeds", "dates")
    meanings = _within(_within(dates, "ambiguous"), name)
    for key in (language, language.partition("-")[0], "default"):
        if key in meanings:
            return number(meanings, key)
    zones = _within(dates, "zones")
    return number(zones, name) if name in zones else None


def _home(language: str, text: str) -> float:
    """Where dates are written like this: by the signs in them, else by the language of East Asian ones."""
    homes = _within(table("digests.sources.feeds", "dates"), "home")
    for name in homes:
        if any(sign in text for sign in strings(homes, name, "signs")):
            return number(_within(homes, name), "hours")
    base = language.partition("-")[0]
    return number(_within(homes, base), "hours") if base in homes and _EAST_ASIAN.search(text) else 0.0


def _within(source: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = source.get(key)
    return found if isinstance(found, Mapping) else {}
