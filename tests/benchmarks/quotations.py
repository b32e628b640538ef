"""Where quotations are: how many that people marked are found, and how much else is taken for one.

German: the Direct quotations of a corpus of Wikinews (Petersen-Frey and Biemann 2024); found is what
overlaps one by half. English: PolNeAR (Newell, Margolin and Ruths 2018), where every segment between
double marks is labelled as attributed to somebody or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from digests.editor.quotations.quotes import quotes
from digests.model import Span
from tests.benchmarks.figures import Figure, records

LONG = 5
"""Words from which a quotation counts as long."""

_MARKS = "„“”\"«»‚‘’' \n"
_REGEX = re.compile("„([^„“]+)“")
_REGEX_EN = re.compile('[“"]([^“”"\n]+)[”"]')

Finder = Callable[[str], list[Span]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article and what people said about the segments between its marks."""

    id: str
    text: str
    quotations: tuple[tuple[Span, bool], ...]
    """True: somebody says it."""


@dataclass(slots=True)
class Score:
    right: int = 0
    exact: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(self.found, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.wanted, 1)

    def f1(self, right: int) -> float:
        return 2 * right / max(self.found + self.wanted, 1)


def german(data: Path) -> list[Labelled]:
    """The articles of the German set with their direct quotations; the same span twice counts once."""
    return [
        Labelled(str(record["id"]), str(record["text"]), tuple((span, True) for span in _direct(record)))
        for record in records(data / "de_wikinews_quotes" / "quotes.jsonl")
    ]


def _direct(record: dict[str, object]) -> list[Span]:
    listed = cast("list[dict[str, int]]", record["quotes"])
    return sorted({Span(q["start"], q["end"]) for q in listed if str(q["type"]) == "Direct"})


def english(data: Path) -> list[Labelled]:
    """The articles of PolNeAR with every segment between double marks."""
    found = []
    for record in records(data / "polnear_quotes" / "quotes.jsonl"):
        listed = cast("list[dict[str, int]]", record["quotes"])
        spans = tuple((Span(q["start"], q["end"]), bool(q["attributed"])) for q in listed)
        found.append(Labelled(str(record["id"]), str(record["text"]), spans))
    return found


def overlap(one: Span, other: Span) -> float:
    """Shared characters by all characters of both."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))


def score(articles: Sequence[Labelled], find: Finder, fewest: int) -> Score:
    """Spans found against those labelled true, both of at least so many words."""
    total = Score()
    for article in articles:
        text = article.text
        gold = [span for span, said in article.quotations if said and _length(span, text) >= fewest]
        # A span is right if it meets a labelled one of any length: the border shall not count against it.
        every = [span for span, said in article.quotations if said]
        found = [span for span in find(text) if _length(span, text) >= fewest]
        met = [max(every, key=lambda g: overlap(span, g), default=None) for span in found]
        total.found += len(found)
        total.wanted += len(gold)
        for span, best in zip(found, met, strict=True):
            if best is not None and overlap(span, best) >= 0.5:
                total.right += 1
                total.exact += _bare(span, text) == _bare(best, text)
    return total


def _length(span: Span, text: str) -> int:
    return len(span.of(text).split())


def _bare(span: Span, text: str) -> Span:
    """The span without marks and white space at its ends."""
    start, end = span.start, span.end
    while start < end and text[start] in _MARKS:
        start += 1
    while start < end and text[end - 1] in _MARKS:
        end -= 1
    return Span(start, end)


def _ours(language: str) -> Finder:
    return lambda text: [quote.span for quote in quotes(text, language)]


def _by(pattern: re.Pattern[str]) -> Finder:
    return lambda text: [Span(*match.span(1)) for match in pattern.finditer(text)]


def figures(data: Path) -> Iterator[Figure]:
    yield from _german(german(data))
    yield from _english(english(data))


def _german(articles: Sequence[Labelled]) -> Iterator[Figure]:
    on = f"de_wikinews_quotes, {len(articles)}"
    for fewest, goal, name in ((LONG, 0.92, f"{LONG}+ words"), (1, None, "all lengths")):
        ours, crude = (score(articles, find, fewest) for find in (_ours("de"), _by(_REGEX)))
        beside = {
            "regex": crude.f1(crude.right),
            "precision": ours.precision,
            "recall": ours.recall,
            "exact": ours.f1(ours.exact),
        }
        yield Figure(f"German quotations, {name}: F1", on, ours.f1(ours.right), goal, beside)


def _english(articles: Sequence[Labelled]) -> Iterator[Figure]:
    on = f"polnear_quotes, {len(articles)}"
    long, regex = _Kept(), _Kept()
    short = _Kept()
    for article in articles:
        ours = [quote.span for quote in quotes(article.text, "en")]
        crude = _by(_REGEX_EN)(article.text)
        for span, said in article.quotations:
            if _length(span, article.text) >= LONG:
                long.add(span, said, ours)
                regex.add(span, said, crude)
            else:
                short.add(span, said, ours)
    yield Figure(f"English quotations of {LONG}+ words found", on, long.recall, 0.99, {"regex": regex.recall})
    beside = {"recall": short.recall, "all segments": short.said / max(short.all, 1)}
    yield Figure(f"English segments of 1-{LONG - 1} words kept: said", on, short.precision, None, beside)


@dataclass(slots=True)
class _Kept:
    """Which labelled segments are among those found."""

    all: int = 0
    said: int = 0
    kept: int = 0
    right: int = 0

    def add(self, span: Span, said: bool, found: Sequence[Span]) -> None:
        kept = any(overlap(span, other) >= 0.5 for other in found)
        self.all += 1
        self.said += said
        self.kept += kept
        self.right += said and kept

    @property
    def recall(self) -> float:
        return self.right / max(self.said, 1)

    @property
    def precision(self) -> float:
        return self.right / max(self.kept, 1)
