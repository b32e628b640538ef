"""Buttons of quotations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.callbacks.places import Place


@dataclass(frozen=True, slots=True)
class CompareWordings:
    """Show how outlets print a statement of a list: the one that begins there in this article."""

    place: Place
    article: int
    begins: int


QuoteAction: TypeAlias = CompareWordings

QUOTE_ACTIONS: dict[str, type[QuoteAction]] = {"uw": CompareWordings}
