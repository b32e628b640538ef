"""/timezone Area/City: where the chat is, for the right hour."""

from __future__ import annotations

from bot.callbacks import ChooseZone
from bot.commands.request import Command, Request
from bot.markup import bold
from bot.render import settings as render
from bot.screens import Button, Screen
from digests.errors import ReaderMistake
from digests.newsroom import subscribing
from digests.schedule import zone_of
from digests.store.engine import Store
from digests.wishes import time_zone


async def set_zone(store: Store, request: Request) -> Screen:
    try:
        zone = time_zone(request.argument)
    except ReaderMistake as mistake:
        near = mistake.values.get("near")
        if near is None:
            raise
        return _did_you_mean(request, str(mistake.values["words"]), str(near))
    return await change_zone(store, request, zone)


async def change_zone(store: Store, request: Request, zone: str) -> Screen:
    subscription = await subscribing.set_zone(store, request.chat, zone, request.now)
    local = request.words.clock(request.now.astimezone(zone_of(zone)))
    notice = request.words("settings.zone_set", zone=render.place(zone), now=local)
    return render.settings(request.words, subscription, request.now, notice)


def _did_you_mean(request: Request, asked: str, near: str) -> Screen:
    local = request.words.clock(request.now.astimezone(zone_of(near)))
    place = render.place(near)
    html = request.words("mistake.zone.near", words=asked, near=bold(place), now=local)
    return Screen(html, ((Button(place, ChooseZone(near)),),))


COMMAND = Command("timezone", set_zone, takes_argument=True, changes_settings=True)
