"""The articles of the last days, and which of their stories a new one belongs to.

Lives in the bot's main process, where memory is tight: flat arrays, no numpy. An article is compared with
the few that share rare terms with it, and joins the story whose articles it is most like on average: like
the first and like the last of them, or a topic that changes a little every day swallows the month. The
work for one article has an upper limit, however many are open.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from math import log, sqrt
from operator import attrgetter, itemgetter
from typing import NamedTuple

from digests.editor.stories.background import BUCKETS, Backgrounds
from digests.editor.stories.vectors import WINDOW, Vector, measures

_LONGEST = timedelta(days=7).total_seconds()
"""From a story's first article on; what comes later is told as a story of its own."""

_KEPT = 96
"""Terms of an article that are compared: those that weigh most, rarity counted in."""
_RARE = 12
"""Terms that lead to an article: its rarest."""
_NEWEST = 24
"""Articles of one day that a term leads to; a term of more than that tells little."""
_STEPS = 80
"""Postings that are followed for one article, those of the rarest terms first: the limit of the work."""
_CANDIDATES = 8
"""Articles that are compared in full."""
_ENDS = 4
"""Members of a story that are compared: its first and its last in the window, so many of each."""
_HINT = 0.15
"""Share of the threshold that the rarest terms alone must reach, lest comparing is in vain."""

_DAY = 86_400.0


@dataclass(slots=True, eq=False)
class _Story:
    number: int
    began: float
    members: list[_Member] = field(default_factory=list)
    """Those still open, by time."""


@dataclass(slots=True, eq=False)
class _Member:
    """An article: its heaviest terms first, with weights of length 1 in all."""

    story: _Story
    at: float
    terms: array[int]
    weights: array[float]


@dataclass(slots=True, eq=False)
class _Shelf:
    """The articles of one language and day."""

    numbers: list[int] = field(default_factory=list)
    by_term: dict[int, array[int]] = field(default_factory=dict)


class _Weighed(NamedTuple):
    terms: array[int]
    weights: array[float]


_at = attrgetter("at")
_fewest = itemgetter(0)


class StoryIndex:
    """The articles that a new one may join, by story.

    `backgrounds` are only read here; who opens a new story lets them learn from its article.
    """

    def __init__(
        self,
        window: timedelta = WINDOW,
        threshold: float | None = None,
        backgrounds: Backgrounds | None = None,
    ) -> None:
        self._window = window.total_seconds()
        self._threshold = threshold
        self._backgrounds = backgrounds or Backgrounds()
        self._next = 0
        self._members: dict[int, _Member] = {}
        self._shelves: dict[tuple[str, int], _Shelf] = {}
        self._stories: dict[int, _Story] = {}
        self._last = b"", _Weighed(array("I"), array("f"))

    def __len__(self) -> int:
        return len(self._members)

    def add(self, story: int, vector: bytes, at: datetime, began: datetime | None = None) -> None:
        """Keep an article as a member of `story`, which began at `began` or else with this article."""
        when = at.timestamp()
        terms, weights = self._weighed(vector)
        if story not in self._stories:
            self._stories[story] = _Story(story, (began or at).timestamp())
        member = _Member(self._stories[story], when, terms, weights)
        insort(member.story.members, member, key=_at)
        shelf = self._shelves.setdefault((_language(vector), int(when // _DAY)), _Shelf())
        number = self._next
        self._next += 1
        self._members[number] = member
        shelf.numbers.append(number)
        for term in terms[:_RARE]:
            if term in shelf.by_term:
                shelf.by_term[term].append(number)
            else:
                shelf.by_term[term] = array("I", [number])

    def place(self, vector: bytes, at: datetime) -> int | None:
        """The open story that tells the same event, or None. Adds nothing."""
        terms, weights = self._weighed(vector)
        when, language = at.timestamp(), _language(vector)
        threshold = self._threshold or measures().threshold(language)
        query = dict(zip(terms, weights, strict=True))
        best: tuple[float, int] | None = None
        for story in self._stories_near(query, language, when, threshold):
            likeness = self._likeness(story, query, when, threshold)
            if likeness >= threshold and (best is None or (likeness, -story.number) > best):
                best = (likeness, -story.number)
        return -best[1] if best else None

    def expire(self, before: datetime) -> None:
        """Forget the articles of days that were over at that time."""
        day = int(before.timestamp() // _DAY)
        for key in [key for key in self._shelves if key[1] < day]:
            gone = [self._members.pop(number) for number in self._shelves.pop(key).numbers]
            for story in {member.story.number: member.story for member in gone}.values():
                del story.members[: bisect_left(story.members, day * _DAY, key=_at)]
                if not story.members:
                    self._stories.pop(story.number, None)

    def _weighed(self, vector: bytes) -> _Weighed:
        """Terms with their weights, rarity counted in; kept for the article that is placed, then added."""
        if vector != self._last[0]:
            self._last = vector, self._measured(Vector.unpack(vector))
        return self._last[1]

    def _measured(self, vector: Vector) -> _Weighed:
        background = self._backgrounds.of(vector.language)
        counts, total = background.counts, background.stories + 1
        # As Background.rarity, but a hundred times at once.
        found = [
            (step * log(1 + total / (counts[term % BUCKETS] + 1)), term)
            for term, step in zip(vector.terms, vector.weights, strict=True)
        ]
        found.sort(reverse=True)
        del found[_KEPT:]
        length = sqrt(sum([weight * weight for weight, _ in found])) or 1.0
        return _Weighed(array("I", [t for _, t in found]), array("f", [w / length for w, _ in found]))

    def _stories_near(
        self, query: dict[int, float], language: str, when: float, threshold: float
    ) -> Iterator[_Story]:
        """Stories of the articles in the window that share the most of the rarest terms."""
        shared = self._shared(query, language, when)
        hint = threshold * _HINT
        promising = sorted([(-score, number) for number, score in shared.items() if score >= hint])
        seen: set[int] = set()
        for _, number in promising[:_CANDIDATES]:
            member = self._members[number]
            story = member.story
            too_far = abs(member.at - when) > self._window or abs(when - story.began) > _LONGEST
            if story.number in seen or too_far:
                continue
            if _cosine(member, query) >= threshold / 2:
                seen.add(story.number)
                yield story

    def _shared(self, query: dict[int, float], language: str, when: float) -> dict[int, float]:
        """Articles around that time by what the rarest terms that they share with the query weigh there."""
        leads: list[tuple[int, float, array[int]]] = []
        rarest = list(islice(query.items(), _RARE))
        for day in range(int((when - self._window) // _DAY), int((when + self._window) // _DAY) + 1):
            if shelf := self._shelves.get((language, day)):
                by_term = shelf.by_term
                for term, weight in rarest:
                    if numbers := by_term.get(term):
                        leads.append((len(numbers), weight * weight, numbers))
        leads.sort(key=_fewest)
        shared: dict[int, float] = {}
        steps = _STEPS
        for many, square, numbers in leads:
            for number in numbers[-_NEWEST:]:
                shared[number] = shared.get(number, 0.0) + square
            steps -= min(many, _NEWEST)
            if steps < 0:
                break
        return shared

    def _likeness(self, story: _Story, query: dict[int, float], when: float, threshold: float) -> float:
        """The mean cosine to the first and the last members in the window; 0 where it is unlike most."""
        start = bisect_left(story.members, when - self._window, key=_at)
        end = bisect_right(story.members, when + self._window, key=_at)
        first = story.members[start : min(start + _ENDS, end)]
        last = story.members[max(start + _ENDS, end - _ENDS) : end]
        cosines = [_cosine(member, query) for member in (*first, *last)]
        alike = sum(cosine >= threshold / 2 for cosine in cosines)
        return sum(cosines) / len(cosines) if alike * 2 >= len(cosines) > 0 else 0.0


def _cosine(member: _Member, query: dict[int, float]) -> float:
    theirs = map(query.get, member.terms)
    return sum([mine * weight for mine, weight in zip(theirs, member.weights, strict=True) if mine])


def _language(vector: bytes) -> str:
    return vector[:2].decode("ascii")
