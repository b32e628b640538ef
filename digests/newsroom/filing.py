"""Prepared articles -> the store: each into its story, a batch in one transaction.

What an article is to the store is decided in `fates.py`; here it is applied.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.copies import is_copy, likeliest
from digests.editor.stories import WINDOW, Backgrounds, StoryIndex
from digests.errors import ArticleRejected, StoreError
from digests.model import CleanArticle, PreparedArticle
from digests.newsroom import corrections
from digests.newsroom.fates import Known, New, Version, fate
from digests.newsroom.pieces import Filed, FromFeed, FromFile, Piece
from digests.newsroom.reach import Reach, is_seen_elsewhere, reach_of
from digests.store import articles, background, feed_items, intake, lines, stories, versions
from digests.store.engine import Store
from digests.store.feed_items import ItemRow
from digests.store.intake import WHOLE, IntakeRow
from digests.store.versions import Held
from digests.text.repeats import LEAST_ARTICLES

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OpenStories:
    """The articles that new ones are compared with, and how rare words are."""

    backgrounds: Backgrounds
    _indexes: dict[int | None, StoryIndex] = field(default_factory=dict)

    def of(self, audience: int | None) -> StoryIndex:
        """Those that the same people see: a private article never joins a story that others are told of."""
        if audience not in self._indexes:
            self._indexes[audience] = StoryIndex(WINDOW, backgrounds=self.backgrounds)
        return self._indexes[audience]

    def expire(self, before: datetime) -> None:
        for audience, index in tuple(self._indexes.items()):
            index.expire(before)
            if not len(index):
                del self._indexes[audience]


class Filing:
    """Keeps the open stories' terms in memory: derived from the store, read anew when in doubt."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open: OpenStories | None = None
        self._turn = asyncio.Lock()  # files and feeds come in side by side

    async def file(self, pieces: Sequence[Piece], clock: Callable[[], datetime]) -> Filed:
        """Stores the pieces, and with each that its source has delivered it."""
        async with self._turn:
            opened = await self._stories(clock())
            try:
                async with self._store.writing() as conn:
                    # Stamped now that it is our turn to write: not before a plan that could not see them.
                    return await _Batch(conn, opened, clock()).file(pieces)
            except BaseException:
                self._open = None  # it knows articles that were not stored after all
                raise

    async def repeated(self, outlets: Iterable[str]) -> dict[str, frozenset[str]]:
        """The lines that each of the outlets repeats, as far as its stored articles tell."""
        async with self._store.reading() as conn:
            return {outlet: await lines.repeated(conn, outlet, LEAST_ARTICLES) for outlet in set(outlets)}

    async def keep_learnt(self, now: datetime) -> None:
        """Writes down what has been learnt of words since it was last asked to."""
        async with self._turn:
            changed = self._open.backgrounds.take_changed() if self._open else {}
            if changed:
                try:
                    async with self._store.writing() as conn:
                        await background.save(conn, changed, now)
                except StoreError:
                    if self._open:
                        self._open.backgrounds.still_changed(changed)
                    raise

    async def _stories(self, now: datetime) -> OpenStories:
        if self._open is None:
            async with self._store.reading() as conn:
                rows = await stories.open_vectors(conn, now - WINDOW)
                backgrounds = Backgrounds(await background.load(conn))
            opened = OpenStories(backgrounds)
            for number, row in enumerate(rows):
                opened.of(row.audience).add(row.story, row.vector, row.at, row.began)
                if number % 50 == 0:
                    await asyncio.sleep(0)  # a second for 10,000 articles: readers get their turn
            self._open = opened
        self._open.expire(now - WINDOW)
        return self._open


class _Batch:
    """Some pieces on their way into the store, in one transaction."""

    def __init__(self, conn: AsyncConnection, opened: OpenStories, now: datetime) -> None:
        self._conn = conn
        self._opened = opened
        self._now = now
        self._reach = Reach()
        self._words: dict[str, Held] = {}
        self._identities: dict[str, Held] = {}

    async def file(self, pieces: Sequence[Piece]) -> Filed:
        """Pieces that come together come from the inbox, or from one feed."""
        self._reach = await reach_of(self._conn, pieces)
        said = [p.outcome.edited.article for p in pieces if not isinstance(p.outcome, str)]
        names = [name for each in said for name in self._reach.names(each)]
        self._words = await versions.known(self._conn, names)
        identities = [p.identity for p in pieces if p.identity]
        self._identities = await versions.current(self._conn, identities, self._reach.audience)
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
        name = self._reach.name(said)
        same = self._identities.get(piece.identity or "")
        if same is None and name not in self._words and await self._is_seen_elsewhere(piece, said):
            return Filed(copies=1)
        earlier = (await articles.fetch(self._conn, [same.key])).get(same.key) if same else None
        decided = fate(
            piece,
            prepared,
            same_words=self._words.get(name),
            same_identity=same,
            earlier=earlier,
        )
        match decided:
            case New():
                story = self._index.place(prepared.vector, self._time(prepared))
                if story is None:
                    await self._add(piece, prepared, await self._begun(prepared))
                else:
                    await self._add(piece, prepared, story, await self._copied(prepared, story))
                if piece.outlet and same is None:
                    # A later version of an article says nothing about what the source repeats.
                    await lines.count(self._conn, piece.outlet, prepared.lines, self._now)
                return Filed(articles=1)
            case Known(key):
                await articles.add_topics(self._conn, key, said.topics)
                return Filed(copies=1)
            case Version(replaced, key):
                if key is None:
                    copied = await self._copied(prepared, replaced.story, besides=replaced.key)
                    key = await self._add(piece, prepared, replaced.story, copied)
                await versions.replace(self._conn, replaced.key, key)
                held = Held(key, piece.provenance.origin, is_current=True, audience=self._reach.audience)
                self._identities[piece.identity or ""] = held
                all_said = await articles.of_identity(self._conn, piece.identity or "", self._reach.audience)
                await corrections.note(self._conn, all_said, key, prepared.edited, self._now)
                return Filed(versions=1)
        assert_never(decided)

    @property
    def _index(self) -> StoryIndex:
        return self._opened.of(self._reach.audience)

    async def _is_seen_elsewhere(self, piece: Piece, said: CleanArticle) -> bool:
        return await is_seen_elsewhere(self._conn, self._reach, self._words, piece.identity, said)

    async def _begun(self, prepared: PreparedArticle) -> int:
        """A story that begins with the article. What is private teaches nothing that others are judged by."""
        if self._reach.audience is None:
            self._opened.backgrounds.learn(prepared.vector)
        return await stories.create(self._conn, self._time(prepared), self._reach.audience)

    async def _copied(self, prepared: PreparedArticle, story: int, besides: int | None = None) -> int | None:
        """The article of the story that has the same text, if there is another one."""
        signatures = await articles.signatures(self._conn, story) if prepared.signature else {}
        signatures.pop(besides or 0, None)
        likely = likeliest(prepared.signature, signatures)
        stored = await articles.fetch(self._conn, likely)
        text = prepared.edited.article.text
        return next((key for key in likely if is_copy(text, stored[key].article.text)), None)

    async def _add(
        self, piece: Piece, prepared: PreparedArticle, story: int, copy_of: int | None = None
    ) -> int:
        at, origin = self._time(prepared), piece.provenance.origin
        key = await articles.add(
            self._conn,
            prepared,
            origin=origin,
            seen_at=self._now,
            story=story,
            identity=piece.identity,
            copy_of=copy_of,
            audience=self._reach.audience,
        )
        if key is None:
            raise LookupError("an article whose words are not known is stored already")
        await stories.touch(self._conn, story, at)
        self._index.add(story, prepared.vector, at)
        held = Held(key, origin, is_current=True, audience=self._reach.audience)
        self._words[self._reach.name(prepared.edited.article)] = held
        if piece.identity:
            self._identities[piece.identity] = held
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
                await feed_items.record_items(
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
