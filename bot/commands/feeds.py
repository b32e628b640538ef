"""/feeds: the feeds that the chat added for itself, how they are doing, and how to remove one."""

from __future__ import annotations

from bot.commands.add import closed, listed
from bot.commands.request import Command, Request
from bot.screens import Screen
from digests.store.engine import Store


async def feeds(store: Store, request: Request) -> Screen:
    return closed(request) or await listed(store, request)


COMMAND = Command("feeds", feeds, changes_settings=True, works_afar=True, only_private=True, of_feeds=True)
