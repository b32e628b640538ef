"""Buttons of quotations."""

from __future__ import annotations

from bot.callbacks.places import ListingPlace
from bot.callbacks.quotes import QuoteAction
from bot.commands.quotes import screen
from bot.commands.request import Request
from bot.render import quotes as render
from bot.screens import Screen, Shown
from digests.newsroom import quoting
from digests.store.engine import Store


async def pressed(store: Store, request: Request, action: QuoteAction) -> Shown | None:
    """The wordings of a statement; None where it is not in its list (any more)."""
    if not isinstance(action.place, ListingPlace):
        return None
    listing, number = action.place.listing, action.place.page
    found = await quoting.turn(store, request.chat, listing, number, request.now)
    if not isinstance(found, quoting.Quoted):
        return None
    for remark in found.page.items:
        shown = remark.shown.passage
        if (shown.article, shown.span.start) == (action.article, action.begins):
            return render.wordings(request.words, found, remark)
    return None


async def page(store: Store, request: Request, listing: int, number: int) -> Screen | None:
    """A page of one of the chat's lists of quotations."""
    found = await quoting.turn(store, request.chat, listing, number, request.now)
    return None if found is None else screen(request, found)
