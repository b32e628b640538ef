"""/forget: deletes everything that is stored about the chat, after one confirmation."""

from __future__ import annotations

import structlog

from bot.commands.request import Command, Request
from bot.render import data
from bot.screens import Screen
from digests.newsroom import belongings
from digests.store.engine import Store

log = structlog.get_logger()


async def ask(store: Store, request: Request) -> Screen:
    """Says what would be deleted; nothing is yet."""
    stored = await belongings.of_chat(store, request.chat)
    return data.before_forgetting(
        request.words,
        request.subscription.chat,
        stored,
        afar=request.afar,
        by_invitation=request.house.by_invitation,
    )


async def forget(store: Store, request: Request) -> Screen:
    """The chat is unknown afterwards; the answer is the last it hears."""
    await belongings.forget(store, request.chat, request.now)
    log.info("a chat was forgotten")
    return data.goodbye(request.words, by_invitation=request.house.by_invitation)


COMMAND = Command("forget", ask, changes_settings=True, works_afar=True)
