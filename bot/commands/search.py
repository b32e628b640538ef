"""/search words: articles that hold them, each with the passage that shows it."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.render import lists
from bot.screens import Screen
from digests.newsroom import reading
from digests.store.engine import Store


async def search(store: Store, request: Request) -> Screen:
    found = await reading.found(store, request.chat, request.argument, request.now)
    return lists.search(request.words, found, request.now)


COMMAND = Command("search", search, takes_argument=True)
