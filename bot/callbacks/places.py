"""Where a story card was opened from, so that its Back leads there again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class EditionPlace:
    """Page `page` (from 0) of the edition that told this line-up."""

    lineup: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class ListingPlace:
    """Page `page` (from 0) of a list: of /latest, /search, /quotes, /saved."""

    listing: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class Alone:
    """The card is a message of its own: there is no way back."""


Place: TypeAlias = EditionPlace | ListingPlace | Alone

PLACES: dict[str, type[Place]] = {"e": EditionPlace, "p": ListingPlace, "a": Alone}
