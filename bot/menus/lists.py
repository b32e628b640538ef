"""Buttons of lists."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks.lists import ListAction
from bot.commands.request import Request
from bot.render import lists
from bot.screens import Screen, Shown
from digests.newsroom import reading
from digests.store.engine import Store


async def pressed(store: Store, request: Request, action: ListAction) -> Shown | None:
    """None where the list is not known (any more)."""
    return await page(store, request, action.listing, action.page)


async def page(store: Store, request: Request, listing: int, number: int) -> Screen | None:
    """A page of one of the chat's lists."""
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
