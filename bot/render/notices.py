"""What has become of feeds since an admin was last told, as one calm message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never
from urllib.parse import urlsplit

from bot.markup import Html, bold, clipped, lines, paragraphs
from bot.render.stories import one_line
from bot.screens import Screen
from bot.words import Words
from digests.model import BeganFailing, Ended, FeedNotice, MovedAddress, Recovered, StoredNotice

_MOST = 15
"""Feeds in one message; the rest is counted."""
_OUTLET, _ADDRESS, _REASON = 60, 80, 160


def notices(words: Words, pending: Sequence[StoredNotice]) -> Screen:
    """What has become of each feed, in the order in which it happened. There is at least one notice."""
    kept = _latest(pending)
    for most in range(min(_MOST, len(kept)), 0, -1):
        page = _page(words, kept, most)
        if page.fits:
            break
    return Screen(page)


def _page(words: Words, kept: Sequence[StoredNotice], most: int) -> Html:
    left = len(kept) - most
    more = words("notice.more", count=left) if left else ""
    told = [_line(words, each) for each in kept[:most]]
    return paragraphs(lines(bold(words("notice.title")), *told), more)


def _latest(pending: Sequence[StoredNotice]) -> list[StoredNotice]:
    """Of each feed what came last: one that failed and is well again is not told of as failing. Where
    it has moved is told beside."""
    latest = {(each.notice.url, isinstance(each.notice.change, MovedAddress)): each for each in pending}
    return sorted(latest.values(), key=lambda each: each.key)


def _line(words: Words, stored: StoredNotice) -> Html:
    notice = stored.notice
    outlet = bold(_short(notice.outlet, _OUTLET))
    match notice.change:
        case BeganFailing(since, reason):
            return words(
                "notice.failing",
                outlet=outlet,
                span=words.span(stored.at - since),
                address=_address(notice),
                reason=_short(reason, _REASON),
            )
        case Recovered(lasted):
            return words("notice.well", outlet=outlet, span=words.span(lasted))
        case Ended(reason):
            return words(
                "notice.ended", outlet=outlet, address=_address(notice), reason=_short(reason, _REASON)
            )
        case MovedAddress(old, new):
            return words("notice.moved", outlet=outlet, old=shown_address(old), new=shown_address(new))
        case _:
            assert_never(notice.change)


def _short(text: str, limit: int) -> str:
    """In one line: both come from outside."""
    return clipped(one_line(text), limit)


def _address(notice: FeedNotice) -> str:
    return shown_address(notice.url)


def shown_address(url: str) -> str:
    """A feed's address without what may be a secret: a password, or a key among its parameters."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "…"
    place = host if port is None else f"{host}:{port}"
    return _short(f"{place}{parts.path.rstrip('/')}{'?…' if parts.query else ''}", _ADDRESS)
