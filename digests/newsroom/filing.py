"""Prepared articles -> the store: each into its story, a batch in one transaction.

fate         new, known already, or a new version of an article that is stored
Filing       keeps the open stories' terms in memory and applies what was decided
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.stories import StoryIndex
from digests.editor.versions import is_better_kept, is_version
from digests.errors import ArticleRejected
from digests.model import CleanArticle, PreparedArticle, StoredArticle
from digests.newsroom import corrections
from digests.newsroom.pieces import Filed, FromFeed, FromFile, Piece
from digests.store import articles, feeds, intake, lines, stories, versions
from digests.store.engine import Store
from digests.store.feeds import ItemRow
from digests.store.intake import WHOLE, IntakeRow
from digests.store.versions import Held
from digests.text.repeats import LEAST_ARTICLES

log = structlog.get_logger()

WINDOW = timedelta(hours=72)
"""Articles further apart than this do not tell one story."""


@dataclass(frozen=True, slots=True)
class New:
    """Not stored yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """Stored already, from here or from another source."""

    key: int


@dataclass(frozen=True, slots=True)
class Version:
    """What its source says now, in place of what it said before."""

    earlier: StoredArticle
    key: int | None
    """Where these very words are stored already: an old version has come back."""


Fate: TypeAlias = New | Known | Version


def fate(
    piece: Piece,
    prepared: PreparedArticle,
    *,
    same_words: Held | None,
    same_identity: Held | None,
    earlier: StoredArticle | None,
) -> Fate:
    """`earlier` is the article of `same_identity`."""
    said = prepared.edited.article
    if same_words is not None and (same_words.is_current or same_identity is None):
        return Known(same_words.key)
    if same_identity is None or earlier is None or not is_version(earlier.article, said):
        return New()
    if not piece.provenance.is_source_of(same_identity.origin):
        return Known(same_identity.key)
    if _says_the_same(earlier.article, said) or is_better_kept(earlier.article.text, said.text):
        return Known(same_identity.key)
    return Version(earlier, same_words.key if same_words else None)


def _says_the_same(earlier: CleanArticle, later: CleanArticle) -> bool:
    """What changed was junk, or on the page around the article."""
    return (earlier.title, earlier.text) == (later.title, later.text)


class Filing:
    """Keeps the open stories' terms in memory: derived from the store, read anew when in doubt."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index: StoryIndex | None = None
        self._turn = asyncio.Lock()  # files and feeds come in side by side

    async def file(self, pieces: Sequence[Piece], clock: Callable[[], datetime]) -> Filed:
        """Stores the pieces, and with each that its source has delivered it."""
        async with self._turn:
            index = await self._stories(clock())
            try:
                async with self._store.writing() as conn:
                    # Stamped now that it is our turn to write: not before a plan that could not see them.
                    return await _Batch(conn, index, clock()).file(pieces)
            except BaseException:
                self._index = None  # it knows articles that were not stored after all
                raise

    async def repeated(self, outlets: Iterable[str]) -> dict[str, frozenset[str]]:
        """The lines that each of the outlets repeats, as far as its stored articles tell."""
        async with self._store.reading() as conn:
            return {outlet: await lines.repeated(conn, outlet, LEAST_ARTICLES) for outlet in set(outlets)}

    async def _stories(self, now: datetime) -> StoryIndex:
        if self._index is None:
            async with self._store.reading() as conn:
                rows = await stories.open_vectors(conn, now - WINDOW)
            index = StoryIndex(WINDOW)
            for number, (story, vector, at) in enumerate(rows):
                index.add(story, vector, at)
                if number % 50 == 0:
                    await asyncio.sleep(0)  # some 2 s for 10,000 articles: readers get their turn
            self._index = index
        self._index.expire(now - WINDOW)
        return self._index


class _Batch:
    """Some pieces on their way into the store, in one transaction."""

    def __init__(self, conn: AsyncConnection, index: StoryIndex, now: datetime) -> None:
        self._conn = conn
        self._index = index
        self._now = now
        self._words: dict[str, Held] = {}
        self._identities: dict[str, Held] = {}

    async def file(self, pieces: Sequence[Piece]) -> Filed:
        prints = [p.outcome.edited.article.fingerprint for p in pieces if not isinstance(p.outcome, str)]
        self._words = await versions.known(self._conn, prints)
        self._identities = await versions.current(self._conn, [p.identity for p in pieces if p.identity])
        filed = Filed()
        for piece in pieces:
            outcome = _storable(piece.outcome)
            if isinstance(outcome, str):
                await self._reject(piece, outcome)
                filed += Filed(rejected=1)
            else:
                filed += await self._take(piece, outcome)
            await self._book(piece)
        return filed

    async def _take(self, piece: Piece, prepared: PreparedArticle) -> Filed:
        said = prepared.edited.article
        same = self._identities.get(piece.identity or "")
        earlier = (await articles.fetch(self._conn, [same.key])).get(same.key) if same else None
        decided = fate(
            piece,
            prepared,
            same_words=self._words.get(said.fingerprint),
            same_identity=same,
            earlier=earlier,
        )
        match decided:
            case New():
                await self._add(piece, prepared, await self._story(prepared))
                if piece.outlet and same is None:
                    # A later version of an article says nothing about what the source repeats.
                    await lines.count(self._conn, piece.outlet, prepared.lines, self._now)
                return Filed(articles=1)
            case Known(key):
                await articles.add_topics(self._conn, key, said.topics)
                return Filed(copies=1)
            case Version(replaced, key):
                if key is None:
                    key = await self._add(piece, prepared, replaced.story)
                await versions.replace(self._conn, replaced.key, key)
                self._identities[piece.identity or ""] = Held(key, piece.provenance.origin, is_current=True)
                all_said = await articles.of_identity(self._conn, piece.identity or "")
                await corrections.note(self._conn, all_said, key, prepared.edited, self._now)
                return Filed(versions=1)
        assert_never(decided)

    async def _story(self, prepared: PreparedArticle) -> int:
        at = self._time(prepared)
        story = self._index.place(prepared.vector, at)
        return await stories.create(self._conn, at) if story is None else story

    async def _add(self, piece: Piece, prepared: PreparedArticle, story: int) -> int:
        at, origin = self._time(prepared), piece.provenance.origin
        key = await articles.add(
            self._conn,
            prepared,
            origin=origin,
            seen_at=self._now,
            story=story,
            identity=piece.identity,
        )
        if key is None:
            raise LookupError("an article whose words are not known is stored already")
        await stories.touch(self._conn, story, at)
        self._index.add(story, prepared.vector, at)
        self._words[prepared.edited.article.fingerprint] = Held(key, origin, is_current=True)
        if piece.identity:
            self._identities[piece.identity] = Held(key, origin, is_current=True)
        return key

    def _time(self, prepared: PreparedArticle) -> datetime:
        published = prepared.edited.article.published
        return min(published, self._now) if published else self._now

    async def _reject(self, piece: Piece, reason: str) -> None:
        match piece.provenance:
            case FromFile(file, number, _):
                part = {} if number == WHOLE else {"part": number}
                log.warning("rejected", origin=file.origin, reason=reason, **part)
                refused = _row(piece.provenance, 0, reason, self._now)
                await intake.record(self._conn, refused, part=number)
            case FromFeed():
                log.warning("rejected", outlet=piece.outlet, reason=reason)

    async def _book(self, piece: Piece) -> None:
        """Notes that the source has delivered it: not asked for again, unless it changes."""
        match piece.provenance:
            case FromFile(_, number, last) as provenance:
                if last and number != WHOLE:
                    whole = _row(provenance, number, None, self._now)
                    await intake.record(self._conn, whole)
                    await intake.forget_parts(self._conn, whole)
            case FromFeed(feed, _, item, content):
                await feeds.record_items(
                    self._conn, feed, [ItemRow(identity=item, content=content)], self._now
                )


def _storable(outcome: PreparedArticle | str) -> PreparedArticle | str:
    if not isinstance(outcome, str):
        try:
            articles.refuse_unstorable(outcome.edited)
        except ArticleRejected as rejected:
            return str(rejected)
    return outcome


def _row(provenance: FromFile, count: int, reason: str | None, now: datetime) -> IntakeRow:
    file = provenance.file
    return IntakeRow(
        origin=file.origin,
        size=file.size,
        modified_ns=file.modified_ns,
        articles=count,
        reason=reason,
        at=now,
    )
