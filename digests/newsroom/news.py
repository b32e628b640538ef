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
from digests.editor.digest import FULL_QUOTES, MOST_SENTENCES, tell
from digests.editor.ranking import Candidate, Choice, Ranked, Scale, choose
from digests.model import Feed, FeedOrigin, FeedState, StoredArticle
from digests.newsroom import corrections
from digests.newsroom.corrections import OpenCorrections
from digests.polling import silent_since
from digests.store import articles, changes, feeds

log = structlog.get_logger()

_CANDIDATES = 300
"""Stories that are read and weighed; those of fewer texts are only counted."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that was ever said in a story, to tell it by."""

    articles: tuple[StoredArticle, ...]
    """As they read now."""
    earlier: tuple[StoredArticle, ...] = ()
    """What they said before they were changed: that is not news again."""


@dataclass(frozen=True, slots=True)
class News:
    """The same for every chat that sees what everybody does; for the others, what to choose from."""

    since: datetime
    stories: tuple[Ranked, ...]
    materials: Mapping[int, Material]
    """Of these stories."""
    smaller: Mapping[int, datetime]
    """Stories that are only counted, with when their newest article came in, oldest first."""
    size_order: Mapping[int, int]
    """Of the smaller ones: their place among them by the number of their texts."""
    scale: Scale
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
            elsewhere = choice.elsewhere + self.beyond(since, told)
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

    def beyond(self, since: datetime, without: Collection[int]) -> int:
        """How many of the smaller stories have news after `since`, `without` those."""
        new = len(self.smaller) - bisect_right(list(self.smaller.values()), since)
        return new - sum(story in self.smaller and self.smaller[story] > since for story in without)


async def read_news(conn: AsyncConnection, since: datetime, now: datetime) -> News:
    """Of all that everybody sees and that came in after `since`."""
    changed = await changes.newest_since(conn, since)
    largest, others = list(changed)[:_CANDIDATES], list(changed)[_CANDIDATES:]
    weights = await feeds.weights(conn)
    materials = await read_materials(conn, largest)
    candidates = []
    for story, material in materials.items():
        await asyncio.sleep(0)  # it takes a second for 300 large stories: readers get their turn
        candidate = candidate_of(story, material, changed[story], weights)
        if candidate is not None:
            candidates.append(candidate)
    scale = Scale.of(candidates, weights, now)
    # Whose feed it is is nobody else's business, silent or not.
    known = (each for each in await feeds.all_feeds(conn) if each.feed.origin is not FeedOrigin.READER)
    return News(
        since=since,
        stories=tuple(sorted(map(scale.weigh, candidates), key=lambda each: (-each.worth, each.story))),
        materials=materials,
        smaller=dict(sorted(((story, changed[story]) for story in others), key=lambda item: item[1])),
        size_order={story: place for place, story in enumerate(others)},
        scale=scale,
        corrections=await corrections.still_open(conn, now),
        feeds=tuple((each.feed, each.state) for each in known),
    )


async def read_materials(
    conn: AsyncConnection, stories: Sequence[int], audiences: Collection[int] = ()
) -> dict[int, Material]:
    """Of these stories, in this order."""
    members = await articles.by_story(conn, stories, audiences=audiences)
    earlier: dict[int, list[StoredArticle]] = defaultdict(list)
    for stored in (await articles.fetch(conn, await changes.replaced_in(conn, stories))).values():
        earlier[stored.story].append(stored)
    return {story: Material(members[story], tuple(earlier[story])) for story in stories if story in members}


def candidate_of(
    story: int, material: Material, seen_at: datetime, weights: Mapping[str, float]
) -> Candidate | None:
    """None where the story cannot be told: that must not keep everybody's edition from being made."""
    try:
        told = tell(story, material.articles, sentences=MOST_SENTENCES, quotes=FULL_QUOTES, weights=weights)
        return Candidate(told, seen_at, moved_on_at((*material.articles, *material.earlier)))
    except Exception:
        log.exception("story cannot be told", story=story)
        return None
