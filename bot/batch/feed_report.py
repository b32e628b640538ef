"""What `pullquote feeds test` prints of a feed that could be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.batch.digest import card
from bot.batch.feed_listing import moment_in_words, span_in_words
from bot.batch.output import counted, plain
from config.urls import shown_url
from digests.model import FullText, ParsedFeed
from digests.newsroom.trial import Newest, Tried
from digests.polling import outlet_name

if TYPE_CHECKING:
    from rich.console import RenderableType

_FULL_TEXT = {
    FullText.AUTO: "from pages where the feed gives only a teaser (auto)",
    FullText.ALWAYS: "from pages (always)",
    FullText.NEVER: "as the feed gives them (never)",
}


def report(tried: Tried, now: datetime) -> Iterator[RenderableType]:
    """Line by line: the feed, what would be taken of it and how often, and its newest article."""
    from rich.text import Text

    yield Text(plain(outlet_name(tried.feed, tried.state)), style="bold")
    for name, words in facts(tried, now):
        yield Text.assemble((f"{name:<12}", "dim"), plain(words))
    yield ""
    if tried.newest is None:
        yield "There is no article in it."
        return
    yield Text(f"The newest article, {plain(tried.newest.text_from)}:", style="dim")
    yield from _digest(tried.newest)


def facts(tried: Tried, now: datetime) -> Iterator[tuple[str, str]]:
    """What is told of the feed, each with its name."""
    parsed, state = tried.parsed, tried.state
    yield "address", shown_url(tried.feed.url)
    if tried.address != tried.feed.url:
        yield "found at", shown_url(tried.address)
    yield from (("site", shown_url(parsed.link)),) if parsed.link else ()
    yield from (("language", parsed.language),) if parsed.language else ()
    yield "items", _items(parsed)
    yield "dates", _dates(parsed, now)
    yield "texts", _FULL_TEXT[tried.feed.full_text]
    yield "first visit", f"{counted(tried.taken, 'article')} taken, those of the last days"
    if state.next_check_at is not None:
        asked = f"; the feed asks for {span_in_words(parsed.ttl)}" if parsed.ttl else ""
        yield "next visit", moment_in_words(state.next_check_at, now) + asked


def _items(parsed: ParsedFeed) -> str:
    whole = sum(item.is_whole for item in parsed.items)
    beyond = f"; {parsed.left_out} more are left out" if parsed.left_out else ""
    return f"{len(parsed.items)}: {whole} whole, {counted(len(parsed.items) - whole, 'teaser')}{beyond}"


def _dates(parsed: ParsedFeed, now: datetime) -> str:
    times = [item.published for item in parsed.items if item.published is not None]
    without = len(parsed.items) - len(times)
    missing = [f"{counted(without, 'item')} without one"] if without else []
    if not times:
        return ", ".join(missing) or "none"
    first, last = moment_in_words(min(times), now), moment_in_words(max(times), now)
    return ", ".join([first if first == last else f"{first} to {last}", *missing])


def _digest(newest: Newest) -> Iterator[RenderableType]:
    if isinstance(newest.outcome, str):
        title = plain(newest.item.title or newest.item.identity)
        yield f"{title}: it cannot be used: {plain(newest.outcome)}"
    else:
        yield from card(newest.outcome.edited)
