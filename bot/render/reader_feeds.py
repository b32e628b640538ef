"""Feeds of readers as screens: what there is at an address, what was added, how a chat's own feeds are doing.

An address shows without what may be a secret in it, also to who gave it: messages are forwarded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import assert_never
from urllib.parse import urlsplit

from bot.callbacks import Nothing
from bot.callbacks.feeds import AddOffered, LeaveOffered, PickOffered, RemoveFeed, ShowFeeds
from bot.markup import Html, bold, clipped, join, lines, paragraphs
from bot.render.stories import NAME, TITLE, Detail, fitting, one_line, story
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.model import FeedStanding
from digests.newsroom.offers import (
    Added,
    Busy,
    Followed,
    Full,
    Had,
    Looked,
    NoList,
    NotFound,
    NothingNew,
    Offered,
    Outcome,
    Public,
    Removed,
    Sample,
    Several,
    TooMany,
    UsedUp,
)
from digests.sources.fetching.answers import Hindrance
from digests.store.feeds import KnownFeed

PAGE = 8
_CHOICES = 8
_NAMED = 10
_SHORT, _LONG = 40, 60
_SECRET = re.compile(r"(?=.*\d)[\w~-]{16,}|[\w~-]{32,}")
"""A step of a path like this one is more likely a key than a word."""

_NO_FEED: Mapping[Hindrance | None, str] = MappingProxyType(
    {
        None: "feeds.nothing.slow",
        Hindrance.SILENT: "feeds.nothing.silent",
        Hindrance.PRIVATE: "feeds.nothing.private",
        Hindrance.TOO_LARGE: "feeds.nothing.large",
        Hindrance.MISSING: "feeds.nothing.missing",
        Hindrance.FORBIDDEN: "feeds.nothing.forbidden",
        Hindrance.NO_PAGE: "feeds.nothing.feedless",
    }
)


def looked(words: Words, found: Looked, now: datetime) -> Screen:
    """What there is at an address."""
    match found:
        case Sample():
            return _sample(words, found, now)
        case Several():
            return _several(words, found)
        case Public(offer, outlet):
            follow = Button(words.plain("button.feed_follow"), AddOffered(offer))
            return Screen(words("feeds.public", outlet=bold(_name(outlet))), ((follow, _leave(words)),))
        case Had(outlet):
            return Screen(words("feeds.had", outlet=bold(_name(outlet))), _to_list(words))
        case NotFound(hindrance):
            return Screen(words(_NO_FEED[hindrance]))
        case Busy():
            return Screen(words("feeds.busy"))
        case TooMany() | UsedUp():
            return limited(words, found)
        case _:
            assert_never(found)


def limited(words: Words, limit: TooMany | UsedUp) -> Screen:
    match limit:
        case TooMany(count):
            return Screen(words("feeds.too_many", count=count), _to_list(words))
        case UsedUp(count):
            return Screen(words("feeds.used_up", count=count))
        case _:
            assert_never(limit)


def list_read(words: Words, read: Offered | TooMany | NoList | UsedUp) -> Screen:
    """What of a list of feeds can be added."""
    match read:
        case Offered():
            return _offered(words, read)
        case NoList():
            return Screen(words("feeds.list.none"))
        case TooMany() | UsedUp():
            return limited(words, read)
        case _:
            assert_never(read)


def outcome(words: Words, came: Outcome) -> Screen:
    """What came of adding."""
    match came:
        case Added(outlets):
            names = words.listing(_names(outlets))
            return Screen(words("feeds.added", count=len(outlets), names=bold(names)), _to_list(words))
        case Followed(outlet):
            return Screen(words("feeds.followed", outlet=bold(_name(outlet))))
        case NothingNew():
            return Screen(words("feeds.nothing_new"), _to_list(words))
        case Full():
            return Screen(words("feeds.full"))
        case TooMany():
            return limited(words, came)
        case _:
            assert_never(came)


def own(
    words: Words,
    feeds: Sequence[KnownFeed],
    page: int,
    limit: int,
    now: datetime,
    gone: Removed | None = None,
) -> Screen:
    """The chat's own feeds, a page of them, and how to add one; above it what was removed just now."""
    pages = max(1, -(-len(feeds) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = feeds[page * PAGE : (page + 1) * PAGE]
    said = words("feeds.removed", outlet=bold(_name(gone.outlet))) if gone else Html()
    undo = (
        ((Button(words.plain("button.undo", what=_name(gone.outlet, _SHORT)), AddOffered(gone.undo)),),)
        if gone
        else ()
    )
    how_many = words("feeds.count", count=len(feeds), limit=limit) if feeds else words("feeds.none")
    return Screen(
        paragraphs(
            said,
            lines(bold(words("feeds.title")), how_many),
            *(_state(words, each, now) for each in shown),
            words("feeds.how"),
        ),
        (
            *undo,
            *((_remove(words, each, page),) for each in shown),
            *_pages(words, page, pages),
        ),
    )


def left(words: Words) -> Screen:
    return Screen(words("feeds.left"))


def trouble(words: Words, feed: KnownFeed, standing: FeedStanding) -> Screen:
    """What the reader of a feed is told once: that it fails, or that it is gone."""
    key = "feeds.trouble.stopped" if standing is FeedStanding.STOPPED else "feeds.trouble.failing"
    return Screen(words(key, outlet=bold(_name(feed.outlet))), _to_list(words))


def shown_place(url: str) -> str:
    """Where a feed is, without its query and whatever else of it may be a key."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "…"
    path = "/".join("…" if _SECRET.fullmatch(step) else step for step in parts.path.rstrip("/").split("/"))
    query = "?…" if parts.query else ""
    return clipped(one_line(f"{host}{'' if port is None else f':{port}'}{path}{query}"), _LONG)


# --- pieces -----------------------------------------------------------------------------------


def _sample(words: Words, found: Sample, now: datetime) -> Screen:
    head = lines(
        bold(_name(found.title)),
        shown_place(found.address),
        words("feeds.recent", count=found.recent) if found.has_times else words("feeds.no_times"),
    )

    def build(detail: Detail) -> Html:
        return paragraphs(head, _newest(words, found, now, detail), words("feeds.only_here"))

    add = Button(words.plain("button.feed_add"), AddOffered(found.offer))
    return Screen(fitting(build), ((add, _leave(words)),))


def _newest(words: Words, found: Sample, now: datetime, detail: Detail) -> Html:
    if found.newest is not None:
        return paragraphs(words("feeds.newest_is"), story(words, found.newest, now, detail))
    if found.newest_title is not None:
        return words("feeds.unusable", title=bold(clipped(one_line(found.newest_title), TITLE)))
    return words("feeds.no_articles")


def _several(words: Words, found: Several) -> Screen:
    choices = (
        (Button(_name(each.title or shown_place(each.address), _SHORT), PickOffered(found.offer, number)),)
        for number, each in enumerate(found.feeds[:_CHOICES])
    )
    return Screen(words("feeds.several"), (*choices, (_leave(words),)))


def _offered(words: Words, read: Offered) -> Screen:
    html = lines(*_counted(words, read))
    if read.offer is None:
        return Screen(paragraphs(html, words("feeds.list.nothing")))
    add = Button(words.plain("button.feeds_add", count=len(read.feeds)), AddOffered(read.offer))
    names = words.listing(_names([each.title or shown_place(each.address) for each in read.feeds]))
    would = words("feeds.list.adds", names=bold(names))
    return Screen(paragraphs(html, would, words("feeds.only_here")), ((add, _leave(words)),))


def _counted(words: Words, read: Offered) -> Iterator[Html]:
    yield words("feeds.list.listed", count=read.listed)
    if read.had:
        yield words("feeds.list.had", count=read.had)
    if read.public:
        yield words("feeds.list.public", count=read.public)
    if read.new > len(read.feeds):
        yield words("feeds.list.room", count=len(read.feeds), new=read.new, limit=read.limit)
    if read.refused:
        yield words("feeds.list.refused", names=words.listing(_names(read.refused)))
    if nameless := read.left_out - len(read.refused):
        yield words("feeds.list.left_out", count=nameless)


def _state(words: Words, feed: KnownFeed, now: datetime) -> Html:
    state = feed.state
    match state.standing:
        case FeedStanding.NEW:
            said = words("feeds.waiting")
        case FeedStanding.STOPPED:
            said = words("feeds.stopped")
        case FeedStanding.FAILING:
            said = words("feeds.failing", span=words.span(now - (state.failing_since or now)))
        case FeedStanding.WELL if state.newest_at is None:
            said = words("feeds.undated")
        case FeedStanding.WELL:
            said = words("feeds.newest", ago=words.ago(now - (state.newest_at or now)))
        case _:
            assert_never(state.standing)
    name, place = _name(feed.outlet), shown_place(feed.feed.url)
    return lines(join([bold(name), *([place] if place != name else [])], " · "), said)


def _pages(words: Words, page: int, pages: int) -> Keyboard:
    if pages == 1:
        return ()
    row = [Button(f"{page + 1}/{pages}", Nothing())]
    if page > 0:
        row.insert(0, Button(words.plain("button.previous"), ShowFeeds(page - 1)))
    if page < pages - 1:
        row.append(Button(words.plain("button.next"), ShowFeeds(page + 1)))
    return (tuple(row),)


def _remove(words: Words, feed: KnownFeed, page: int) -> Button:
    label = words.plain("button.feed_remove", name=_name(feed.outlet, _SHORT))
    return Button(label, RemoveFeed(feed.key, page))


def _leave(words: Words) -> Button:
    return Button(words.plain("button.feed_leave"), LeaveOffered())


def _to_list(words: Words) -> Keyboard:
    return ((Button(words.plain("button.feeds"), ShowFeeds(0)),),)


def _names(names: Sequence[str]) -> tuple[str, ...]:
    shown = tuple(_name(name, _SHORT) for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else (*shown, "…")


def _name(name: str, limit: int = NAME) -> str:
    """A feed calls itself what it likes, or nothing."""
    return clipped(one_line(name), limit) or "…"
