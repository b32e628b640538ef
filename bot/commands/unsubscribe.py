"""/unsubscribe: no more editions; time and zone are kept."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.commands.settings import shown
from bot.screens import Screen
from digests.newsroom import subscribing
from digests.store.engine import Store


async def unsubscribe(store: Store, request: Request) -> Screen:
    stopped = await subscribing.unsubscribe(store, request.chat, request.now)
    if request.afar:
        return await shown(store, request, stopped)
    return Screen(request.words("settings.unsubscribed"))


async def stop(store: Store, request: Request) -> Screen:
    """The same by a button of the settings, which stay."""
    return await shown(store, request, await subscribing.unsubscribe(store, request.chat, request.now))


COMMAND = Command("unsubscribe", unsubscribe, changes_settings=True, works_afar=True)
