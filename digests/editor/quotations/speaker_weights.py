"""How much each trait of a possible speaker is worth: learned numbers, by language.

Read from `data/speakers/`, where `tests/benchmarks/train_speakers.py` puts them; used by `attribution.py`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from digests.editor.quotations.traits import Group, traits_of
from digests.text.tables import Table, number, table

_MOST = 50_000
"""Groups of traits that are remembered."""


class Worth(dict[Group, float]):
    """What each group of traits is worth that came up."""

    def __init__(self, of: Mapping[str, float]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, group: Group) -> float:
        if len(self) >= _MOST:
            self.clear()
        worth = self[group] = sum([self._of.get(trait, 0.0) for trait in traits_of(group)])
        return worth


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned for one language."""

    of: Mapping[str, float]
    least: float
    """A speaker less likely than this is not named."""
    fewest: float
    """Words of the quotations that are weighed: fewer are seldom shown, and cost as much."""
    key: float
    """Confidence from which a quotation may be shown with its speaker."""
    beside: Mapping[str, float]
    """Confidence where name and verb stand "behind" the quotation, "ahead" of it, "around" a few words."""
    same: float
    """Confidence where whoever spoke before speaks on in the next sentence."""
    curve: Sequence[tuple[float, float]]
    """Points from what the weights say to the share that was right, both rising."""
    _worth: Worth = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_worth", Worth(self.of))

    def worth(self, groups: Iterable[Group]) -> float:
        worth = self._worth
        return sum([worth[group] for group in groups])

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
        least=number(found, "least"),
        fewest=number(found, "fewest"),
        key=number(found, "key"),
        beside={side: number(found, side) for side in ("behind", "ahead", "around")},
        same=number(found, "same"),
        curve=_curve(found),
    )


def _lines(found: Table) -> dict[str, float]:
    """The weights stand in one string, a line each: a TOML table of this size takes 50 ms to read."""
    lines = found["weights"]
    if not isinstance(lines, str):
        raise TypeError("weights are not one string")
    pairs = (line.split(" ", 1) for line in lines.strip().splitlines())
    return {trait: float(number) for number, trait in pairs}


def _curve(found: Table) -> list[tuple[float, float]]:
    points = found["curve"]
    if not isinstance(points, list):
        raise TypeError("curve is not a list")
    return [(float(likely), float(right)) for likely, right in points]
