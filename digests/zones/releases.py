"""Which release of the tz database local times are reckoned with.

A new release may move instants that are stored already: the planner compares its name with the one it was
stored under, and reckons anew what is due where they differ.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import TZPATH

_FIRST_LINE = re.compile(r"# version (\S+)")


def tz_release() -> str:
    """The release, such as "2026c", of the database that zoneinfo reads: the system's where it has one, else
    that of the package `tzdata`."""
    for folder in map(Path, TZPATH):
        if (folder / "UTC").is_file():
            return _system_release(folder)
    try:
        return version("tzdata")
    except PackageNotFoundError:
        return "none"


def _system_release(folder: Path) -> str:
    source = folder / "tzdata.zi"
    if source.is_file():
        with source.open(encoding="utf-8", errors="replace") as lines:
            match = _FIRST_LINE.match(lines.readline())
        if match is not None:
            return match[1]
    # Without it, the newest change of a zone's file stands for the release.
    return f"files of {max(int(file.stat().st_mtime) for file in folder.glob('*/*'))}"
