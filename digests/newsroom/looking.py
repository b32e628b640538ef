"""What a list holds at one moment, for one reader: stories in order, how many, and what tells them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.relevance import Candidate
from digests.model import outlet_of
from digests.newsroom.suggesting import Count
from digests.newsroom.views import Facet, Order, View
from digests.store import reader_feeds, search, stories
from digests.store.search import NEWEST, Described, Scope
from digests.text.query import InLanguage, Query, Unclear, parse, resolve

CHOICES = 8


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever looks at a list."""

    chat: int
    zone: tzinfo
    reads: tuple[str, ...] = ()
    """Languages of the articles that /latest shows; none: all."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A name that a list can be narrowed to, and how many of its stories have it."""

    name: str
    stories: int

    @property
    def key(self) -> str:
        """Names it in a button, whatever its length."""
        return sha256(self.name.casefold().encode("utf-8", "replace")).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Entry:
    """A story of a list, and the article for which it is there; 0 where it is there as one of the newest."""

    story: int
    article: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """Words and a view of them, by a reader at a time."""

    reader: Reader
    words: str
    query: Query
    view: View
    now: datetime
    of_latest: bool
    """The reader's languages count."""

    def at(self, view: View) -> Look:
        return replace(self, view=view)

    def of(self, words: str, view: View) -> Look | None:
        """Other words; None where they are no query."""
        query = parse(words)
        return None if isinstance(query, Unclear) else replace(self, words=words, query=query, view=view)

    async def entries(self, conn: AsyncConnection) -> tuple[list[Entry], bool]:
        """The stories in order, and whether there are older ones that are not among them."""
        scope = await self.scope(conn)
        if self.of_latest and not self.words and not scope.labels and not self.reader.reads:
            found = await stories.newest(conn, limit=NEWEST, since=scope.since, audiences=scope.audiences)
            return [Entry(story) for story in found], len(found) >= NEWEST
        ranked = await search.find(conn, self._query, scope=scope)
        if self.view.order is Order.NEWEST:
            ranked.sort(key=_newness, reverse=True)
        best: dict[int, Entry] = {}
        for candidate in ranked:
            best.setdefault(candidate.story, Entry(candidate.story, candidate.key))
        return list(best.values()), len(ranked) >= NEWEST

    async def count(self, conn: AsyncConnection) -> Count:
        told, by = await search.count(conn, self._query, scope=await self.scope(conn))
        return Count(told, by >= NEWEST)

    async def choices(self, conn: AsyncConnection, facet: Facet) -> tuple[Choice, ...]:
        """The names by which the list can be narrowed, those of most stories first."""
        wider = self.at(self.view.choosing(facet, None))
        found = await search.described(conn, wider._query, scope=await wider.scope(conn))
        named: dict[str, str] = {}
        pairs = {
            (each.story, named.setdefault(name.casefold(), name))
            for each in found
            for name in _names(each, facet)
            if View(chosen=((facet, name),)).labels()
        }
        counted = Counter(name for _, name in pairs)
        ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0].casefold()))
        return tuple(Choice(name, count) for name, count in ordered[:CHOICES])

    async def scope(self, conn: AsyncConnection) -> Scope:
        since = [resolve(self.query, self.now, self.reader.zone), self.view.since(self.now, self.reader.zone)]
        return Scope(
            since=max((each for each in since if each is not None), default=None),
            audiences=await reader_feeds.audiences_of(conn, self.reader.chat),
            labels=self.view.labels(),
        )

    @property
    def _query(self) -> Query:
        """With the languages that the reader reads, where nothing else was said of languages."""
        said = self.view.of(Facet.LANGUAGE) or any(isinstance(leaf, InLanguage) for leaf in self.query.leaves)
        if not self.of_latest or not self.reader.reads or said:
            return self.query
        languages = tuple(InLanguage((code,)) for code in self.reader.reads)
        return replace(self.query, groups=(*self.query.groups, languages))


def _newness(candidate: Candidate) -> tuple[datetime, int]:
    return candidate.time, candidate.key


def _names(each: Described, facet: Facet) -> Iterator[str]:
    match facet:
        case Facet.SOURCE:
            outlet = outlet_of(each.source, each.url)
            if outlet:
                yield outlet
        case Facet.TOPIC:
            yield from each.topics
        case Facet.LANGUAGE:
            yield each.language
