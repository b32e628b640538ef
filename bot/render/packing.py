"""Blocks of text onto pages: as many on each as one message takes. Pure.

What a block takes is measured once and does not depend on the time of day, so that the pages of an edition
are the same whenever somebody turns them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.markup import ENTITY_LIMIT, MESSAGE_LIMIT, RAW_LIMIT, Html

_BETWEEN = 2
"""Characters between two paragraphs."""


class Room(NamedTuple):
    """What Telegram counts in a message."""

    units: int
    entities: int
    octets: int

    @classmethod
    def of(cls, block: Html, spare: int = 0) -> Room:
        """What a paragraph takes; `spare` characters more, for what changes with time in it."""
        raw = len(block.markup.encode()) + 4 * spare
        return cls(block.length + spare + _BETWEEN, block.entities, raw + _BETWEEN)

    def beside(self, other: Room) -> Room:
        return Room(self.units + other.units, self.entities + other.entities, self.octets + other.octets)

    @property
    def fits(self) -> bool:
        return self.units <= MESSAGE_LIMIT and self.entities <= ENTITY_LIMIT and self.octets <= RAW_LIMIT


def packed(blocks: Iterable[Room], first: Room, others: Room) -> tuple[Sequence[int], ...]:
    """The numbers (from 0) of the blocks on each page, in order, one at least; `first` and `others` is what
    else stands on the first page, and on each of the others. No blocks are one empty page."""
    pages: list[list[int]] = [[]]
    used = first
    for number, block in enumerate(blocks):
        if pages[-1] and not used.beside(block).fits:
            pages.append([])
            used = others
        pages[-1].append(number)
        used = used.beside(block)
    return tuple(pages)
