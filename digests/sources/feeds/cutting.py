"""A document with more items than anybody reads, made short before it is parsed.

feedparser takes a millisecond and more for an item, so that a feed with its whole archive would keep a worker
busy for minutes. Items are found by their tags, in bytes; comments and CDATA are stepped over. The newest
stay, in their order, with all that stands around them.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

from digests.sources.feeds.dates import instant, newest_first

_SIGN = re.compile(rb"<!--|<!\[CDATA\[|<(/?)(?:\w+:)?(?:item|entry)(?=[\s/<>])[^<>]*>?", re.IGNORECASE)
_DATE = re.compile(
    rb"<(?:\w+:)?(pubdate|published|issued|created|updated|modified|date)\b[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]{4,100})",
    re.IGNORECASE,
)
_RANK = (b"pubdate", b"published", b"issued", b"date", b"created", b"updated", b"modified")
_LONGEST_BEGINNING = 4000
"""Bytes at both ends of an item in which its date is looked for."""


def shortened(body: bytes, most: int) -> tuple[bytes, int]:
    """`body` with its `most` newest items, and how many were cut out.

    What is written in two or four bytes a character stays whole.
    """
    starts, end = _items(body)
    if len(starts) <= most or b"\0" in body[:4]:
        return body, 0
    pieces = [body[start:stop] for start, stop in pairwise([*starts, end])]
    kept = sorted(newest_first([_date(piece) for piece in pieces])[:most])
    return body[: starts[0]] + b"".join(pieces[i] for i in kept) + body[end:], len(pieces) - most


def _items(body: bytes) -> tuple[list[int], int]:
    """Where items begin, and where the last one ends. An item in an item belongs to it."""
    outer, every = list[int](), list[int]()
    depth, place, end = 0, 0, len(body)
    while match := _SIGN.search(body, place):
        place = match.end()
        if match[0] in (b"<!--", b"<![CDATA["):
            place = body.find(b"-->" if match[0] == b"<!--" else b"]]>", place)
            if place < 0:
                break
        elif match[1]:
            depth -= 1
            end = place
        else:
            every.append(match.start())
            if depth == 0:
                outer.append(match.start())
            depth += not match[0].endswith(b"/>")
            end = place if depth == 0 else end
    balanced = depth == 0
    return (outer, end) if balanced and outer else (every, len(body))


def _date(piece: bytes) -> datetime | None:
    beginning = piece if len(piece) < 2 * _LONGEST_BEGINNING else (
        piece[:_LONGEST_BEGINNING] + piece[-_LONGEST_BEGINNING:]
    )  # fmt: skip
    found = {name.lower(): value for name, value in reversed(_DATE.findall(beginning))}
    claims = (found[name].decode("utf-8", "replace") for name in _RANK if name in found)
    return next((date for date in map(instant, claims) if date), None)
