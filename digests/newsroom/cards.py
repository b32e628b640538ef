"""A story opened by a reader: its digest as it is now, who tells it under which title, and where a quotation
stands in its article. Read from the store; only what this chat may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.digest import FULL_SENTENCES, outlet_name, tell
from digests.editor.retelling import retold
from digests.model import Digest, Passage, Quote, StoredArticle
from digests.store import articles, feeds, reader_feeds, saved
from digests.store.engine import Store

QUOTES = 4
"""Of a story on its card."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One outlet's article of the story."""

    outlet: str
    title: str
    url: str | None
    time: datetime
    is_copy: bool
    """It prints another outlet's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    digest: Digest
    first: str
    """The outlet that told it first."""
    tellings: tuple[Telling, ...]
    """One of each outlet, the earliest first."""
    saved: bool = False
    withdrawn: frozenset[Passage] = frozenset()
    """Quotations that an edition showed and that nobody prints any more."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation in its article."""

    stored: StoredArticle
    quote: Quote
    digest: Digest
    """Of its story, as it is now."""


async def card(store: Store, chat: int, story: int, *, then: Digest | None = None) -> Card | None:
    """The story as it is now. What `then`, the digest by which it was opened, quotes is quoted still. None
    where there is no such story, or not for this chat."""
    async with store.reading() as conn:
        members = await _seen_by(conn, chat, story)
        if not members:
            return None
        weights = await feeds.weights(conn)
        kept = await saved.is_kept(conn, chat, story)
    digest = tell(story, members, sentences=FULL_SENTENCES, quotes=QUOTES, weights=weights)
    made = Card(digest=digest, first=_first(members), tellings=_tellings(digest, members), saved=kept)
    if then is None:
        return made
    told, withdrawn = retold(digest, then, members)
    return replace(made, digest=told, withdrawn=withdrawn)


async def cited(store: Store, chat: int, article: int, begins: int) -> Cited | None:
    """The quotation that begins there in the article, with the story as it is now; None where there is none,
    or not for this chat. An earlier version of an article still shows what it said."""
    async with store.reading() as conn:
        stored = (await articles.fetch(conn, (article,))).get(article)
        if stored is None:
            return None
        quote = next((each for each in stored.edited.quotes if each.span.start == begins), None)
        members = await _seen_by(conn, chat, stored.story)
        if quote is None or not members:
            return None
        weights = await feeds.weights(conn)
    return Cited(stored, quote, tell(stored.story, members, weights=weights))


async def _seen_by(conn: AsyncConnection, chat: int, story: int) -> Sequence[StoredArticle]:
    audiences = await reader_feeds.audiences_of(conn, chat)
    return (await articles.by_story(conn, (story,), audiences=audiences)).get(story, ())


def _first(members: Sequence[StoredArticle]) -> str:
    return outlet_name(min(members, key=lambda stored: (stored.time, stored.key)))


def _tellings(digest: Digest, members: Sequence[StoredArticle]) -> tuple[Telling, ...]:
    by_key = {stored.key: stored for stored in members}
    told = (
        Telling(
            outlet.name,
            by_key[outlet.article].article.title,
            outlet.url,
            by_key[outlet.article].time,
            outlet.is_copy,
        )
        for outlet in digest.outlets
    )
    return tuple(sorted(told, key=lambda telling: (telling.time, telling.outlet)))
