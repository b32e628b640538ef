"""/quiet 22:00 07:00: hours in which editions make no sound; /quiet off ends them."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.request import Command, Request
from bot.commands.settings import changed, shown
from bot.screens import Screen
from digests.model import QuietHours
from digests.store.engine import Store
from digests.wishes import quiet_hours


async def set_quiet(store: Store, request: Request) -> Screen:
    return await choose_quiet(store, request, quiet_hours(request.argument))


async def choose_quiet(store: Store, request: Request, quiet: QuietHours | None) -> Screen:
    words = request.words
    after = await changed(store, request, lambda chat: replace(chat, quiet=quiet))
    if quiet is None:
        notice = words("settings.quiet_off")
    else:
        notice = words("settings.quiet_set", start=words.clock(quiet.start), end=words.clock(quiet.end))
    return await shown(store, request, after, notice)


COMMAND = Command("quiet", set_quiet, takes_argument=True, changes_settings=True, works_afar=True)
