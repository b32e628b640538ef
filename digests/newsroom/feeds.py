"""Feeds that are due -> visits, each a task of its own: one that hangs keeps nobody waiting but its host."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from digests.errors import OperatorMistake, StoreError
from digests.newsroom.web import host_of
from digests.sources.fetching.answers import Unfetchable
from digests.store import feeds
from digests.store.engine import Store
from digests.store.feeds import KnownFeed

log = structlog.get_logger()

AT_ONCE = 64
"""Visits under way. Each waits for its host, for the worker, or for the writer most of the time."""
REST = timedelta(minutes=15)
"""After a visit whose outcome could not be written down, so that it is due still: its host is spared."""
_LOOKED_AT = 10_000


class FeedDesk:
    """Has feeds visited, one at a time of each host. `clock` tells the time in UTC."""

    def __init__(
        self,
        store: Store,
        visit: Callable[[KnownFeed], Awaitable[None]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._visit = visit
        self._clock = clock
        # By host, each host's and all hosts' longest waiting feed first.
        self._due: dict[str, deque[KnownFeed]] = {}
        self._visits: dict[int, asyncio.Task[None]] = {}
        self._hosts: set[str] = set()
        self._resting: dict[int, datetime] = {}
        self._trouble: OperatorMistake | None = None

    async def collect(self) -> None:
        """Begins the visits that are due, as many as may be under way; the others follow by themselves.

        Raises OperatorMistake where an earlier visit met one.
        """
        if self._trouble is not None:
            raise self._trouble
        now = self._clock()
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        async with self._store.reading() as conn:
            due = await feeds.due(conn, now, _LOOKED_AT)
        busy = self._visits.keys() | self._resting.keys()
        self._due = {}
        for known in due:
            if known.key not in busy:
                self._due.setdefault(_host(known), deque()).append(known)
        self._begin()

    async def idle(self) -> None:
        """Waits until nothing is under way or waiting for its turn."""
        while self._visits:
            await asyncio.wait(self._visits.values())

    async def close(self) -> None:
        """Breaks off what is under way: it is due again at the next start."""
        self._due = {}
        for task in self._visits.values():
            task.cancel()
        await self.idle()

    def _begin(self) -> None:
        for host in tuple(self._due):
            if len(self._visits) >= AT_ONCE:
                return
            if host not in self._hosts:
                known = self._due[host].popleft()
                if not self._due[host]:
                    del self._due[host]
                self._hosts.add(host)
                task = asyncio.create_task(self._visited(known), name=f"feed {known.key}")
                self._visits[known.key] = task
                task.add_done_callback(partial(self._ended, known.key, host))

    def _ended(self, key: int, host: str, _: asyncio.Task[None]) -> None:
        del self._visits[key]
        self._hosts.discard(host)
        self._begin()

    async def _visited(self, known: KnownFeed) -> None:
        try:
            await self._visit(known)
        except StoreError as error:
            log.error("database trouble; the feed is visited again", feed=known.key, error=str(error))
            self._resting[known.key] = self._clock() + REST
        except OperatorMistake as mistake:
            self._trouble = mistake
        except Exception:
            log.exception("the outcome of a visit is lost; the feed is visited again", feed=known.key)
            self._resting[known.key] = self._clock() + REST


def _host(known: KnownFeed) -> str:
    try:
        return host_of(known.state.address)
    except Unfetchable:
        return f"feed {known.key}"  # it has no host to be kind to; the visit says what is wrong
