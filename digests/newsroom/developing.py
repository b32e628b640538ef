"""What has just come in, and who follows it: read once for all who want to be told at once.

A story is matched in memory: what came in within minutes are a few articles, and each is taken apart once.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.breaking import Developing
from digests.editor.digest import FULL_QUOTES, MOST_SENTENCES, tell
from digests.editor.tasting import Sought, lens_of
from digests.model import Digest, Follow, MuteKind, Taste
from digests.store import articles, changes, feeds, slots, tastes
from digests.store.slots import Whose

Found: TypeAlias = dict[Whose, dict[int, list[Follow]]]
"""By chat, and the topic that it is told in: the stories, each with the follows that found it."""


@dataclass(frozen=True, slots=True)
class Latest:
    """What came in after `since` that somebody is to be told of."""

    since: datetime
    found: Found
    _stories: Mapping[int, Developing]
    _tastes: Mapping[Whose, Taste]
    _weights: Mapping[str, float]

    def told(self, whose: Whose, story: int) -> Digest:
        """The story as this chat is told it: without the outlets that it muted."""
        left = _left(self._stories[story], self._tastes[whose])
        return tell(
            story,
            left.articles,
            sentences=MOST_SENTENCES,
            quotes=FULL_QUOTES,
            weights=self._weights,
        )


async def look(conn: AsyncConnection, wanted: Sequence[Follow], since: datetime) -> Latest | None:
    """None where nothing has come in at all."""
    places = await _places(conn, wanted)
    tasted = await tastes.tastes_of(conn, set(places.values()))
    audiences = sorted({audience for taste in tasted.values() for audience in taste.audiences})
    changed = await changes.newest_since(conn, since, audiences=audiences)
    if not changed:
        return None
    members = await articles.by_story(conn, list(changed), audiences=audiences)
    stories = {story: Developing(there, since) for story, there in members.items()}
    found: Found = defaultdict(lambda: defaultdict(list))
    for sought, follows in _by_subject(each for each in wanted if each.key in places).items():
        await asyncio.sleep(0)  # there may be thousands: readers get their turn
        for story, developing in stories.items():
            if developing.is_new_to(sought):
                for follow in follows:
                    whose = places[follow.key]
                    if _wants(tasted[whose], sought, developing):
                        found[whose][story].append(follow)
    return Latest(since, found, stories, tasted, await feeds.weights(conn))


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


def _by_subject(wanted: Iterable[Follow]) -> dict[Sought, list[Follow]]:
    """Many follow the same."""
    found = defaultdict[Sought, list[Follow]](list)
    for follow in wanted:
        found[follow.kind, follow.words].append(follow)
    return found


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
