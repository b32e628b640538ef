"""Feeds: what the operator asked for, what a feed says, and how it has behaved so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class FullText(StrEnum):
    """Where an article's text comes from."""

    AUTO = "auto"
    """From the page, where the feed gives only a teaser."""
    ALWAYS = "always"
    """From the page."""
    NEVER = "never"
    """From the feed."""


class FeedOrigin(StrEnum):
    """Who wants the feed: what the configuration lists is taken out of it there."""

    CONFIGURED = "configured"
    STARTER = "starter"
    ADDED = "added"
    """By `pullquote feeds add` or `import`."""
    READER = "reader"
    """By readers, for themselves: nobody else sees its articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as it was asked for. Named by `url`, wherever it has moved since."""

    url: str
    name: str | None = None
    """Shown as the outlet; else what the feed calls itself."""
    topic: str | None = None
    full_text: FullText = FullText.AUTO
    weight: float = 1.0
    """How much its word counts in ranking; 1 is usual."""
    origin: FeedOrigin = FeedOrigin.ADDED


class FeedStanding(StrEnum):
    """How a feed is doing. Admins are told when it changes."""

    NEW = "new"
    """Not fetched yet."""
    WELL = "well"
    FAILING = "failing"
    STOPPED = "stopped"
    """Gone, or not found for too long: not asked again until somebody adds it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is known of a feed after its last visit, and when the next one is due."""

    address: str
    """Where it is fetched: `Feed.url`, or where that has permanently moved."""
    standing: FeedStanding = FeedStanding.NEW
    next_check_at: datetime | None
    """None: never again by itself."""
    etag: str | None = None
    """As it came; with `modified` sent back to `address`."""
    modified: str | None = None
    interval: timedelta | None = None
    """Between visits, from how often the feed publishes; None before the first one."""
    failures: int = 0
    """In a row."""
    failing_since: datetime | None = None
    reason: str | None = None
    """Why the last visit failed."""
    succeeded_at: datetime | None = None
    newest_at: datetime | None = None
    """When its newest article came out."""
    moved_to: str | None = None
    """Where permanent redirects lead, `moved_times` visits in a row."""
    moved_times: int = 0
    title: str | None = None
    """What the feed calls itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """What a feed says of one article."""

    identity: str
    """Names it over changed guids and tracking parameters: the canonical address, else the guid,
    else a hash of its title and text."""
    content: str
    """Hash of all that the feed says of it: another one, and the article may have changed."""
    url: str | None
    """Canonical, without tracking parameters."""
    title: str | None
    text: str | None
    """The longest text that the feed gives, plain, one paragraph a line."""
    is_whole: bool
    """The feed gives the article, not a teaser."""
    published: datetime | None
    """In UTC, never in the future; None where the feed does not say or cannot be believed."""
    author: str | None = None
    image: str | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed document, read."""

    title: str | None
    link: str | None
    """The site it belongs to."""
    language: str | None
    ttl: timedelta | None
    """How long the feed asks to be left alone (RSS `ttl`, `sy:updatePeriod`)."""
    items: tuple[FeedItem, ...]
    """Newest first, each identity once."""
    left_out: int = 0
    """Items beyond the most that are taken of one document."""
