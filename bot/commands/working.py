"""Shows in the chat that an answer is being made, where it takes longer than a moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.gateway import Gateway

BEGINS = 0.7
"""Seconds of work that nobody minds."""
AGAIN = 4.0
"""Telegram shows it for five seconds, or until a message comes."""


@asynccontextmanager
async def seen_working(gateway: Gateway, chat: int, thread: int | None = None) -> AsyncIterator[None]:
    """ "typing" as long as the block takes."""
    saying = asyncio.create_task(_keep_saying(gateway, chat, thread))
    try:
        yield
    finally:
        saying.cancel()
        # Its failures are no matter: what refuses this call refuses the answer too, and is dealt with there.
        await asyncio.gather(saying, return_exceptions=True)


async def _keep_saying(gateway: Gateway, chat: int, thread: int | None) -> None:
    await asyncio.sleep(BEGINS)
    while True:
        await gateway.say_typing(chat, thread)
        await asyncio.sleep(AGAIN)
