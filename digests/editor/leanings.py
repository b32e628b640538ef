"""From likes and dislikes of editions to topics that a chat is told a little more of, or less. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Leanings: TypeAlias = tuple[tuple[str, int], ...]
"""Topics with steps from -2 to 2, none of them 0, by name."""

_ONE_STEP, _TWO_STEPS = 0.5, 2.0
"""Editions' worth: one that was liked, and of which half the stories had the topic, is half an edition."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a chat thinks of one edition."""

    votes: Sequence[bool]
    """One of each person: liked or not."""
    topics: Sequence[Sequence[str]]
    """Of each of its stories."""


def leanings(verdicts: Iterable[Verdict]) -> Leanings:
    """An edition counts once, however many vote on it: for as much of it as has a topic, and by how far those
    who voted agree."""
    scores = defaultdict[str, float](float)
    names: dict[str, str] = {}
    for verdict in verdicts:
        if not verdict.votes or not verdict.topics:
            continue
        mood = sum(1 if liked else -1 for liked in verdict.votes) / len(verdict.votes)
        told = [{topic.casefold(): topic for topic in topics} for topics in verdict.topics]
        for topics in told:
            names = {**topics, **names}
        for topic, stories in Counter(topic for topics in told for topic in topics).items():
            scores[topic] += mood * stories / len(verdict.topics)
    steps = ((names[topic], _steps(round(score, 6))) for topic, score in scores.items())
    return tuple(sorted((topic, step) for topic, step in steps if step))


def _steps(score: float) -> int:
    size = 2 if abs(score) >= _TWO_STEPS else 1 if abs(score) >= _ONE_STEP else 0
    return size if score > 0 else -size
