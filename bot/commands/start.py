"""/start: what this is, a real digest, and the subscription that goes with it."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.render import settings as render
from bot.screens import Screen
from digests.newsroom import reading, subscribing
from digests.store.engine import Store


async def start(store: Store, request: Request) -> Screen:
    subscription = await subscribing.subscribe(store, request.chat, request.now, request.thread)
    newest = await reading.newest(store)
    return render.welcome(request.words, subscription, newest, request.now)


COMMAND = Command("start", start, changes_settings=True)
