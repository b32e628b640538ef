"""/time HH:MM: when the chat's edition comes."""

from __future__ import annotations

from datetime import time

from bot.commands.request import Command, Request
from bot.render import settings as render
from bot.screens import Screen
from digests.model import EVERY_DAY
from digests.newsroom import subscribing
from digests.store.engine import Store
from digests.wishes import Wish, time_of_day


async def set_time(store: Store, request: Request) -> Screen:
    return await change_time(store, request, time_of_day(request.argument))


async def change_time(store: Store, request: Request, at: time) -> Screen:
    subscription = await subscribing.set_times(store, request.chat, (Wish(at, EVERY_DAY),), request.now)
    notice = request.words("settings.time_set", time=request.words.clock(at))
    return render.settings(request.words, subscription, request.now, notice)


COMMAND = Command("time", set_time, takes_argument=True, changes_settings=True)
