"""Everything that happens in the playground, in order: what the page streams and what tests wait for."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["message", "edit", "delete", "action", "answer", "commands", "chat"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something changed. It names the thing only: whoever is interested looks at the world."""

    number: int
    kind: Kind
    chat_id: int
    subject: str = ""
    """The message id, the query id, or the kind of chat action."""


class Feed:
    """A bounded log of events with waiting. Cheap while nobody listens."""

    def __init__(self, keep: int = 1000) -> None:
        self._events: deque[Event] = deque(maxlen=keep)
        self._waiting: set[asyncio.Future[None]] = set()
        self.last = 0

    def tell(self, kind: Kind, chat_id: int, subject: str = "") -> None:
        self.last += 1
        self._events.append(Event(self.last, kind, chat_id, subject))
        self._wake()

    def since(self, number: int) -> list[Event] | None:
        """Events after `number`; None when some of them are forgotten already."""
        if number < self.last - len(self._events) or number > self.last:
            return None
        return list(self._events)[len(self._events) - (self.last - number) :] if number < self.last else []

    async def changed(self) -> None:
        """Returns at the next event, or when `release` is called."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)

    def release(self) -> None:
        """Wakes everyone who waits although nothing happened: the server is closing."""
        self._wake()

    def _wake(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
