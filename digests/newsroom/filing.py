"""Prepared articles -> the store: each into its story, a batch in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.stories import StoryIndex
from digests.errors import ArticleRejected
from digests.model import PreparedArticle
from digests.store import articles, intake, lines, stories
from digests.store.engine import Store
from digests.store.intake import WHOLE, IntakeRow
from digests.text.repeats import LEAST_ARTICLES

__all__ = ["WHOLE", "File", "Filed", "Filing", "Piece"]

log = structlog.get_logger()

WINDOW = timedelta(hours=72)
"""Articles further apart than this do not tell one story."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was when it was read: changed since, it is read again."""

    origin: str
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of a file, ready to be filed, or the reason why there is none."""

    file: File
    number: int
    """Place in the file from 1, or WHOLE."""
    outcome: PreparedArticle | str
    last: bool
    """With it the whole file has been taken in."""
    outlet: str | None = None
    """Whose short lines are counted, where that was known before the article was read."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of some pieces."""

    articles: int = 0
    copies: int = 0
    rejected: int = 0

    def __bool__(self) -> bool:
        return bool(self.articles or self.copies or self.rejected)

    def __add__(self, other: Filed) -> Filed:
        return Filed(
            self.articles + other.articles, self.copies + other.copies, self.rejected + other.rejected
        )


class Filing:
    """Keeps the open stories' terms in memory: derived from the store, read anew when in doubt."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index: StoryIndex | None = None

    async def file(self, pieces: Sequence[Piece], clock: Callable[[], datetime]) -> Filed:
        """Stores the pieces and, with the last of each file, that the file was taken in."""
        index = await self._stories(clock())
        try:
            async with self._store.writing() as conn:
                # Stamped now that it is our turn to write: not before a plan that could not see them.
                return await _file(conn, index, pieces, clock())
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


async def _file(conn: AsyncConnection, index: StoryIndex, pieces: Sequence[Piece], now: datetime) -> Filed:
    prints = [p.outcome.edited.article.fingerprint for p in pieces if not isinstance(p.outcome, str)]
    stored = await articles.known(conn, prints)
    links = {p.outcome.edited.article.url for p in pieces if not isinstance(p.outcome, str)}
    seen = await articles.known_urls(conn, [link for link in links if link])
    filed = Filed()
    for piece in pieces:
        outcome = _storable(piece.outcome)
        if isinstance(outcome, str):
            await _reject(conn, piece, outcome, now)
            filed += Filed(rejected=1)
        elif outcome.edited.article.fingerprint in stored:
            filed += Filed(copies=1)
        else:
            stored.add(outcome.edited.article.fingerprint)
            await _place(conn, index, outcome, piece.file.origin, now)
            if piece.outlet and outcome.edited.article.url not in seen:
                # A later version of an article says nothing about what the source repeats.
                await lines.count(conn, piece.outlet, outcome.lines, now)
            seen.update(filter(None, [outcome.edited.article.url]))
            filed += Filed(articles=1)
        if piece.last and piece.number != WHOLE:
            row = _row(piece.file, piece.number, None, now)
            await intake.record(conn, row)
            await intake.forget_parts(conn, row)
    return filed


def _storable(outcome: PreparedArticle | str) -> PreparedArticle | str:
    if not isinstance(outcome, str):
        try:
            articles.refuse_unstorable(outcome.edited)
        except ArticleRejected as rejected:
            return str(rejected)
    return outcome


async def _reject(conn: AsyncConnection, piece: Piece, reason: str, now: datetime) -> None:
    part = {} if piece.number == WHOLE else {"part": piece.number}
    log.warning("rejected", origin=piece.file.origin, reason=reason, **part)
    await intake.record(conn, _row(piece.file, 0, reason, now), part=piece.number)


async def _place(
    conn: AsyncConnection, index: StoryIndex, prepared: PreparedArticle, origin: str, now: datetime
) -> None:
    published = prepared.edited.article.published
    at = min(published, now) if published else now
    story = index.place(prepared.vector, at)
    if story is None:
        story = await stories.create(conn, at)
    else:
        await stories.touch(conn, story, at)
    await articles.add(conn, prepared, origin=origin, seen_at=now, story=story)
    index.add(story, prepared.vector, at)


def _row(file: File, count: int, reason: str | None, now: datetime) -> IntakeRow:
    return IntakeRow(
        origin=file.origin,
        size=file.size,
        modified_ns=file.modified_ns,
        articles=count,
        reason=reason,
        at=now,
    )
