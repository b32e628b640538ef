"""`pullquote feeds test URL`: what would be taken of a feed, and the digest of its newest article.

The feed takes the way that it takes in the bot: the same client, the same worker with its time limit, the
same decisions. Only nothing is kept, and the database is not opened.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

from bot.batch.feed_report import Newest, Tried, report
from bot.batch.feeds import loaded
from bot.batch.output import ALL_WELL, SOME_TROUBLE, complain, screen, unbroken_pipe
from bot.editing import edit_options
from bot.feeds import user_agent, wanted_feeds
from config.settings import Settings
from config.urls import shown_url
from digests.editor.options import EditOptions
from digests.errors import ArticleRejected, FeedRejected
from digests.model import Feed, FeedItem, FeedState, FullText, ParsedFeed
from digests.newsroom.items import Later, NoPage, article_of, page_of, select
from digests.newsroom.web import Web
from digests.polling import Answered, Delivered, after, outlet_name, unvisited
from digests.sources.feeds import FoundFeed
from digests.sources.fetching.answers import Failed, Fetched, NotModified, Refused
from digests.workshop import Workshop, parse_feed, prepare_article, prepare_page

_PAUSE = 0.5
"""Seconds between requests to a host. There are three at most, and somebody is waiting."""

_MIDDLE = 0.5
"""Of the times that the next visit may have."""


@dataclass(frozen=True, slots=True)
class NotTried:
    """It could not; perhaps the page there names feeds that can."""

    reason: str
    named: tuple[FoundFeed, ...] = ()


def try_feed(config: Path | None, url: str, full_text: FullText | None) -> int:
    """Exit status 1 if there is no feed, or its newest article cannot be used."""
    settings = loaded(config).settings
    wanted = next((feed for feed in wanted_feeds(settings.feeds) if feed.url == url), Feed(url=url))
    feed = wanted if full_text is None else replace(wanted, full_text=full_text)
    match asyncio.run(_tried(settings, feed)):
        case NotTried(reason, named):
            complain(shown_url(url), reason)
            for found in named:
                complain("the page there names", f"{shown_url(found.address)} {found.title or ''}")
            return SOME_TROUBLE
        case Tried() as tried:
            with unbroken_pipe():
                screen().print(*report(tried, datetime.now(UTC)), sep="\n")
            spoilt = tried.newest is None or isinstance(tried.newest.outcome, str)
            return SOME_TROUBLE if spoilt else ALL_WELL


@asynccontextmanager
async def _equipped(settings: Settings) -> AsyncIterator[tuple[Web, Workshop]]:
    """The client and the worker, as the bot has them."""
    workshop = Workshop()
    try:
        async with Web.opened(
            user_agent(settings.feeds),
            clock=_now,
            stopwatch=time.monotonic,
            allow_private=settings.feeds.allow_private_addresses,
            pause=_PAUSE,
        ) as web:
            yield web, workshop
    finally:
        await workshop.close()


def _now() -> datetime:
    return datetime.now(UTC)


async def _tried(settings: Settings, feed: Feed) -> Tried | NotTried:
    async with _equipped(settings) as (web, workshop):
        answer = await web.feed(feed.url)
        if not isinstance(answer, Fetched):
            return NotTried(_reason(answer, feed))
        try:
            parsed = await workshop.do(parse_feed, answer, _now())
        except (FeedRejected, ArticleRejected) as rejected:
            return NotTried(str(rejected), await _named(workshop, answer))
        now = _now()
        visit = Delivered(parsed=parsed, max_age=answer.max_age, permanent=answer.permanent)
        state = after(unvisited(feed.url, now), visit, now, _MIDDLE, home=feed.url).state
        return Tried(
            feed=feed,
            address=answer.address,
            parsed=parsed,
            state=state,
            taken=len(select(parsed.items, {}, is_first=True, now=now).take),
            newest=await _newest(web, workshop, feed, state, parsed, edit_options(settings)),
        )


def _reason(answer: NotModified | Refused | Failed, feed: Feed) -> str:
    """Why there is nothing to read, as the bot would record it."""
    match answer:
        case Refused(status=status):
            now = _now()
            turn = after(unvisited(feed.url, now), Answered(status=status), now, _MIDDLE, home=feed.url)
            return turn.state.reason or f"the server answers {status}"
        case Failed(reason):
            return reason
        case NotModified():
            return "the server says that nothing has changed, though it was not asked"
    assert_never(answer)


async def _newest(
    web: Web, workshop: Workshop, feed: Feed, state: FeedState, parsed: ParsedFeed, options: EditOptions
) -> Newest | None:
    if not parsed.items:
        return None
    item = parsed.items[0]
    page, text_from = await _page(web, feed, item)
    article = article_of(feed, item, outlet_name(feed, state))
    if page is None:
        prepared = await workshop.attempt(prepare_article, article, options)
    else:
        prepared = await workshop.attempt(prepare_page, (article, page), options)
    return Newest(item, text_from, prepared if isinstance(prepared, str) else prepared.edited)


async def _page(web: Web, feed: Feed, item: FeedItem) -> tuple[Fetched | None, str]:
    url = page_of(feed, item)
    if url is None:
        return None, "as the feed gives it"
    outcome = await web.page(url)
    match outcome:
        case Fetched():
            return outcome, "from its page"
        case NoPage(reason):
            return None, f"as the feed gives it: {reason}"
        case Later(reason):
            return None, f"as the feed gives it; the bot would try its page again later: {reason}"
    assert_never(outcome)


async def _named(workshop: Workshop, document: Fetched) -> tuple[FoundFeed, ...]:
    try:
        return await workshop.do(find_feeds, document, None)
    except ArticleRejected:
        return ()


# --- in the worker: imported where it runs ----------------------------------------------------


def find_feeds(document: Fetched, _: None) -> tuple[FoundFeed, ...]:
    from digests.sources.feeds import alternates

    return alternates(document.body, document.address)
