"""Which block of a page each extracted line stands in.

An extractor gives lines and not places; here the lines find their blocks again, so that what surrounds
them can be looked at. Words are compared, so spaces and list marks do not matter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence, Set

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_MOST_PLACES = 20
"""Places of one triple that are looked at: a page that repeats itself has thousands."""

Triple = tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    """The words in lower case; Chinese, Japanese and Korean by character."""
    return tuple(_WORD.findall(text.lower()))


def triples(found: Sequence[str]) -> list[Triple]:
    """Every three words in a row; all of them where there are fewer."""
    return [tuple(found[i : i + 3]) for i in range(len(found) - 2)] or ([tuple(found)] if found else [])


def share(of: Sequence[Triple], among: Set[Triple]) -> float:
    """The share of `of` that stands in `among`; 0 where there is nothing to compare."""
    return sum(triple in among for triple in of) / len(of) if of else 0.0


def align(lines: Sequence[str], blocks: Sequence[tuple[str, ...]]) -> list[int | None]:
    """The place among `blocks` (each as its words) of every line, in the page's order where that can be.

    A line belongs to the next block with the same words, else to the one that shares the most triples with
    it and at least half; None where there is none.
    """
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    places: dict[Triple, list[int]] = defaultdict(list)
    for place, block in enumerate(blocks):
        same[block].append(place)
        for triple in triples(block):
            if len(places[triple]) < _MOST_PLACES:
                places[triple].append(place)
    found: list[int | None] = []
    last = -1
    for line in lines:
        spelt = words(line)
        equal = same.get(spelt)
        stands = _next(equal, last) if equal else _most_shared(triples(spelt), places, last)
        found.append(stands)
        last = max(last, stands if stands is not None else last)
    return found


def _next(equal: Sequence[int], last: int) -> int:
    """The first place behind `last`, else the last one."""
    return equal[min(bisect_right(equal, last), len(equal) - 1)]


def _most_shared(line: Sequence[Triple], places: dict[Triple, list[int]], last: int) -> int | None:
    votes = Counter(place for triple in line for place in places.get(triple, ()))
    most = max(votes.values(), default=0)
    if most == 0 or most * 2 < len(line):
        return None
    return min(
        (place for place, count in votes.items() if count == most),
        key=lambda place: (place < last, abs(place - last)),
    )
