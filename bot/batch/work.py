"""Articles -> results in the order of the articles, one after the other: here, or in several processes
(`pool.py`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.batch.inputs import Input, Unreadable
from bot.batch.lessons import Lessons
from digests.editor.options import EditOptions
from digests.errors import ArticleRejected
from digests.model import Article
from digests.sources.records import Flaw

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
    lessons = Lessons(options)
    if jobs == 1:
        return (_here(each, work, lessons) for each in inputs)
    from bot.batch.pool import work_in_pool  # brings asyncio and more along

    return work_in_pool(inputs, work, lessons, jobs or _cores())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _here(each: Input, work: Work[Made], lessons: Lessons) -> Result[Made]:
    if isinstance(each, Unreadable):
        return each
    if isinstance(each.content, Flaw):
        return Broken(each.where, each.content)
    try:
        return Done(each.where, each.content, work(each.content, lessons.options_for(each.content)))
    except ArticleRejected as rejected:
        return Done(each.where, each.content, rejected)
    except Exception as error:  # whatever one article brings to light, the others go on
        from digests.workshop import failed

        return Done(each.where, each.content, failed(error))
