"""/subscribe: an edition every day, from the next time the slot comes round."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.render import settings as render
from bot.screens import Screen
from digests.newsroom import subscribing
from digests.store.engine import Store


async def subscribe(store: Store, request: Request) -> Screen:
    subscription = await subscribing.subscribe(store, request.chat, request.now, request.thread)
    when = render.when(request.words, subscription, request.now)
    notice = request.words("settings.subscribed", when=when)
    return render.settings(request.words, subscription, request.now, notice)


COMMAND = Command("subscribe", subscribe, changes_settings=True)
