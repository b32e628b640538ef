"""Everything that happens in the playground, in order: what the page streams and what tests wait for."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "message",
    "edit",
    "delete",
    "reaction",
    "action",
    "draft",
    "answer",
    "inline",
    "commands",
    "chat",
    "clock",
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something changed. It names the thing only: whoever is interested looks at the world."""

    number: int
    kind: Kind
    chat_id: int
    subject: str = ""
    """The message id, the query id, or the kind of chat action."""


class Bell:
    """Wakes whoever waits. Ringing costs nothing while nobody does."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self) -> None:
        """Returns at the next ring."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)


class Feed:
    """A bounded log of events; the bell rings at each, and when the server closes.

    `first` is the clock's, so that a page which comes back to another playground asks for a number which that
    one has never given.
    """

    def __init__(self, first: int, keep: int = 1000) -> None:
        self._events: deque[Event] = deque(maxlen=keep)
        self.bell = Bell()
        self.last = first

    def tell(self, kind: Kind, chat_id: int, subject: str = "") -> None:
        self.last += 1
        self._events.append(Event(self.last, kind, chat_id, subject))
        self.bell.ring()

    def since(self, number: int) -> list[Event] | None:
        """Events after `number`; None when some of them are forgotten already."""
        if number < self.last - len(self._events) or number > self.last:
            return None
        return list(self._events)[len(self._events) - (self.last - number) :] if number < self.last else []
