"""Buttons of readers' own feeds."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks.feeds import AddOffered, FeedAction, LeaveOffered, PickOffered, RemoveFeed, ShowFeeds
from bot.commands.add import closed, limits, listed
from bot.commands.request import Request
from bot.render import reader_feeds as render
from bot.screens import Shown, Toast
from digests.newsroom import own_feeds
from digests.store.engine import Store


async def pressed(store: Store, request: Request, action: FeedAction) -> Shown | None:
    """None where what was offered is not known any more, or was offered to another chat. Raises
    ReaderMistake."""
    refusal = closed(request)
    if refusal is not None:
        return Toast(refusal.html.text, alert=True)
    chat, desk = request.subscription.chat, request.house.feeds
    match action:
        case ShowFeeds(page):
            return await listed(store, request, page)
        case AddOffered(offer):
            came = await desk.add(chat, offer, request.thread, limits(request))
            return None if came is None else render.outcome(request.words, came)
        case PickOffered(offer, number):
            found = await desk.choose(chat, offer, number, limits(request))
            return None if found is None else render.looked(request.words, found, request.now)
        case LeaveOffered():
            return render.left(request.words)
        case RemoveFeed(feed, page):
            gone = await own_feeds.remove(store, request.chat, feed, request.now)
            return None if gone is None else await listed(store, request, page, gone)
        case _:
            assert_never(action)
