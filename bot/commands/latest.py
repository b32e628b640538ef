"""/latest [words]: the newest stories' digests, or those that match."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.render import lists
from bot.screens import Screen
from digests.newsroom import finding
from digests.store.engine import Store


async def latest(store: Store, request: Request) -> Screen:
    found = await finding.latest(store, request.reader, request.argument, request.now)
    return lists.latest(request.words, found, request.now)


COMMAND = Command("latest", latest, takes_argument=True)
