"""Articles -> results in the order of the articles, in this process or in several, a few at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.batch.inputs import Input, Unreadable
from digests.editor.options import EditOptions
from digests.errors import ArticleRejected, OperatorMistake
from digests.model import Article
from digests.sources.records import Flaw
from digests.workshop import LOST, SECONDS, assign, failed, patience, rejection, start_pool, stop_pool

Made = TypeVar("Made")

Work = Callable[[Article, EditOptions], Made]


@dataclass(frozen=True, slots=True)
class Done(Generic[Made]):
    """What became of one article."""

    where: str
    article: Article
    result: Made | ArticleRejected


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that was no article."""

    where: str
    flaw: Flaw


Result = Done[Made] | Broken | Unreadable


def work_through(
    inputs: Iterable[Input], work: Work[Made], options: EditOptions, jobs: int
) -> Iterator[Result[Made]]:
    """`work` on every article. One job: here and now, without a time limit; 0 means one for each core.

    Several jobs: in processes, where an article that hangs or crashes is rejected. Raises
    OperatorMistake when no process can be started.
    """
    if jobs == 1:
        return (_here(each, work, options) for each in inputs)
    return _in_pool(inputs, work, options, jobs or _cores())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _here(each: Input, work: Work[Made], options: EditOptions) -> Result[Made]:
    if isinstance(each, Unreadable):
        return each
    if isinstance(each.content, Flaw):
        return Broken(each.where, each.content)
    try:
        return Done(each.where, each.content, work(each.content, options))
    except ArticleRejected as rejected:
        return Done(each.where, each.content, rejected)
    except Exception as error:  # whatever one article brings to light, the others go on
        return Done(each.where, each.content, failed(error))


# --- in several processes ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Task(Generic[Made]):
    """An article that a worker has, or will have."""

    where: str
    article: Article
    future: Future[Made]


def _in_pool(
    inputs: Iterable[Input], work: Work[Made], options: EditOptions, jobs: int
) -> Iterator[Result[Made]]:
    pool = start_pool(jobs)
    bench: deque[_Task[Made] | Broken | Unreadable] = deque()
    try:
        for each in inputs:
            if isinstance(each, Unreadable):
                bench.append(each)
            elif isinstance(each.content, Flaw):
                bench.append(Broken(each.where, each.content))
            else:
                bench.append(_Task(each.where, each.content, assign(pool, work, each.content, options)))
            while bench and (len(bench) > 4 * jobs or _at_hand(bench[0])):
                yield _awaited(bench.popleft())
        while bench:
            yield _awaited(bench.popleft())
    except BrokenProcessPool as error:
        raise OperatorMistake(
            "worker processes do not start, or do not stay alive, on this machine"
        ) from error
    finally:
        stop_pool(pool)


def _at_hand(entry: _Task[Made] | Broken | Unreadable) -> bool:
    return not isinstance(entry, _Task) or entry.future.done()


def _awaited(entry: _Task[Made] | Broken | Unreadable) -> Result[Made]:
    if not isinstance(entry, _Task):
        return entry
    try:
        return Done(entry.where, entry.article, entry.future.result(patience(SECONDS)))
    except ArticleRejected as rejected:
        return Done(entry.where, entry.article, rejected)
    except LOST as lost:
        if not entry.future.done():
            raise BrokenProcessPool("a task was never taken up") from lost
        return Done(entry.where, entry.article, rejection(lost))
