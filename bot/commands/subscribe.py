"""/subscribe: editions from the next time a slot comes round, in the topic where it is said."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.commands.settings import shown
from bot.render.times import when
from bot.rights import Footing
from bot.screens import Screen
from digests.errors import ReaderMistake
from digests.newsroom import subscribing
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store


async def subscribe(store: Store, request: Request) -> Screen:
    subscription = await begin(store, request)
    next_one = when(request.words, subscription, request.now)
    notice = request.words("channel.begun" if request.afar else "settings.subscribed", when=next_one)
    return await shown(store, request, subscription, notice)


async def begin(store: Store, request: Request) -> Subscription:
    """Editions begin, or go on. Raises ReaderMistake where the bot may not write."""
    if request.footing is not Footing.WELCOME:
        raise ReaderMistake("mistake.channel.muted", chat=request.subscription.chat.name)
    if request.afar:
        return await subscribing.resume_all(store, request.chat, request.now, request.keeper)
    return await subscribing.subscribe(store, request.chat, request.now, request.thread, request.keeper)


COMMAND = Command("subscribe", subscribe, changes_settings=True, works_afar=True)
