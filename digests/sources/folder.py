"""The inbox folder -> the files in it that are new, whole and safe to read. Nothing in it is ever changed.

    scan     what lies there now, against what is known            (I/O; call it in a thread)
    settle   which of the new files have stopped growing           (a decision on values)
    look     both, and asks the kernel who still writes            (I/O; call it in a thread)
    read     the articles of one file, opened so that nobody can slip in another one

`watching.py` says when a look is worth it.
A file's name for the store, its `origin`, is its path from the inbox on, with "/" between the parts.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digests.errors import ArticleRejected
from digests.sources.encoding import storable_name
from digests.sources.formats import INBOX, Format, Items, Limits, read_descriptor, unreadable
from digests.sources.leases import being_written
from digests.sources.records import megabytes

UNFINISHED = ("~", ".tmp", ".part", ".crdownload")

QUIET = timedelta(seconds=1)
"""Two looks this far apart that find the same file say that it has stopped growing ..."""
OLD = timedelta(seconds=5)
"""... and so does one look at a file last changed this long ago."""

Known = Mapping[str, tuple[int, int]]
"""origin -> (size, mtime_ns) of every file taken or refused before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that could hold articles, as one look found it."""

    origin: str
    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What lies in the inbox but will not be read. Size and time let it be refused only once."""

    origin: str
    reason: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Scan:
    """What one look found that is not known yet, the longest unchanged first."""

    candidates: tuple[Candidate, ...]
    refused: tuple[Refusal, ...]
    missing: bool = False
    """The folder itself is not there."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file that may still grow: how it looked, and since when it has looked so."""

    size: int
    mtime_ns: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """Files to read now, and the ones to look at again (soon: after QUIET)."""

    ready: tuple[Candidate, ...]
    waiting: Mapping[str, Seen]


@dataclass(frozen=True, slots=True)
class Look:
    """All that one visit to the inbox comes to."""

    ready: tuple[Candidate, ...]
    refused: tuple[Refusal, ...]
    waiting: Mapping[str, Seen] = field(default_factory=dict)
    missing: bool = False


def look(folder: Path, known: Known, waiting: Mapping[str, Seen], now: datetime) -> Look:
    """Scan, settle, and put off what a process still has open for writing.

    `waiting` is what the last look returned (empty at first). Blocks: call it in a thread.
    """
    scan_now = scan(folder, known)
    settled = settle(waiting, scan_now.candidates, now)
    growing = {each.origin for each in settled.ready if being_written(each.path)}
    held = {
        each.origin: Seen(each.size, each.mtime_ns, now) for each in settled.ready if each.origin in growing
    }
    return Look(
        ready=tuple(each for each in settled.ready if each.origin not in growing),
        refused=scan_now.refused,
        waiting={**settled.waiting, **held},
        missing=scan_now.missing,
    )


# --- what lies there --------------------------------------------------------------------------


def scan(folder: Path, known: Known, *, limits: Limits = INBOX) -> Scan:
    """Every file under `folder` that is not known, or has changed since. Follows no symbolic link."""
    root = os.path.join(folder, "")
    candidates: list[Candidate] = []
    refused: list[Refusal] = []
    for entry in _walk(root):
        found = entry if isinstance(entry, Refusal) else _judge(entry, root, known, limits)
        if isinstance(found, Candidate):
            candidates.append(found)
        elif found is not None and not _is_known(known, found.origin, found.size, found.mtime_ns):
            refused.append(found)
    candidates.sort(key=lambda each: (each.mtime_ns, each.origin))
    refused.sort(key=lambda each: each.origin)
    return Scan(tuple(candidates), tuple(refused), missing=not folder.is_dir())


def passed_over(name: str) -> bool:
    """Hidden names, and those that programs give to files they have not finished."""
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def _walk(root: str) -> Iterator[os.DirEntry[str] | Refusal]:
    """All entries but real folders; a folder that cannot be listed is refused as a whole."""
    open_folders = [root]
    while open_folders:
        current = open_folders.pop()
        try:
            with os.scandir(current) as entries:
                listed = list(entries)
        except FileNotFoundError:
            continue  # gone since it was listed
        except OSError as error:
            reason = str(unreadable(error))
            yield Refusal(origin=_origin(current, root) or ".", reason=reason, size=0, mtime_ns=0)
            continue
        for entry in listed:
            if passed_over(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                open_folders.append(entry.path)
            else:
                yield entry


def _judge(entry: os.DirEntry[str], root: str, known: Known, limits: Limits) -> Candidate | Refusal | None:
    """None for what is known or has gone. Quick for what is known: that is nearly every file, every time."""
    origin = _origin(entry.path, root)
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Refusal(origin=origin, reason=str(unreadable(error)), size=0, mtime_ns=0)
    size, mtime_ns = status.st_size, status.st_mtime_ns
    if _is_known(known, origin, size, mtime_ns):
        return None
    path = Path(entry.path)
    reason = _reason_against(path, Path(root), status, limits)
    if reason is None:
        return Candidate(origin=origin, path=path, size=size, mtime_ns=mtime_ns)
    return Refusal(origin=origin, reason=reason, size=size, mtime_ns=mtime_ns)


def _is_known(known: Known, origin: str, size: int, mtime_ns: int) -> bool:
    return known.get(origin) == (size, mtime_ns)


def _reason_against(path: Path, folder: Path, status: os.stat_result, limits: Limits) -> str | None:
    if stat.S_ISLNK(status.st_mode):
        return _reason_against_link(path, folder)
    if not stat.S_ISREG(status.st_mode):
        return "a device, pipe or socket, not a file"
    try:
        Format.of(path.name)
    except ArticleRejected as rejected:
        return str(rejected)
    return f"over {megabytes(limits.file_bytes)}" if status.st_size > limits.file_bytes else None


def _reason_against_link(path: Path, folder: Path) -> str:
    target = Path(os.path.realpath(path))
    if not os.path.lexists(target):
        return "a symbolic link that leads nowhere"
    inside = target.is_relative_to(os.path.realpath(folder))
    return "a symbolic link" if inside else "a symbolic link that leads out of the inbox"


def _origin(path: str, root: str) -> str:
    return storable_name(path[len(root) :].replace(os.sep, "/"))


# --- which of it is whole ---------------------------------------------------------------------


def settle(previous: Mapping[str, Seen], found: Iterable[Candidate], now: datetime) -> Settled:
    """Which files have stopped growing: unchanged for QUIET between looks, or untouched for OLD.

    `previous` is the `waiting` of the last call, by origin.
    """
    ready: list[Candidate] = []
    waiting: dict[str, Seen] = {}
    for each in found:
        before = previous.get(each.origin)
        unchanged = before is not None and (before.size, before.mtime_ns) == (each.size, each.mtime_ns)
        since = before.since if before and unchanged else now
        if now - since >= QUIET or now - _changed_at(each) >= OLD:
            ready.append(each)
        else:
            waiting[each.origin] = Seen(each.size, each.mtime_ns, since)
    return Settled(tuple(ready), waiting)


def _changed_at(found: Candidate) -> datetime:
    return datetime.fromtimestamp(found.mtime_ns / 1e9, UTC)


# --- reading one ------------------------------------------------------------------------------


def read(folder: Path, found: Candidate, *, limits: Limits = INBOX) -> Items:
    """The articles of a file in the inbox, as `formats.read`. Blocks: call it in a thread.

    No step of the way may be a symbolic link, and what is opened is checked once more, so a file
    swapped since the scan cannot lead out of the inbox, and a pipe cannot hold us up.
    """
    form = Format.of(found.path.name)
    try:
        descriptor = _open_within(folder, found.path.relative_to(folder))
    except (OSError, ValueError) as error:
        raise unreadable(error) from error
    yield from read_descriptor(descriptor, found.path.name, form, limits=limits)


def _open_within(folder: Path, relative: Path) -> int:
    *parents, name = relative.parts
    step = os.O_RDONLY | os.O_CLOEXEC
    descriptor = os.open(folder, step | os.O_DIRECTORY)
    for part in parents:
        descriptor = _open_in(descriptor, part, step | os.O_DIRECTORY | os.O_NOFOLLOW)
    return _open_in(descriptor, name, step | os.O_NOFOLLOW | os.O_NONBLOCK)


def _open_in(parent: int, name: str, flags: int) -> int:
    try:
        return os.open(name, flags, dir_fd=parent)
    finally:
        os.close(parent)
