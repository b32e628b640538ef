"""One visit to a feed: asked for, read, its new articles filed, and its next state saved.

asked    the feed over the network -> a `Visit` (`polling.py`)
taken    what is new in it -> texts, from the feed or from pages -> the workshop -> filing
saved    last, so that a visit cut short is made again; a change of standing is told to admins
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never
from urllib.parse import urlsplit

import structlog

from digests.editor.options import EditOptions
from digests.errors import ArticleRejected, FeedRejected, OperatorMistake
from digests.model import Article, FeedItem, FeedNotice, FeedStanding, ParsedFeed, PreparedArticle
from digests.newsroom.filing import Filing
from digests.newsroom.items import Later, NoPage, PageOutcome, article_of, missed, page_of, select
from digests.newsroom.pieces import Filed, FromFeed, Piece
from digests.newsroom.web import Web
from digests.polling import (
    Answered,
    Delivered,
    Turn,
    Unchanged,
    Unreadable,
    Unusable,
    Visit,
    after,
    outlet_name,
)
from digests.sources.fetching.answers import Failed, Fetched, NotModified, Refused
from digests.store import admins, feed_items, feeds, reader_feeds
from digests.store.engine import Store
from digests.store.feed_items import ItemRow
from digests.store.feeds import KnownFeed
from digests.workshop import Workshop, parse_feed, prepare_article, prepare_page

log = structlog.get_logger()

BATCH = 8
"""Articles of a feed that are prepared side by side and filed in one transaction."""
MISSES_A_VISIT = 3
"""Pages of a site in a row that cannot be had now: the others would each take their time to fail."""


@dataclass(frozen=True, slots=True)
class _Text:
    """An article on its way: as the feed and, where it was asked for, its page have it."""

    item: FeedItem
    article: Article
    page: Fetched | None


@dataclass(frozen=True, slots=True)
class _Taken:
    """What came of a feed's articles."""

    filed: Filed = field(default_factory=Filed)
    is_all: bool = True
    """None is to be asked for again at the next visit."""


class Visitor:
    """Visits feeds: the operator's by `web`, those that readers added by `readers_web`, which may reach less.
    `jitter` gives numbers in [0, 1); `clock` tells the time in UTC."""

    def __init__(
        self,
        store: Store,
        web: Web,
        readers_web: Web,
        workshop: Workshop,
        filing: Filing,
        options: EditOptions,
        *,
        clock: Callable[[], datetime],
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._web = web
        self._readers_web = readers_web
        self._workshop = workshop
        self._filing = filing
        self._options = options
        self._clock = clock
        self._jitter = jitter

    async def visit(self, known: KnownFeed) -> None:
        taken = _Taken()
        try:
            visit = await self._asked(known)
            if isinstance(visit, Delivered):
                taken = await self._taken(known, visit.parsed)
                if not taken.is_all:
                    # Else the next answer would be "not modified", and nobody ask for the rest.
                    visit = replace(visit, etag=None, modified=None)
        except OperatorMistake:
            raise
        except Exception:
            if not await self._is_wanted(known):
                return  # removed meanwhile, and there is nothing to note its articles with
            # A fault of ours that this feed brings to light: it is asked again later, not at once.
            log.exception("a visit failed", feed=known.key)
            visit = Unusable("the visit failed here; the log says how")
        now = self._clock()
        turn = after(known.state, visit, now, self._jitter(), home=known.feed.url)
        async with self._store.writing() as conn:
            await feeds.save_state(conn, known.key, turn.state)
            if isinstance(visit, Delivered):
                shown = [item.identity for item in visit.parsed.items]
                await feed_items.see_items(conn, known.key, shown, now)
            if known.is_private:
                # Its readers are told as long as it stands there as failing or stopped.
                if turn.state.standing is FeedStanding.WELL:
                    await reader_feeds.forget_told(conn, known.key)
            elif turn.change is not None:
                outlet = outlet_name(known.feed, turn.state)
                notice = FeedNotice(outlet=outlet, url=known.feed.url, change=turn.change)
                await admins.add_notice(conn, notice, now)
        _report(known, turn, taken.filed)

    async def _is_wanted(self, known: KnownFeed) -> bool:
        async with self._store.reading() as conn:
            return await feeds.find(conn, known.feed.url) is not None

    def _web_for(self, known: KnownFeed) -> Web:
        return self._readers_web if known.is_private else self._web

    async def _asked(self, known: KnownFeed) -> Visit:
        """Asks for the feed and has it read."""
        state = known.state
        answer = await self._web_for(known).feed(state.address, state.etag, state.modified)
        match answer:
            case Fetched():
                return await self._read(answer)
            case NotModified():
                return Unchanged(max_age=answer.max_age, permanent=answer.permanent)
            case Refused():
                return Answered(
                    status=answer.status, retry_after=answer.retry_after, permanent=answer.permanent
                )
            case Failed(reason):
                return Unusable(reason)
        assert_never(answer)

    async def _read(self, fetched: Fetched) -> Visit:
        try:
            parsed = await self._workshop.do(parse_feed, fetched, self._clock())
        except (FeedRejected, ArticleRejected) as rejected:
            return Unreadable(str(rejected))
        return Delivered(
            parsed=parsed,
            etag=fetched.etag,
            modified=fetched.modified,
            max_age=fetched.max_age,
            permanent=fetched.permanent,
        )

    # --- its articles -------------------------------------------------------------------------

    async def _taken(self, known: KnownFeed, parsed: ParsedFeed) -> _Taken:
        """Takes in what is new in the feed, or changed."""
        async with self._store.reading() as conn:
            records = await feed_items.contents(conn, known.key, [item.identity for item in parsed.items])
        is_first = known.state.succeeded_at is None and not records
        selection = select(parsed.items, records, is_first=is_first, now=self._clock())
        if selection.passed_over:
            async with self._store.writing() as conn:
                await feed_items.record_items(conn, known.key, selection.passed_over, self._clock())
        outlet = outlet_name(known.feed, replace(known.state, title=parsed.title or known.state.title))
        filed = Filed()
        texts: list[_Text] = []
        is_all = True
        trouble = Counter[str]()
        for item in selection.take:
            text = await self._text(known, item, outlet, selection.misses, trouble)
            if text is None:
                is_all = False
                continue
            texts.append(text)
            if len(texts) == BATCH:
                filed += await self._filed(known, outlet, texts)
                texts = []
        return _Taken(filed + await self._filed(known, outlet, texts), is_all)

    async def _text(
        self,
        known: KnownFeed,
        item: FeedItem,
        outlet: str,
        misses: Mapping[str, int],
        trouble: Counter[str],
    ) -> _Text | None:
        """The article with its page, where it is to be read from there; None to ask again next time."""
        page = None
        if url := page_of(known.feed, item):
            missed_before = misses.get(item.identity, 0)
            outcome = await self._page(self._web_for(known), url, missed_before, trouble)
            match outcome:
                case Fetched():
                    page = outcome
                case NoPage(reason):
                    log.debug("taken as the feed gives it", feed=known.key, item=item.identity, reason=reason)
                case Later(reason):
                    log.debug("page not read yet", feed=known.key, item=item.identity, reason=reason)
                    row = ItemRow(identity=item.identity, content="", misses=missed_before + 1)
                    async with self._store.writing() as conn:
                        await feed_items.record_items(conn, known.key, [row], self._clock())
                    return None
        return _Text(item, article_of(known.feed, item, outlet), page)

    async def _page(self, web: Web, url: str, misses: int, trouble: Counter[str]) -> PageOutcome:
        """`trouble`: by site, how many of its pages in a row could not be had at this visit."""
        site = urlsplit(url).netloc
        if trouble[site] == MISSES_A_VISIT:
            return missed("its site is in trouble", misses)
        outcome = await web.page(url)
        if isinstance(outcome, Later):
            trouble[site] += 1
            return missed(outcome.reason, misses)
        trouble[site] = 0
        return outcome

    async def _filed(self, known: KnownFeed, outlet: str, texts: Sequence[_Text]) -> Filed:
        if not texts:
            return Filed()
        # What readers bring may call itself what it likes: no other source's lines are learnt from it.
        repeats = f"feed {known.key}" if known.is_private else outlet
        repeated = await self._filing.repeated([repeats])
        options = replace(self._options, repeated=repeated[repeats])
        outcomes = await asyncio.gather(*(self._prepared(each, options) for each in texts))
        pieces = [
            Piece(
                FromFeed(known.key, known.feed.url, each.item.identity, each.item.content),
                outcome,
                repeats,
                each.item.identity,
            )
            for each, outcome in zip(texts, outcomes, strict=True)
        ]
        return await self._filing.file(pieces, self._clock)

    async def _prepared(self, text: _Text, options: EditOptions) -> PreparedArticle | str:
        if text.page is not None:
            outcome = await self._workshop.attempt(prepare_page, (text.article, text.page), options)
            if not isinstance(outcome, str) or not text.article.text:
                return outcome
        return await self._workshop.attempt(prepare_article, text.article, options)


def _report(known: KnownFeed, turn: Turn, filed: Filed) -> None:
    outlet = outlet_name(known.feed, turn.state)
    if filed:
        log.info(
            "feed read",
            outlet=outlet,
            articles=filed.articles,
            versions=filed.versions,
            copies=filed.copies,
            rejected=filed.rejected,
        )
    if turn.state.reason:
        log.debug("feed not read", outlet=outlet, reason=turn.state.reason)
    if turn.change is not None:
        change = type(turn.change).__name__
        log.warning("feed changed its standing", outlet=outlet, change=change, reason=turn.state.reason)
