"""Buttons of lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from bot.callbacks.lists import ChooseOrder, ChoosePeriod, ListAction, Narrow, ShowChoices, TurnPage, Widen
from bot.commands import saved
from bot.commands.request import Request
from bot.menus import quotes
from bot.render import lists
from bot.screens import Screen, Shown
from digests.newsroom import finding
from digests.newsroom.views import View
from digests.store.engine import Store


async def pressed(store: Store, request: Request, action: ListAction) -> Shown | None:
    """None where the list is not known (any more)."""
    reader, now, key = request.reader, request.now, action.listing
    match action:
        case TurnPage(_, number):
            return await page(store, request, key, number)
        case ShowChoices(_, facet):
            found = await finding.choices(store, reader, key, facet, now)
            return lists.choices(request.words, found) if found else None
        case Narrow(_, facet, choice):
            return _list(request, await finding.choose(store, reader, key, facet, choice, now))
        case ChoosePeriod() | ChooseOrder() | Widen():
            change = _change(action)
            return _list(request, await finding.change(store, reader, key, change, now))
        case _:
            assert_never(action)


async def page(store: Store, request: Request, listing: int, number: int) -> Screen | None:
    """A page of one of the chat's lists."""
    found = _list(request, await finding.turn(store, request.reader, listing, number, request.now))
    return (
        found
        or await quotes.page(store, request, listing, number)
        or await saved.page(store, request, listing, number)
    )


def _change(action: ChoosePeriod | ChooseOrder | Widen) -> Callable[[View], View]:
    match action:
        case ChoosePeriod(_, period):
            return lambda view: replace(view, period=period)
        case ChooseOrder(_, order):
            return lambda view: replace(view, order=order)
        case Widen(_, facet):
            return lambda view: view.choosing(facet, None)
        case _:
            assert_never(action)


def _list(request: Request, found: finding.Shown | None) -> Screen | None:
    match found:
        case finding.Latest():
            return lists.latest(request.words, found, request.now)
        case finding.Found():
            return lists.search(request.words, found, request.now)
        case None:
            return None
        case _:
            assert_never(found)
