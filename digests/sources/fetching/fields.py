"""Header fields of an answer -> values, believed only as far as they make sense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

Fields = Mapping[str, str]
"""Values by name in lower case."""

_LONGEST_VALIDATOR = 1_000
_LONGEST_DATE = 100
_LONGEST_WAIT = 10 * 365 * 86_400
_SENDABLE = re.compile(r"[\x21-\x7e\x80-\xff]([\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")
_MAX_AGE = re.compile(r'(?:^|[,\s])max-age\s*=\s*"?(\d+)')
_ASK_EVERY_TIME = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b")


def fields(raw: Iterable[tuple[bytes, bytes]]) -> Fields:
    """Of a name that comes several times, the values joined by commas."""
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def sendable(value: str | None) -> bytes | None:
    """A stored validator as bytes for a header; None where it cannot stand in one."""
    if value is None or len(value) > _LONGEST_VALIDATOR or not _SENDABLE.fullmatch(value):
        return None
    return value.encode("latin-1")


def validator(got: Fields, name: str) -> str | None:
    """The validator `name` of an answer, if it can be sent back as it came."""
    value = got.get(name)
    return value if sendable(value) is not None else None


def max_age(got: Fields) -> timedelta | None:
    directives = got.get("cache-control", "").lower()
    match = _MAX_AGE.search(directives)
    return None if match is None or _ASK_EVERY_TIME.search(directives) else _seconds(match[1])


def retry_after(got: Fields, now: datetime) -> timedelta | None:
    """Seconds, or until a date (RFC 9110, 10.2.3); never negative."""
    value = got.get("retry-after", "")
    if re.fullmatch(r"[0-9]+", value):
        return _seconds(value)
    try:
        then = parsedate_to_datetime(value[:_LONGEST_DATE])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    then = then.replace(tzinfo=UTC) if then.tzinfo is None else then
    return max(timedelta(), then - now)


def length(got: Fields) -> int | None:
    value = got.get("content-length", "")
    return int(value[:18]) if re.fullmatch(r"[0-9]+", value) else None


def codings(got: Fields) -> tuple[str, ...]:
    """How the body is packed, in the order in which it was done."""
    return tuple(each for each in re.split(r"[,\s]+", got.get("content-encoding", "").lower()) if each)


def _seconds(digits: str) -> timedelta:
    # Cut before int(): Python refuses to read thousands of digits.
    return timedelta(seconds=min(int(digits[:12]), _LONGEST_WAIT))
