"""/unsubscribe, /stop: no more editions; time and zone are kept. In a forum topic only its own end."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.commands.settings import shown
from bot.screens import Screen
from digests.newsroom import subscribing
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store


async def unsubscribe(store: Store, request: Request) -> Screen:
    stopped = await _stopped(store, request)
    if request.afar:
        return await shown(store, request, stopped)
    others = bool(stopped.elsewhere)
    return Screen(request.words("topic.unsubscribed" if others else "settings.unsubscribed"))


async def stop(store: Store, request: Request) -> Screen:
    """The same by a button of the settings, which stay."""
    return await shown(store, request, await _stopped(store, request))


async def _stopped(store: Store, request: Request) -> Subscription:
    if request.afar:
        return await subscribing.unsubscribe(store, request.chat, request.now)
    return await subscribing.leave_topic(store, request.chat, request.thread, request.now)


COMMAND = Command("unsubscribe", unsubscribe, changes_settings=True, works_afar=True)
STOP = Command("stop", unsubscribe, changes_settings=True, works_afar=True, listed=False)
