"""UTC offsets that readers type -> places where clocks show them now. Pure but for the table of places."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from digests.schedule import zone_of
from digests.zones.clocks import is_zone, with_different_clocks, zone_names
from digests.zones.places import Place, largest_cities

_OFFSET = re.compile(
    r"(?:utc|gmt)?\s*(?P<sign>[+−–-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?", re.IGNORECASE
)
_HOUR = timedelta(hours=1)


def offset_in(words: str) -> timedelta | None:
    """The offset meant by "UTC+5:30", "+0530" or "GMT-3"; None where the words are no offset."""
    match = _OFFSET.fullmatch(words)
    if match is None:
        return None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return offset if match["sign"] == "+" else -offset


def places_at(offset: timedelta, now: datetime, limit: int) -> tuple[Place, ...]:
    """The largest places whose clocks differ from UTC by `offset` now, each with other clocks in summer or
    winter; last the bare offset, if it is of whole hours: that is never put forward or back."""
    zones = [zone for zone in zone_names() if now.astimezone(zone_of(zone)).utcoffset() == offset]
    bare = _bare(offset)
    return (*with_different_clocks(largest_cities(zones), now, limit - len(bare)), *bare)


def _bare(offset: timedelta) -> tuple[Place, ...]:
    hours, rest = divmod(offset, _HOUR)
    # POSIX counts westward: Etc/GMT-2 is two hours ahead of UTC.
    zone = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    if rest or not is_zone(zone):
        return ()
    return (Place(f"UTC{hours:+d}" if hours else "UTC", "", "", zone, 0),)
