"""Tells the person who set up a group or channel, in private, what is wrong there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import structlog

from bot.gateway import Gateway, Message
from bot.screens import Screen
from bot.words import Words
from bot.words.catalog import DEFAULT, chosen
from digests.delivery import BarChat, Sent, TellKeeper
from digests.model import Chat
from digests.newsroom import subscribing
from digests.store.engine import Store

log = structlog.get_logger()


class Keepers:
    """Who they are stands in the store; what cannot be told to them is logged."""

    def __init__(self, store: Store, gateway: Gateway, words: Mapping[str, Words]) -> None:
        self._store = store
        self._gateway = gateway
        self._words = words

    async def tell(self, chat: Chat, trouble: BarChat | TellKeeper) -> None:
        """One message about the chat, if anybody is known to keep it."""
        if chat.keeper is None:
            log.warning("nobody is known who keeps this chat", chat=chat.id, trouble=trouble.reason)
            return
        keeper = await subscribing.find(self._store, chat.keeper)
        words = chosen(self._words, keeper.chat.speaks if keeper else DEFAULT)
        screen = Screen(words(_key(trouble), chat=chat.name))
        outcome = await self._gateway.reply(Message(chat.keeper, screen))
        if not isinstance(outcome, Sent):
            log.warning("the chat's keeper cannot be told", chat=chat.id, outcome=outcome)


def _key(trouble: BarChat | TellKeeper) -> str:
    match trouble:
        case BarChat():
            return "keeper.barred"
        case TellKeeper():
            return "keeper.closed"
        case _:
            assert_never(trouble)
