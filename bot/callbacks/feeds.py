"""Buttons of readers' own feeds. What is offered has a number (`digests/newsroom/adding.py`): addresses are
too long for a button, and secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ShowFeeds:
    """Page `page` (from 0) of the chat's own feeds."""

    page: int


@dataclass(frozen=True, slots=True)
class AddOffered:
    """Add what was offered: a feed, or those of a list."""

    offer: int


@dataclass(frozen=True, slots=True)
class PickOffered:
    """Look at the feed at `number` (from 0) among several that were offered."""

    offer: int
    number: int


@dataclass(frozen=True, slots=True)
class LeaveOffered:
    """Nothing is added."""


@dataclass(frozen=True, slots=True)
class RemoveFeed:
    """The chat reads it no more; `page` is the one of its list that the button stands on."""

    feed: int
    page: int


FeedAction: TypeAlias = ShowFeeds | AddOffered | PickOffered | LeaveOffered | RemoveFeed

FEED_ACTIONS: dict[str, type[FeedAction]] = {
    "al": ShowFeeds,
    "aa": AddOffered,
    "ap": PickOffered,
    "an": LeaveOffered,
    "ar": RemoveFeed,
}
