"""What readers did, from Telegram's door to the handlers: stored before it is acknowledged, handled once.

Whoever gets updates (`polling.py`, `webhook.py`) gives them to `take` as they came, and tells Telegram that
we have them only afterwards. From the store they go to the handlers: chats side by side, each chat in order,
every update removed in the transaction that remembers its id. After a crash, at a restart, in the other mode,
what waits there goes on; repeated is at most what was being handled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TypeAlias, assert_never

import structlog
from telegram import Bot, Update

from bot.deeds import moment, query, whose
from bot.flood import BUDGETS, Budget, Crowd, Deed, Go, Ignore, TellOff, Verdict
from bot.lanes import Lanes
from bot.together import Together
from digests.errors import OperatorMistake, StoreError
from digests.store import updates as ledger
from digests.store.engine import Store
from digests.store.updates import Body

log = structlog.get_logger()

_HANDLING_LIMIT = 60.0
"""Seconds for one update; a handler that hangs must not stop its chat for ever."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
"""Seconds between attempts while the store is away."""
_FAREWELL = 2.0
"""Seconds that what is being handled gets when the program stops."""
_PAGE = 200

Handle = Callable[[Update], Awaitable[None]]
"""Raises StoreError where the database was away: then it is asked again. After any other failure the update
is put aside."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """An update that waits in the store. One whose turn is far off is read again when it comes."""

    id: int
    body: Body | None
    begins_at: float = 0.0
    """Not before that, by the event loop's clock."""
    verdict: Verdict = field(default_factory=Go)


_Deal: TypeAlias = Callable[[_Stored, Update], Awaitable[None]]
_AWAITS_ANSWER = frozenset({"message", "edited_message", "callback_query"})
"""That somebody has left or come back is noted at once: an edition may fall due meanwhile."""


class Updates:
    """`until_open` returns when Telegram lets us send: before, nobody could be answered. An update may take
    `handling_limit` seconds; one whose writes only wait for their turn is asked again before that. `budgets`
    say how fast one person may be."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        *,
        clock: Callable[[], datetime],
        until_open: Callable[[], Awaitable[None]],
        handling_limit: float = _HANDLING_LIMIT,
        budgets: Mapping[Deed, Budget] = BUDGETS,
    ) -> None:
        self._bot = bot
        self._store = store
        self._clock = clock
        self._until_open = until_open
        self._handling_limit = handling_limit
        self._crowd = Crowd(budgets)
        self._entering = Together(self._enter)
        self._settling = Together(self._settle)
        self._in_hand: set[int] = set()
        self._early: list[tuple[int, Body]] = []
        """What came before the handling could begin."""
        self._lanes: Lanes[_Stored] | None = None
        self._pressed: Callable[[str], None] | None = None
        self._name = ""

    async def take(self, bodies: Sequence[Body]) -> None:
        """Stores what is new. Raises StoreError: then none of them may be acknowledged."""
        arrived = {update_id: body for body in bodies if (update_id := number(body)) is not None}
        if len(arrived) < len(bodies):
            log.error("updates without a usable number are left out", count=len(bodies) - len(arrived))
        if not arrived:
            return
        waiting = await self._entering.put(arrived)
        for update_id in sorted(arrived.keys() & waiting):
            if self._lanes is None:
                self._early.append((update_id, arrived[update_id]))
            else:
                self._line_up(self._lanes, update_id, arrived[update_id])

    async def run(
        self,
        handle: Handle,
        tell_off: Handle | None = None,
        *,
        pressed: Callable[[str], None] | None = None,
        name: str = "",
    ) -> None:
        """Has everything stored handled, until cancelled; then what is being handled gets a moment to end.
        Whose updates come too fast for that is told so by `tell_off`. `pressed` hears of each pressed button
        before its turn comes; `name` is the bot's. Raises OperatorMistake."""
        self._pressed, self._name = pressed, name
        work = partial(self._see_through, partial(self._dealt_with, handle, tell_off))
        lanes = Lanes(work, lambda stored: replace(stored, body=None), _wait)
        try:
            await self._resume(lanes)
            await lanes.failure()
        finally:
            await lanes.leave(_FAREWELL)
            await self._entering.rest()
            await self._settling.rest()

    async def _resume(self, lanes: Lanes[_Stored]) -> None:
        """Lines up what an earlier process left: it goes before all that comes."""
        after = -1
        while True:
            try:
                async with self._store.reading() as conn:
                    page = await ledger.waiting(conn, after=after, limit=_PAGE)
            except StoreError as error:
                log.error("cannot read the updates that wait; trying again", error=str(error))
                await asyncio.sleep(_LONGEST_PAUSE)
                continue
            for after, body in page:
                self._line_up(lanes, after, body)
            if len(page) < _PAGE:
                break
        for update_id, body in self._early:
            self._line_up(lanes, update_id, body)
        self._early.clear()
        self._lanes = lanes

    def _line_up(self, lanes: Lanes[_Stored], update_id: int, body: Body) -> None:
        if update_id not in self._in_hand:
            self._in_hand.add(update_id)
            stored = self._judged(update_id, body)
            lanes.line_up(self._line(stored, body), stored)
            if self._pressed is not None and (query_id := query(body)) is not None:
                self._pressed(query_id)

    def _judged(self, update_id: int, body: Body) -> _Stored:
        person, deed = whose(body, self._name)
        if person is None or deed is None:
            return _Stored(update_id, body)
        now = self._clock().timestamp()
        done_at = moment(body) or now
        verdict = self._crowd.judge(person, deed, done_at)
        if deed is Deed.PRESS and isinstance(verdict, Ignore):
            verdict = TellOff()  # also the answer that stops the button's spinner
        # What was done a while ago has waited already: we were away, or busy.
        wait = min(verdict.wait, verdict.wait - (now - done_at)) if isinstance(verdict, Go) else 0.0
        return _Stored(update_id, body, asyncio.get_running_loop().time() + wait, verdict)

    def _line(self, stored: _Stored, body: Body) -> Hashable:
        """Its chat's, unless others there would wait for a person who is too fast."""
        chat, (person, _) = lane(body), whose(body, self._name)
        if not isinstance(stored.verdict, Go):
            return "refused", person
        return ("slowed", chat, person) if stored.verdict.wait and chat != person else chat

    # --- handling -----------------------------------------------------------------------------

    async def _dealt_with(
        self, handle: Handle, tell_off: Handle | None, stored: _Stored, update: Update
    ) -> None:
        match stored.verdict:
            case Go():
                await handle(update)
            case TellOff() if tell_off is not None:
                await tell_off(update)
            case TellOff() | Ignore():
                log.debug("left out: one person's updates come too fast", update=stored.id)
            case _:
                assert_never(stored.verdict)

    async def _see_through(self, handle: _Deal, stored: _Stored) -> None:
        """Handles an update and settles it; each again until the store is there for it."""
        pause, handled = _FIRST_PAUSE, False
        while True:
            try:
                if not handled:
                    await self._attempt(handle, stored)
                handled = True
                await self._settling.put(stored.id)
                # Writers take turns, so whoever has just found it waiting in the store comes before this.
                self._in_hand.discard(stored.id)
                return
            except StoreError as error:
                log.warning("database trouble; trying again", update=stored.id, error=str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _attempt(self, handle: _Deal, stored: _Stored) -> None:
        """Raises OperatorMistake. All else that an update can do wrong is its own affair."""
        body = stored.body
        if body is None:
            async with self._store.reading() as conn:
                body = await ledger.find(conn, stored.id)
        if body is None:
            return
        if _AWAITS_ANSWER & body.keys():
            await self._until_open()
        try:
            async with asyncio.timeout(self._handling_limit):
                await handle(stored, Update.de_json(dict(body), self._bot))
        except OperatorMistake:
            raise
        except Exception:
            log.exception("update not handled; put aside", update=stored.id)

    # --- the store ----------------------------------------------------------------------------

    async def _enter(self, batches: Sequence[Mapping[int, Body]]) -> Set[int]:
        arrived = {update_id: body for batch in batches for update_id, body in batch.items()}
        async with self._store.writing() as conn:
            return await ledger.enter(conn, arrived, self._clock())

    async def _settle(self, update_ids: Sequence[int]) -> None:
        async with self._store.writing() as conn:
            await ledger.settle(conn, update_ids, self._clock())


def _wait(stored: _Stored) -> float:
    return stored.begins_at - asyncio.get_running_loop().time()


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
