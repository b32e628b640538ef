"""/settings: what is set for this chat, with buttons to change it in place."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.render import settings as render
from bot.screens import Screen
from digests.store.engine import Store


async def settings(store: Store, request: Request) -> Screen:
    return render.settings(request.words, request.subscription, request.now)


COMMAND = Command("settings", settings)
