"""The Bot API's methods and types as data: how `botapi.json` was made, and how it is read.

A parameter is one string: its types joined by "|", with "!" at the end where it is required, such as
`"chat_id": "Integer|String!"`. Only types that a request can hold are kept. To renew the file:

    python -m bot.playground.botapi SCHEMA.json > bot/playground/botapi.json

SCHEMA.json holds `methods` and `types` by name; each has `fields` (name, types, required), a type that is
one of several has `subtypes`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TypedDict

ARRAY = "Array of "


class SchemaField(TypedDict):
    name: str
    types: list[str]
    required: bool


class SchemaEntry(TypedDict, total=False):
    fields: list[SchemaField]
    subtypes: list[str]


class Schema(TypedDict):
    version: str
    methods: dict[str, SchemaEntry]
    types: dict[str, SchemaEntry]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one parameter or field may be."""

    types: tuple[str, ...]
    required: bool


Fields = Mapping[str, Rule]


@dataclass(frozen=True, slots=True)
class BotApi:
    """All methods with their parameters, all objects with their fields, and the names of either-or types."""

    version: str
    methods: Mapping[str, Fields]
    objects: Mapping[str, Fields]
    unions: Mapping[str, tuple[str, ...]]


def load() -> BotApi:
    """The Bot API as it stands in `botapi.json`."""
    data = json.loads(resources.files(__package__).joinpath("botapi.json").read_text("utf-8"))
    return BotApi(
        version=data["version"],
        methods={name: _rules(fields) for name, fields in data["methods"].items()},
        objects={name: _rules(fields) for name, fields in data["objects"].items()},
        unions={name: tuple(parts) for name, parts in data["unions"].items()},
    )


def _rules(fields: Mapping[str, str]) -> dict[str, Rule]:
    return {
        name: Rule(tuple(types.removesuffix("!").split("|")), types.endswith("!"))
        for name, types in fields.items()
    }


def element(type_name: str) -> str:
    """What an array holds in the end; other types are themselves."""
    while type_name.startswith(ARRAY):
        type_name = type_name.removeprefix(ARRAY)
    return type_name


def convert(schema: Schema) -> str:
    """The schema's methods and request types as the text of `botapi.json`, one method or type a line."""
    types = schema["types"]
    needed = sorted(_reachable(schema))
    unions = {name: types[name]["subtypes"] for name in needed if types[name].get("subtypes")}
    parts: dict[str, Mapping[str, object]] = {
        "methods": {name: _fields(entry) for name, entry in sorted(schema["methods"].items())},
        "objects": {name: _fields(types[name]) for name in needed if name not in unions},
        "unions": unions,
    }
    sections = [f'"version": {json.dumps(schema["version"])}']
    for section, entries in parts.items():
        lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(entry)}" for name, entry in entries.items())
        sections.append(f'"{section}": {{\n{lines}\n}}')
    return "{\n" + ",\n".join(sections) + "\n}\n"


def _fields(entry: SchemaEntry) -> dict[str, str]:
    return {
        field["name"]: "|".join(field["types"]) + "!" * field["required"] for field in entry.get("fields", [])
    }


def _reachable(schema: Schema) -> set[str]:
    types, found = schema["types"], set[str]()
    waiting = [name for entry in schema["methods"].values() for name in _mentioned(entry)]
    while waiting:
        name = waiting.pop()
        if name in types and name not in found:
            found.add(name)
            waiting.extend(_mentioned(types[name]))
    return found


def _mentioned(entry: SchemaEntry) -> Iterator[str]:
    yield from entry.get("subtypes", [])
    for field in entry.get("fields", []):
        yield from map(element, field["types"])


if __name__ == "__main__":
    sys.stdout.write(convert(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
