"""The fields of a JSON object that came over HTTP, with their types."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.playground.replies import Json


@dataclass(frozen=True, slots=True)
class Fields:
    """Getters that raise ValueError, naming the field, where it is missing or of another type."""

    values: Mapping[str, Json]

    @classmethod
    def read(cls, body: bytes) -> Fields:
        value = json.loads(body)
        if not isinstance(value, dict):
            raise ValueError("the body must be a JSON object")
        return cls(value)

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise ValueError(f"{name} must be text")
        return value

    def number(self, name: str, default: int | None = None) -> int:
        value = self.values.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"{name} must be a whole number")
        return value

    def maybe_number(self, name: str) -> int | None:
        return None if self.values.get(name) is None else self.number(name)

    def seconds(self, name: str, default: float | None = None) -> float:
        value = self.values.get(name, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
            raise ValueError(f"{name} must be a number of seconds")
        return float(value)

    def measure(self, name: str) -> float:
        value = self.values.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ValueError(f"{name} must be a number")
        return float(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be true or false")
        return value

    def texts(self, name: str, default: Collection[str]) -> Collection[str]:
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"{name} must be a list of texts")
        return [str(item) for item in value]
