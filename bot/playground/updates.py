"""Updates waiting for the bot: numbered, kept until confirmed, fetched by one poller at a time."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable

from bot.playground.replies import Json, Refused, conflict

MAX_LIMIT = 100
MAX_TIMEOUT = 50
"""Seconds; Telegram shortens longer ones silently."""
UPDATE_KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction",
        "message_reaction_count",
    }
)
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Numbers only grow. The first is the Unix time, so that a restart does not repeat those given before."""

    def __init__(self, first_id: int) -> None:
        self._updates: dict[int, dict[str, Json]] = {}
        self._lanes: dict[int, int] = {}
        self._next_id = first_id
        self._allowed = UPDATE_KINDS - NOT_BY_DEFAULT
        self._poller: asyncio.Future[None] | None = None
        self._arrived = asyncio.Event()
        self.closed = False

    def __len__(self) -> int:
        return len(self._updates)

    @property
    def last_id(self) -> int:
        return self._next_id - 1

    def allow(self, kinds: Iterable[str]) -> None:
        """Which kinds are kept from now on; none named means the usual ones."""
        named = frozenset(kinds)
        self._allowed = named or UPDATE_KINDS - NOT_BY_DEFAULT

    @property
    def allowed(self) -> list[str] | None:
        """As getWebhookInfo shows it: nothing while it is the usual."""
        usual = self._allowed == UPDATE_KINDS - NOT_BY_DEFAULT
        return None if usual else sorted(self._allowed)

    def push(self, kind: str, payload: dict[str, Json], lane: int) -> None:
        """Adds an update if the bot wants its kind. Updates of one lane (a chat) keep their order."""
        if kind not in self._allowed:
            return
        self._updates[self._next_id] = {"update_id": self._next_id, kind: payload}
        self._lanes[self._next_id] = lane
        self._next_id += 1
        self._arrived.set()
        if self._poller and not self._poller.done():
            self._poller.set_result(None)

    def confirm(self, update_id: int) -> None:
        self._updates.pop(update_id, None)
        self._lanes.pop(update_id, None)

    def waits(self, update_id: int) -> bool:
        """Whether the bot has not confirmed this one yet."""
        return update_id in self._updates

    def clear(self) -> None:
        self._updates.clear()
        self._lanes.clear()

    def deliverable(self, busy: set[int]) -> tuple[int, int, dict[str, Json]] | None:
        """For webhooks: the oldest update whose lane is not busy, as (id, lane, update)."""
        for update_id, update in self._updates.items():
            lane = self._lanes[update_id]
            if lane not in busy:
                return update_id, lane, update
        return None

    async def arrival(self) -> None:
        """For webhooks: returns when something was pushed since the last call."""
        await self._arrived.wait()
        self._arrived.clear()

    def wake(self) -> None:
        """Makes `arrival` return once: a lane has become free, or the server is closing."""
        self._arrived.set()

    async def fetch(self, offset: int, limit: int, timeout: float) -> list[dict[str, Json]]:
        """getUpdates: confirms what is below `offset`, waits up to `timeout` seconds for something new."""
        self.interrupt(
            conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        )
        self._confirm_below(offset)
        limit = min(max(limit, 1), MAX_LIMIT)
        if not self._updates and timeout > 0 and not self.closed:
            await self._wait(min(timeout, MAX_TIMEOUT))
        return list(itertools.islice(self._updates.values(), limit))

    async def _wait(self, timeout: float) -> None:
        poller = self._poller = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                await poller
        except TimeoutError:
            return
        finally:
            if self._poller is poller:
                self._poller = None

    def _confirm_below(self, offset: int) -> None:
        if offset < 0:
            # From the end of the queue; everything before is forgotten.
            offset = max(self._next_id + offset, 0)
        elif offset > self._next_id:
            return
        for update_id in list(self._updates):
            if update_id >= offset:
                break
            self.confirm(update_id)

    def interrupt(self, reason: Refused) -> None:
        """Ends a waiting getUpdates with an error."""
        if self._poller and not self._poller.done():
            self._poller.set_exception(reason)
            self._poller = None

    def close(self) -> None:
        """Ends a waiting getUpdates with what there is."""
        self.closed = True
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        self.wake()
