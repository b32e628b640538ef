"""What is told about a block of a page to decide whether it belongs to the article.

Blocks, the places that the extractor took, and what the page says about itself come in; out come named
numbers for each block, mostly between 0 and 1. `digests.text.pages.choice` weighs them.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from digests.text.pages.alignment import Triple, share, triples, words
from digests.text.pages.blocks import ROLES, Block

_ENDS = re.compile(r"[.!?…。！？:]['\"”’»«“)」』]*$")
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_SIGNS = "(©[→»>▶•"
_MARKED_BY_TAG = ("aside", "figure", "figcaption", "footer", "header", "form")


@dataclass(frozen=True, slots=True)
class Said:
    """Triples of words that the page's metadata say: its descriptions and its titles."""

    description: Set[Triple]
    title: Set[Triple]

    @classmethod
    def of(cls, descriptions: Iterable[str], titles: Iterable[str]) -> Said:
        return cls(
            *(
                frozenset(t for text in texts for t in triples(words(text)))
                for texts in (descriptions, titles)
            )
        )


@dataclass(frozen=True, slots=True)
class _Body:
    """Where on the page the article seems to lie, by what the extractor took."""

    taken: Set[int]
    by_box: Mapping[int, float]
    """The share of the taken text in each box."""
    by_outer_box: Mapping[int, float]
    by_look: Mapping[object, float]
    """The share of the taken text in blocks of one look."""
    purity: Mapping[object, float]
    """How much of all text of one look was taken."""
    first: int
    last: int
    heading: int | None
    """The place of the page's first <h1>."""


def describe(blocks: Sequence[Block], taken: Set[int], said: Said) -> list[dict[str, float]]:
    """The features of every block; those that are 0 are left out."""
    body = _body(blocks, taken)
    return [
        {name: float(value) for name, value in _features(i, block, blocks, body, said) if value}
        for i, block in enumerate(blocks)
    ]


def _features(
    i: int, block: Block, blocks: Sequence[Block], body: _Body, said: Said
) -> Iterable[tuple[str, float]]:
    yield "bias", 1
    yield from _of_text(block)
    yield from _of_kind(block)
    yield from _of_place(i, block, body)
    if i + 1 in body.taken:
        yield "next taken", 1
    if i - 1 in body.taken:
        yield "previous taken", 1
    yield from _of_metadata(i, block, body, said)


def _of_text(block: Block) -> Iterable[tuple[str, float]]:
    length, ends = len(block.text), bool(_ENDS.search(block.text))
    yield "log length", math.log(length) / 5
    yield "short", length < 40
    yield "long", length > 150
    yield "ends", ends
    yield "short without end", not ends and length < 60
    yield "capitals", block.text.isupper()
    yield "opening sign", block.text[0] in _SIGNS
    yield "linked", block.linked
    yield "all linked", block.linked > 0.9
    yield "all stressed", block.stressed > 0.9
    if "li" in block.within:
        yield "item ends", ends


def _of_kind(block: Block) -> Iterable[tuple[str, float]]:
    yield "heading", block.tag in _HEADINGS
    yield "h1", block.tag == "h1"
    yield "paragraph", block.tag == "p"
    yield "quote", "blockquote" in block.within
    yield "cell", "table" in block.within
    if "li" in block.within:
        yield "item", 1
        yield "item linked", block.linked
        yield "item all linked", block.linked > 0.8
    for tag in _MARKED_BY_TAG:
        yield tag, tag in block.within
    for k, role in enumerate(ROLES):
        yield role, block.roles[0][k]
        yield f"near {role}", any(roles[k] for roles in block.roles[1:3])


def _of_place(i: int, block: Block, body: _Body) -> Iterable[tuple[str, float]]:
    look = _look(block)
    in_box = body.by_box.get(block.box, 0)
    yield "box", in_box
    yield "outer box", body.by_outer_box.get(block.outer_box, 0)
    yield "look", body.by_look.get(look, 0)
    yield "purity of look", body.purity.get(look, 0)
    if block.tag in _HEADINGS:
        yield "heading in box", in_box
    if i < body.first:
        yield "before", 1
        yield "far before", min(1, (body.first - i) / 20)
        if body.heading is not None and 0 < i - body.heading < 8:
            yield "after h1", 1
        if _ENDS.search(block.text) and any(roles.lead for roles in block.roles[:2]):
            yield "lead before", 1
    if i > body.last:
        yield "after", 1
        yield "far after", min(1, (i - body.last) / 20)
    else:
        near_end = max(0.0, 1 - (body.last - i) / 3)
        yield "near end", near_end
        yield "stressed near end", near_end * (block.stressed > 0.9)
    if body.heading is not None and i < body.heading:
        yield "before h1", 1


def _of_metadata(i: int, block: Block, body: _Body, said: Said) -> Iterable[tuple[str, float]]:
    spelt = words(block.text)
    found = triples(spelt)
    if len(spelt) > 4:
        described = share(found, said.description)
        yield "description", described
        yield "description before", described * (i < body.first)
    titled = share(found, said.title)
    yield "title", titled
    if block.tag in ("h1", "h2", "h3"):
        yield "title in heading", titled


def _body(blocks: Sequence[Block], taken: Set[int]) -> _Body:
    by_box: dict[int, float] = defaultdict(float)
    by_outer_box: dict[int, float] = defaultdict(float)
    by_look: dict[object, float] = defaultdict(float)
    all_of_look: dict[object, float] = defaultdict(float)
    whole = sum(len(blocks[i].text) for i in taken if len(blocks[i].text) > 40) or 1
    for i, block in enumerate(blocks):
        look, length = _look(block), len(block.text)
        all_of_look[look] += length
        if i in taken and length > 40:
            by_box[block.box] += length / whole
            by_outer_box[block.outer_box] += length / whole
            by_look[look] += length / whole
    prose = _prose(blocks, taken, by_box)
    return _Body(
        taken=taken,
        by_box=by_box,
        by_outer_box=by_outer_box,
        by_look=by_look,
        purity={look: share_of * whole / all_of_look[look] for look, share_of in by_look.items()},
        first=prose[0] if prose else 0,
        last=prose[-1] if prose else len(blocks) - 1,
        heading=next((i for i, block in enumerate(blocks) if block.tag == "h1"), None),
    )


def _prose(blocks: Sequence[Block], taken: Set[int], by_box: Mapping[int, float]) -> list[int]:
    """The places of taken blocks that are surely running text: long, in the main box if there is one."""
    places = sorted(taken)
    in_main_box = [i for i in places if len(blocks[i].text) > 80 and by_box.get(blocks[i].box, 0) > 0.3]
    return in_main_box or [i for i in places if len(blocks[i].text) > 40]


def _look(block: Block) -> object:
    """Blocks of one look are likely to be formatted alike."""
    return block.tag, block.roles[0], block.depth
