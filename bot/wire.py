"""A call of the Bot API: JSON or a file out, its answer read and told to the pace.

What `asking.py` and `gateway.py` say goes through here, past the library's own methods: they would build a
Message of each answer, which costs more than sending it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

import structlog
from telegram import Bot

from bot.outcomes import Reply, read
from bot.pacing import Pace
from bot.transport import JSON, AiohttpRequest, Gate, Held, InDoubt, NotSent
from digests.errors import OperatorMistake

log = structlog.get_logger()

REFUSAL = "Telegram refuses the bot token (telegram.token): check it with @BotFather"


class TokenRefused(OperatorMistake):
    """Telegram does not know the token: nothing can work until the operator mends it."""


class Wire:
    """`bot` has our own transport."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        if not isinstance(bot.request, AiohttpRequest):
            raise TypeError("the bot needs our own transport")
        self._bot = bot
        self._transport = bot.request
        self._pace = pace

    async def _post(
        self, method: str, chat: int, body: bytes, kind: str = JSON, patience: float | None = None
    ) -> Reply:
        """A call that makes or changes a message: it passes the gate, and tells the pace how it went.
        Raises NotSent, InDoubt or TokenRefused."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            reply = await self._call(method, chat, body, lambda: self._pace.held_for(chat), patience, kind)
        except Held:
            raise
        except (NotSent, InDoubt):
            self._pace.failed()
            raise
        if not reply.decides:
            self._pace.failed()
        elif kind == JSON:  # how long a file takes says nothing about messages
            self._pace.answered(clock() - begun)
        return reply

    async def _ask(
        self,
        method: str,
        fields: Mapping[str, object],
        patience: float | None = None,
        *,
        chat: int | None = None,
    ) -> Reply:
        """A call that makes no message, and need not wait for a 429 that is about messages. A 429 to itself
        is about the `chat`, if there is one. Status 0 where there was no answer. Raises TokenRefused."""
        try:
            return await self._call(method, chat, json.dumps(fields).encode(), None, patience)
        except (NotSent, InDoubt) as error:
            return Reply(0, description=error.message)

    async def _call(
        self,
        method: str,
        chat: int | None,
        body: bytes,
        gate: Gate | None,
        patience: float | None = None,
        kind: str = JSON,
    ) -> Reply:
        url = f"{self._bot.base_url}/{method}"
        leave = None if gate is None else self._pace.leave
        reply = read(*await self._transport.call(url, body, gate, leave, patience=patience, kind=kind))
        if reply.refuses_token:
            raise TokenRefused(REFUSAL)
        if (wait := reply.asks_to_wait) is not None:
            meant = self._pace.refused(chat if reply.by_telegram else None, wait)
            log.warning("telegram asks us to wait", seconds=wait.total_seconds(), meant=meant.name, chat=chat)
        return reply
