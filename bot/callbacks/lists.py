"""Buttons of lists: /latest, /search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Show page `page` (from 0) of a list."""

    listing: int
    page: int


ListAction: TypeAlias = TurnPage

LIST_ACTIONS: dict[str, type[ListAction]] = {"p": TurnPage}
