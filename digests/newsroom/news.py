"""What there is to tell at one moment, read and weighed once for thousands of editions."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.developments import moved_on_at
from digests.editor.digest import tell
from digests.editor.ranking import Candidate, Choice, Ranked, choose, ranked
from digests.model import Feed, FeedState, StoredArticle
from digests.newsroom import corrections
from digests.newsroom.corrections import OpenCorrections
from digests.polling import silent_since
from digests.store import articles, changes, feeds

log = structlog.get_logger()

_CANDIDATES = 300
"""Stories that are read and weighed; those of fewer texts are only counted."""


@dataclass(frozen=True, slots=True)
class News:
    """The same for every chat."""

    stories: tuple[Ranked, ...]
    smaller: Mapping[int, datetime]
    """Stories that are only counted, with when their newest article came in, oldest first."""
    corrections: OpenCorrections
    feeds: tuple[tuple[Feed, FeedState], ...]
    # What was worked out for one chat holds for all that have the same behind them: mostly a few kinds.
    _counted: dict[datetime, tuple[int, int]] = field(default_factory=dict)
    _chosen: dict[object, Choice] = field(default_factory=dict)
    _silent: dict[datetime, tuple[str, ...]] = field(default_factory=dict)

    def choose(self, since: datetime, told: Mapping[int, datetime], limit: int) -> Choice:
        """What is new to a chat, at most `limit` stories; all others that are new to it are counted."""
        kind = since, frozenset(told.items()), limit
        if kind not in self._chosen:
            choice = choose(self.stories, since=since, told=told, limit=limit)
            elsewhere = choice.elsewhere + self._beyond(since, told)
            self._chosen[kind] = replace(choice, elsewhere=elsewhere)
        return self._chosen[kind]

    async def count_since(self, conn: AsyncConnection, since: datetime) -> tuple[int, int]:
        """How many articles came in after `since`, and from how many sources."""
        if since not in self._counted:
            self._counted[since] = await articles.count_since(conn, since)
        return self._counted[since]

    def silent_since(self, since: datetime) -> tuple[str, ...]:
        """Sources that an edition of the time since then had to do without."""
        if since not in self._silent:
            self._silent[since] = silent_since(self.feeds, since)
        return self._silent[since]

    def _beyond(self, since: datetime, told: Collection[int]) -> int:
        new = len(self.smaller) - bisect_right(list(self.smaller.values()), since)
        return new - sum(story in self.smaller and self.smaller[story] > since for story in told)


async def read_news(conn: AsyncConnection, since: datetime, now: datetime) -> News:
    """Of all that came in after `since`."""
    changed = await changes.newest_since(conn, since)
    largest = list(changed)[:_CANDIDATES]
    smaller = sorted(list(changed.items())[_CANDIDATES:], key=lambda item: item[1])
    weights = await feeds.weights(conn)
    members = await articles.by_story(conn, largest)
    earlier = await _earlier_versions(conn, largest)
    candidates = []
    for story in largest:
        await asyncio.sleep(0)  # it takes a second for 300 large stories: readers get their turn
        try:
            candidates.append(
                Candidate(
                    tell(story, members[story], weights=weights),
                    changed[story],
                    moved_on_at((*members[story], *earlier[story])),
                )
            )
        except Exception:
            # One story that cannot be told must not keep everybody's edition from being made.
            log.exception("story cannot be told", story=story)
    stories = ranked(candidates, weights=weights, now=now)
    known = tuple((each.feed, each.state) for each in await feeds.all_feeds(conn))
    return News(stories, dict(smaller), await corrections.still_open(conn, now), known)


async def _earlier_versions(
    conn: AsyncConnection, stories: Sequence[int]
) -> Mapping[int, Sequence[StoredArticle]]:
    """What the stories' articles said before they were changed: that is not news again."""
    found: dict[int, list[StoredArticle]] = defaultdict(list)
    for stored in (await articles.fetch(conn, await changes.replaced_in(conn, stories))).values():
        found[stored.story].append(stored)
    return found
