"""Buttons of lists: /latest, /search."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from digests.newsroom.views import Facet, Order, Period

_CHOICE = re.compile("[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Show page `page` (from 0) of a list."""

    listing: int
    page: int


@dataclass(frozen=True, slots=True)
class ChoosePeriod:
    """Show what a list has of this time."""

    listing: int
    period: Period


@dataclass(frozen=True, slots=True)
class ChooseOrder:
    listing: int
    order: Order


@dataclass(frozen=True, slots=True)
class ShowChoices:
    """Show which sources, topics or languages a list can be narrowed to."""

    listing: int
    facet: Facet


@dataclass(frozen=True, slots=True)
class Narrow:
    """Narrow a list to one of them, by its key (`newsroom/looking.py`)."""

    listing: int
    facet: Facet
    choice: str

    def __post_init__(self) -> None:
        if not _CHOICE.fullmatch(self.choice):
            raise ValueError(self.choice)


@dataclass(frozen=True, slots=True)
class Widen:
    """Take back what a list was narrowed to."""

    listing: int
    facet: Facet


ListAction: TypeAlias = TurnPage | ChoosePeriod | ChooseOrder | ShowChoices | Narrow | Widen

LIST_ACTIONS: dict[str, type[ListAction]] = {
    "p": TurnPage,
    "pp": ChoosePeriod,
    "po": ChooseOrder,
    "pc": ShowChoices,
    "pn": Narrow,
    "pw": Widen,
}
