"""What every kind of update needs: who is this chat, which words, what time is it, and how to answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

import structlog
from telegram import Chat as TelegramChat
from telegram import Message

from bot.gateway import Gateway
from bot.gateway import Message as Outgoing
from bot.screens import Screen
from bot.words import Words
from bot.words.catalog import DEFAULT, chosen
from digests.delivery import Gone, Moved, Sent
from digests.model import Chat, ChatKind, Standing
from digests.newsroom import subscribing
from digests.newsroom.admins import AdminClaim
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store

log = structlog.get_logger()

_NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Newcomers:
    """What a chat starts with (`schedule.default_time`, `schedule.default_timezone`)."""

    at: time
    timezone: str


@dataclass(frozen=True, slots=True)
class Reception:
    """`name` is the bot's own username; `clock` tells the time in UTC."""

    store: Store
    gateway: Gateway
    catalogs: Mapping[str, Words]
    newcomers: Newcomers
    name: str
    clock: Callable[[], datetime]
    admission: AdminClaim | None = None

    def words(self, language: str | None) -> Words:
        return chosen(self.catalogs, language or DEFAULT)

    async def met(self, chat: TelegramChat, language: str | None) -> Subscription:
        """The chat as the newsroom knows it, from now on."""
        newcomer = Chat(
            id=chat.id,
            kind=ChatKind(chat.type),
            name=(chat.title or chat.full_name or "")[:_NAME_LIMIT],
            language=language or DEFAULT,
            timezone=self.newcomers.timezone,
            standing=Standing.UNSUBSCRIBED,
            gone_reason=None,
            created_at=self.clock(),
        )
        return await subscribing.meet(self.store, newcomer, self.newcomers.at)

    async def answer(self, chat: int, screen: Screen, thread: int | None = None) -> None:
        """Sends a reply, and follows where the chat has gone."""
        outcome = await self.gateway.reply(Outgoing(chat, screen, thread))
        match outcome:
            case Sent():
                pass
            case Gone(reason):
                await subscribing.close(self.store, chat, reason, self.clock())
            case Moved(new):
                await subscribing.move(self.store, chat, new)
                await self.gateway.reply(Outgoing(new, screen, thread))
            case _:
                log.warning("reply not sent", chat=chat, outcome=outcome)


def topic_of(message: Message) -> int | None:
    """The forum topic; replies in ordinary groups carry a thread id too, which cannot be sent to."""
    return message.message_thread_id if message.is_topic_message else None


def refused(may_change: bool | None) -> str | None:
    """The message to somebody who may not change a group's settings, or of whom that is not known."""
    if may_change is None:
        return "mistake.again"
    return None if may_change else "mistake.administrators"


def noted(what: str) -> str:
    """Logs the error being handled, and returns the code by which the reader can name it."""
    code = secrets.token_hex(2).upper()
    log.exception("an answer failed", what=what, code=code)
    return code
