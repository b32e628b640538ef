"""Tells readers once that a feed they added fails, or is gone: who looks after the chat, in private.

An errand like the others: woken by a tick, it looks into the store for what is untold.
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from bot.gateway import Gateway, Message
from bot.render.reader_feeds import trouble
from bot.words import Words
from bot.words.catalog import chosen
from digests.delivery import Barred, Gone, Missing, Rejected, Sent
from digests.model import ChatKind
from digests.newsroom import own_feeds
from digests.newsroom.own_feeds import Untold
from digests.store.engine import Store

log = structlog.get_logger()


class FeedTroubles:
    """What could not be sent stays untold, and is tried again at the next tick."""

    def __init__(self, store: Store, gateway: Gateway, words: Mapping[str, Words]) -> None:
        self._store = store
        self._gateway = gateway
        self._words = words

    async def tell(self) -> int:
        """Returns how many messages were sent."""
        sent = 0
        for untold in await own_feeds.untold(self._store):
            sent += await self._told(untold)
        return sent

    async def _told(self, untold: Untold) -> bool:
        chat = untold.chat
        who = chat.id if chat.kind is ChatKind.PRIVATE else chat.keeper
        if who is None:
            await own_feeds.told(self._store, untold)
            return False
        screen = trouble(chosen(self._words, chat.speaks), untold.feed, untold.standing)
        outcome = await self._gateway.reply(Message(who, screen if who == chat.id else screen.about(chat.id)))
        if isinstance(outcome, Sent | Rejected | Gone | Missing | Barred):
            # Whom it does not reach now it would not reach later either; /feeds says it too.
            await own_feeds.told(self._store, untold)
        log.info("a reader's feed is in trouble", feed=untold.feed.key, told=isinstance(outcome, Sent))
        return isinstance(outcome, Sent)
