"""Feeds as `pullquote feeds list` shows them: a table for people, objects for programs. No secret shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.batch.output import counted, plain
from config.urls import shown_url
from digests.model import Feed, FeedOrigin, FeedStanding, FeedState, outlet_of
from digests.polling import outlet_name
from digests.store.feeds import KnownFeed

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_COLORS: Mapping[str, str] = {"well": "green", "failing": "yellow", "stopped": "red"}
_WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed; without a state it is in the settings, and the bot has not started since."""

    feed: Feed
    state: FeedState | None = None
    added_at: datetime | None = None

    @classmethod
    def known(cls, known: KnownFeed) -> Listed:
        return cls(known.feed, known.state, known.added_at)

    @property
    def outlet(self) -> str:
        if self.state is None:
            return self.feed.name or outlet_of(None, self.feed.url) or shown_url(self.feed.url)
        return outlet_name(self.feed, self.state)

    @property
    def standing(self) -> str:
        return self.state.standing.value if self.state else _WAITING


def record(listed: Listed) -> dict[str, object]:
    """The object for one feed."""
    feed, state = listed.feed, listed.state
    return {
        "url": shown_url(feed.url),
        "name": listed.outlet,
        "topic": feed.topic,
        "full_text": feed.full_text.value,
        "weight": feed.weight,
        "origin": feed.origin.value,
        "standing": listed.standing,
        "reason": state.reason if state else None,
        "failures": state.failures if state else 0,
        "last_success": _iso(state.succeeded_at) if state else None,
        "newest": _iso(state.newest_at) if state else None,
        "next_check": _iso(state.next_check_at) if state else None,
        "interval_minutes": _minutes(state.interval) if state else None,
        "fetched_from": shown_url(state.address) if state else None,
        "added": _iso(listed.added_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds() / 60)


# --- for people -------------------------------------------------------------------------------


def table(feeds: Iterable[Listed], now: datetime) -> RenderableType:
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, header_style="dim")
    shown.add_column("feed", ratio=1, overflow="fold")
    for name in ("topic", "standing", "last read", "newest", "next"):
        shown.add_column(name, overflow="fold")
    for listed in feeds:
        state = listed.state
        shown.add_row(
            _feed(listed),
            plain(listed.feed.topic or ""),
            _standing(listed),
            moment_in_words(state.succeeded_at, now) if state else "",
            moment_in_words(state.newest_at, now) if state else "",
            moment_in_words(state.next_check_at, now) if state else "at start",
        )
    return shown


def _feed(listed: Listed) -> Text:
    """Its name, its address, and what is wrong with it."""
    from rich.text import Text

    text = Text.assemble((plain(listed.outlet), "bold"), ("\n" + plain(shown_url(listed.feed.url)), "dim"))
    if listed.feed.origin is FeedOrigin.READER:
        text.append("\nadded by readers, for themselves", "dim")
    if listed.state and listed.state.reason:
        text.append("\n" + plain(listed.state.reason), "red")
    return text


def _standing(listed: Listed) -> Text:
    from rich.text import Text

    return Text(listed.standing, style=_COLORS.get(listed.standing, ""))


def summed_up(feeds: Iterable[Listed]) -> str:
    """ "12 feeds, 1 failing, 2 stopped"."""
    standings = [listed.standing for listed in feeds]
    troubled = [
        f"{standings.count(standing)} {standing}"
        for standing in (FeedStanding.FAILING.value, FeedStanding.STOPPED.value, _WAITING)
        if standing in standings
    ]
    return ", ".join([counted(len(standings), "feed"), *troubled])


def moment_in_words(moment: datetime | None, now: datetime) -> str:
    """ "3 h ago", "in 20 min"."""
    if moment is None:
        return "never"
    span = span_in_words(abs(moment - now))
    return "now" if span == "0 min" else f"in {span}" if moment > now else f"{span} ago"


def span_in_words(span: timedelta) -> str:
    """ "20 min", "3 h", "2 days": in the largest unit of which there are two, rounded down."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2 * 24 * 60 else f"{minutes // (24 * 60)} days"
