"""A link that somebody sends: the story that tells of it, or the digest of its page, or why there is none."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks.places import Alone
from bot.commands.request import Request
from bot.menus import stories
from bot.render import links as render
from bot.screens import Screen
from digests.newsroom.linking import Known, NotRead, PageTold, Unread
from digests.store.engine import Store


async def tell_link(store: Store, request: Request) -> Screen:
    """What the address that is the request's argument leads to."""
    access = request.house.access
    if not access.links:
        return Screen(request.words("link.off"))
    read = await request.house.read_link(request.subscription.chat, request.argument, access.links_per_day)
    match read:
        case Known(story):
            card = await stories.card_screen(store, request, Alone(), story)
            return card or render.not_read(request.words, NotRead(Unread.MISSING), access.links_per_day)
        case PageTold():
            return render.page(request.words, read, request.now)
        case NotRead():
            return render.not_read(request.words, read, access.links_per_day)
        case _:
            assert_never(read)
