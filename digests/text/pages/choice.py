"""Which lines of an extraction stay, and which blocks of the page it missed.

A linear classifier over the features of blocks, one set of weights for lines that the extractor took and
one for blocks it left; `data/block_weights.toml` holds them, with the command that makes it. What the
extractor says weighs most: this mends its work, it does not replace it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from digests.text.pages.alignment import align, share, triples, words
from digests.text.pages.blocks import Block
from digests.text.pages.features import Said, describe
from digests.text.tables import table, weights_of

_KEPT_ABOVE = -0.1
_ADDED_ABOVE = 0.8
_CELL_BONUS = 2.0
"""Rows of a table that the extractor took are rarely anything else, however little they look like prose."""

_SHORTEST_ADDED = 20
_SAID_BEFORE = 0.5
"""Share of a block's triples that the extraction has already: such a block is no news."""

_LEAST_KEPT = 0.5
"""Share of the extraction; if less were to stay, the weights do not fit the page and are not believed."""


@dataclass(frozen=True, slots=True)
class Weights:
    """By feature: for lines that the extractor took, and for blocks that it left."""

    taken: Mapping[str, float]
    left: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Extracted:
    """An extraction's lines in the page's blocks."""

    lines: tuple[str, ...]
    places: tuple[int | None, ...]
    """Of each line; None where no block has its words."""
    taken: Set[int]

    @classmethod
    def of(cls, text: str, blocks: Sequence[Block]) -> Extracted:
        lines = tuple(line for line in text.split("\n") if line.strip())
        places = tuple(align(lines, [words(block.text) for block in blocks]))
        return cls(lines, places, frozenset(place for place in places if place is not None))


class _Row(NamedTuple):
    """A line of the result, sorted by where it stands on the page."""

    place: int
    order: int
    text: str


def refine(text: str, blocks: Sequence[Block], said: Said) -> str:
    """The extraction `text` without lines that are no part of the article, and with what it missed."""
    extracted = Extracted.of(text, blocks)
    return compose(extracted, blocks, scores(extracted, blocks, said, _weights()))


def scores(extracted: Extracted, blocks: Sequence[Block], said: Said, weights: Weights) -> list[float]:
    """For each block: above 0 it is rather a part of the article than not."""
    found = []
    for place, features in enumerate(describe(blocks, extracted.taken, said)):
        taken = place in extracted.taken
        weigh = weights.taken if taken else weights.left
        score = sum(weigh.get(name, 0.0) * value for name, value in features.items())
        found.append(score + _CELL_BONUS if taken and "cell" in features else score)
    return found


def compose(extracted: Extracted, blocks: Sequence[Block], scored: Sequence[float]) -> str:
    """The lines that stay and the blocks that come in, in the page's order."""
    kept = _kept(extracted, scored)
    if sum(len(row.text) for row in kept) < sum(map(len, extracted.lines)) * _LEAST_KEPT:
        return "\n".join(extracted.lines)
    return "\n".join(row.text for row in sorted([*kept, *_added(extracted, blocks, scored)]))


def _kept(extracted: Extracted, scored: Sequence[float]) -> list[_Row]:
    rows: list[_Row] = []
    last = -1
    for k, (line, place) in enumerate(zip(extracted.lines, extracted.places, strict=True)):
        last = max(last, place if place is not None else last)
        if place is None or scored[place] > _KEPT_ABOVE:
            rows.append(_Row(last, k, line))
    return rows


def _added(extracted: Extracted, blocks: Sequence[Block], scored: Sequence[float]) -> Iterator[_Row]:
    said = {triple for line in extracted.lines for triple in triples(words(line))}
    for place, block in enumerate(blocks):
        wanted = scored[place] > _ADDED_ABOVE and len(block.text) >= _SHORTEST_ADDED
        if place not in extracted.taken and wanted:
            own = triples(words(block.text))
            if share(own, said) < _SAID_BEFORE:
                said.update(own)
                text = f"- {block.text}" if "li" in block.within else block.text
                yield _Row(place, len(extracted.lines), text)


@lru_cache
def _weights() -> Weights:
    listed = table("digests.text", "block_weights")
    return Weights(weights_of(listed, "taken"), weights_of(listed, "left"))
