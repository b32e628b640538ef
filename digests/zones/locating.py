"""A shared location -> the zone there, from a map of the zones (tzfpy).

The map takes 33 MB, and stays in memory once it is read. Locations are shared rarely: each is looked up in a
process of its own, which is gone after a fifth of a second.
"""

from __future__ import annotations

import asyncio
import re
import sys

from digests.zones.clocks import is_zone

_LOOK_UP = "import sys, tzfpy; print(tzfpy.get_tz(float(sys.argv[2]), float(sys.argv[1])))"
_SECONDS = 10.0
_COORDINATES = re.compile(r"([+-]?\d{1,2}\.\d+)\s*[,; ]\s*([+-]?\d{1,3}\.\d+)")
_ONE_AT_A_TIME = asyncio.Lock()
"""However many share their location at once, the server has memory for one map."""


def coordinates_in(words: str) -> tuple[float, float] | None:
    """Latitude and longitude, where the words are two such numbers and nothing else."""
    match = _COORDINATES.fullmatch(words.strip())
    if match is None:
        return None
    latitude, longitude = float(match[1]), float(match[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


async def zone_at(latitude: float, longitude: float) -> str | None:
    """The zone at these coordinates, at sea one by longitude; None where there is none that is known here."""
    # -P: nothing that lies in the working directory is imported.
    command = (sys.executable, "-P", "-c", _LOOK_UP, f"{latitude:.6f}", f"{longitude:.6f}")
    async with _ONE_AT_A_TIME:
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        try:
            async with asyncio.timeout(_SECONDS):
                written, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            return None
    zone = written.decode().strip()
    return zone if is_zone(zone) else None
