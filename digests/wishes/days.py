"""Weekdays and months by their names in a reader's language, and in English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from digests.model import EVERY_DAY
from digests.text.words import fold

_WIDTHS = ("wide", "abbreviated", "short")
_ENGLISH = "en"
_WEEKEND = 0b1100000
_OTHERS = {
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "every day": EVERY_DAY,
    "each day": EVERY_DAY,
    "weekday": EVERY_DAY ^ _WEEKEND,
    "weekdays": EVERY_DAY ^ _WEEKEND,
    "workday": EVERY_DAY ^ _WEEKEND,
    "workdays": EVERY_DAY ^ _WEEKEND,
    "weekend": _WEEKEND,
    "weekends": _WEEKEND,
    # What many write, and no table of names has.
    "tues": 0b10,
    "thur": 0b1000,
    "thurs": 0b1000,
}

Names = Mapping[str, int]


def folded(name: str) -> str:
    """A name as it is looked up: "Sáb." and "sab" are one."""
    return " ".join(map(fold, re.findall(r"\w+", name)))


@lru_cache(maxsize=64)
def day_names(language: str) -> Names:
    """What names of days mean, folded: a bit for each weekday, Monday lowest. The reader's language comes
    before English, where a word is a day in both."""
    english = dict(_of_days(_ENGLISH))
    plurals = {f"{name}s": days for name, days in english.items() if name.endswith("day")}
    return MappingProxyType(english | plurals | _OTHERS | dict(_of_days(language)))


@lru_cache(maxsize=64)
def month_names(language: str) -> Names:
    """The numbers of months by their folded names; here, too, the reader's language comes first."""
    return MappingProxyType(dict(_of_months(_ENGLISH)) | dict(_of_months(language)))


def _of_days(language: str) -> Iterable[tuple[str, int]]:
    locale = _locale(language)
    if locale is None:
        return ()
    found = (
        (name, 1 << day)
        for width in _WIDTHS
        for context in ("format", "stand-alone")
        for day, name in locale.days[context].get(width, {}).items()
    )
    return _unambiguous(found)


def _of_months(language: str) -> Iterable[tuple[str, int]]:
    locale = _locale(language)
    if locale is None:
        return ()
    found = (
        (name, month)
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for month, name in locale.months[context].get(width, {}).items()
    )
    return _unambiguous(found)


def _unambiguous(found: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Names that mean one thing only, and are more than a number: some languages count their months."""
    meanings: dict[str, set[int]] = {}
    for name, meaning in found:
        meanings.setdefault(folded(name), set()).add(meaning)
    for name, meant in meanings.items():
        if len(meant) == 1 and not re.search(r"\d", name):
            yield name, meant.pop()


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
