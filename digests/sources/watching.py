"""Wakes the intake when something happens in the inbox, by the system's notification or by the clock."""

from __future__ import annotations

import asyncio
import logging
import stat
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from pathlib import Path

from digests.sources.folder import passed_over

log = logging.getLogger(__name__)

Identity = tuple[int, int]
"""Device and inode: the same name can be another folder a moment later."""


async def changes(folder: Path, stop: asyncio.Event, *, poll_seconds: float = 5.0) -> AsyncIterator[None]:
    """Yields when the folder is there, and after every burst of changes in it, until `stop` is set.

    A wake-up is only a hint to look. While the folder is missing, or cannot be watched (no inotify
    watches left, a file system without notification), the clock wakes every `poll_seconds`; the log
    says so once.
    """
    told: str | None = None
    while not stop.is_set():
        identity = await asyncio.to_thread(_identity, folder)
        problem = f"inbox folder {folder} is not there" if identity is None else None
        if identity is not None:
            yield
            try:
                async with aclosing(_bursts(folder, identity, stop, poll_seconds)) as bursts:
                    async for _ in bursts:
                        yield
            except (OSError, RuntimeError) as error:
                if await asyncio.to_thread(_identity, folder) == identity:  # else it has just gone
                    problem = f"inbox folder {folder} cannot be watched, so it is only polled: {error}"
        if problem is not None and problem != told:
            log.warning(problem)
        told = problem
        await _pause(stop, poll_seconds)


async def _bursts(
    folder: Path, identity: Identity, stop: asyncio.Event, poll_seconds: float
) -> AsyncGenerator[None, None]:
    """Notifications until `stop`, or until the folder at this path is no longer the one watched."""
    from watchfiles import awatch

    notified = awatch(
        folder,
        watch_filter=lambda _, path: not passed_over(Path(path).name),
        stop_event=_OneWay(stop),
        debounce=400,
        step=100,
        rust_timeout=int(poll_seconds * 1000),
        yield_on_timeout=True,
    )
    async with aclosing(notified) as batches:
        async for batch in batches:
            if batch:
                yield
            if await asyncio.to_thread(_identity, folder) != identity:
                return


class _OneWay(asyncio.Event):
    """Set when `stop` is, but not the other way round: awatch sets its event when it is cancelled."""

    def __init__(self, stop: asyncio.Event) -> None:
        super().__init__()
        self._stop = stop

    def is_set(self) -> bool:
        return super().is_set() or self._stop.is_set()


def _identity(folder: Path) -> Identity | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
