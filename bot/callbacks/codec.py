"""Frozen values <-> short texts: a code, then the fields in order. Made from the fields' types, so an action
is written down once, as a class.

Reading is total: whatever was not written by `written` raises ValueError, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, time
from enum import StrEnum
from functools import cache
from types import MappingProxyType, UnionType
from typing import Generic, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from digests.model import QuietHours

Value = TypeVar("Value")

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_INTEGERS = 2**63
"""Where SQLite's and PostgreSQL's integers end."""


class Field(NamedTuple):
    """One field's way into text and back."""

    write: Callable[[object], str]
    read: Callable[[str], object]


class Codec(Generic[Value]):
    """Values of several classes, each by its code. `more` says how fields are written that only they have."""

    def __init__(
        self,
        classes: Mapping[str, type[Value]],
        *,
        between: str = ":",
        more: Mapping[object, Field] = MappingProxyType({}),
    ) -> None:
        self._classes = dict(classes)
        self._codes = {each: code for code, each in self._classes.items()}
        self._between = between
        self._fields = {
            each: [(name, more.get(hint) or _field_of(hint)) for name, hint in _hints(each)]
            for each in self._codes
        }

    def written(self, value: Value) -> str:
        told = (field.write(getattr(value, name)) for name, field in self._fields[type(value)])
        return self._between.join([self._codes[type(value)], *told])

    def read(self, text: str) -> Value:
        """Raises ValueError for what `written` does not write."""
        code, *parts = text.split(self._between)
        kind = self._classes.get(code)
        if kind is None:
            raise ValueError(text)
        known = self._fields[kind]
        if len(parts) != len(known):
            raise ValueError(text)
        value = kind(*(field.read(part) for part, (_, field) in zip(parts, known, strict=True)))
        if self.written(value) != text:
            raise ValueError(text)
        return value


def _hints(kind: type) -> tuple[tuple[str, object], ...]:
    hints = get_type_hints(kind)
    return tuple((each.name, hints[each.name]) for each in fields(kind))


def _is_union(hint: object) -> bool:
    return get_origin(hint) is Union or isinstance(hint, UnionType)


@cache
def _field_of(hint: object) -> Field:
    if _is_union(hint):  # there is one kind of union here: something, or nothing
        (inner,) = (each for each in get_args(hint) if each is not type(None))
        field = _field_of(inner)
        return Field(
            lambda value: "" if value is None else field.write(value),
            lambda text: field.read(text) if text else None,
        )
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Field(str, hint)
    return _FIELDS[hint]


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) >= _INTEGERS:
        raise ValueError(text)
    return int(text)


def _time(text: str) -> time:
    return time(int(text[:2]), int(text[2:]))


def _quiet(text: str) -> QuietHours:
    quiet = QuietHours(_time(text[:4]), _time(text[4:]))
    if quiet.start == quiet.end:
        raise ValueError(text)
    return quiet


def _flag(text: str) -> bool:
    return text == "1"


_FIELDS: dict[object, Field] = {
    int: Field(str, _number),
    str: Field(str, str),
    bool: Field(lambda value: "1" if value else "0", _flag),
    time: Field(lambda value: f"{value:%H%M}", _time),
    date: Field(lambda value: f"{value:%Y%m%d}", date.fromisoformat),
    QuietHours: Field(lambda quiet: _two_times(quiet), _quiet),
}


def _two_times(quiet: object) -> str:
    if not isinstance(quiet, QuietHours):
        raise TypeError(quiet)
    return f"{quiet.start:%H%M}{quiet.end:%H%M}"
