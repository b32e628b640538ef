"""/search words: stories that have them, each with the passage that shows it; alone, how to search."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.render import lists
from bot.render.searching import invitation
from bot.screens import Screen
from digests.newsroom import finding
from digests.store.engine import Store


async def search(store: Store, request: Request) -> Screen:
    if not request.argument.strip():
        return invitation(request.words, await finding.examples(store, request.reader, request.now))
    found = await finding.search(store, request.reader, request.argument, request.now)
    return lists.search(request.words, found, request.now)


COMMAND = Command("search", search, takes_argument=True)
