"""/status: how the bot does, for its admins in their private chats. Nobody else learns that it is there."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.render.status import message
from bot.screens import Screen
from digests.newsroom.status import status
from digests.schedule import zone_of
from digests.store.engine import Store


async def show(store: Store, request: Request) -> Screen:
    found = await status(store, request.now)
    return message(request.words, found, zone_of(request.subscription.chat.timezone))


COMMAND = Command("status", show)
