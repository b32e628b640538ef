"""`pullquote feeds test URL`: what would be taken of a feed, and the digest of its newest article.

The feed takes the way that it takes in the bot: the same client, the same worker with its time limit, the
same decisions. Only nothing is kept, and the database is not opened.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.batch.feed_report import report
from bot.batch.feeds import loaded
from bot.batch.output import ALL_WELL, SOME_TROUBLE, complain, screen, unbroken_pipe
from bot.editing import edit_options
from bot.feeds import user_agent, wanted_feeds
from config.settings import Settings
from config.urls import shown_url
from digests.model import Feed, FullText
from digests.newsroom.trial import NotTried, Tried, tried
from digests.newsroom.web import Web
from digests.workshop import Workshop

_PAUSE = 0.5
"""Seconds between requests to a host. There are three at most, and somebody is waiting."""


def try_feed(config: Path | None, url: str, full_text: FullText | None) -> int:
    """Exit status 1 if there is no feed, or its newest article cannot be used."""
    settings = loaded(config).settings
    wanted = next((feed for feed in wanted_feeds(settings.feeds) if feed.url == url), Feed(url=url))
    feed = wanted if full_text is None else replace(wanted, full_text=full_text)
    match asyncio.run(_tried(settings, feed)):
        case NotTried(reason, _, named):
            complain(shown_url(url), reason)
            for found in named:
                complain("the page there names", f"{shown_url(found.address)} {found.title or ''}")
            return SOME_TROUBLE
        case Tried() as told:
            with unbroken_pipe():
                screen().print(*report(told, datetime.now(UTC)), sep="\n")
            spoilt = told.newest is None or isinstance(told.newest.outcome, str)
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
        return await tried(web, workshop, feed, edit_options(settings), _now)
