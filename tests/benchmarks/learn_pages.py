"""Learns the weights of `digests.text.pages.choice` from labelled pages.

    python -m tests.benchmarks.learn_pages --data DIR > digests/text/data/block_weights.toml

A logistic model (Newton's method, ridge penalty) of the features in `digests/text/pages/features.py`; a
block weighs as much as its share of its page's text. Prints the weights as TOML; what they reach on
publishers they were not learned from goes to standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digests.text.extract import parsed, taken
from digests.text.pages.alignment import triples, words
from digests.text.pages.blocks import Block, blocks
from digests.text.pages.choice import Extracted, Weights, compose, scores
from digests.text.pages.features import Said, describe
from digests.text.pages.metadata import metadata
from tests.benchmarks.pages import Labelled, fundus, junk_share, score, scrapinghub, shingles_of, words_of

PENALTY = 5.0
FOLDS = 6
_IN_GOLD = 0.6
"""Share of a block's triples that makes it a part of the article."""

_MOST_OF_A_PAGE = 3.0
_SHORTEST_LEFT = 20

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A page, what the extractor took, and which blocks belong to the article."""

    page: Labelled
    found: list[Block]
    said: Said
    extracted: Extracted
    features: list[dict[str, float]]
    belongs: list[bool]


def examples(pages: Sequence[Labelled]) -> Iterator[Example]:
    for page in pages:
        root = parsed(page.html)
        found, facts = blocks(root), metadata(root)
        said = Said.of(facts.descriptions, facts.titles)
        extracted = Extracted.of(taken(root, found), found)
        features = describe(found, extracted.taken, said)
        belongs = _belongs(page.gold, found, extracted, features)
        yield Example(page, found, said, extracted, features, belongs)


def _belongs(
    gold: str, blocks: Sequence[Block], extracted: Extracted, features: Sequence[dict[str, float]]
) -> list[bool]:
    """Every piece of gold counts once, for the block that the extractor took, or that is in the main box."""
    left = Counter(triple for line in gold.split("\n") for triple in triples(words(line)))
    found = [False] * len(blocks)
    for i in sorted(
        range(len(blocks)), key=lambda i: (i not in extracted.taken, -features[i].get("box", 0.0), i)
    ):
        own = Counter(triples(words(blocks[i].text)))
        common = own & left
        if own and common.total() / own.total() > _IN_GOLD:
            found[i] = True
            left -= common
    return found


def learn(learned_from: Sequence[Example]) -> Weights:
    return Weights(_fit(learned_from, of_taken=True), _fit(learned_from, of_taken=False))


def _fit(learned_from: Sequence[Example], *, of_taken: bool) -> dict[str, float]:
    rows: list[dict[str, float]] = []
    labels: list[float] = []
    shares: list[float] = []
    for example in learned_from:
        length = sum(len(b.text) for b, yes in zip(example.found, example.belongs, strict=True) if yes) or 1
        for i, block in enumerate(example.found):
            fits = i in example.extracted.taken if of_taken else i not in example.extracted.taken
            if fits and (of_taken or len(block.text) >= _SHORTEST_LEFT):
                rows.append(example.features[i])
                labels.append(float(example.belongs[i]))
                shares.append(min(_MOST_OF_A_PAGE, len(block.text) / length * 20))
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    weights = _logistic(x, np.array(labels), np.array(shares), names.index("bias"))
    return dict(zip(names, map(float, weights), strict=True))


def _logistic(x: Matrix, y: Matrix, weight: Matrix, bias: int) -> Matrix:
    penalty = np.eye(x.shape[1]) * PENALTY
    penalty[bias, bias] = 1e-3
    found = np.zeros(x.shape[1])
    for _ in range(12):
        p = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        curve = weight * p * (1 - p) + 1e-6
        found = found + np.linalg.solve(
            (x.T * curve) @ x + penalty, x.T @ (weight * (y - p)) - penalty @ found
        )
    return found


def _fold(publisher: str) -> int:
    return int.from_bytes(blake2b(publisher.encode(), digest_size=4).digest(), "big") % FOLDS


def _held_out(sets: dict[str, list[Example]]) -> None:
    every = [example for found in sets.values() for example in found]
    weights = [learn([e for e in every if _fold(e.page.publisher) != fold]) for fold in range(FOLDS)]
    for name, found in sets.items():
        pages = [example.page for example in found]
        before = ["\n".join(example.extracted.lines) for example in found]
        after = [_mended(example, weights[_fold(example.page.publisher)]) for example in found]
        bag = words_of if name == "fundus" else shingles_of
        for what, texts in (("extracted", before), ("mended", after)):
            reached = f"F1 {score(texts, pages, bag):.4f}, junk {junk_share(texts, pages):.4f}"
            print(f"{name} {what}: {reached}", file=sys.stderr)  # noqa: T201


def _mended(example: Example, weights: Weights) -> str:
    scored = scores(example.extracted, example.found, example.said, weights)
    return compose(example.extracted, example.found, scored)


def _shown(weights: Weights) -> Iterator[str]:
    yield "# What each feature of a block (digests/text/pages/features.py) is worth, for blocks that the"
    yield "# extractor took and for those it left; made by tests/benchmarks/learn_pages.py."
    for key, numbers in (("taken", weights.taken), ("left", weights.left)):
        yield f"\n[{key}]"
        yield from (f'"{name}" = {value:.3f}' for name, value in numbers.items())


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args(arguments).data / "extraction_pages"
    sets = {
        "fundus": list(examples(list(fundus(folder)))),
        "scrapinghub": list(examples(list(scrapinghub(folder)))),
    }
    _held_out(sets)
    print("\n".join(_shown(learn([example for found in sets.values() for example in found]))))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
