"""Zones of the tz database on this machine: which there are, and which of them a reader cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from digests.schedule import zone_of
from digests.zones.places import Place

_STEP, _STEPS = timedelta(days=9), 42
"""Two zones whose clocks agree at all these moments, a year and more, are one for a reader."""


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every IANA name that may be stored for a chat."""
    return frozenset(
        name for name in available_timezones() if not name.startswith(("posix/", "right/", "localtime"))
    )


def is_zone(name: str) -> bool:
    """Whether this is the exact IANA name of a zone."""
    return name in zone_names()


def with_different_clocks(places: Iterable[Place], now: datetime, limit: int) -> list[Place]:
    """The first places whose clocks differ from those of all before them, at most `limit`."""
    different: dict[tuple[timedelta | None, ...], Place] = {}
    zones: set[str] = set()
    for place in places:
        if place.zone not in zones and is_zone(place.zone):
            zones.add(place.zone)
            different.setdefault(_clocks(place.zone, now), place)
            if len(different) == limit:
                break
    return list(different.values())


def _clocks(zone: str, now: datetime) -> tuple[timedelta | None, ...]:
    where = zone_of(zone)
    return tuple((now + step * _STEP).astimezone(where).utcoffset() for step in range(_STEPS))
