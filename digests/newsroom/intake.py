"""The inbox -> prepared articles -> filing.

One round looks at the folder, reads what is ready, has the articles prepared in the workshop and
files them, a batch at a time: small transactions, so that readers' commands get their turn while ten
thousand files come in. A file's own row is written with its last article: after a crash it is read
again, and what was filed of it already is recognised by its content.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from digests.editor.options import EditOptions
from digests.errors import ArticleRejected
from digests.model import Article, PreparedArticle, outlet_of
from digests.newsroom.filing import Filing
from digests.newsroom.pieces import File, Filed, FromFile, Piece
from digests.sources.feeds.canonical import canonical
from digests.sources.folder import Candidate, Look, Refusal, Seen, look, read
from digests.sources.records import Flaw
from digests.store import intake
from digests.store.engine import Store
from digests.store.intake import WHOLE
from digests.workshop import Workshop, prepare_article

BATCH = 8
"""Articles prepared side by side and filed in one transaction."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What one round took in."""

    filed: Filed
    waiting: bool
    """Some files may still be growing: look again soon."""


@dataclass(frozen=True, slots=True)
class _Delivered:
    """One article of a file, or why it is none; `number` WHOLE for a file that is none as a whole."""

    file: File
    number: int
    content: Article | Flaw | str
    last: bool


class Intake:
    """Takes in what lies in one inbox. `clock` tells the time in UTC."""

    def __init__(
        self,
        store: Store,
        workshop: Workshop,
        filing: Filing,
        inbox: Path,
        options: EditOptions,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._workshop = workshop
        self._inbox = inbox
        self._options = options
        self._clock = clock
        self._filing = filing
        self._waiting: Mapping[str, Seen] = {}
        # Files taken or refused before; read from the store at the first round.
        self._known: dict[str, tuple[int, int]] | None = None

    async def collect(self) -> Collected:
        """One round. What it rejects stands in the store and, once, in the log."""
        if self._known is None:
            async with self._store.reading() as conn:
                self._known = dict(await intake.known(conn))
        found = await asyncio.to_thread(look, self._inbox, self._known, self._waiting, self._clock())
        self._waiting = found.waiting
        total = Filed()
        writing: asyncio.Task[Filed] | None = None
        try:
            async for batch in _batches(self._read(found)):
                repeated = await self._filing.repeated(filter(None, map(_outlet, batch)))
                pieces = await asyncio.gather(*(self._prepared(each, repeated) for each in batch))
                if writing is not None:
                    total += await writing
                # The next batch is prepared while this one is written.
                writing = asyncio.create_task(self._file(pieces))
        finally:
            if writing is not None:  # also when this round is cancelled: the store is about to close
                total += await writing
        return Collected(total, waiting=bool(found.waiting))

    async def _read(self, found: Look) -> AsyncIterator[_Delivered]:
        for refusal in found.refused:
            yield _Delivered(_file(refusal), WHOLE, refusal.reason, last=True)
        for candidate in found.ready:
            file = _file(candidate)
            try:
                contents = await asyncio.to_thread(_read, self._inbox, candidate)
            except ArticleRejected as rejected:
                yield _Delivered(file, WHOLE, str(rejected), last=True)
                continue
            for number, content in enumerate(contents, 1):
                yield _Delivered(file, number, content, last=number == len(contents))

    async def _prepared(self, delivered: _Delivered, repeated: Mapping[str, frozenset[str]]) -> Piece:
        content, outlet = delivered.content, _outlet(delivered)
        outcome: PreparedArticle | str
        if isinstance(content, Article):
            options = replace(self._options, repeated=repeated.get(outlet or "", frozenset()))
            outcome = await self._workshop.attempt(prepare_article, content, options)
        else:
            outcome = content.reason if isinstance(content, Flaw) else content
        provenance = FromFile(delivered.file, delivered.number, delivered.last)
        return Piece(provenance, outcome, outlet, _identity(outcome, provenance))

    async def _file(self, pieces: list[Piece]) -> Filed:
        filed = await self._filing.file(pieces, self._clock)
        if self._known is not None:
            files = [p.provenance for p in pieces if isinstance(p.provenance, FromFile)]
            self._known.update((f.origin, (f.file.size, f.file.modified_ns)) for f in files if f.last)
        return filed


async def _batches(delivered: AsyncIterator[_Delivered]) -> AsyncIterator[list[_Delivered]]:
    batch: list[_Delivered] = []
    async for each in delivered:
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _outlet(delivered: _Delivered) -> str | None:
    content = delivered.content
    return outlet_of(content.source, content.url) if isinstance(content, Article) else None


def _identity(outcome: PreparedArticle | str, provenance: FromFile) -> str | None:
    """Its address; else, where a file holds one article, the file's name."""
    if isinstance(outcome, str):
        return None
    if outcome.edited.article.url:
        return canonical(outcome.edited.article.url)
    alone = provenance.number == 1 and provenance.last
    return f"file:{provenance.origin}" if alone else None


def _read(inbox: Path, candidate: Candidate) -> list[Article | Flaw]:
    contents = list(read(inbox, candidate))
    if not contents:
        raise ArticleRejected("no article in it")
    return contents


def _file(found: Candidate | Refusal) -> File:
    return File(found.origin, found.size, found.mtime_ns)
