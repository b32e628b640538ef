"""Buttons of the settings."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks.settings import (
    AskFor,
    ChooseDays,
    ChoosePause,
    ChoosePreviews,
    ChooseQuiet,
    ChooseSilent,
    ChooseSize,
    ChooseStanding,
    ChooseTopic,
    ChooseZone,
    MarkSource,
    MoveSlot,
    ReadLanguage,
    SettingsAction,
    ShowDays,
    ShowMenu,
    ShowSources,
    SpeakLanguage,
    SwitchTime,
)
from bot.commands import choices
from bot.commands.language import choose_language
from bot.commands.pause import choose_pause
from bot.commands.quiet import choose_quiet
from bot.commands.request import Request
from bot.commands.settings import ask_for, open_page, set_previews, set_silent, shown
from bot.commands.subscribe import begin
from bot.commands.time import choose_days, move_slot, show_days, switch_time
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
        case AskFor(wanted):
            return await ask_for(store, request, wanted)
        case SwitchTime(at, wanted):
            return await switch_time(store, request, at, wanted=wanted)
        case MoveSlot(number, at):
            return await move_slot(store, request, number, at)
        case ShowDays(number):
            return show_days(request, number)
        case ChooseDays(number, days):
            return await choose_days(store, request, number, days)
        case ChooseZone(zone):
            return await change_zone(store, request, zone) if is_zone(zone) else None
        case ChooseSize(size):
            return await choices.choose_size(store, request, size)
        case ReadLanguage(language, wanted):
            return await choices.read_language(store, request, language, wanted=wanted)
        case SpeakLanguage(language):
            return await choose_language(store, request, language)
        case ChooseTopic(code, wanted):
            return await choices.choose_topic(store, request, code, wanted=wanted)
        case ShowSources(page):
            return await choices.show_sources(store, request, page)
        case MarkSource(code, mark, page):
            return await choices.mark_source(store, request, code, mark, page)
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
