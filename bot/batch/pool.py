"""Articles -> results in several processes, in the order of the articles, a few at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Generic

from bot.batch.inputs import Input, Unreadable
from bot.batch.lessons import Lessons
from bot.batch.work import Broken, Done, Made, Result, Work
from digests.errors import ArticleRejected, OperatorMistake
from digests.model import Article
from digests.sources.records import Flaw
from digests.workshop import LOST, SECONDS, assign, patience, rejection, start_pool, stop_pool


@dataclass(frozen=True, slots=True)
class _Task(Generic[Made]):
    """An article that a worker has, or will have."""

    where: str
    article: Article
    future: Future[Made]


def work_in_pool(
    inputs: Iterable[Input], work: Work[Made], lessons: Lessons, jobs: int
) -> Iterator[Result[Made]]:
    """`work` on every article, by `jobs` workers; one that hangs or crashes is replaced.

    Raises OperatorMistake when no process can be started.
    """
    pool = start_pool(jobs)
    bench: deque[_Task[Made] | Broken | Unreadable] = deque()
    try:
        for each in inputs:
            if isinstance(each, Unreadable):
                bench.append(each)
            elif isinstance(each.content, Flaw):
                bench.append(Broken(each.where, each.content))
            else:
                bench.append(
                    _Task(
                        each.where,
                        each.content,
                        assign(pool, work, each.content, lessons.options_for(each.content)),
                    )
                )
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
