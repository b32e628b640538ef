"""The inbox -> prepared articles -> filing.

One round looks at the folder, reads what is ready, has the articles prepared in the workshop and
files them, a batch at a time: small transactions, so that readers' commands get their turn while ten
thousand files come in. A file's own row is written with its last article: after a crash it is read
again, and what was filed of it already is recognised by its content.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digests.editor.options import EditOptions
from digests.errors import ArticleRejected
from digests.model import Article, PreparedArticle
from digests.newsroom.filing import File, Filed, Filing, Piece
from digests.sources.folder import Candidate, Look, Refusal, Seen, look, read
from digests.sources.records import Flaw
from digests.store import intake
from digests.store.engine import Store
from digests.workshop import Workshop

BATCH = 16
"""Articles prepared side by side and filed in one transaction."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What one round took in."""

    filed: Filed
    waiting: bool
    """Some files may still be growing: look again soon."""


@dataclass(frozen=True, slots=True)
class _Delivered:
    """One article of a file, or why it is none, as read."""

    file: File
    number: int
    content: Article | Flaw
    last: bool


class Intake:
    """Takes in what lies in one inbox. `clock` tells the time in UTC."""

    def __init__(
        self,
        store: Store,
        workshop: Workshop[EditOptions, PreparedArticle],
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
        self._filing = Filing(store)
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
        for refusal in found.refused:
            await self._refuse(_file(refusal), refusal.reason)
        filed = Filed(rejected=len(found.refused)) + await self._take_in(found)
        return Collected(filed, waiting=bool(found.waiting))

    async def _take_in(self, found: Look) -> Filed:
        total = Filed()
        writing: asyncio.Task[Filed] | None = None
        async for batch in self._batches(found):
            pieces = await asyncio.gather(*(self._prepared(one) for one in batch))
            if writing is not None:
                total += await writing
            # The next batch is prepared while this one is written.
            writing = asyncio.create_task(self._file_batch(pieces))
        return total if writing is None else total + await writing

    async def _batches(self, found: Look) -> AsyncIterator[list[_Delivered]]:
        batch: list[_Delivered] = []
        for candidate in found.ready:
            file = _file(candidate)
            try:
                contents = await asyncio.to_thread(_read, self._inbox, candidate)
            except ArticleRejected as rejected:
                await self._refuse(file, str(rejected))
                continue
            for number, content in enumerate(contents, 1):
                batch.append(_Delivered(file, number, content, last=number == len(contents)))
                if len(batch) == BATCH:
                    yield batch
                    batch = []
        if batch:
            yield batch

    async def _prepared(self, delivered: _Delivered) -> Piece:
        file, number, content, last = delivered.file, delivered.number, delivered.content, delivered.last
        if isinstance(content, Flaw):
            return Piece(file, number, content.reason, last)
        try:
            return Piece(file, number, await self._workshop.prepare(content, self._options), last)
        except ArticleRejected as rejected:
            return Piece(file, number, str(rejected), last)

    async def _file_batch(self, pieces: list[Piece]) -> Filed:
        filed = await self._filing.file(pieces, self._clock())
        for piece in pieces:
            if piece.last:
                self._remember(piece.file)
        return filed

    async def _refuse(self, file: File, reason: str) -> None:
        await self._filing.refuse(file, reason, self._clock())
        self._remember(file)

    def _remember(self, file: File) -> None:
        if self._known is not None:
            self._known[file.origin] = (file.size, file.modified_ns)


def _read(inbox: Path, candidate: Candidate) -> list[Article | Flaw]:
    contents = list(read(inbox, candidate))
    if not contents:
        raise ArticleRejected("no article in it")
    return contents


def _file(found: Candidate | Refusal) -> File:
    return File(found.origin, found.size, found.mtime_ns)
