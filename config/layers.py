"""Reads the file and the environment: values by place, each with where it was written.

`load.py` lays these layers over one another. Nothing is judged here but what cannot be read at all
and names that belong to no key.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from config.settings import Settings
from digests.errors import Mistake

FILE_NAME = "pullquote.toml"
FILE_VARIABLE = "PULLQUOTE_CONFIG"
TOKEN_VARIABLE = "TELEGRAM_BOT_TOKEN"  # noqa: S105 - the variable's name, as the next one
TOKEN_FILE_VARIABLE = "TELEGRAM_BOT_TOKEN_FILE"  # noqa: S105

Place = tuple[str | int, ...]
"""The way to a value: ("schedule", "default_time"), ("feeds", "list", 0, "url")."""

TOKEN: Place = ("telegram", "token")
DATABASE: Place = ("store", "url")
FEEDS: Place = ("feeds",)
FEED_LIST: Place = ("feeds", "list")
TOPICS: Place = ("topics",)

_FROM_JSON: Mapping[Place, str] = {
    FEEDS: '[{"url": "https://...", "topic": "..."}, ...]',
    FEED_LIST: '[{"url": "https://...", "topic": "..."}, ...]',
    TOPICS: '[{"name": "...", "query": "..."}, ...]',
}
"""Keys whose variable holds JSON, and how it looks."""

# Kubernetes and Docker set these in every container that can see a service named "pullquote".
_FOREIGN_VARIABLE = re.compile(r"PULLQUOTE_(SERVICE_(HOST|PORT)\w*|PORT(_\d+_(TCP|UDP)\w*)?)")


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source of settings says."""

    values: Mapping[Place, object] = field(default_factory=dict)
    """Whole keys only, such as ("log", "level") and ("topics",)."""
    written: Mapping[Place, str] = field(default_factory=dict)
    """Where a key, a section or a part of a list stands."""
    mistakes: tuple[Mistake, ...] = ()


def keys() -> tuple[Place, ...]:
    """Every key there is, in the order of the sections."""
    return tuple(_keys())


def _keys() -> Iterator[Place]:
    for name, section in Settings.model_fields.items():
        if isinstance(section.annotation, type) and issubclass(section.annotation, BaseModel):
            yield from ((name, key) for key in section.annotation.model_fields)
        else:
            yield (name,)


def shown_key(place: Place) -> str:
    """A place as operators write it: "schedule.default_time", "feeds[0].url"."""
    if place[:2] == FEED_LIST:
        place = (*FEEDS, *place[2:])
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


def variable(key: Place) -> str:
    """The environment variable of a key: PULLQUOTE_SCHEDULE__DEFAULT_TIME."""
    return "PULLQUOTE_" + "__".join(map(str, key)).upper()


# --- the file -----------------------------------------------------------------------------------


def from_file(path: Path | None, environ: Mapping[str, str], cwd: Path) -> Layer:
    """The file that was asked for, else that of PULLQUOTE_CONFIG, else `pullquote.toml` if it is there."""
    named = environ.get(FILE_VARIABLE)
    if path is None and named is None and not (cwd / FILE_NAME).exists():
        return Layer()
    shown = path or Path(named or FILE_NAME)
    try:
        text = (cwd / shown.expanduser()).read_text(encoding="utf-8-sig")
        document = tomllib.loads(text)
    except OSError as error:
        asked_by = FILE_VARIABLE if path is None and named else "--config" if path else "working directory"
        return Layer(mistakes=(Mistake(str(shown), asked_by, f"cannot be read: {error.strerror or error}"),))
    except UnicodeDecodeError:
        return Layer(mistakes=(Mistake(str(shown), "file", "is not UTF-8 text"),))
    except tomllib.TOMLDecodeError as error:
        return Layer(mistakes=(_not_toml(str(shown), error, text),))
    written = {place: f"{shown}:{line}" for place, line in key_lines(text).items()}
    return Layer(dict(_flat(document)), {(): str(shown), **written})


def _not_toml(shown: str, error: tomllib.TOMLDecodeError, text: str) -> Mistake:
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(error), re.DOTALL)
    if found is None:
        return Mistake(shown, "file", f"is not valid TOML: {error}")
    where = f"{shown}:{found[2]}"
    names = {match[1] for line in text.splitlines() for match in _HEADING.finditer(line)}
    if {"[feeds]", "[[feeds]]"} <= names:
        return Mistake(
            where, "feeds", "is there twice: as [feeds], and as [[feeds]]", "[feeds], [[feeds.list]]"
        )
    return Mistake(where, f"column {found[3]}", f"not valid TOML: {found[1]}")


def _flat(document: Mapping[str, object]) -> Iterator[tuple[Place, object]]:
    for name, value in document.items():
        if isinstance(value, dict) and name in Settings.model_fields:
            yield from (((name, key), item) for key, item in value.items())
        elif isinstance(value, list) and (name,) == FEEDS:
            yield FEED_LIST, value
        else:
            yield (name,), value


_TABLE = re.compile(r"\s*\[\s*([\w.-]+)\s*\]\s*(?:#.*)?")
_LIST_ITEM = re.compile(r"\s*\[\[\s*([\w.-]+)\s*\]\]\s*(?:#.*)?")
_HEADING = re.compile(r"^\s*(\[\[?[\w.-]+\]\]?)")
_KEY = re.compile(r"""\s*(["']?)([\w.-]+)\1\s*=""")


def key_lines(text: str) -> dict[Place, int]:
    """The line of each key, section and list item, counted from 1.

    tomllib keeps no positions, so this reads the shapes that people write; a key that is written in
    some other way is missing here and its mistake names the file alone.
    """
    lines: dict[Place, int] = {}
    section: Place = ()
    items: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if table := _TABLE.fullmatch(line):
            section = tuple(table[1].split("."))
            lines.setdefault(section, number)
        elif item := _LIST_ITEM.fullmatch(line):
            index = items[item[1]] = items.get(item[1], -1) + 1
            name = tuple(item[1].split("."))
            section = (*(FEED_LIST if name == FEEDS else name), index)
            lines.setdefault(section[:-1], number)
            lines[section] = number
        elif key := _KEY.match(line):
            lines.setdefault((*section, *key[2].split(".")), number)
    return lines


# --- the environment ----------------------------------------------------------------------------


def from_common_variables(environ: Mapping[str, str], cwd: Path) -> Layer:
    """The names that hosting services and other bots use: the token, a file with the token, DATABASE_URL."""
    values: dict[Place, object] = {}
    written: dict[Place, str] = {}
    mistakes: list[Mistake] = []
    if path := environ.get(TOKEN_FILE_VARIABLE):
        try:
            values[TOKEN], written[TOKEN] = _secret_file(cwd / path), TOKEN_FILE_VARIABLE
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            mistakes.append(Mistake(TOKEN_FILE_VARIABLE, "telegram.token", f"{path}: {reason}"))
    for name, key in ((TOKEN_VARIABLE, TOKEN), ("DATABASE_URL", DATABASE)):
        if name in environ:
            values[key], written[key] = environ[name], name
    return Layer(values, written, tuple(mistakes))


def _secret_file(path: Path) -> str:
    """The text of a mounted secret. Raises OSError, or ValueError where there is none."""
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as error:
        raise ValueError("the file is not text") from error
    if not secret:
        raise ValueError("the file is empty")
    return secret


def from_own_variables(environ: Mapping[str, str]) -> Layer:
    """PULLQUOTE_<SECTION>__<KEY>; those of lists, such as PULLQUOTE_FEEDS, hold JSON."""
    known = {variable(key): key for key in (FEEDS, *keys())}
    values: dict[Place, object] = {}
    written: dict[Place, str] = {}
    mistakes: list[Mistake] = []
    # In this order PULLQUOTE_FEEDS comes before, and gives way to, what is said of one key of it.
    for name, text in sorted(environ.items()):
        if name in known:
            try:
                said = dict(_said(known[name], text))
            except ValueError as error:
                key = known[name]
                mistakes.append(Mistake(name, shown_key(key), f"is not JSON: {error}", _FROM_JSON[key]))
            else:
                values |= said
                written |= dict.fromkeys(said, name)
        elif (
            name.startswith("PULLQUOTE_") and name != FILE_VARIABLE and not _FOREIGN_VARIABLE.fullmatch(name)
        ):
            mistakes.append(_unknown_variable(name, [*known, FILE_VARIABLE]))
    return Layer(values, written, tuple(mistakes))


def _said(key: Place, text: str) -> Iterator[tuple[Place, object]]:
    """The keys that one variable sets. ValueError where it should be JSON and is not."""
    value = json.loads(text) if key in _FROM_JSON else text
    yield from _flat({str(key[0]): value}) if key == FEEDS else ((key, value),)


def _unknown_variable(name: str, known: list[str]) -> Mistake:
    near = difflib.get_close_matches(name, known, n=1)
    key = name.removeprefix("PULLQUOTE_").lower().replace("__", ".")
    return Mistake(name, key, "no such setting" + (f", did you mean {near[0]}?" if near else ""))
