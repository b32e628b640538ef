"""The news of one moment as tastes have them: looked up, told and weighed once, however many chats have what
of a taste in common.

`prepare` reads from the database all that some tastes need; then `choose` only compares.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.ranking import Choice, Ranked, choose, new_of
from digests.editor.tasting import Finds, Lens, Sought, Tasted, lens_of, muted_by, subjects_of, tasted
from digests.model import FollowKind, Taste
from digests.newsroom.news import Material, News, candidate_of, read_materials
from digests.store import finds

_BEFORE = timedelta(days=7)
"""A story is found by what came in for it earlier, too."""
_MORE = 30
"""Small stories that are read for what somebody follows: those of most texts."""

_NOTHING = Material(())

_Asked: TypeAlias = tuple[Sought, tuple[int, ...]]
"""A subject, and the private feeds that are seen with it."""


class Selecting:
    """One planning round's news, for all whom they are not told alike."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._materials: dict[int, Material] = dict(news.materials)
        self._weighed: dict[int, Ranked | None] = {each.story: each for each in news.stories}
        self._finds: dict[_Asked, frozenset[int]] = {}
        self._private: dict[int, dict[int, datetime]] = {}
        self._told_of: dict[tuple[int, frozenset[int]], Ranked | None] = {}
        self._through: dict[tuple[Lens, int], Ranked | None] = {}
        self._own: dict[Taste, tuple[int, ...]] = {}
        self._tasted: dict[Taste, Tasted] = {}

    async def prepare(self, conn: AsyncConnection, tastes: Collection[Taste]) -> None:
        """Reads what there is for these tastes, as far as it is not known yet."""
        new = [taste for taste in tastes if taste not in self._own]
        await self._look_at_private(conn, {audience for taste in new for audience in taste.audiences})
        for asked in dict.fromkeys(asked for taste in new for asked in _asked(taste)):
            if asked not in self._finds:
                subject, audiences = asked
                self._finds[asked] = await finds.stories(conn, subject, self._news.since - _BEFORE, audiences)
        own = {taste: tuple(dict.fromkeys(self._small_ones(taste))) for taste in new}
        await self._read(conn, {story for stories in own.values() for story in stories}, new)
        self._own |= own

    def choose(self, taste: Taste, since: datetime, told: Mapping[int, datetime], limit: int) -> Choice:
        """What is new to a chat of this taste, at most `limit` stories; what else is new to it, and nothing
        that it does not want, is counted. The taste is prepared."""
        if taste not in self._tasted:
            self._tasted[taste] = tasted(taste, tuple(self._seen(taste)), self._finds_of(taste))
        seen = self._tasted[taste]
        choice = choose(
            seen.stories,
            since=since,
            told=told,
            limit=limit,
            followed=seen.followed,
            leanings=seen.leanings,
        )
        outside = len(new_of(seen.outside, since=since, told=told))
        return replace(choice, elsewhere=choice.elsewhere + outside + self._beyond(taste, since, told))

    def _finds_of(self, taste: Taste) -> Finds:
        return {subject: self._finds[subject, taste.audiences] for subject in subjects_of(taste)}

    def _seen(self, taste: Taste) -> Iterator[Ranked]:
        """The stories that the chat may see, through its lens."""
        lens = lens_of(taste)
        for story in (*(each.story for each in self._news.stories), *self._own[taste]):
            seen = self._seen_through(lens, story) if lens else self._weighed.get(story)
            if seen is not None:
                yield seen

    def _seen_through(self, lens: Lens, story: int) -> Ranked | None:
        if (lens, story) not in self._through:
            material = self._materials.get(story, _NOTHING)
            left = tuple(stored for stored in material.articles if lens.passes(stored))
            if len(left) == len(material.articles):
                self._through[lens, story] = self._weighed.get(story)
            else:
                earlier = tuple(stored for stored in material.earlier if lens.passes(stored))
                self._through[lens, story] = self._told_by(story, Material(left, earlier)) if left else None
        return self._through[lens, story]

    def _told_by(self, story: int, left: Material) -> Ranked | None:
        """The story as some of its articles tell it."""
        key = story, frozenset(stored.key for stored in left.articles)
        if key not in self._told_of:
            self._told_of[key] = self._weigh(story, left, max(stored.seen_at for stored in left.articles))
        return self._told_of[key]

    def _weigh(self, story: int, material: Material, seen_at: datetime) -> Ranked | None:
        scale = self._news.scale
        candidate = candidate_of(story, material, seen_at, scale.weights)
        return None if candidate is None else scale.weigh(candidate)

    def _small_ones(self, taste: Taste) -> Iterator[int]:
        """Stories that are not among the largest, and that the chat wants to hear of all the same."""
        order = self._news.size_order
        for subject in taste.follows:
            small = self._finds[subject, taste.audiences] & order.keys()
            yield from sorted(small, key=order.__getitem__)[:_MORE]
        for audience in taste.audiences:
            yield from list(self._private[audience])[:_MORE]

    async def _look_at_private(self, conn: AsyncConnection, audiences: set[int]) -> None:
        new = audiences - self._private.keys()
        if new:
            found = await finds.private_since(conn, new, self._news.since)
            self._private |= {audience: found.get(audience, {}) for audience in new}

    async def _read(self, conn: AsyncConnection, stories: set[int], tastes: Sequence[Taste]) -> None:
        new = sorted(stories - self._materials.keys())
        audiences = {audience for taste in tastes for audience in taste.audiences}
        private = {story: at for audience in audiences for story, at in self._private[audience].items()}
        materials = await read_materials(conn, new, audiences)
        for story, material in materials.items():
            await asyncio.sleep(0)  # readers get their turn
            seen_at = private.get(story) or self._news.smaller[story]
            self._weighed[story] = self._weigh(story, material, seen_at)
            self._materials[story] = material

    def _beyond(self, taste: Taste, since: datetime, told: Mapping[int, datetime]) -> int:
        """How many of the smaller stories the chat might have been told of, if they had been looked at."""
        gone = {*muted_by(taste, self._finds_of(taste)), *told, *self._own[taste]}
        if not taste.reads:
            return self._news.beyond(since, gone)
        smaller = self._news.smaller
        readable = frozenset[int]().union(*(self._finds[asked] for asked in _languages(taste)))
        return sum(smaller[story] > since for story in (readable & smaller.keys()) - gone)


def _asked(taste: Taste) -> Iterable[_Asked]:
    yield from ((subject, taste.audiences) for subject in subjects_of(taste))
    yield from _languages(taste)


def _languages(taste: Taste) -> Iterable[_Asked]:
    """To count by: what there is in each language that the chat reads."""
    return ((_language(code), ()) for code in taste.reads)


def _language(code: str) -> Sought:
    return FollowKind.WORDS, f"lang:{code}"
