"""What every kind of update needs: who is this chat, which words, what time is it, and how to answer."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import assert_never

import structlog
from telegram import Chat as TelegramChat
from telegram import Message, User

from bot.commands.albums import Albums
from bot.commands.answers import Answers
from bot.commands.door import welcomed
from bot.commands.request import House, Request
from bot.gateway import Edited, Gateway
from bot.gateway import Message as Outgoing
from bot.markup import plain
from bot.screens import Attachment, Screen, Shown, Toast
from bot.words import Words
from bot.words.catalog import DEFAULT, chosen
from digests.delivery import Gone, Moved, Outcome, Rejected, Sent
from digests.model import Chat, ChatKind, Standing
from digests.newsroom import subscribing
from digests.store.engine import Store
from digests.zones.guessing import guessed

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
    answers: Answers
    """To pressed buttons."""
    albums: Albums = field(default_factory=Albums)

    @property
    def name(self) -> str:
        return self.house.name

    def words(self, language: str | None) -> Words:
        return chosen(self.catalogs, language or DEFAULT)

    def newcomer(self, chat: TelegramChat, language: str | None) -> Chat:
        """A chat as it introduces itself; where a person lives is guessed from the language."""
        kind, now = ChatKind(chat.type), self.clock()
        zone = self.newcomers.timezone
        return Chat(
            id=chat.id,
            kind=kind,
            name=(chat.title or chat.full_name or "")[:NAME_LIMIT],
            language=language or DEFAULT,
            timezone=guessed(language, zone) if kind is ChatKind.PRIVATE else zone,
            standing=Standing.UNSUBSCRIBED,
            gone_reason=None,
            created_at=now,
            admitted_at=None if self.house.by_invitation else now,
        )

    async def request(
        self,
        chat: TelegramChat,
        user: User | None,
        argument: str = "",
        *,
        thread: int | None = None,
    ) -> Request:
        """What somebody asks in a chat, which is known from now on. `user`: None where a group speaks. Raises
        ReaderMistake where the bot is by invitation, and the chat was not let in."""
        language = user.language_code if user else None
        met = await subscribing.meet(self.store, self.newcomer(chat, language), self.newcomers.at)
        person, now = user.id if user else None, self.clock()
        met = await welcomed(self.store, self.house, met, person, argument, now)
        personal = met.chat.kind is ChatKind.PRIVATE
        return Request(
            subscription=met.within(thread),
            argument=argument,
            # What stands in a group is for all to read, whoever of them asks.
            words=self.words(met.chat.chosen_language or language if personal else met.chat.speaks),
            now=now,
            language=met.chat.chosen_language or language or DEFAULT,
            user=person,
            house=self.house,
            thread=thread,
        )

    async def words_for(self, chat: TelegramChat, user: User | None) -> Words:
        """For somebody in a chat: in the language it has chosen, else in theirs."""
        known = await subscribing.find(self.store, chat.id)
        if known is not None and (known.chat.chosen_language or user is None):
            return self.words(known.chat.speaks)
        return self.words(user.language_code if user else None)

    async def show(
        self, chat: int, shown: Shown, thread: int | None = None, *, over: int | None = None
    ) -> int | None:
        """Sends what a command came to; returns the number of the message it stands in. The message `over`
        is edited instead, where it can be."""
        match shown:
            case Screen():
                return await self._over(chat, shown, thread, over)
            case Toast(text):
                return await self._over(chat, Screen(plain(text)), thread, over)
            case Attachment():
                return await self._attach(chat, shown, thread)
            case _:
                assert_never(shown)

    async def answer(self, chat: int, screen: Screen, thread: int | None = None) -> int | None:
        """Sends a reply, and follows where the chat has gone; returns the message's number."""

        async def reply(chat: int) -> Outcome:
            return await self.gateway.reply(Outgoing(chat, screen, thread, previews=screen.previews))

        return _number(await self._settled(chat, await reply(chat), reply))

    async def _over(self, chat: int, screen: Screen, thread: int | None, over: int | None) -> int | None:
        if over is not None:
            edited = await self.gateway.edit(chat, over, screen, previews=screen.previews)
            if edited in (Edited.DONE, Edited.SAME):
                return over
        return await self.answer(chat, screen, thread)

    async def _attach(self, chat: int, file: Attachment, thread: int | None) -> int | None:
        async def attach(chat: int) -> Outcome:
            return await self.gateway.attach(chat, file, thread)

        outcome = await self._settled(chat, await attach(chat), attach)
        if isinstance(outcome, Sent | Gone | Moved):
            return _number(outcome)
        known = await subscribing.find(self.store, chat)
        words = self.words(known.chat.speaks if known else None)
        is_too_large = isinstance(outcome, Rejected)
        return await self.answer(
            chat, Screen(words("mistake.file" if is_too_large else "mistake.again")), thread
        )

    async def _settled(
        self, chat: int, outcome: Outcome, again: Callable[[int], Awaitable[Outcome]]
    ) -> Outcome:
        """Draws the consequences for the chat; one that has moved gets it there."""
        match outcome:
            case Sent():
                pass
            case Gone(reason):
                await subscribing.close(self.store, chat, reason, self.clock())
            case Moved(new):
                await subscribing.move(self.store, chat, new)
                return await again(new)
            case _:
                log.warning("reply not sent", chat=chat, outcome=outcome)
        return outcome


def _number(outcome: Outcome) -> int | None:
    return outcome.message_id if isinstance(outcome, Sent) else None


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
