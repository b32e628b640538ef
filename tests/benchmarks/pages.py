"""How much of real news pages' articles our extraction finds, beside trafilatura's modes.

Data: `extraction_pages`, two sets of pages with their text. Their scores differ on purpose:

- scrapinghub: shingles of four words, as in the evaluation script of its article extraction benchmark;
  precision and recall of each page, their means, and F1 of the means
- fundus: words (Chinese, Japanese and Korean by character), the same means
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from trafilatura import extract as trafilatura_extract

from digests.errors import ArticleRejected
from digests.text.clean import clean
from digests.text.extract import Page, extract
from digests.text.language import language_of
from tests.benchmarks.figures import Figure, records

MODES: dict[str, dict[str, bool]] = {
    "precision": {"favor_precision": True},
    "default": {},
    "recall": {"favor_recall": True},
    "fast": {"fast": True},
}
MORE_THAN_BEST = 0.005
MOST_JUNK = 0.03

_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+")
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"\w")

Bag = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page and its article's text; pages of one publisher share `publisher`."""

    publisher: str
    html: str
    gold: str


def figures(data: Path) -> Iterator[Figure]:
    folder = data / "extraction_pages"
    for name, pages, bag in (
        ("fundus", list(fundus(folder)), words_of),
        ("scrapinghub", list(scrapinghub(folder)), shingles_of),
    ):
        on = f"{name}, {len(pages)} pages"
        theirs = {mode: [_theirs(page.html, mode) for page in pages] for mode in MODES}
        found = [_ours(page.html) for page in pages]
        extracted = [page.text if page else "" for page in found]
        ours = [_cleaned(page) if page else "" for page in found]
        f1 = {mode: score(texts, pages, bag) for mode, texts in theirs.items()}
        yield Figure("page text F1", on, score(ours, pages, bag), max(f1.values()) + MORE_THAN_BEST, f1)
        yield Figure("page text F1 before cleaning", on, score(extracted, pages, bag), None, f1)
        junk = {mode: junk_share(texts, pages) for mode, texts in theirs.items()}
        goal = MOST_JUNK if name == "fundus" else None
        yield Figure(
            "text in lines not in gold", on, junk_share(ours, pages), goal, junk, lower_is_better=True
        )


def fundus(folder: Path) -> Iterator[Labelled]:
    for row in records(folder / "fundus_gold.jsonl"):
        file = str(row["file"])
        publisher = file.partition("__")[2].partition("_")[0]
        yield Labelled(publisher, _html(folder / file), str(row["gold"]))


def scrapinghub(folder: Path) -> Iterator[Labelled]:
    truth = json.loads((folder / "scrapinghub_ground-truth.json").read_text("utf-8"))
    for page, said in truth.items():
        host = (urlsplit(said["url"]).hostname or "").removeprefix("www.")
        yield Labelled(host, _html(folder / "scrapinghub_html" / f"{page}.html.gz"), said["articleBody"])


def _html(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode("utf-8", "replace")


def _theirs(html: str, mode: str) -> str:
    return trafilatura_extract(html, include_comments=False, **MODES[mode]) or ""


def _ours(html: str) -> Page | None:
    try:
        return extract(html)
    except ArticleRejected:
        return None


def _cleaned(page: Page) -> str:
    return clean(page.text, language_of(page.text, page.language), page.title).text


def words_of(text: str) -> Bag:
    return Counter((token,) for token in _TOKEN.findall(text))


def shingles_of(text: str) -> Bag:
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)) if words)


def score(texts: Sequence[str], pages: Sequence[Labelled], bag: Callable[[str], Bag]) -> float:
    """F1 of the pages' mean precision (of those where something was found) and mean recall."""
    precisions, recalls = [], []
    for text, page in zip(texts, pages, strict=True):
        found, gold = bag(text), bag(page.gold)
        common = (found & gold).total()
        recalls.append(common / gold.total() if gold else 1.0)
        if found:
            precisions.append(common / found.total())
    if not precisions:
        return 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def junk_share(texts: Sequence[str], pages: Sequence[Labelled]) -> float:
    """The share of characters in lines that have less than half of their triples of words in the gold."""
    junk = whole = 0
    for text, page in zip(texts, pages, strict=True):
        gold, known = _letters(page.gold), _triples(page.gold)
        for line in text.split("\n"):
            letters = _letters(line)
            whole += len(line) if letters else 0
            if letters and letters not in gold:
                triples = _triples(line)
                junk += len(line) if len(triples & known) * 2 < len(triples) else 0
    return junk / whole if whole else 0.0


def _letters(text: str) -> str:
    return "".join(_LETTER.findall(text)).lower()


def _triples(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text)
    return {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2)) if words}
