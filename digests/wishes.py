"""What a reader types as a time of day or a place, understood or politely refused. Pure."""

from __future__ import annotations

import difflib
import re
from datetime import time
from functools import lru_cache
from zoneinfo import available_timezones

from digests.errors import ReaderMistake
from digests.text.words import fold

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?(?(half)m\.?)", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:utc|gmt)?\s*(?P<sign>[+-])(?P<hours>\d{1,2})(?::?00)?", re.IGNORECASE)


def time_of_day(words: str) -> time:
    """ "7:30", "07.30", "7:30 pm", "7 pm" as a local time. Raises ReaderMistake."""
    wish = words.strip()
    if not wish:
        raise ReaderMistake("mistake.time.missing")
    match = _TIME.fullmatch(wish)
    if match is None or (match["minute"] is None and match["half"] is None):
        raise ReaderMistake("mistake.time", words=shortened(wish))
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ReaderMistake("mistake.time", words=shortened(wish))
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    if hour > 23 or minute > 59:
        raise ReaderMistake("mistake.time", words=shortened(wish))
    return time(hour, minute)


def time_zone(words: str) -> str:
    """The IANA name meant by "Europe/Lisbon", "lisbon" or "UTC+2". Raises ReaderMistake, with the
    nearest name where there is one (key `mistake.zone.near`, value `near`)."""
    wish = words.strip()
    if not wish:
        raise ReaderMistake("mistake.zone.missing")
    if len(wish) > 64:
        raise ReaderMistake("mistake.zone", words=shortened(wish))
    if offset := _OFFSET.fullmatch(wish):
        return _fixed_offset(offset, wish)
    names = _zone_names()
    key = _zone_key(wish)
    if key in names:
        return names[key]
    near = difflib.get_close_matches(key, names, n=1, cutoff=0.6)
    if near:
        raise ReaderMistake("mistake.zone.near", words=shortened(wish), near=names[near[0]])
    raise ReaderMistake("mistake.zone", words=shortened(wish))


def shortened(words: str, limit: int = 60) -> str:
    """A reader's words as we repeat them: the beginning, if they are long."""
    return words if len(words) <= limit else words[: limit - 1] + "…"


def _fixed_offset(match: re.Match[str], wish: str) -> str:
    # POSIX counts westward: Etc/GMT-2 is two hours ahead of UTC.
    hours = int(match["hours"])
    name = "UTC" if hours == 0 else f"Etc/GMT{'-' if match['sign'] == '+' else '+'}{hours}"
    if name not in available_timezones():
        raise ReaderMistake("mistake.zone", words=shortened(wish))
    return name


def _zone_key(words: str) -> str:
    return "/".join(" ".join(fold(part) for part in re.split(r"[\s_]+", piece)) for piece in words.split("/"))


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, str]:
    """Every zone by its whole name, and by its city where only one zone has a city of that name."""
    zones = sorted(name for name in available_timezones() if not name.startswith(("posix/", "right/")))
    names = {_zone_key(name): name for name in zones}
    cities: dict[str, list[str]] = {}
    for name in zones:
        area, _, city = name.rpartition("/")
        if area and not area.startswith(("Etc", "US", "SystemV")):
            cities.setdefault(_zone_key(city), []).append(name)
    for city, owners in cities.items():
        if len(owners) == 1:
            names.setdefault(city, owners[0])
    return names


def is_zone(name: str) -> bool:
    """Whether this is the exact IANA name of a zone."""
    return name in available_timezones()
