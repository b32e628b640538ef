"""The record of every call the bot made: what tests of pace, duplicates and retries look at."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.playground.faults import SENDS
from bot.playground.feed import Bell


@dataclass(slots=True, kw_only=True)
class Call:
    """One request, from its arrival to its answer. Times are `time.monotonic()` seconds."""

    method: str
    chat_id: int | None
    parameters: Mapping[str, object]
    received_at: float
    answered_at: float | None = None
    """None while open, and where no answer was given."""
    status: int | None = None
    outcome: str = "open"
    """"ok", Telegram's description of the error, or the name of the failure."""
    done: bool = False
    """The world has changed, or would have: true for an unanswered send too."""
    message_id: int | None = None
    """Of the message it made or changed."""


@dataclass(slots=True)
class Record:
    """All calls in the order they came."""

    keep_parameters: bool = True
    calls: list[Call] = field(default_factory=list)
    _bell: Bell = field(default_factory=Bell)

    def begin(self, method: str, chat_id: int | None, parameters: Mapping[str, object], now: float) -> Call:
        kept = parameters if self.keep_parameters else {}
        call = Call(method=method, chat_id=chat_id, parameters=kept, received_at=now)
        self.calls.append(call)
        self._bell.ring()
        return call

    async def wait_for(self, method: str, count: int, timeout: float) -> list[Call]:
        """The calls of a method, as soon as `count` have come in. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while len(found := [call for call in self.calls if call.method == method]) < count:
                await self._bell.wait()
        return found

    def sends(self, chat_id: int | None = None) -> list[Call]:
        """The calls that made or changed a message, in one chat or in all."""
        return [
            call
            for call in self.calls
            if call.done and call.method in SENDS and chat_id in (None, call.chat_id)
        ]
