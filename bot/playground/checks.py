"""Parameters of a call against the Bot API's data: types, what is required, and no unknown names.

`botapi.json` says what a method takes. Telegram ignores a parameter it does not know; here that is a 400 that
names it, because it is always a mistake of ours. Error texts are Telegram's where it has one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.playground.botapi import ARRAY, BotApi, Fields, Rule
from bot.playground.forms import Raw, Upload
from bot.playground.replies import Json, bad_request

_INTEGER = re.compile(r"-?[0-9]{1,19}")
SCALARS = frozenset({"Integer", "Float", "Boolean", "String"})
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "document": "there is no document in the request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "inline_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "file_id is empty",
}
TITLES = {
    "reply_markup": "reply keyboard markup",
    "reply_parameters": "reply parameters",
    "link_preview_options": "link preview options",
    "entities": "message entities",
    "caption_entities": "message entities",
    "commands": "commands",
    "scope": "bot command scope",
    "allowed_updates": "allowed updates",
    "results": "inline query result",
    "button": "inline query results button",
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Checked parameters of one call. The getters narrow types; asking for a wrong one is our own bug."""

    values: Mapping[str, Json]
    files: Mapping[str, Upload]

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return value
        raise TypeError(name)

    def number(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None or isinstance(value, int):
            return value
        raise TypeError(name)

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

    def object(self, name: str) -> dict[str, Json] | None:
        value = self.values.get(name)
        if value is None or isinstance(value, dict):
            return value
        raise TypeError(name)

    def array(self, name: str) -> list[Json] | None:
        value = self.values.get(name)
        if value is None or isinstance(value, list):
            return value
        raise TypeError(name)


@dataclass(frozen=True, slots=True)
class Checker:
    """Reads raw parameters by the Bot API's data."""

    api: BotApi

    def check(self, method: str, raw: Raw) -> Parameters:
        """The parameters with their types. Raises Refused with the first mistake found."""
        rules = self.api.methods[method]
        values: dict[str, Json] = {}
        files: dict[str, Upload] = {}
        for name, value in raw.items():
            rule = rules.get(name)
            if rule is None:
                if isinstance(value, Upload) and f"attach://{name}" in raw.values():
                    continue
                raise bad_request(f'method {method} has no parameter "{name}"')
            if isinstance(value, str) and value.startswith("attach://"):
                value = raw.get(value.removeprefix("attach://"), value)
            if isinstance(value, Upload):
                if "InputFile" not in rule.types:
                    raise bad_request(f'parameter "{name}" can\'t be a file')
                files[name] = value
            elif value is not None and (value != "" or name == "text"):
                values[name] = self._parameter(name, rule, value)
        for name, rule in rules.items():
            if rule.required and name not in values and name not in files:
                raise bad_request(MISSING.get(name, f'parameter "{name}" is required'))
        return Parameters(values, files)

    def _parameter(self, name: str, rule: Rule, value: Json) -> Json:
        if any(type_name not in SCALARS and type_name != "InputFile" for type_name in rule.types):
            title = TITLES.get(name, name)
            if isinstance(value, str):
                try:
                    value = json.loads(value)
                except ValueError as error:
                    raise bad_request(f"can't parse {title} JSON object") from error
            return self._typed(rule, value, title, name)
        for type_name in rule.types:
            try:
                return _scalar(type_name, value)
            except ValueError:
                continue
        raise bad_request(f'parameter "{name}" must be of type {" or ".join(rule.types)}')

    def _typed(self, rule: Rule, value: Json, title: str, path: str) -> Json:
        """`value`, decoded JSON, as one of the rule's types; unlike forms, JSON has types of its own."""
        for type_name in rule.types:
            if type_name.startswith(ARRAY) and isinstance(value, list):
                inner = Rule((type_name.removeprefix(ARRAY),), True)
                return [self._typed(inner, item, title, f"{path}[{i}]") for i, item in enumerate(value)]
            if type_name in SCALARS and _is_scalar(type_name, value):
                return value
        if isinstance(value, dict) and (candidates := list(self._objects(rule))):
            fields = candidates[0] if len(candidates) == 1 else _likeliest(candidates, value)
            return self._fields(fields, value, title, path)
        raise bad_request(f'can\'t parse {title}: field "{path}" must be of type {" or ".join(rule.types)}')

    def _fields(self, fields: Fields, value: dict[str, Json], title: str, path: str) -> Json:
        for name in value:
            if name not in fields:
                raise bad_request(f'can\'t parse {title}: there is no field "{name}" in {path}')
        for name, rule in fields.items():
            if rule.required and value.get(name) is None:
                raise bad_request(f"can't parse {title}: can't find field \"{name}\" in {path}")
        return {
            name: self._typed(fields[name], item, title, f"{path}.{name}")
            for name, item in value.items()
            if item is not None
        }

    def _objects(self, rule: Rule) -> Iterator[Fields]:
        for type_name in rule.types:
            for name in self.api.unions.get(type_name, (type_name,)):
                if name in self.api.objects:
                    yield self.api.objects[name]


def _likeliest(candidates: list[Fields], value: Mapping[str, Json]) -> Fields:
    """Of several possible types, the one that explains most of the fields, and misses the fewest."""
    explained = [len(fields.keys() & value.keys()) for fields in candidates]
    best = [fields for fields, count in zip(candidates, explained, strict=True) if count == max(explained)]
    return min(
        best, key=lambda fields: sum(rule.required and name not in value for name, rule in fields.items())
    )


def _is_scalar(type_name: str, value: Json) -> bool:
    match type_name:
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case _:
            return isinstance(value, str)


def _scalar(type_name: str, value: Json) -> Json:
    """A form's text, or a JSON value, as the type. Raises ValueError where it is not one."""
    if not isinstance(value, str):
        if _is_scalar(type_name, value):
            return value
        raise ValueError(type_name)
    match type_name:
        case "Integer":
            if not _INTEGER.fullmatch(value):  # int() would also take "1_000" and " 7 "
                raise ValueError(value)
            return int(value)
        case "Float":
            return float(value)
        case "Boolean":
            return _boolean(value)
        case "String":
            return value
        case _:
            raise ValueError(type_name)


def _boolean(value: str) -> bool:
    word = value.lower()
    if word in {"true", "yes", "1"}:
        return True
    if word in {"false", "no", "0"}:
        return False
    raise ValueError(value)


def utf8(value: str) -> bytes:
    """The bytes of a string. Raises Refused on halves of surrogate pairs, which JSON lets through."""
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
