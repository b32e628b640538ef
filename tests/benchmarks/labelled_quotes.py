"""The articles whose quotations and speakers people have marked: PolNeAR and German Wikinews.

Read by `speakers.py`, which measures, and `train_speakers.py`, which learns.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from digests.editor.quotations.marks import Quoted, quoted
from digests.model import Span
from tests.benchmarks.figures import records

FOLDS = 5


class Gold(NamedTuple):
    """A quotation as people marked it."""

    span: Span
    words: int
    speaker: Span | None
    direct: bool
    """Marked as speech, word for word."""


class Labelled(NamedTuple):
    """An article with its marked quotations."""

    text: str
    publisher: str
    fold: int
    gold: Sequence[Gold]
    quotations: Sequence[Quoted]
    """Those found between marks, whatever people thought of them."""


def polnear(data: Path) -> list[Labelled]:
    """PolNeAR: American political news; every segment between double quotation marks is in it."""
    return [_labelled(record) for record in records(data / "polnear_quotes" / "quotes.jsonl")]


def wikinews(data: Path) -> list[Labelled]:
    """German Wikinews: direct and indirect speech; only the direct is for measuring."""
    return [_labelled(record) for record in records(data / "de_wikinews_quotes" / "quotes.jsonl")]


def _labelled(record: dict[str, object]) -> Labelled:
    text, name, marked = record["text"], record["id"], record["quotes"]
    assert isinstance(text, str) and isinstance(name, str) and isinstance(marked, list)
    gold = [
        Gold(
            Span(each["start"], each["end"]),
            each["n_words"],
            None if each["speaker"] is None else Span(each["speaker_start"], each["speaker_end"]),
            each.get("type", "Direct") == "Direct",
        )
        for each in marked
    ]
    fold = int.from_bytes(sha256(name.encode()).digest()[:4], "big") // 2 % FOLDS
    publisher = str(record.get("publisher", ""))
    return Labelled(text, publisher, fold, gold, [q for q in quoted(text) if q.span.start < q.span.end])


def overlap(one: Span, other: Span) -> int:
    """Characters that both spans hold."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def is_right(mention: Span, gold: Gold | None) -> bool:
    """Strictly right: the mention overlaps the marked one."""
    return gold is not None and gold.speaker is not None and overlap(mention, gold.speaker) > 0
