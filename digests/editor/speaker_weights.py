"""How much each trait of a possible speaker is worth: learned numbers, by language.

Read from `data/speakers/`, where `tests/benchmarks/train_speakers.py` puts them; used by `attribution.py`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digests.text.tables import Table, table


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned for one language."""

    of: Mapping[str, float]
    least: float
    """A speaker less likely than this is not named."""
    key: float
    """Confidence from which a quotation may be shown with its speaker."""
    behind: float
    """Confidence where name and verb stand right behind the quotation."""
    ahead: float
    same: float
    """Confidence where whoever spoke before speaks on in the next sentence."""
    curve: Sequence[tuple[float, float]]
    """Points from what the weights say to the share that was right, both rising."""

    def worth(self, traits: Sequence[str]) -> float:
        of = self.of
        return sum([of[trait] for trait in traits if trait in of])

    def confidence(self, likely: float) -> float:
        """The share of answers as likely as this that are right."""
        after = bisect_right(self.curve, (likely, 2.0))
        if after == len(self.curve):
            return self.curve[-1][1]
        (left, low), (right, high) = self.curve[after - 1] if after else (0.0, 0.0), self.curve[after]
        return low + (high - low) * (likely - left) / (right - left)


@lru_cache
def weights(language: str) -> Weights:
    """The weights of a language; those for languages without labelled articles where it has none."""
    found = table("digests.editor", "speakers", language) or table("digests.editor", "speakers", "other")
    return Weights(
        of=_lines(found),
        least=_number(found, "least"),
        key=_number(found, "key"),
        behind=_number(found, "behind"),
        ahead=_number(found, "ahead"),
        same=_number(found, "same"),
        curve=_curve(found),
    )


def _lines(found: Table) -> dict[str, float]:
    """The weights stand in one string, a line each: a TOML table of this size takes 50 ms to read."""
    lines = found["weights"]
    if not isinstance(lines, str):
        raise TypeError("weights are not one string")
    pairs = (line.split(" ", 1) for line in lines.strip().splitlines())
    return {trait: float(number) for number, trait in pairs}


def _number(found: Table, key: str) -> float:
    value = found[key]
    if not isinstance(value, float | int):
        raise TypeError(f"{key} is not a number")
    return float(value)


def _curve(found: Table) -> list[tuple[float, float]]:
    points = found["curve"]
    if not isinstance(points, list):
        raise TypeError("curve is not a list")
    return [(float(likely), float(right)) for likely, right in points]
