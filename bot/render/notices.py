"""What has become of feeds and deliveries since an admin was last told, as one calm message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeAlias, assert_never
from urllib.parse import urlsplit

from bot.markup import Html, bold, clipped, lines, paragraphs
from bot.render.stories import one_line
from bot.screens import Screen
from bot.words import Words
from digests.model import (
    BeganFailing,
    DeliveryTrouble,
    Ended,
    FeedNotice,
    MovedAddress,
    Overrun,
    Recovered,
    StoredNotice,
    UpdatesTaken,
)

_MOST = 15
"""Feeds in one message; the rest is counted."""
_OUTLET, _ADDRESS, _REASON = 60, 80, 160

_OfFeed: TypeAlias = tuple[datetime, FeedNotice]
"""A notice and when it was made."""


def notices(words: Words, pending: Sequence[StoredNotice]) -> Screen:
    """What has become of deliveries, then of each feed, in the order in which it happened. There is at least
    one notice."""
    deliveries = _of_deliveries(words, pending)
    kept = _latest(pending)
    page = deliveries
    for most in range(min(_MOST, len(kept)), 0, -1):
        page = paragraphs(deliveries, _of_feeds(words, kept, most))
        if page.fits:
            break
    return Screen(page)


def _of_feeds(words: Words, kept: Sequence[_OfFeed], most: int) -> Html:
    left = len(kept) - most
    more = words("notice.more", count=left) if left else ""
    told = [_line(words, at, notice) for at, notice in kept[:most]]
    return paragraphs(lines(bold(words("notice.title")), *told), more)


def _latest(pending: Sequence[StoredNotice]) -> list[_OfFeed]:
    """Of each feed what came last: one that failed and is well again is not told of as failing. Where
    it has moved is told beside."""
    latest: dict[tuple[str, bool], tuple[int, _OfFeed]] = {}
    for each in pending:
        if isinstance(notice := each.notice, FeedNotice):
            latest[notice.url, isinstance(notice.change, MovedAddress)] = each.key, (each.at, notice)
    return [told for _, told in sorted(latest.values(), key=lambda keyed: keyed[0])]


# --- deliveries -------------------------------------------------------------------------------


def _of_deliveries(words: Words, pending: Sequence[StoredNotice]) -> Html:
    """Empty where nothing is wrong with them."""
    told = [each.notice for each in pending]
    troubles = [notice for notice in told if isinstance(notice, DeliveryTrouble)]
    overruns = [(each.at, each.notice) for each in pending if isinstance(each.notice, Overrun)]
    said = (
        words("notice.taken") if UpdatesTaken() in told else "",
        _overrun(words, *overruns[-1]) if overruns else "",
        *_troubles(words, troubles),
    )
    return lines(bold(words("notice.deliveries")), *said) if any(said) else Html()


def _overrun(words: Words, at: datetime, notice: Overrun) -> Html:
    return words(
        "notice.overrun",
        count=notice.waiting,
        number=words.number(notice.waiting),
        span=words.span(notice.ends_at - at),
        late=words.span(notice.late_by),
    )


def _troubles(words: Words, troubles: Sequence[DeliveryTrouble]) -> Iterator[Html]:
    counts = {
        "notice.unknown": sum(each.unknown for each in troubles),
        "notice.rejected": sum(each.rejected for each in troubles),
        "notice.remarks": sum(each.remarks for each in troubles),
    }
    for key, count in counts.items():
        if count:
            yield words(key, count=count, number=words.number(count))
    if troubles:
        yield words("notice.newest", reason=_short(troubles[-1].newest, _REASON))


# --- feeds ------------------------------------------------------------------------------------


def _line(words: Words, at: datetime, notice: FeedNotice) -> Html:
    outlet = bold(_short(notice.outlet, _OUTLET))
    match notice.change:
        case BeganFailing(since, reason):
            return words(
                "notice.failing",
                outlet=outlet,
                span=words.span(at - since),
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
