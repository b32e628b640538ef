"""What a reader types as a place -> its zone, or the places it may mean. Pure but for the table of places.

Names, offsets and IANA names are understood. Of several places with one name the largest counts only if the
others are so small that hardly anybody means them; else the reader chooses.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from babel import Locale, UnknownLocaleError

from digests.errors import ReaderMistake
from digests.zones.clocks import is_zone, with_different_clocks, zone_names
from digests.zones.offsets import offset_in, places_at
from digests.zones.places import Place, key_of, named, well_known

_LONGEST = 64
_CHOICES = 5
_LARGE, _PART = 150, 1 / 20
"""A second place of that many thousand people, or that part of the first's, may be the one meant."""
_WELL_KNOWN = 300
"""Thousands of people in the cities that a misspelt name is compared with."""


@dataclass(frozen=True, slots=True)
class Found:
    """The zone meant."""

    zone: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be meant, the likeliest first, each with other clocks."""

    places: tuple[Place, ...]


Answer: TypeAlias = Found | Choice


def find(words: str, language: str, now: datetime) -> Answer:
    """The zone of "Lisbon", "München", "Portland, Oregon", "Japan", "UTC+5:30" or "Europe/Lisbon". Raises
    ReaderMistake: `mistake.zone.near` with the zone of the nearest name as `near`, where there is one."""
    wish = " ".join(words.split())
    if not wish:
        raise ReaderMistake("mistake.zone.missing")
    if len(wish) > _LONGEST:
        raise ReaderMistake("mistake.zone", words=wish[: _LONGEST - 5] + "…")
    iana = _iana_names().get(_iana_key(wish))
    if iana and "/" in iana:
        return Found(iana)
    offset = offset_in(wish)
    if offset is not None:
        there = places_at(offset, now, _CHOICES)
        if not there:
            raise ReaderMistake("mistake.zone.offset", words=wish)
        return Choice(there)
    places = with_different_clocks(_places(wish, language), now, _CHOICES)
    if not places and iana:
        return Found(iana)  # "UTC", "CET"; of "Japan" and "Cuba" the places have names that last
    if not places:
        raise _unknown(wish)
    return Found(places[0].zone) if _is_clear(places) else Choice(tuple(places))


def _is_clear(places: Sequence[Place]) -> bool:
    if len(places) == 1:
        return True
    first, second = places[0].people, places[1].people
    return second < _LARGE and second < first * _PART


def _places(wish: str, language: str) -> list[Place]:
    """The places of this name; "Paris, Texas" and "Paris Texas" are looked for within Texas."""
    found = _named(wish, language)
    for name, areas in () if found else _splits(wish):
        found = _named(name, language)
        for area in areas:
            found = _within(found, area, language)
        if found:
            break
    return found


def _splits(wish: str) -> Iterator[tuple[str, Sequence[str]]]:
    name, *areas = wish.split(",")
    if areas:
        yield name, areas
        return
    words = wish.split()
    for length in range(1, min(4, len(words))):
        yield " ".join(words[:-length]), (" ".join(words[-length:]),)


def _named(name: str, language: str) -> list[Place]:
    key = key_of(name)
    found = named((key, *_countries(key, language)))
    proper = [place for place in found if place.is_area or f"{key_of(place.name)} ".startswith(f"{key} ")]
    # Many a place was once called like another: such names count only for what is larger.
    largest = max((place.people for place in proper), default=-1)
    return [place for place in found if place in proper or place.people > largest]


def _within(places: Sequence[Place], name: str, language: str) -> list[Place]:
    key = key_of(name)
    keys = (key, f"={key}", f"=us-{key}", *_countries(key, language))
    areas = {(area.country, area.region) for area in named(keys) if area.is_area}
    return [place for place in places if {(place.country, ""), (place.country, place.region)} & areas]


def _countries(key: str, language: str) -> list[str]:
    """The countries of this name in the reader's language, as the table of places names them."""
    try:
        territories = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError, TypeError):
        return []
    return [f"={code.lower()}" for code, name in territories.items() if key_of(name) == key]


def _unknown(wish: str) -> ReaderMistake:
    known = _well_known()
    near = difflib.get_close_matches(key_of(wish), known, n=1, cutoff=0.75)
    if near:
        return ReaderMistake("mistake.zone.near", words=wish, near=known[near[0]])
    return ReaderMistake("mistake.zone", words=wish)


def _well_known() -> dict[str, str]:
    known = {key_of(name): name for name in zone_names()}
    for place in well_known(_WELL_KNOWN):
        if is_zone(place.zone):
            known.setdefault(key_of(place.name), place.zone)
    return known


def _iana_key(words: str) -> str:
    return "/".join(key_of(part.replace("_", " ")) for part in re.split(r"\s*/\s*", words))


@lru_cache(maxsize=1)
def _iana_names() -> dict[str, str]:
    """The zones by their whole names, however they are spelt."""
    return {_iana_key(name): name for name in sorted(zone_names())}
