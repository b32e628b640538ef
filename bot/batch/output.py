"""Where the results go: one object a line to standard output, troubles and progress to standard error."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from bot.batch.inputs import Unreadable
from bot.batch.work import Broken, Done, Made, Result
from digests.errors import ArticleRejected

if TYPE_CHECKING:
    from rich.console import Console

Step = TypeVar("Step")

_as_json = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode

ALL_WELL, SOME_TROUBLE = 0, 1

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Text from outside on one line, unable to move the cursor or turn the reading direction."""
    return _UNPRINTABLE.sub("\ufffd", " ".join(text.split()))


def counted(count: int, noun: str, nouns: str | None = None) -> str:
    """ "1 line", "2 lines"; `nouns` where an s does not make the plural."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def write_json(record: Mapping[str, object]) -> None:
    """One object on one line, in UTF-8 whatever the terminal; readable at once by who reads the pipe."""
    line = _as_json(record) + "\n"
    sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def complain(where: str, reason: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"{plain(where)}: {plain(reason)}\n")
    sys.stderr.flush()


def complained(result: Result[Made]) -> bool:
    """Whether there was something to complain about; if so it has been done."""
    match result:
        case Unreadable(where, reason):
            complain(where, reason)
        case Broken(where, flaw):
            complain(f"{where}, record {flaw.number}", flaw.reason)
        case Done(where, article, ArticleRejected() as rejected):
            complain(f"{where}, {article.id}", str(rejected))
        case _:
            return False
    return True


@contextmanager
def unbroken_pipe() -> Iterator[None]:
    """Ends the block quietly when the reader of standard output has gone, as `head` does."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes standard output once more at exit, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def with_progress(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps as they come, counted on standard error if that is where a person watches."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} articles"), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[speed]}"), console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=None, speed="")
        for step in steps:
            yield step
            speed = progress.tasks[0].speed
            progress.update(task, advance=1, speed=f"{speed:,.0f}/s" if speed else "")


def screen() -> Console:
    """For people: in colour on a terminal, unwrapped and plain elsewhere."""
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return Screen(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())
