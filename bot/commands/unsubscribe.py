"""/unsubscribe: no more editions; time and zone are kept."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.screens import Screen
from digests.newsroom import subscribing
from digests.store.engine import Store


async def unsubscribe(store: Store, request: Request) -> Screen:
    await subscribing.unsubscribe(store, request.chat, request.now)
    return Screen(request.words("settings.unsubscribed"))


COMMAND = Command("unsubscribe", unsubscribe, changes_settings=True)
