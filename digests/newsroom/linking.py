"""A link that a reader sent -> the story that tells of it, or the digest of its page, which only they see.

known     an article of the store has this address -> its story
read      the page, fetched with all manners -> a worker -> a digest made of its spans; nothing is filed

Reading costs the web and this machine something, so there is so much of it a day for each chat, and so much
at a time for everybody together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import TypeAlias, assert_never

import structlog

from digests.editor.digest import tell_alone
from digests.editor.options import EditOptions
from digests.model import Article, Chat, Digest, PreparedArticle
from digests.newsroom.items import Later, NoPage
from digests.newsroom.rationing import WaitingRoom, is_allowed
from digests.newsroom.web import Web
from digests.sources.feeds.canonical import canonical
from digests.sources.fetching.answers import Fetched, Hindrance
from digests.store import articles, reader_feeds
from digests.store.engine import Store
from digests.workshop import Workshop, prepare_page

log = structlog.get_logger()

LINKS = "links"
SENTENCES, QUOTES = 3, 3
SHORTEST = 250
"""Characters; a page with less text is hardly an article."""
AT_ONCE = 4
"""Pages that are read at the same time, for everybody together."""
IN_LINE = 8
"""That may wait for that. They keep their chats waiting, so the next one is asked to come again."""
PATIENCE = 45.0
"""Seconds for one page, from the first look at its site to its digest."""


class Unread(Enum):
    """Why a page was not read."""

    NO_ADDRESS = auto()
    FORBIDDEN = auto()
    PRIVATE = auto()
    MISSING = auto()
    SILENT = auto()
    TOO_LARGE = auto()
    NO_PAGE = auto()
    NO_ARTICLE = auto()
    USED_UP = auto()
    """For today."""
    BUSY = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """It is told of in a story that the reader may see."""

    story: int


@dataclass(frozen=True, slots=True)
class PageTold:
    """The page in short. `published` is None where it does not say."""

    digest: Digest
    published: datetime | None


@dataclass(frozen=True, slots=True)
class NotRead:
    why: Unread


LinkRead: TypeAlias = Known | PageTold | NotRead


class LinkReader:
    """Reads pages. `clock` tells the time in UTC."""

    def __init__(
        self,
        store: Store,
        web: Web,
        workshop: Workshop,
        options: EditOptions,
        *,
        clock: Callable[[], datetime],
        at_once: int = AT_ONCE,
        in_line: int = IN_LINE,
        patience: float = PATIENCE,
    ) -> None:
        self._store = store
        self._web = web
        self._workshop = workshop
        self._options = replace(options, topics=(), sentences=max(options.sentences, SENTENCES))
        self._clock = clock
        self._room = WaitingRoom(at_once, in_line, patience)

    async def read(self, chat: Chat, link: str, most_a_day: int) -> LinkRead:
        """What a link sent in this chat leads to; `most_a_day` pages may be read for it."""
        address = canonical(link)
        if address is None:
            return NotRead(Unread.NO_ADDRESS)
        async with self._store.reading() as conn:
            audiences = await reader_feeds.audiences_of(conn, chat.id)
            story = await articles.story_at(conn, spellings(address, link), audiences)
        if story is not None:
            return Known(story)
        if self._room.is_full:
            return NotRead(Unread.BUSY)
        if not await is_allowed(self._store, chat, LINKS, most_a_day, self._clock()):
            return NotRead(Unread.USED_UP)
        try:
            async with self._room.turn():
                return await self._told(address)
        except TimeoutError:
            return NotRead(Unread.SILENT)

    async def _told(self, address: str) -> LinkRead:
        page = await self._web.page(address)
        match page:
            case Fetched():
                pass
            case NoPage(reason, hindrance) | Later(reason, hindrance):
                log.info("a reader's link is not read", reason=reason)
                return NotRead(_why(hindrance))
            case _:
                assert_never(page)
        article = Article(id="link", url=canonical(page.address) or address)
        prepared = await self._workshop.attempt(prepare_page, (article, page), self._options)
        if isinstance(prepared, str):
            log.info("a reader's link is no article", reason=prepared)
            return NotRead(Unread.NO_ARTICLE)
        return _digest(prepared, self._clock())


def spellings(address: str, link: str) -> frozenset[str]:
    """Under which an article with this address may be stored."""
    bare = address.removesuffix("/")
    paths = {bare.partition("://")[2], f"{bare}/".partition("://")[2]}
    return frozenset({link, *(f"{scheme}://{path}" for scheme in ("https", "http") for path in paths)})


def _digest(prepared: PreparedArticle, now: datetime) -> PageTold | NotRead:
    """Cut from the page's text, as every digest."""
    article = prepared.edited.article
    if len(article.text) < SHORTEST or not prepared.edited.summary:
        return NotRead(Unread.NO_ARTICLE)
    told = tell_alone(prepared.edited, now, sentences=SENTENCES, quotes=QUOTES)
    return PageTold(told, article.published)


def _why(hindrance: Hindrance) -> Unread:
    match hindrance:
        case Hindrance.SILENT:
            return Unread.SILENT
        case Hindrance.PRIVATE:
            return Unread.PRIVATE
        case Hindrance.TOO_LARGE:
            return Unread.TOO_LARGE
        case Hindrance.MISSING:
            return Unread.MISSING
        case Hindrance.FORBIDDEN:
            return Unread.FORBIDDEN
        case Hindrance.NO_PAGE:
            return Unread.NO_PAGE
        case _:
            assert_never(hindrance)
