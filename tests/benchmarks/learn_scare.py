"""Learns what each sign is worth that tells speech from titles and scare quotes.

    python -m tests.benchmarks.learn_scare --data DIR > digests/editor/data/scare/weights.toml

A logistic model (Newton's method, ridge penalty) of the signs in `editor/quotations/scare_signs.py` over the
German and the English set of `quotations.py`, both with the same weight. Prints the weights as TOML; what
they reach on articles they were not learned from goes to standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digests.editor.quotations.marks import quoted
from digests.editor.quotations.scare import THRESHOLD
from digests.editor.quotations.scare_signs import signs
from tests.benchmarks.quotations import LONG, Labelled, english, german, overlap

_HEAD = """# What each sign of scare_signs.py is worth; made by tests/benchmarks/learn_scare.py.

[weights]
"""
_PENALTY = 3.0
_STEPS = 30
_FOLDS = 10

Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    language: str
    fold: int
    words: int
    signs: frozenset[str]
    said: bool


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args(arguments).data
    examples = [*_examples(german(data), "de", every=True), *_examples(english(data), "en", every=False)]
    names = ["always", *sorted(frozenset().union(*(e.signs for e in examples)) - {"always"})]
    matrix = np.array([[name in e.signs for name in names] for e in examples], dtype=np.float64)
    said = np.array([e.said for e in examples], dtype=np.float64)
    german_count = sum(e.language == "de" for e in examples)
    share = german_count / (len(examples) - german_count)
    trust = np.array([1.0 if e.language == "de" else share for e in examples])
    _report(examples, matrix, said, trust)
    lines = [f'"{name}" = {worth:.2f}\n' for name, worth in zip(names, fit(matrix, said, trust), strict=True)]
    sys.stdout.write(_HEAD + "".join(lines))


def _examples(articles: Sequence[Labelled], language: str, *, every: bool) -> Iterator[Example]:
    """The segments of all articles; with `every`, those that nobody labelled are not speech."""
    for article in articles:
        fold = blake2b(article.id.encode(), digest_size=2).digest()[0] % _FOLDS
        for quotation in quoted(article.text):
            met = [said for span, said in article.quotations if overlap(span, quotation.span) >= 0.5]
            if met or every:
                words = len(quotation.span.of(article.text).split())
                found = frozenset(signs(article.text, quotation, language))
                yield Example(language, fold, words, found, any(met))


def fit(matrix: Floats, said: Floats, trust: Floats) -> Floats:
    """Weights of a logistic model; the first column is the constant and is not held down."""
    weights = np.zeros(matrix.shape[1])
    penalty = np.full(matrix.shape[1], _PENALTY)
    penalty[0] = 0.0
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (trust * (said - likely)) - penalty * weights
        curve = (matrix.T * (trust * likely * (1 - likely))) @ matrix + np.diag(penalty + 1e-9)
        weights += np.linalg.solve(curve, slope)
    return weights


def _report(examples: Sequence[Example], matrix: Floats, said: Floats, trust: Floats) -> None:
    folds = np.array([e.fold for e in examples])
    likely = np.zeros(len(examples))
    for fold in range(_FOLDS):
        weights = fit(matrix[folds != fold], said[folds != fold], trust[folds != fold])
        likely[folds == fold] = 1 / (1 + np.exp(-matrix[folds == fold] @ weights))
    for language in ("de", "en"):
        for fewest, most in ((LONG, 10**6), (1, LONG - 1), (1, 10**6)):
            of = np.array([e.language == language and fewest <= e.words <= most for e in examples])
            kept = of & (likely >= THRESHOLD)
            right, wanted = float(said[kept].sum()), float(said[of].sum())
            sys.stderr.write(
                f"{language}, {fewest}-{most} words: precision {right / kept.sum():.3f},"
                f" recall {right / wanted:.3f}, F1 {2 * right / (kept.sum() + wanted):.3f}\n"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
