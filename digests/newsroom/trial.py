"""A feed on trial: what would be taken of it, and its newest article, prepared. Nothing is kept.

The feed takes the way that it takes in the bot: the same client, the same worker with its time limit, the
same decisions. What is no feed is perhaps a page that names some.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from digests.editor.options import EditOptions
from digests.errors import ArticleRejected, FeedRejected
from digests.model import Feed, FeedItem, FeedState, ParsedFeed, PreparedArticle
from digests.newsroom.items import Later, NoPage, article_of, page_of, select
from digests.newsroom.web import Web
from digests.polling import Answered, Delivered, after, outlet_name, unvisited
from digests.sources.feeds import FoundFeed
from digests.sources.fetching.answers import Failed, Fetched, Hindrance, NotModified, Refused
from digests.workshop import Workshop, find_feeds, parse_feed, prepare_article, prepare_page

_MIDDLE = 0.5
"""Of the times that the next visit may have."""
_WANTS_LOGIN = (401, 403)
_MISSING = (404, 410)


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest article, and what came of it."""

    item: FeedItem
    text_from: str
    """In words: its page, or the feed and why."""
    outcome: PreparedArticle | str


@dataclass(frozen=True, slots=True)
class Tried:
    """The feed could be read."""

    feed: Feed
    address: str
    """Where it was found."""
    parsed: ParsedFeed
    state: FeedState
    """As it would be after this visit."""
    taken: int
    """Articles that a first visit would take in."""
    newest: Newest | None


@dataclass(frozen=True, slots=True)
class NotTried:
    """It could not; perhaps the page there names feeds that can."""

    reason: str
    hindrance: Hindrance
    named: tuple[FoundFeed, ...] = ()


async def tried(
    web: Web, workshop: Workshop, feed: Feed, options: EditOptions, clock: Callable[[], datetime]
) -> Tried | NotTried:
    """`clock` tells the time in UTC."""
    answer = await web.feed(feed.url)
    if not isinstance(answer, Fetched):
        return _untried(answer, feed, clock())
    try:
        parsed = await workshop.do(parse_feed, answer, clock())
    except (FeedRejected, ArticleRejected) as rejected:
        return NotTried(str(rejected), Hindrance.NO_PAGE, await _named(workshop, answer))
    now = clock()
    visit = Delivered(parsed=parsed, max_age=answer.max_age, permanent=answer.permanent)
    state = after(unvisited(feed.url, now), visit, now, _MIDDLE, home=feed.url).state
    return Tried(
        feed=feed,
        address=answer.address,
        parsed=parsed,
        state=state,
        taken=len(select(parsed.items, {}, is_first=True, now=now).take),
        newest=await _newest(web, workshop, feed, state, parsed, options),
    )


def _untried(answer: NotModified | Refused | Failed, feed: Feed, now: datetime) -> NotTried:
    """Why there is nothing to read, as the bot would record it."""
    match answer:
        case Refused(status=status):
            turn = after(unvisited(feed.url, now), Answered(status=status), now, _MIDDLE, home=feed.url)
            return NotTried(turn.state.reason or f"the server answers {status}", _hindrance(status))
        case Failed(reason, hindrance):
            return NotTried(reason, hindrance)
        case NotModified():
            reason = "the server says that nothing has changed, though it was not asked"
            return NotTried(reason, Hindrance.SILENT)
    assert_never(answer)


def _hindrance(status: int) -> Hindrance:
    if status in _WANTS_LOGIN:
        return Hindrance.FORBIDDEN
    return Hindrance.MISSING if status in _MISSING else Hindrance.SILENT


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
    return Newest(item, text_from, prepared)


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
