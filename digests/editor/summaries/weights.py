"""What each part of a sentence's score counts: `data/weights.toml`, found by search on labelled articles."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from digests.text.tables import Table, number, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Parts that speak for a sentence are in the ranker's scale; those against it in shares of the range."""

    centrality: float
    position: float
    title: float
    number: float
    length: float

    untitled: float
    """Times that position counts where there is no title to go by."""
    single: float
    """Times that position counts where one sentence is asked for, which has to stand for the whole."""

    redundancy: float
    asks: float
    quotes: float
    dangles: float
    personal: float
    runs_on: float
    captions: float


@lru_cache
def weights() -> Weights:
    """The weights in use. TypeError where the file lacks one or has another than a number, and ValueError
    where it is negative: what speaks against a sentence must not speak for it (`summary.chosen`)."""
    known = table("digests.editor", "weights")
    return Weights(**{field.name: _positive(known, field.name) for field in fields(Weights)})


def _positive(known: Table, name: str) -> float:
    value = number(known, name)
    if value < 0:
        raise ValueError(f"weights.toml: {name} is negative")
    return value
