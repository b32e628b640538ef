"""How often a feed is asked: from how often it publishes, and from what its server asks for. Pure.

The idea of Miniflux's "entry frequency": a week divided by the items of the last week, between a
quarter of an hour and a day. `polling.py` decides on each visit with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from digests.model import FeedItem, FeedState, ParsedFeed

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
LATEST = timedelta(hours=26)
"""No visit is due later than this after the one before, jitter and all."""
UNDATED = timedelta(hours=1)
"""The interval of a feed whose items have no dates, or that has never been read."""

_WEEK = timedelta(days=7)
_JITTER = 0.1


def next_visit(now: datetime, wait: timedelta, jitter: float, *, least: timedelta | None) -> datetime:
    """After `wait`, give or take a tenth, so that many feeds do not march in step; what the server
    asks for is only ever exceeded."""
    floor = max(SHORTEST, min(least or SHORTEST, LONGEST))
    wait = min(max(wait, floor), LONGEST)
    earliest = max(floor, wait * (1 - _JITTER))
    latest = min(wait * (1 + _JITTER), LATEST)
    return now + earliest + (latest - earliest) * jitter


def interval_of(parsed: ParsedFeed, now: datetime) -> timedelta:
    usual = _from_dates(parsed.items, now)
    return min(max(usual, parsed.ttl or SHORTEST, SHORTEST), LONGEST)


def _from_dates(items: Sequence[FeedItem], now: datetime) -> timedelta:
    """A week divided by the items of the last week. A feed that shows nothing older than a week tells
    of a shorter time, as much as its items cover, and that is divided."""
    times = [item.published for item in items if item.published is not None]
    if items and (not times or (len(times) > 1 and min(times) == max(times))):
        return UNDATED  # one time on all is when the document was made
    recent = [time for time in times if now - time <= _WEEK]
    if not recent:
        return LONGEST
    covered = _WEEK if len(recent) < len(times) else now - min(recent)
    return covered / len(recent)


def unchanged_interval(state: FeedState, now: datetime) -> timedelta | None:
    """As it was, until the last week has nothing in it."""
    quiet = state.newest_at is not None and now - state.newest_at > _WEEK
    return LONGEST if quiet else state.interval
