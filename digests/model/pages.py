"""Lists that are shown a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; `number` counts from 0."""

    items: tuple[Item, ...]
    number: int
    pages: int
    total: int


def pages_for(total: int, size: int) -> int:
    """How many pages a list of `total` items takes; an empty list has one empty page."""
    return max(1, -(-total // size))


def page_of(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """The page `number` of a list held in memory, clamped to the pages there are."""
    pages = pages_for(len(items), size)
    number = min(max(number, 0), pages - 1)
    return Page(tuple(items[number * size : (number + 1) * size]), number, pages, len(items))
