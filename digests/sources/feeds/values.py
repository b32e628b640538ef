"""Reading values that somebody else wrote: what has the wrong kind is not there, and nothing is raised.

For feedparser's dictionaries and for JSON alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from digests.sources.encoding import storable

Record = Mapping[str, object]

_LONGEST_LINE = 2000


def get(record: Record, key: str) -> object:
    """The value itself: feedparser's dictionaries answer for keys that they do not have, with a warning."""
    return dict.get(record, key) if isinstance(record, dict) else record.get(key)


def text(record: Record, *keys: str) -> str | None:
    """The first of `keys` that has text, without white space at its ends."""
    for key in keys:
        value = get(record, key)
        if isinstance(value, str) and value.strip():
            return storable(value.strip())
    return None


def line(record: Record, *keys: str) -> str | None:
    """The same for what has one line: an address, a name, a date, or a number; nothing that is too long."""
    for key in keys:
        value = get(record, key)
        if isinstance(value, int | float) and not isinstance(value, bool) and -1e18 < value < 1e18:
            return str(value)
        found = text(record, key)
        if found and len(found) <= _LONGEST_LINE:
            return " ".join(found.split())
    return None


def record(source: Record, key: str) -> Record:
    value = get(source, key)
    return value if isinstance(value, Mapping) else {}


def records(source: Record, key: str) -> Iterator[Record]:
    value = get(source, key)
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, Mapping))


def present(*values: str | None) -> tuple[str, ...]:
    """Those that are there, each once, in order."""
    return tuple(dict.fromkeys(value for value in values if value))
