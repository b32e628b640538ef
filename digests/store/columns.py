"""Column types that mean the same on both databases."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from digests.model import as_utc

# SQLite numbers rows by itself only where the type is spelled INTEGER; it holds 64 bits all the same.
Key = BigInteger().with_variant(Integer(), "sqlite")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(\\|u[0-9a-f]{4})")


def is_storable(text: str) -> bool:
    """Whether both databases can hold the text as it is: no NUL, no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


class Moment(TypeDecorator[datetime]):
    """An instant: aware in, aware and in UTC out. SQLite keeps it as text of one width, so it sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else as_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from outside that is shown, never sliced: what no database can hold becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _UNSTORABLE.sub("\ufffd", value)


class Origin(TypeDecorator[str]):
    """A file's name, which need not be valid Unicode: its stray bytes (`os.fsdecode` makes surrogates
    of them) are stored escaped and come back as they were."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        escaped = value.replace("\\", "\\\\").replace("\x00", "\\u0000")
        return escaped.encode("utf-8", "backslashreplace").decode("utf-8")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _ESCAPED.sub(_unescape, value)


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return "\\" if code == "\\" else chr(int(code[1:], 16))
