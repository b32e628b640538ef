"""Places that people name when asked where they are, each with its zone: cities, states, countries.

The table (data/places.tsv) is searched as it lies in the package, and not kept: a reader names a place once,
and the bot stays small.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from digests.text.words import fold

_APOSTROPHES = re.compile("['’ʼ‘`´]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    country: str
    """ISO 3166 code."""
    region: str
    """State or province, where its country is known by them; else empty."""
    zone: str
    people: int
    """Thousands that live there."""
    is_area: bool = False
    """A country or region, or the part of one that lies in this zone."""


def key_of(name: str) -> str:
    """A name as it is looked up: "Saint-Étienne" and "st. etienne" are one."""
    folded = " ".join(map(fold, _APOSTROPHES.sub("", name).split()))
    return " ".join("saint" if word == "st" else word for word in _WORD.findall(folded))


def named(keys: Iterable[str]) -> list[Place]:
    """The places with any of these names, the largest first. "=pt" names a country, "=us-me" a region."""
    table = _table()
    found = {start for key in keys if key for start in _lines_with(table, f"|{key}|".encode())}
    return [_place(table, start) for start in sorted(found)]


def largest_cities(zones: Iterable[str]) -> list[Place]:
    """The largest city of each of the zones that has one, the largest first."""
    table = _table()
    starts = (next(_cities_with(table, f"\t{zone}\t".encode()), None) for zone in zones)
    return [_place(table, start) for start in sorted(start for start in starts if start is not None)]


def well_known(people: int) -> Iterator[Place]:
    """The places with at least so many thousand people, the largest first."""
    table = _table()
    start = 0
    while start < len(table):
        if not table.startswith(b"#", start):
            place = _place(table, start)
            if place.people < people:
                break
            yield place
        start = table.index(b"\n", start) + 1


def _table() -> bytes:
    return files("digests.zones").joinpath("data", "places.tsv").read_bytes()


def _lines_with(table: bytes, key: bytes) -> Iterator[int]:
    at = table.find(key)
    while at >= 0:
        yield table.rfind(b"\n", 0, at) + 1
        at = table.find(key, at + 1)


def _cities_with(table: bytes, key: bytes) -> Iterator[int]:
    return (start for start in _lines_with(table, key) if not _place(table, start).is_area)


def _place(table: bytes, start: int) -> Place:
    fields = table[start : table.index(b"\n", start)].decode().split("\t")
    name, country, region, zone, people, keys = fields
    return Place(name, country, region, zone, int(people), is_area=keys.startswith("|="))
