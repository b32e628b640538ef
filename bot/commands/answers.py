"""The one answer to each pressed button: what stops its spinner, and may say something to who pressed.

It leaves within a blink of the press, whatever the button's chat is busy with, and even if the press is never
dealt with; what turns out later is said in the chat.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from bot.gateway import Gateway

BLINK = 0.3
_KEPT = 10_000
"""Presses, the latest; to an older one Telegram takes no answer any more."""


class Answer:
    """The one answer to a press: begun by whoever comes first."""

    def __init__(self, gateway: Gateway, query_id: str) -> None:
        self._gateway = gateway
        self._query_id = query_id
        self._blink: asyncio.TimerHandle | None = None
        self._leaving: asyncio.Task[None] | None = None

    def give(self, notice: str = "", *, alert: bool = False) -> bool:
        """Whether the notice goes with it: there may have been an answer before."""
        if self._leaving is not None:
            return not notice
        self.due_no_more()
        answer = self._gateway.answer(self._query_id, notice, alert=alert)
        self._leaving = asyncio.create_task(answer)
        return True

    def due_in(self, seconds: float) -> None:
        """It leaves then, though nothing has come of the press yet."""
        if self._leaving is None and self._blink is None:
            self._blink = asyncio.get_running_loop().call_later(seconds, self.give)

    def due_no_more(self) -> None:
        if self._blink is not None:
            self._blink.cancel()

    async def left(self) -> None:
        if self._leaving is not None:
            await self._leaving


class Answers:
    """Those to the latest presses: one that is dealt with again, after trouble, is not answered again."""

    def __init__(self, gateway: Gateway, blink: float = BLINK) -> None:
        self._gateway = gateway
        self._blink = blink
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def pressed(self, query_id: str) -> None:
        """Its turn may come late: unless something is said before, an empty answer leaves after a blink."""
        self.to(query_id).due_in(self._blink)

    def to(self, query_id: str) -> Answer:
        answer = self._answers.setdefault(query_id, Answer(self._gateway, query_id))
        if len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
        return answer

    async def aclose(self) -> None:
        """Begins none any more; those on their way arrive."""
        for answer in self._answers.values():
            answer.due_no_more()
        await asyncio.gather(*(answer.left() for answer in self._answers.values()), return_exceptions=True)
