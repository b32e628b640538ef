"""What readers did, from Telegram's door to the handlers: stored before it is acknowledged, handled once.

Whoever gets updates (`polling.py`, `webhook.py`) gives them to `take` as they came, and tells Telegram that
we have them only afterwards. From the store they go to the handlers: chats side by side, each chat in order,
every update removed in the transaction that remembers its id. After a crash, at a restart, in the other mode,
what waits there goes on; repeated is at most what was being handled.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from datetime import datetime

import structlog
from telegram import Bot, Update

from bot.together import Together
from digests.errors import OperatorMistake, StoreError
from digests.store import updates as ledger
from digests.store.engine import Store
from digests.store.updates import Body

log = structlog.get_logger()

_AT_ONCE = 100
"""Updates being handled. A chat has one of them at most, however many it sends."""
_HANDLING_LIMIT = 60.0
"""Seconds for one update; a handler that hangs must not stop its chat for ever."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
"""Seconds between attempts while the store is away."""
_FAREWELL = 2.0
"""Seconds that what is being handled gets when the program stops."""
_PAGE = 200

Handle = Callable[[Update], Awaitable[None]]
_InLine = tuple[int, Body | None]
"""An update's number, and the update where it need not be read from the store."""


class Updates:
    """`handle` raises StoreError where the database was away: then it is asked again. Any other failure is
    logged, and the update put aside. `until_open` returns when Telegram lets us send."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        handle: Handle,
        *,
        clock: Callable[[], datetime],
        until_open: Callable[[], Awaitable[None]],
    ) -> None:
        self._bot = bot
        self._store = store
        self._handle = handle
        self._clock = clock
        self._until_open = until_open
        self._resuming = asyncio.Lock()
        self._resumed = False
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._lined_up: set[int] = set()
        self._lanes: dict[int | None, deque[_InLine]] = {}
        self._entering = Together(self._enter)
        self._settling = Together(self._settle)
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._ended = asyncio.Event()
        self._leaving = False

    async def take(self, bodies: Sequence[Body]) -> None:
        """Stores what is new. Raises StoreError: then none of them may be acknowledged."""
        arrived = {update_id: body for body in bodies if (update_id := number(body)) is not None}
        if len(arrived) < len(bodies):
            log.error("updates without a usable number are left out", count=len(bodies) - len(arrived))
        if not arrived:
            return
        await self._resume()
        waiting = await self._entering.put(arrived)
        for update_id in sorted(arrived.keys() & waiting):
            self._line_up(update_id, arrived[update_id])

    async def run(self) -> None:
        """Until cancelled; then what is being handled gets a moment to end. Raises OperatorMistake."""
        try:
            while not self._resumed:
                try:
                    await self._resume()
                except StoreError as error:
                    log.error("cannot read the updates that wait; trying again", error=str(error))
                    await asyncio.sleep(_LONGEST_PAUSE)
            await self._ended.wait()
            if self._failure is not None:
                raise self._failure
        finally:
            await self._leave()

    # --- lining up ----------------------------------------------------------------------------

    async def _resume(self) -> None:
        """Lines up, once, what an earlier process left; it goes before all that comes. Raises StoreError."""
        async with self._resuming:
            if self._resumed:
                return
            after = -1
            while True:
                async with self._store.reading() as conn:
                    page = await ledger.waiting(conn, after=after, limit=_PAGE)
                for after, body in page:
                    self._line_up(after, body)
                if len(page) < _PAGE:
                    break
            self._resumed = True

    def _line_up(self, update_id: int, body: Body) -> None:
        if update_id in self._lined_up or self._leaving:
            return
        self._lined_up.add(update_id)
        chat = lane(body)
        if chat in self._lanes:
            self._lanes[chat].append((update_id, None))  # read again when its turn comes
            return
        self._lanes[chat] = deque([(update_id, body)])
        task = asyncio.create_task(self._go_along(chat))
        self._tasks.add(task)
        task.add_done_callback(self._check)

    def _check(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failure = error
            self._ended.set()

    # --- handling -----------------------------------------------------------------------------

    async def _go_along(self, chat: int | None) -> None:
        """Handles a chat's updates one after the other, until there are none."""
        line = self._lanes[chat]
        while line and not self._leaving:
            async with self._room:
                await self._see_through(*line[0])
            self._lined_up.discard(line.popleft()[0])
        del self._lanes[chat]

    async def _see_through(self, update_id: int, body: Body | None) -> None:
        """Handles an update and settles it; each again until the store is there for it."""
        pause, handled = _FIRST_PAUSE, False
        while True:
            try:
                if not handled:
                    await self._attempt(update_id, body)
                handled = True
                await self._settling.put(update_id)
                return
            except StoreError as error:
                log.warning("database trouble; trying again", update=update_id, error=str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _attempt(self, update_id: int, body: Body | None) -> None:
        """Raises OperatorMistake. All else that an update can do wrong is its own affair."""
        if body is None:
            async with self._store.reading() as conn:
                body = await ledger.find(conn, update_id)
        if body is None:
            return
        await self._until_open()  # else nobody could be answered
        try:
            async with asyncio.timeout(_HANDLING_LIMIT):
                await self._handle(Update.de_json(dict(body), self._bot))
        except OperatorMistake:
            raise
        except Exception:
            log.exception("update not handled; put aside", update=update_id)

    async def _leave(self) -> None:
        self._leaving = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_FAREWELL)
        remaining = tuple(self._tasks)
        for task in remaining:
            task.cancel()
        await asyncio.gather(*remaining, return_exceptions=True)
        await self._entering.rest()
        await self._settling.rest()

    # --- the store ----------------------------------------------------------------------------

    async def _enter(self, batches: Sequence[Mapping[int, Body]]) -> Set[int]:
        arrived = {update_id: body for batch in batches for update_id, body in batch.items()}
        async with self._store.writing() as conn:
            return await ledger.enter(conn, arrived, self._clock())

    async def _settle(self, update_ids: Sequence[int]) -> None:
        async with self._store.writing() as conn:
            await ledger.settle(conn, update_ids, self._clock())


def number(body: Body) -> int | None:
    """The update's id, where it has one that can be stored."""
    found = body.get("update_id")
    if not isinstance(found, int) or isinstance(found, bool):
        return None
    return found if 0 <= found < 1 << 63 else None


def lane(body: Body) -> int | None:
    """The chat whose order an update keeps, or where there is none the user; None shares one lane."""
    for told in body.values():
        if isinstance(told, Mapping):
            return _id(told.get("chat")) or _id_within(told.get("message"), "chat") or _id(told.get("from"))
    return None


def _id_within(told: object, name: str) -> int | None:
    return _id(told.get(name)) if isinstance(told, Mapping) else None


def _id(told: object) -> int | None:
    found = told.get("id") if isinstance(told, Mapping) else None
    return found if isinstance(found, int) else None
