"""Rules that are data: the TOML tables inside the package, by kind and language.

The only reading that the text work does. Every table is read once and kept; what comes back is shared,
so nobody may change it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from digests.text.words import fold, is_unspaced

Table = Mapping[str, object]


@lru_cache
def table(package: str, *path: str) -> Table:
    """The table at `path` in the data folder of `package`; empty where there is none for a language."""
    place = files(package).joinpath("data", *path[:-1], f"{path[-1]}.toml")
    if not place.is_file():
        return MappingProxyType({})
    return MappingProxyType(tomllib.loads(place.read_text("utf-8")))


def strings(source: Table, *keys: str) -> tuple[str, ...]:
    """The list of strings under `keys`; empty where the table says nothing. TypeError on anything else."""
    value: object = source
    for key in keys:
        value = value.get(key, ()) if isinstance(value, Mapping) else ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"{'.'.join(keys)} is not a list of strings")
    return tuple(value)


def number(source: Table, key: str) -> float:
    """The number under `key`. TypeError on anything else, and where there is none."""
    value = source.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{key} is not a number")
    return float(value)


def weights_of(source: Table, key: str) -> Mapping[str, float]:
    """The weights under `key`, by name: numbers with a decimal point. TypeError on anything else."""
    listed = source.get(key)
    if not isinstance(listed, Mapping) or not all(isinstance(value, float) for value in listed.values()):
        raise TypeError(f"{key} are not numbers by name")
    return MappingProxyType(dict(listed))


def words_of(source: Table, *keys: str) -> frozenset[str]:
    """The words under `keys`: a list of strings, any number of words in each."""
    return frozenset(word for line in strings(source, *keys) for word in line.split())


@lru_cache
def stop_words(language: str) -> frozenset[str]:
    """The words and pairs of a language that carry no topic, as `words.tokens` spells them."""
    listed = words_of(table("digests.text", "stopwords"), language)
    return frozenset(word if is_unspaced(word) else fold(word) for word in listed)
