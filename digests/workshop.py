"""Heavy work off the event loop: one article or feed a task, in worker processes that may hang or die.

What outlasts the time limit, or takes its worker down, is rejected; the others go on. The
workers start with the first task, run at low priority, are replaced after TASKS_A_WORKER tasks, and
go home when there was nothing to do for a while, so that an idle bot is small.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from digests.editor.options import EditOptions
from digests.errors import ArticleRejected, FeedRejected, OperatorMistake
from digests.model import Article, ParsedFeed, PreparedArticle
from digests.sources.fetching.answers import Fetched

if TYPE_CHECKING:
    from digests.sources.feeds import FoundFeed
    from digests.sources.opml import OpmlFile

Given = TypeVar("Given")
Options = TypeVar("Options")
Made = TypeVar("Made")

SECONDS = 20.0
IDLE_SECONDS = 30.0
TASKS_A_WORKER = 1_000
ATTEMPTS = 3
"""How often a task is handed out anew when the pool, not the task, has failed."""

LOST = (TimeoutError, ProcessExpired)
"""What becomes of a task that hangs, or takes its worker down."""


# --- what workers do: imported where it runs, so that numpy and friends stay in the worker ---------


def prepare_article(article: Article, options: EditOptions) -> PreparedArticle:
    """`editor.edit.prepare_article`."""
    from digests.editor.edit import prepare_article

    return prepare_article(article, options)


def prepare_page(given: tuple[Article, Fetched], options: EditOptions) -> PreparedArticle:
    """The article as its page has it, or else as the feed does."""
    from digests.sources.encoding import decode_page

    article, page = given
    return prepare_article(replace(article, html=decode_page(page.body, page.content_type)), options)


def parse_feed(document: Fetched, now: datetime) -> ParsedFeed:
    """`sources.feeds.parse`. Raises FeedRejected."""
    from digests.sources.feeds import parse

    return parse(document.body, content_type=document.content_type, address=document.address, now=now)


def find_feeds(document: Fetched, _: None) -> tuple[FoundFeed, ...]:
    """The feeds that a page names."""
    from digests.sources.feeds import alternates

    return alternates(document.body, document.address)


def read_feed_list(body: bytes, _: None) -> OpmlFile:
    """`sources.opml.read`. Raises ArticleRejected for what is none."""
    from digests.sources.opml import read

    return read(body)


class Workshop:
    """Runs work in `jobs` processes, a task at most `seconds` each."""

    def __init__(
        self, *, jobs: int = 1, seconds: float = SECONDS, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._jobs, self._seconds, self._idle_seconds = jobs, seconds, idle_seconds
        self._bench = asyncio.Semaphore(2 * jobs)  # enough to keep them busy; the rest waits unpickled
        self._pool: ProcessPool | None = None
        self._open: set[Future[Any]] = set()
        self._bedtime: asyncio.TimerHandle | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def staffed(self) -> bool:
        """Whether worker processes are there."""
        return self._pool is not None

    async def do(self, work: Callable[[Given, Options], Made], given: Given, options: Options) -> Made:
        """`work(given, options)`, which must be importable by its name.

        Raises ArticleRejected with the reason where it fails, hangs or kills its worker, FeedRejected
        where it does. OperatorMistake: no worker process can be started. Cancelling the caller stops
        the worker.
        """
        async with self._bench:
            if self._closed:
                raise asyncio.CancelledError("the workshop is closed")
            for _ in range(ATTEMPTS):
                pool = self._staff()
                try:
                    return await self._one(pool, work, given, options)
                except BrokenProcessPool:
                    self._dismiss(pool)
                finally:
                    self._rest()
        raise OperatorMistake("worker processes do not start, or do not stay alive, on this machine")

    async def attempt(
        self, work: Callable[[Given, Options], Made], given: Given, options: Options
    ) -> Made | str:
        """As `do`, with the reason of an ArticleRejected instead."""
        try:
            return await self.do(work, given, options)
        except ArticleRejected as rejected:
            return str(rejected)

    async def close(self) -> None:
        """Send the workers home. Work still under way is cancelled where it is awaited."""
        self._closed = True
        if self._bedtime is not None:
            self._bedtime.cancel()
        if self._pool is not None:
            self._dismiss(self._pool)
        await asyncio.gather(*self._leaving)

    async def _one(
        self, pool: ProcessPool, work: Callable[[Given, Options], Made], given: Given, options: Options
    ) -> Made:
        future = assign(pool, work, given, options, self._seconds)
        waiting = asyncio.wrap_future(future)
        self._open.add(future)
        try:
            await asyncio.wait((waiting,), timeout=patience(self._seconds))
            if not waiting.done() or (waiting.cancelled() and not self._closed):
                raise BrokenProcessPool("the pool lost the task")
            return waiting.result()
        except LOST as error:
            raise rejection(error, self._seconds) from error
        finally:
            self._open.discard(future)
            waiting.cancel()

    def _staff(self) -> ProcessPool:
        if self._bedtime is not None:
            self._bedtime.cancel()
        if self._pool is None:
            self._pool = start_pool(self._jobs)
        return self._pool

    def _rest(self) -> None:
        if not self._open and not self._closed:
            if self._bedtime is not None:
                self._bedtime.cancel()
            self._bedtime = asyncio.get_running_loop().call_later(self._idle_seconds, self._go_home)

    def _go_home(self) -> None:
        if self._pool is not None and not self._open:
            self._dismiss(self._pool)

    def _dismiss(self, pool: ProcessPool) -> None:
        if self._pool is not pool:
            return  # several tasks notice that a pool is broken; the first one has seen to it
        self._pool = None
        for future in tuple(self._open):
            future.cancel()  # a broken pool forgets what it had not handed out yet
        leaving = asyncio.get_running_loop().create_task(asyncio.to_thread(stop_pool, pool))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)


# --- the pool itself, also used without an event loop -----------------------------------------


def start_pool(jobs: int) -> ProcessPool:
    """Spawned workers: a fork would inherit the loop's threads and locks."""
    return ProcessPool(
        max_workers=jobs,
        max_tasks=TASKS_A_WORKER,
        initializer=_settle_in,
        context=multiprocessing.get_context("spawn"),
    )


def stop_pool(pool: ProcessPool) -> None:
    """Ends the workers, whatever they are doing. Blocks for a moment."""
    pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it without annotations
    pool.join()


def assign(
    pool: ProcessPool,
    work: Callable[[Given, Options], Made],
    given: Given,
    options: Options,
    seconds: float = SECONDS,
) -> Future[Made]:
    """Put one task on the bench. Raises BrokenProcessPool when the pool is beyond use.

    The future ends with ArticleRejected, one of LOST (see `rejection`), or BrokenProcessPool.
    """
    try:
        return pool.schedule(_carefully, (work, given, options), timeout=seconds)
    except RuntimeError as error:
        raise BrokenProcessPool(str(error)) from error


def rejection(lost: TimeoutError | ProcessExpired, seconds: float = SECONDS) -> ArticleRejected:
    """Why an article whose task was lost is not taken."""
    if isinstance(lost, ProcessExpired):
        return ArticleRejected(f"crashed the worker (exit code {lost.exitcode})")
    return ArticleRejected(f"took longer than {seconds:g} s")


def patience(seconds: float) -> float:
    """How long a task can take with those before it on the bench, and with workers starting."""
    return 4 * seconds + 60


def _settle_in() -> None:
    """In each new worker: the bot's answers come first, and one worker is one core."""
    os.nice(10)
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ[f"{library}_NUM_THREADS"] = "1"


def _carefully(work: Callable[[Given, Options], Made], given: Given, options: Options) -> Made:
    """In the worker: any failure becomes a reason here, since not every exception survives pickling."""
    try:
        return work(given, options)
    except (ArticleRejected, FeedRejected):
        raise
    except (Exception, SystemExit) as error:
        raise failed(error) from error


def failed(error: BaseException) -> ArticleRejected:
    """A fault of ours that an article brought to light, as the reason why it is not taken."""
    return ArticleRejected(f"the editor failed: {type(error).__name__}: {error}"[:300])
