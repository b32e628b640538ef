"""What a pressed button leads to: an action in, the message's new screen out."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks import (
    Action,
    ChoosePause,
    ChoosePreviews,
    ChooseQuiet,
    ChooseSilent,
    ChooseStanding,
    ChooseTime,
    ChooseZone,
    EditionWordings,
    ListWordings,
    MoveSlot,
    Nothing,
    ShowEdition,
    ShowMenu,
    TurnPage,
)
from bot.commands.pause import choose_pause
from bot.commands.quiet import choose_quiet
from bot.commands.request import Request
from bot.commands.settings import open_page, set_previews, set_silent, shown
from bot.commands.subscribe import begin
from bot.commands.time import choose_time, move_slot
from bot.commands.timezone import change_zone
from bot.commands.unsubscribe import stop
from bot.render import editions, lists
from bot.render.wordings import wordings
from bot.screens import Screen
from digests.newsroom import reading
from digests.store.engine import Store
from digests.wishes import is_zone

_FOR_EVERYBODY = (TurnPage, ShowEdition, EditionWordings, ListWordings, Nothing)


async def screen_for(store: Store, request: Request, action: Action) -> Screen | None:
    """None where the button leads nowhere any more, or never did. Raises ReaderMistake."""
    match action:
        case TurnPage(listing, page):
            return await _page(store, request, listing, page)
        case ShowEdition(lineup):
            return await _edition(store, request, lineup)
        case EditionWordings(lineup, story):
            return await _edition_wordings(store, request, lineup, story)
        case ListWordings(listing, page, story):
            return await _list_wordings(store, request, listing, page, story)
        case ShowMenu(menu):
            return await open_page(store, request, menu)
        case ChooseTime(at):
            return await choose_time(store, request, at)
        case MoveSlot(number, at):
            return await move_slot(store, request, number, at)
        case ChooseZone(zone):
            return await change_zone(store, request, zone) if is_zone(zone) else None
        case ChooseStanding(subscribed):
            return await _standing(store, request, subscribed=subscribed)
        case ChooseSilent(silent):
            return await set_silent(store, request, silent=silent)
        case ChoosePreviews(previews):
            return await set_previews(store, request, previews=previews)
        case ChooseQuiet(quiet):
            return await choose_quiet(store, request, quiet)
        case ChoosePause(days):
            return await choose_pause(store, request, days)
        case Nothing():
            return None
        case _:
            assert_never(action)


def changes_settings(action: Action) -> bool:
    """Whether only administrators of a group may press it; others do not turn its settings' pages either."""
    return not isinstance(action, _FOR_EVERYBODY)


async def _page(store: Store, request: Request, listing: int, number: int) -> Screen | None:
    turned = await reading.turn_page(store, request.chat, listing, number)
    match turned:
        case reading.Latest():
            return lists.latest(request.words, turned, request.now)
        case reading.Found():
            return lists.search(request.words, turned, request.now)
        case None:
            return None
        case _:
            assert_never(turned)


async def _edition(store: Store, request: Request, lineup: int) -> Screen | None:
    made = await reading.edition(store, request.chat, lineup)
    if made is None:
        return None
    sent_at = request.pressed_at or made.lineup.made_at
    return editions.edition(request.words, made, request.subscription.chat, request.now, sent_at)


async def _edition_wordings(store: Store, request: Request, lineup: int, story: int) -> Screen | None:
    made = await reading.edition(store, request.chat, lineup)
    told = next((digest for digest in made.lineup.digests if digest.story == story), None) if made else None
    return wordings(request.words, told, ShowEdition(lineup)) if told else None


async def _list_wordings(
    store: Store, request: Request, listing: int, page: int, story: int
) -> Screen | None:
    told = await reading.listed_story(store, request.chat, listing, story)
    return wordings(request.words, told, TurnPage(listing, page)) if told else None


async def _standing(store: Store, request: Request, *, subscribed: bool) -> Screen:
    if not subscribed:
        return await stop(store, request)
    return await shown(store, request, await begin(store, request))
