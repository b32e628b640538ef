"""What has just come in, and who follows it: read once for all who want to be told at once.

A story is matched in memory: what came in within minutes are a few articles, and each is taken apart once. So
is each subject, however many follow it; who they are is looked up for what found something. Stories come page
by page and readers get their turn between, for after a restart there may be hundreds.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from time import perf_counter

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.breaking import Developing
from digests.editor.digest import FULL_QUOTES, MOST_SENTENCES, tell
from digests.editor.tasting import Sought, lens_of
from digests.model import Digest, Follow, MuteKind, Taste
from digests.store import articles, changes, feeds, follows, slots, tastes
from digests.store.slots import Whose

_AT_ONCE = 10
"""Stories read from the database in one go."""
_LONGEST = 0.01
"""Seconds of work before readers get their turn."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What some chats are to be told."""

    found: Mapping[Whose, Mapping[int, Sequence[Follow]]]
    """By chat, and the topic that it is told in: the stories, each with the follows that found it."""
    tastes: Mapping[Whose, Taste]


@dataclass(frozen=True, slots=True)
class Latest:
    """What came in after `since` that somebody follows."""

    since: datetime
    found: Mapping[Sought, Sequence[int]]
    """By subject: the stories that are new to it."""
    _stories: Mapping[int, Developing]
    _weights: Mapping[str, float]

    def told(self, taste: Taste, story: int) -> Digest:
        """The story as a chat of this taste is told it: without the outlets that it muted."""
        left = _left(self._stories[story], taste)
        return tell(
            story,
            left.articles,
            sentences=MOST_SENTENCES,
            quotes=FULL_QUOTES,
            weights=self._weights,
        )

    async def wanted_by(self, conn: AsyncConnection, chats: Collection[int]) -> Wanted:
        """What of it these chats are to be told, as they wish at this moment."""
        followed = await follows.breaking(conn, chats)
        places = await _places(conn, followed)
        tasted = await tastes.tastes_of(conn, set(places.values()))
        turns = _Turns()
        found: dict[Whose, dict[int, list[Follow]]] = defaultdict(lambda: defaultdict(list))
        for follow in (each for each in followed if each.key in places):
            whose, sought = places[follow.key], (follow.kind, follow.words)
            for story in self.found.get(sought, ()):
                await turns.given()
                if _wants(tasted[whose], sought, self._stories[story]):
                    found[whose][story].append(follow)
        return Wanted(found, tasted)


async def look(conn: AsyncConnection, since: datetime) -> Latest | None:
    """None where nothing has come in at all, or nobody wants to be told."""
    audiences = await changes.audiences_since(conn, since)
    if not audiences:
        return None
    subjects = await follows.breaking_subjects(conn)
    if not subjects:
        return None
    private = sorted(audience for audience in audiences if audience is not None)
    changed = iter(await changes.newest_since(conn, since, audiences=private))
    turns = _Turns()
    stories: dict[int, Developing] = {}
    found = defaultdict[Sought, list[int]](list)
    while page := list(islice(changed, _AT_ONCE)):
        members = await articles.by_story(conn, page, audiences=private)
        for story, there in members.items():
            developing = Developing(there, since)
            for sought in subjects:
                await turns.given()
                if developing.is_new_to(sought):
                    found[sought].append(story)
                    stories[story] = developing
    return Latest(since, found, stories, await feeds.weights(conn))


class _Turns:
    """Work between which readers get their turn."""

    def __init__(self) -> None:
        self._began = perf_counter()

    async def given(self) -> None:
        if perf_counter() - self._began > _LONGEST:
            await asyncio.sleep(0)
            self._began = perf_counter()


async def _places(conn: AsyncConnection, wanted: Sequence[Follow]) -> dict[int, Whose]:
    """Where each follow's stories are told: in its own topic, or where the chat's first edition goes. What is
    followed in a topic that gets no editions is told nowhere."""
    threads = await slots.threads(conn, {follow.chat for follow in wanted})
    places: dict[int, Whose] = {}
    for follow in wanted:
        there = threads.get(follow.chat, (None,))
        if follow.thread is None or follow.thread in there:
            places[follow.key] = follow.chat, there[0] if follow.thread is None else follow.thread
    return places


def _wants(taste: Taste, sought: Sought, story: Developing) -> bool:
    """Whether nothing that the chat mutes, does not read or may not see stands against it."""
    if not all(each.audience is None or each.audience in taste.audiences for each in story.articles):
        return False
    mutes = (mute for mute in taste.mutes if mute[0] is not MuteKind.SOURCE)
    if any(story.concerns(mute) for mute in mutes):
        return False
    left = _left(story, taste)
    return left is story or left.is_new_to(sought)


def _left(story: Developing, taste: Taste) -> Developing:
    """The story as the outlets and in the languages that the chat wants tell it."""
    lens = lens_of(taste)
    left = [stored for stored in story.articles if lens.passes(stored)] if lens else story.articles
    return story if len(left) == len(story.articles) else Developing(left, story.since)
