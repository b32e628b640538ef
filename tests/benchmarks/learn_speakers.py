"""The learning behind `train_speakers.py`: from examples to the worth of traits, from answers to a curve.

One softmax over the candidates of a quotation ("nobody" is one of them), trained on both languages at
once: every trait has a weight that all languages share and one of its own language on top, both held small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing

PENALTY = 4.0
STEPS, RATE = 300, 0.1
FEWEST = 3
"""Examples in which a trait must occur."""
SMALLEST = 0.05
"""Weights below this are left out of the file."""

Ints = np.typing.NDArray[np.int64]
Bools = np.typing.NDArray[np.bool_]
Floats = np.typing.NDArray[np.float64]


class Example(NamedTuple):
    """One quotation's candidates, and which of them are right."""

    language: str
    fold: int
    traits: list[list[str]]
    right: list[bool]


def learn(examples: Sequence[Example]) -> dict[str, Mapping[str, float]]:
    """Weights by language, and "other": those that all languages share."""
    counts = Counter(
        name for e in examples for each in e.traits for t in each for name in (t, f"{e.language}|{t}")
    )
    place = {name: i for i, name in enumerate(sorted(n for n, count in counts.items() if count >= FEWEST))}
    rows, columns, right, first = [], [], [], []
    for example in examples:
        first.append(len(right))
        for each, is_it in zip(example.traits, example.right, strict=True):
            for trait in each:
                for name in (trait, f"{example.language}|{trait}"):
                    if name in place:
                        rows.append(len(right))
                        columns.append(place[name])
            right.append(is_it)
    learned = _descend(np.array(rows), np.array(columns), np.array(right), np.array(first), len(place))
    return _by_language({name: float(learned[i]) for name, i in place.items()})


def _descend(rows: Ints, columns: Ints, right: Bools, first: Ints, size: int) -> Floats:
    """Softmax regression, with Adam: the likelihood that one of the right candidates is chosen."""
    group = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(right))))
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, STEPS + 1):
        worth = np.bincount(rows, weights[columns], len(right))
        share = np.exp(worth - np.maximum.reduceat(worth, first)[group])
        share /= np.add.reduceat(share, first)[group]
        wanted = share * right
        wanted /= np.maximum(np.add.reduceat(wanted, first)[group], 1e-12)
        gradient = np.bincount(columns, (share - wanted)[rows], size) + PENALTY * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = RATE if step < 0.6 * STEPS else 0.3 * RATE
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def _by_language(learned: Mapping[str, float]) -> dict[str, Mapping[str, float]]:
    shared = {name: weight for name, weight in learned.items() if "|" not in name}
    found: dict[str, dict[str, float]] = {"en": dict(shared), "de": dict(shared), "other": shared}
    for name, weight in learned.items():
        language, bar, trait = name.partition("|")
        if bar:
            found[language][trait] = found[language].get(trait, 0.0) + weight
    return {
        language: {t: round(w, 2) for t, w in sorted(every.items()) if abs(w) >= SMALLEST}
        for language, every in found.items()
    }


def curve(answers: Sequence[tuple[float, bool]], bins: int) -> list[tuple[float, float]]:
    """Points from likelihood to the share that was right: bins of equal size, pooled until they rise.

    Each share is taken a little low, by half its standard error.
    """
    ordered = np.array(sorted(answers), dtype=float)
    pools: list[list[float]] = []
    for part in np.array_split(ordered, bins):
        pools.append([part[:, 0].sum(), part[:, 1].sum(), float(len(part))])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    points = [(0.0, 0.0)]
    for likely, right, count in pools:
        points.append((round(likely / count, 4), max(points[-1][1], cautious(right, count))))
    return points


def cautious(right: float, count: float) -> float:
    """A share, a little low: by half its standard error."""
    share = (right + 1) / (count + 2)
    return round(share - 0.5 * (share * (1 - share) / (count + 2)) ** 0.5, 3)
