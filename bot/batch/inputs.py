"""The paths of a command line -> articles, broken records and unreadable files, in one order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digests.errors import ArticleRejected
from digests.model import Article
from digests.sources.encoding import storable_name
from digests.sources.formats import Items, Limits, read, read_stream, unreadable
from digests.sources.records import Flaw

STDIN = "-"

# A person named these files: they may be large, only no single article is.
COMMAND_LINE = Limits(
    file_bytes=20_000_000_000,
    unpacked_bytes=20_000_000_000,
    whole_bytes=100_000_000,
    article_bytes=5_000_000,
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder, or the rest of a file, that gives nothing."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """One article, or one broken record, and the file it stood in."""

    where: str
    content: Article | Flaw


Input = Found | Unreadable


def read_all(paths: Sequence[str], stdin_format: str = "jsonl") -> Iterator[Input]:
    """Everything under `paths`: files, folders with all that is in them by name, "-" for standard input."""
    for path in paths:
        if path == STDIN:
            yield from _told("standard input", _stdin(stdin_format))
        else:
            for entry in _files(Path(path)):
                if isinstance(entry, Unreadable):
                    yield entry
                else:
                    yield from _told(storable_name(str(entry)), read(entry, limits=COMMAND_LINE))


def _stdin(format_name: str) -> Items:
    try:
        with open(0, "rb", closefd=False) as stream:
            yield from read_stream(stream, "stdin", format_name, limits=COMMAND_LINE)
    except OSError as error:
        raise unreadable(error) from error


def _told(where: str, items: Items) -> Iterator[Input]:
    try:
        for item in items:
            yield Found(where, item)
    except ArticleRejected as rejected:
        yield Unreadable(where, str(rejected))


def _files(path: Path) -> Iterator[Path | Unreadable]:
    """The files at and under `path`. Hidden and unfinished ones count only when they are named."""
    if not path.is_dir():
        yield path
        return
    from digests.sources.folder import passed_over

    waiting = [path]
    while waiting:
        current = waiting.pop()
        if not current.is_dir():
            yield current
        elif current.is_symlink() and current != path:
            yield Unreadable(storable_name(str(current)), "a symbolic link to a folder, not followed")
        else:
            try:
                inside = sorted(entry for entry in current.iterdir() if not passed_over(entry.name))
            except OSError as error:
                yield Unreadable(storable_name(str(current)), str(unreadable(error)))
            else:
                waiting.extend(reversed(inside))
