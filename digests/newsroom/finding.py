"""/latest and /search: lists of stories, the newest or by words, a page at a time, as a reader looks at them.

A list is a row (`store/listings.py`) of what was asked for and how it is looked at; each page is found anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.errors import ReaderMistake
from digests.model import Digest, Hit, Page, page_of
from digests.newsroom.looking import Choice, Look, Reader
from digests.newsroom.reading import digests_of
from digests.newsroom.suggesting import Count, Proposal, proposals
from digests.newsroom.views import Facet, View
from digests.store import listings, reader_feeds, vocabulary
from digests.store import search as search_index
from digests.store.engine import Store
from digests.text.query import Query, Unclear, naming, parse

LATEST = "latest"
SEARCH = "search"

_OPERATORS = {Facet.SOURCE: "source", Facet.TOPIC: "topic", Facet.LANGUAGE: "lang"}

LATEST_PAGE = 4
SEARCH_PAGE = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal, and the list that it is."""

    proposal: Proposal
    listing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as it is looked at."""

    listing: int
    words: str
    query: Query
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paged(Listed):
    """`more`: only its newest stories are counted and shown."""

    more: bool
    offers: tuple[Offer, ...] = ()
    """What else would bring stories, where this brings none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest(_Paged):
    """A page of `/latest [words]`."""

    page: Page[Digest]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(_Paged):
    """A page of `/search words`: of each story the article that fits best."""

    page: Page[Hit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Listed):
    """What a list can be narrowed to."""

    facet: Facet
    choices: tuple[Choice, ...]


Shown: TypeAlias = Latest | Found


@dataclass(frozen=True, slots=True)
class Example:
    """A search to try, and the list that it is."""

    words: str
    listing: int


async def latest(store: Store, reader: Reader, words: str, now: datetime) -> Latest:
    """The newest stories, or those that match the words. Raises ReaderMistake."""
    words = words.strip()
    query = _understood(words) if words else Query(())
    return await _latest(store, Look(reader, words, query, View.first(query), now, of_latest=True), None, 0)


async def search(store: Store, reader: Reader, words: str, now: datetime) -> Found:
    """The stories that match the words, each by the article that fits best. Raises ReaderMistake."""
    words = words.strip()
    query = _understood(words)
    return await _found(store, Look(reader, words, query, View.first(query), now, of_latest=False), None, 0)


async def turn(store: Store, reader: Reader, key: int, number: int, now: datetime) -> Shown | None:
    """Another page of a list this chat asked for before; None where it is not known (any more)."""
    look = await _known(store, reader, key, now)
    return await _shown(store, look, key, number) if look else None


async def change(
    store: Store, reader: Reader, key: int, changed: Callable[[View], View], now: datetime
) -> Shown | None:
    """The list looked at in another way; None where it is not known (any more)."""
    look = await _known(store, reader, key, now)
    return await _shown(store, look.at(changed(look.view)), None, 0) if look else None


async def choices(store: Store, reader: Reader, key: int, facet: Facet, now: datetime) -> Choices | None:
    """What the list can be narrowed to; None where it is not known (any more)."""
    look = await _known(store, reader, key, now)
    if look is None:
        return None
    async with store.reading() as conn:
        found = await look.choices(conn, facet)
    return Choices(
        listing=key, words=look.words, query=look.query, view=look.view, facet=facet, choices=found
    )


async def choose(
    store: Store, reader: Reader, key: int, facet: Facet, choice: str, now: datetime
) -> Shown | None:
    """The list narrowed to a choice, by its key; as it is where there is no such choice (any more)."""
    offered = await choices(store, reader, key, facet, now)
    if offered is None:
        return None
    name = next((each.name for each in offered.choices if each.key == choice), offered.view.of(facet))
    return await change(store, reader, key, lambda view: view.choosing(facet, name), now)


async def examples(store: Store, reader: Reader, now: datetime) -> tuple[Example, ...]:
    """Searches for somebody who does not know any, each of which finds something."""
    everything = Look(reader, "", Query(()), View(), now, of_latest=False)
    async with store.reading() as conn:
        named = (
            ("topic", [each.name for each in await everything.choices(conn, Facet.TOPIC)]),
            ("from", await vocabulary.voices(conn)),
            ("source", [each.name for each in await everything.choices(conn, Facet.SOURCE)]),
        )
        tried = [await _tried(conn, everything, operator, names[:3]) for operator, names in named]
    async with store.writing() as conn:
        return tuple([Example(each.words, await _listing(conn, each)) for each in tried if each])


async def _tried(conn: AsyncConnection, look: Look, operator: str, names: Sequence[str]) -> Look | None:
    """The first of the names with which it finds something."""
    for name in names:
        words = naming(operator, name)
        other = look.of(words, View()) if words else None
        if other is not None and (await other.count(conn)).stories:
            return other
    return None


async def followable(store: Store, chat: int, key: int) -> str | None:
    """The list in words that can be followed, with what it is narrowed to; None where it is not known (any
    more), or is of everything."""
    async with store.reading() as conn:
        known = await listings.find(conn, chat, key)
    if known is None or known.kind not in (LATEST, SEARCH):
        return None
    narrowed = (naming(_OPERATORS[facet], name) for facet, name in View.read(known.view).chosen)
    return " ".join(filter(None, [known.words, *narrowed])) or None


def _understood(words: str) -> Query:
    query = parse(words)
    if isinstance(query, Unclear):
        raise ReaderMistake(query.key, **query.values)
    return query


async def _known(store: Store, reader: Reader, key: int, now: datetime) -> Look | None:
    async with store.reading() as conn:
        known = await listings.find(conn, reader.chat, key)
    if known is None or known.kind not in (LATEST, SEARCH):
        return None
    query = parse(known.words) if known.words else Query(())
    if isinstance(query, Unclear):
        return None
    view = View.read(known.view) if known.view else View.first(query)
    return Look(reader, known.words, query, view, now, of_latest=known.kind == LATEST)


async def _shown(store: Store, look: Look, key: int | None, number: int) -> Shown:
    return await (_latest if look.of_latest else _found)(store, look, key, number)


async def _latest(store: Store, look: Look, key: int | None, number: int) -> Latest:
    async with store.reading() as conn:
        entries, more = await look.entries(conn)
        page = page_of(entries, number, LATEST_PAGE)
        audiences = await reader_feeds.audiences_of(conn, look.reader.chat)
        digests = await digests_of(conn, tuple(entry.story for entry in page.items), audiences)
        proposed = await _proposed(conn, look) if not entries else ()
    key, offers = await _kept(store, look, key, proposed)
    return Latest(
        listing=key,
        words=look.words,
        query=look.query,
        view=look.view,
        more=more,
        offers=offers,
        page=Page(digests, page.number, page.pages, page.total),
    )


async def _found(store: Store, look: Look, key: int | None, number: int) -> Found:
    async with store.reading() as conn:
        entries, more = await look.entries(conn)
        page = page_of(entries, number, SEARCH_PAGE)
        hits = await search_index.told(conn, look.query, [entry.article for entry in page.items])
        proposed = await _proposed(conn, look) if not entries else ()
    key, offers = await _kept(store, look, key, proposed)
    return Found(
        listing=key,
        words=look.words,
        query=look.query,
        view=look.view,
        more=more,
        offers=offers,
        page=Page(hits, page.number, page.pages, page.total),
    )


async def _proposed(conn: AsyncConnection, look: Look) -> tuple[Proposal, ...]:
    if not look.words:
        return ()

    async def tried(words: str, view: View) -> Count:
        other = look.of(words, view)
        return await other.count(conn) if other else Count(0, more=False)

    scope = await look.scope(conn)
    return await proposals(conn, look.query, look.words, look.view, scope.audiences, tried)


async def _kept(
    store: Store, look: Look, key: int | None, proposed: Sequence[Proposal]
) -> tuple[int, tuple[Offer, ...]]:
    """Keys of the list and of what is proposed beside it."""
    if key is not None and not proposed:
        return key, ()
    async with store.writing() as conn:
        offers = [
            Offer(each, await _listing(conn, replace(look, words=each.words, view=each.view)))
            for each in proposed
        ]
        return key or await _listing(conn, look), tuple(offers)


async def _listing(conn: AsyncConnection, look: Look) -> int:
    kind = LATEST if look.of_latest else SEARCH
    return await listings.create(conn, look.reader.chat, kind, look.words, look.now, look.view.written())
