"""Buttons of the settings."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks.settings import (
    ChoosePause,
    ChoosePreviews,
    ChooseQuiet,
    ChooseSilent,
    ChooseStanding,
    ChooseTime,
    ChooseZone,
    MoveSlot,
    SettingsAction,
    ShowMenu,
)
from bot.commands.pause import choose_pause
from bot.commands.quiet import choose_quiet
from bot.commands.request import Request
from bot.commands.settings import open_page, set_previews, set_silent, shown
from bot.commands.subscribe import begin
from bot.commands.time import choose_time, move_slot
from bot.commands.timezone import change_zone
from bot.commands.unsubscribe import stop
from bot.screens import Shown
from digests.store.engine import Store
from digests.wishes import is_zone


async def pressed(store: Store, request: Request, action: SettingsAction) -> Shown | None:
    """The settings as they are then. Raises ReaderMistake."""
    match action:
        case ShowMenu(menu):
            return await open_page(store, request, menu)
        case ChooseTime(at):
            return await choose_time(store, request, at)
        case MoveSlot(number, at):
            return await move_slot(store, request, number, at)
        case ChooseZone(zone):
            return await change_zone(store, request, zone) if is_zone(zone) else None
        case ChooseStanding(subscribed):
            if not subscribed:
                return await stop(store, request)
            return await shown(store, request, await begin(store, request))
        case ChooseSilent(silent):
            return await set_silent(store, request, silent=silent)
        case ChoosePreviews(previews):
            return await set_previews(store, request, previews=previews)
        case ChooseQuiet(quiet):
            return await choose_quiet(store, request, quiet)
        case ChoosePause(days):
            return await choose_pause(store, request, days)
        case _:
            assert_never(action)
