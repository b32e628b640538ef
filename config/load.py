"""From the configuration file and the environment to `Settings`, or to all mistakes at once.

The environment wins over the file, the file over the defaults. Every mistake names the place where the
value was written: `pullquote.toml:12`, or the variable.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal, TypeGuard, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from config.layers import (
    TOKEN,
    TOKEN_FILE_VARIABLE,
    TOKEN_VARIABLE,
    Layer,
    Place,
    from_common_variables,
    from_file,
    from_own_variables,
    keys,
    shown_key,
)
from config.settings import Settings
from config.values import Allowed
from digests.errors import ConfigError, Mistake


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, and for each key that somebody set, and each part of a list, where."""

    settings: Settings
    origins: Mapping[Place, str]


def load(path: Path | None, environ: Mapping[str, str], *, cwd: Path, need_token: bool = False) -> Settings:
    """The settings from `path`, else the file PULLQUOTE_CONFIG names, else `pullquote.toml` in `cwd` if
    there is one; with `environ` over it. Raises ConfigError with every mistake found.

    `need_token`: a missing bot token is a mistake too (`run` and `check`; the demo needs none).
    """
    return load_with_origins(path, environ, cwd=cwd, need_token=need_token).settings


def load_with_origins(
    path: Path | None, environ: Mapping[str, str], *, cwd: Path, need_token: bool = False
) -> Loaded:
    """As `load`, with the origin of each value."""
    given = {name: value for name, value in environ.items() if value.strip()}
    layers = (from_file(path, given, cwd), from_common_variables(given, cwd), from_own_variables(given))
    values = {key: value for layer in layers for key, value in layer.values.items()}
    mistakes = [mistake for layer in layers for mistake in layer.mistakes]
    settings = Settings()
    try:
        settings = Settings(**_nested(values))
    except ValidationError as error:
        mistakes += [_mistake(details, layers) for details in error.errors(include_url=False)]
    if need_token and TOKEN not in values and not any(m.key == "telegram.token" for m in mistakes):
        mistakes.append(_token_missing(layers))
    if mistakes:
        raise ConfigError(tuple(mistakes))
    return Loaded(settings, {place: _origin(place, layers) for place in _places(values)})


def _places(values: Mapping[Place, object]) -> Iterator[Place]:
    """Each key, and of a list each part."""
    for key, value in values.items():
        yield key
        if isinstance(value, list):
            yield from ((*key, index) for index in range(len(value)))


def _nested(values: Mapping[Place, object]) -> dict[str, Any]:
    """The flat layers as the tables that the models are built from."""
    tables: dict[str, Any] = {}
    for place, value in sorted(values.items(), key=lambda item: len(item[0])):
        if len(place) == 1:
            tables[str(place[0])] = value
        elif isinstance(table := tables.setdefault(str(place[0]), {}), dict):
            table[str(place[1])] = value
    return tables


def _origin(place: Place, layers: Sequence[Layer]) -> str:
    """Where the value stands that wins, as closely as it is known."""
    for layer in reversed(layers):
        for length in range(len(place), 0, -1):
            if place[:length] in layer.written:
                return layer.written[place[:length]]
    # What is missing beside another key of its section stands nowhere itself.
    beside = (
        layer.written[key] for layer in reversed(layers) for key in layer.written if key[:1] == place[:1]
    )
    return next(beside, layers[0].written.get((), "settings"))


def _token_missing(layers: Sequence[Layer]) -> Mistake:
    return Mistake(
        layers[0].written.get(("telegram",)) or layers[0].written.get((), "environment"),
        "telegram.token",
        "is missing",
        f"the token from @BotFather, as this key, in {TOKEN_VARIABLE}, "
        f"or in the file that {TOKEN_FILE_VARIABLE} names",
    )


# --- from pydantic's errors to words ---------------------------------------------------------------


def _mistake(details: ErrorDetails, layers: Sequence[Layer]) -> Mistake:
    place: Place = details["loc"]
    key = shown_key(place)
    where = _origin(place, layers)
    if details["type"] == "extra_forbidden":
        return Mistake(where, key, _unknown(place), ", ".join(_siblings(place)))
    if details["type"] == "missing":
        return Mistake(where, key, "is missing", _allowed(place))
    if details["type"] == "value_error":
        return Mistake(where, key, str(details["ctx"]["error"]), _allowed(place))
    return Mistake(where, key, f"{_shown_value(place, details['input'])} cannot be used", _allowed(place))


def _shown_value(place: Place, value: object) -> str:
    field = _field(place)
    if field is None or _model(place) or SecretStr in (field.annotation, *get_args(field.annotation)):
        return "this value"  # a secret, or in place of a table something that may be one
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float | date | datetime | time):
        return f"{value}"[:80]
    return "a table" if isinstance(value, dict) else "a list" if isinstance(value, list) else "this value"


def _unknown(place: Place) -> str:
    word = str(place[-1])
    near = difflib.get_close_matches(word, _siblings(place), n=1)
    if near:
        return f"no such key, did you mean {near[0]}?"
    # The right word in the wrong section is as common as a slip of the pen.
    elsewhere = [shown_key(key) for key in keys() if key[-1] == word]
    return "no such key" + (f", did you mean {elsewhere[0]}?" if elsewhere else "")


def _siblings(place: Place) -> list[str]:
    model = _model(place[:-1])
    return list(model.model_fields) if model else []


def _model(place: Place) -> type[BaseModel] | None:
    """The model at a place: all settings, a section, or one of a list."""
    annotation: object = Settings
    for part in place:
        if isinstance(part, int):
            annotation = next(iter(get_args(annotation)), None)
        else:
            field = annotation.model_fields.get(part) if _is_model(annotation) else None
            annotation = field.annotation if field else None
    return annotation if _is_model(annotation) else None


def _is_model(annotation: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _field(place: Place) -> FieldInfo | None:
    """The field at a place; at a place in a list, that of the list."""
    while place and isinstance(place[-1], int):
        place = place[:-1]
    model = _model(place[:-1])
    return model.model_fields.get(str(place[-1])) if model and place else None


def _allowed(place: Place) -> str:
    """What can stand at a place: the field's own words, its choices, or its bounds."""
    field, model = _field(place), _model(place)
    words = [item.words for item in _metadata(field) if isinstance(item, Allowed)] if field else []
    if model and (isinstance(place[-1], int) or not words):
        return f"a table with the keys {', '.join(model.model_fields)}"
    if words:
        return words[-1]
    return _allowed_by(field) if field else ""


def _allowed_by(field: FieldInfo) -> str:
    low = next((item.ge for item in field.metadata if isinstance(item, Ge)), None)
    high = next((item.le for item in field.metadata if isinstance(item, Le)), None)
    if get_origin(field.annotation) is Literal:
        return ", ".join(map(str, get_args(field.annotation)))
    if low is not None and high is not None:
        return f"a {'whole ' if field.annotation is int else ''}number from {low} to {high}"
    return "true or false" if field.annotation is bool else "text"


def _metadata(field: FieldInfo) -> Iterator[object]:
    """What is annotated to the field, also inside `X | None`, where pydantic leaves it."""
    yield from field.metadata
    for part in get_args(field.annotation):
        yield from getattr(part, "__metadata__", ())
