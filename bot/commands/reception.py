"""What every kind of update needs: who is this chat, which words, what time is it, and how to answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import assert_never

import structlog
from telegram import Chat as TelegramChat
from telegram import Message, User

from bot.commands.request import House, Request
from bot.gateway import Gateway
from bot.gateway import Message as Outgoing
from bot.markup import plain
from bot.screens import Attachment, Screen, Shown, Toast
from bot.words import Words
from bot.words.catalog import DEFAULT, chosen
from digests.delivery import Gone, Moved, Sent
from digests.model import Chat, ChatKind, Standing
from digests.newsroom import subscribing
from digests.store.engine import Store

log = structlog.get_logger()

NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Newcomers:
    """What a chat starts with (`schedule.default_time`, `schedule.default_timezone`)."""

    at: time
    timezone: str


@dataclass(frozen=True, slots=True)
class Reception:
    """`clock` tells the time in UTC."""

    store: Store
    gateway: Gateway
    catalogs: Mapping[str, Words]
    newcomers: Newcomers
    house: House
    clock: Callable[[], datetime]

    @property
    def name(self) -> str:
        return self.house.name

    def words(self, language: str | None) -> Words:
        return chosen(self.catalogs, language or DEFAULT)

    def newcomer(self, chat: TelegramChat, language: str | None) -> Chat:
        """A chat as it introduces itself."""
        return Chat(
            id=chat.id,
            kind=ChatKind(chat.type),
            name=(chat.title or chat.full_name or "")[:NAME_LIMIT],
            language=language or DEFAULT,
            timezone=self.newcomers.timezone,
            standing=Standing.UNSUBSCRIBED,
            gone_reason=None,
            created_at=self.clock(),
        )

    async def request(
        self,
        chat: TelegramChat,
        user: User | None,
        argument: str = "",
        *,
        thread: int | None = None,
    ) -> Request:
        """What somebody asks in a chat, which is known from now on. `user`: None where a group speaks."""
        language = user.language_code if user else None
        met = await subscribing.meet(self.store, self.newcomer(chat, language), self.newcomers.at)
        return Request(
            subscription=met,
            argument=argument,
            words=self.words(met.chat.chosen_language or language),
            now=self.clock(),
            language=met.chat.chosen_language or language or DEFAULT,
            user=user.id if user else None,
            house=self.house,
            thread=thread,
        )

    async def show(self, chat: int, shown: Shown, thread: int | None = None) -> None:
        """Sends what a command came to."""
        match shown:
            case Screen():
                await self.answer(chat, shown, thread)
            case Toast(text):
                await self.answer(chat, Screen(plain(text)), thread)
            case Attachment():
                if not await self.gateway.attach(chat, shown, thread):
                    words = self.words(None)
                    await self.answer(chat, Screen(words("mistake.again")), thread)
            case _:
                assert_never(shown)

    async def answer(self, chat: int, screen: Screen, thread: int | None = None) -> None:
        """Sends a reply, and follows where the chat has gone."""
        outcome = await self.gateway.reply(Outgoing(chat, screen, thread, previews=screen.previews))
        match outcome:
            case Sent():
                pass
            case Gone(reason):
                await subscribing.close(self.store, chat, reason, self.clock())
            case Moved(new):
                await subscribing.move(self.store, chat, new)
                await self.gateway.reply(Outgoing(new, screen, thread, previews=screen.previews))
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
