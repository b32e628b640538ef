"""Which stories make a chat's edition, and in which order. Pure.

Candidates come from the stories that changed lately, as digests; what the chat was told already, and
what is not new since its last edition, stays out.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digests.model import Digest

_HALF_LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that may go into an edition."""

    digest: Digest
    seen_at: datetime
    """When its newest article came in."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What an edition tells, and how many new stories it had no room for."""

    digests: tuple[Digest, ...]
    elsewhere: int


def choose(
    candidates: Sequence[Candidate],
    *,
    since: datetime,
    told: Collection[int],
    now: datetime,
    limit: int,
) -> Choice:
    """The best `limit` stories that are new to the chat, most important first."""
    fresh = [c for c in candidates if c.seen_at > since and c.digest.story not in told]
    ranked = sorted(fresh, key=lambda c: (-weight(c, now), c.digest.story))
    return Choice(tuple(c.digest for c in ranked[:limit]), max(0, len(ranked) - limit))


def weight(candidate: Candidate, now: datetime) -> float:
    """How much a story matters today: told by many, still fresh, and somebody is quoted by name."""
    digest = candidate.digest
    age = max(timedelta(0), now - digest.last_time)
    freshness = math.exp2(-(age / _HALF_LIFE))
    quoted = any(quote.speaker for quote in digest.quotes)
    return math.log2(1 + len(digest.outlets)) + freshness + (0.5 if quoted else 0.0)
