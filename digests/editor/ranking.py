"""Which stories make a chat's edition, and in which order. Pure.

Candidates come from the stories that changed lately, as digests. `ranked` weighs them once for everybody;
`choose` picks for one chat, and costs next to nothing: what the chat was told already stays out unless it
has moved on, what it follows goes first, and of stories about one thing the others wait for their turn.
What a chat wants to hear of at all is `tasting.py`'s to say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heapreplace
from types import MappingProxyType

from digests.editor.digest import USUAL_WEIGHT
from digests.model import Digest
from digests.text.tables import stop_words
from digests.text.words import stem, words

# What a story is worth: the number of its voices as a logarithm, and added to it
_HALF_LIFE = timedelta(hours=12)
"""Freshness: 1 for news of now, half of it every twelve hours."""
_QUOTED = 0.5
"""Somebody is quoted by name."""
_LEANING = 0.25
"""For each step by which a chat liked, or disliked, editions with a topic of the story."""
_FARTHEST = 2
"""Steps, of all its topics together."""

# and taken off for each story chosen before that is like it.
_SAME_TOPIC = 0.3
_LIKE = 1.5
"""Times the share of the shorter title that stands in the other one."""

_ONE_THING = 0.5
"""The share from which two stories are about one thing, if it is two words at least."""
_MOST_OF_ONE_THING = 2
"""Beyond these the others go first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that may go into an edition."""

    digest: Digest
    seen_at: datetime
    """When its newest article came in."""
    moved_on_at: datetime | None = None
    """Who was told it before this is told something new (`developments.py`)."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate, weighed, with all that choosing compares."""

    candidate: Candidate
    story: int
    seen_at: datetime
    worth: float
    topics: frozenset[frozenset[str]]
    """Words of each topic's name."""
    title: frozenset[str]
    """Stems of the words that carry a meaning."""


@dataclass(frozen=True, slots=True)
class Scale:
    """By what stories are weighed: all that are compared have to be weighed by the same."""

    weights: Mapping[str, float]
    """Of casefolded outlets that are not of the usual weight 1."""
    mean: float
    moment: datetime

    @classmethod
    def of(cls, candidates: Sequence[Candidate], weights: Mapping[str, float], now: datetime) -> Scale:
        """What counts is how these candidates compare."""
        return cls(weights, _mean_weight(candidates, weights), now)

    def weigh(self, candidate: Candidate) -> Ranked:
        digest = candidate.digest
        stops = stop_words(digest.language)
        title = frozenset(stem(word, digest.language) for word in words(digest.title) if word not in stops)
        return Ranked(
            candidate,
            digest.story,
            candidate.seen_at,
            round(_worth(digest, self.weights, self.mean, self.moment), 6),
            frozenset(frozenset(words(topic)) for topic in digest.topics),
            title,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """What an edition tells, which of it the chat was told before, how many of the candidates had no room,
    and which of what the chat follows brought a story."""

    digests: tuple[Digest, ...]
    updates: frozenset[int]
    elsewhere: int
    followed: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


_NOBODYS: Mapping[int, tuple[str, ...]] = MappingProxyType({})
_EVEN: Mapping[frozenset[str], int] = MappingProxyType({})


def ranked(
    candidates: Sequence[Candidate], *, weights: Mapping[str, float], now: datetime
) -> tuple[Ranked, ...]:
    """The candidates, each with its worth at `now`, best first."""
    scale = Scale.of(candidates, weights, now)
    return tuple(sorted(map(scale.weigh, candidates), key=lambda each: (-each.worth, each.story)))


def choose(
    stories: Sequence[Ranked],
    *,
    since: datetime,
    told: Mapping[int, datetime],
    limit: int,
    followed: Mapping[int, tuple[str, ...]] = _NOBODYS,
    leanings: Mapping[frozenset[str], int] = _EVEN,
) -> Choice:
    """The best `limit` stories that are new to the chat, most important first: with news after `since`, and
    not among those `told`, by when it was, unless they have moved on.

    What the chat has `followed` goes before all else. `leanings` has topics, by the words of their names,
    that it likes, or does not like, so many steps more than others.
    """
    fresh = new_of(stories, since=since, told=told)
    chosen = _varied(fresh, limit, followed, leanings)
    return Choice(
        digests=tuple(each.candidate.digest for each in chosen),
        updates=frozenset(each.story for each in chosen if each.story in told),
        elsewhere=len(fresh) - len(chosen),
        followed={each.story: followed[each.story] for each in chosen if each.story in followed},
    )


def new_of(stories: Sequence[Ranked], *, since: datetime, told: Mapping[int, datetime]) -> list[Ranked]:
    """Those of the stories that are new to a chat."""
    return [
        each
        for each in stories
        if each.seen_at > since and (each.story not in told or _moved_on(each, told[each.story]))
    ]


def _moved_on(each: Ranked, told_at: datetime) -> bool:
    moved = each.candidate.moved_on_at
    return moved is not None and moved > told_at


@dataclass(slots=True)
class _Waiting:
    """A story that may be chosen, and what it has lost so far beside those that were."""

    ranked: Ranked
    worth: float
    behind: bool
    """Those that the chat follows go first."""
    compared: int = 0
    """With so many of those chosen."""
    on_one_thing: int = 0
    """Of them are about the same thing."""

    def beside(self, chosen: Sequence[Ranked]) -> tuple[bool, bool, float]:
        """What it sorts by after these were chosen; never less than before."""
        for other in chosen[self.compared :]:
            shared, likeness = _likeness(self.ranked.title, other.title)
            # A word that two titles share by chance says nothing.
            if shared > 1:
                self.on_one_thing += likeness >= _ONE_THING
                self.worth -= _LIKE * likeness
            if not self.ranked.topics.isdisjoint(other.topics):
                self.worth -= _SAME_TOPIC
        self.compared = len(chosen)
        return self.on_one_thing >= _MOST_OF_ONE_THING, self.behind, -round(self.worth, 6)


def _varied(
    fresh: Sequence[Ranked],
    limit: int,
    followed: Mapping[int, tuple[str, ...]],
    leanings: Mapping[frozenset[str], int],
) -> list[Ranked]:
    """One after the other the best that is left, less what those before it say already.

    A story can only fall while others are chosen, so one that is still first when it is compared with all
    of them is the best: most stories are never compared.
    """
    waiting = [
        _Waiting(each, each.worth + _leaning(each, leanings), behind=each.story not in followed)
        for each in fresh
    ]
    queue = [(False, each.behind, -each.worth, each.ranked.story, each) for each in waiting]
    heapify(queue)
    chosen: list[Ranked] = []
    while queue and len(chosen) < limit:
        *_, story, best = queue[0]
        if best.compared == len(chosen):
            heappop(queue)
            chosen.append(best.ranked)
        else:
            heapreplace(queue, (*best.beside(chosen), story, best))
    return chosen


def _leaning(each: Ranked, leanings: Mapping[frozenset[str], int]) -> float:
    if not leanings:
        return 0.0
    steps = sum(leanings.get(topic, 0) for topic in each.topics)
    return _LEANING * max(-_FARTHEST, min(steps, _FARTHEST))


def _likeness(one: frozenset[str], other: frozenset[str]) -> tuple[int, float]:
    """How many words two titles share, and how much of the shorter one that is."""
    shared = len(one & other)
    return shared, shared / min(len(one), len(other)) if shared else 0.0


def _worth(digest: Digest, weights: Mapping[str, float], mean: float, now: datetime) -> float:
    """How much a story matters today."""
    heard = sum(weights.get(outlet.name.casefold(), USUAL_WEIGHT) for outlet in digest.voices) / mean
    age = max(timedelta(0), now - digest.last_time)
    freshness = math.exp2(-(age / _HALF_LIFE))
    quoted = any(quote.speaker for quote in digest.quotes)
    return math.log2(1 + heard) + freshness + (_QUOTED if quoted else 0.0)


def _mean_weight(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> float:
    outlets = {outlet.name.casefold() for each in candidates for outlet in each.digest.outlets}
    return sum(weights.get(outlet, USUAL_WEIGHT) for outlet in sorted(outlets)) / max(1, len(outlets)) or 1.0
