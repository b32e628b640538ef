"""What a chat was told in its last editions, and what is new to it therefore. Pure.

A chat's history is the short list of line-ups that reached it. Many chats have the same one, so whatever
follows from a history is worked out once for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from digests.model import Shown
from digests.store.slots import Told

REMEMBERED = timedelta(days=8)
"""A weekly edition looks back on the one before it."""

OVERLAP = timedelta(minutes=1)
"""An article is stamped a moment before others can see it: it must not fall between two editions."""

History: TypeAlias = tuple[Told, ...]
"""Oldest first."""


def credible(history: History, shown: Mapping[int, Shown], now: datetime) -> History:
    """What of it can be built on: what it told is still known, and was not made in days to come by a clock
    that ran ahead, after which nothing would be new until then."""
    return tuple(each for each in history if each.lineup in shown and shown[each.lineup].made_at <= now)


def arrived(history: History) -> History:
    """What the chat has seen of it."""
    return tuple(each for each in history if each.arrived)


def editions_of(history: History) -> History:
    """Without what was told between them."""
    return tuple(each for each in history if not each.between)


def stories_told(history: History, shown: Mapping[int, Shown]) -> dict[int, datetime]:
    """The stories that the chat knows, and when what it knows of them was written."""
    told: dict[int, datetime] = {}
    for each in arrived(history):
        lineup = shown[each.lineup]
        told.update(dict.fromkeys(lineup.stories, lineup.made_at))
    return told


def told_since(history: History, shown: Mapping[int, Shown]) -> datetime | None:
    """From when on there may be news for the chat: since its newest edition, or, where none reached it,
    since what the first of those looked back to. None for a chat without editions."""
    editions = editions_of(history)
    made = [shown[each.lineup].made_at for each in arrived(editions)]
    if made:
        return max(made) - OVERLAP
    return min((shown[each.lineup].since for each in editions), default=None)
