"""The only sender: screens and files out to Telegram, its answers back as outcomes.

Nobody else sends or sees what Telegram says to it. `asking.py` has the calls that make no message, `wire.py`
the way of both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto

import structlog
from telegram import Bot

from bot.asking import Asking
from bot.letters import Letter, addressed, letter
from bot.outcomes import NOT_SENT_WAIT, outcome_of, outcome_of_failure
from bot.pacing import Pace
from bot.parcels import FILE_LIMIT, parcel
from bot.screens import Attachment, Screen
from bot.transport import Held, InDoubt, NotSent
from bot.wire import REFUSAL as REFUSAL
from bot.wire import TokenRefused as TokenRefused
from digests.delivery import Outcome, Rejected, RetryAt, Sent, TopicLost, Unknown, Withheld

log = structlog.get_logger()

_REPLY_ATTEMPTS = 2
_REPLY_PATIENCE = 40.0
"""Seconds: about as long as somebody waits for an answer."""
_FILE_PATIENCE = 45.0
"""Seconds for Telegram to take a file."""
_REFUSED_KEPT = 100
"""Letters; none as a rule."""


class Edited(Enum):
    """What came of editing a message."""

    DONE = auto()
    SAME = auto()
    """It reads like this already."""
    LOST = auto()
    """It cannot be edited (any more)."""
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Message:
    """A screen on its way to a chat; one that goes to many is made a Letter first."""

    chat: int
    screen: Screen | Letter
    thread: int | None = None
    silent: bool = False
    previews: bool = False
    """Telegram may show a preview of the first link."""


class Gateway(Asking):
    """Telegram as the rest of the program sees it. `bot` has our own transport.

    `protect`: messages cannot be forwarded or saved. `paid`: broadcasts are paid for.
    """

    def __init__(self, bot: Bot, pace: Pace, *, protect: bool = False, paid: bool = False) -> None:
        super().__init__(bot, pace)
        self._protect = protect
        self._paid = paid
        self._refused: dict[Letter, str] = {}
        """Whose markup Telegram refused, and what it said: it would say so again for every chat."""

    async def send(self, message: Message) -> Outcome:
        """A broadcast, now: the caller has waited for its turn. Raises TokenRefused, nothing else."""
        if self._pace.failures and not await self._is_there():
            # Nothing has left yet: better that than one more message in doubt.
            held = timedelta(seconds=self._pace.broadcasts_held_for)
            return RetryAt(max(held, NOT_SENT_WAIT), "Telegram does not answer")
        return await self._sent(message, broadcast=True)

    async def reply(self, message: Message) -> Outcome:
        """Sends without waiting for the broadcast rate; a 429 or a lost connection is waited out, as
        long as somebody is likely to be still waiting for the answer. Raises TokenRefused."""

        async def attempt(thread: int | None) -> Outcome:
            return await self._sent(replace(message, thread=thread), broadcast=False)

        return await self._patiently(message.chat, message.thread, attempt)

    async def attach(self, chat: int, file: Attachment, thread: int | None = None) -> Outcome:
        """Sends a file as `reply` does a message. Raises TokenRefused."""
        if len(file.content) > FILE_LIMIT:
            return Rejected(f"a file of {len(file.content):,} bytes")

        async def attempt(thread: int | None) -> Outcome:
            outcome = await self._handed_over(chat, file, thread, markup=True)
            if isinstance(outcome, Withheld) and await self._next_turn(chat, broadcast=False):
                outcome = await self._handed_over(chat, file, thread, markup=False)
            return outcome

        return await self._patiently(chat, thread, attempt)

    async def _patiently(
        self, chat: int, thread: int | None, attempt: Callable[[int | None], Awaitable[Outcome]]
    ) -> Outcome:
        """Has something sent to the topic, or where that is lost to the chat, again where that may help."""
        clock = asyncio.get_running_loop().time
        ends, attempts = clock() + _REPLY_PATIENCE, 0
        while True:
            held = self._pace.held_for(chat)
            if clock() + held > ends:
                return outcome_of_failure(Held(held))
            await self._pace.reply_turn(chat)
            outcome = await attempt(thread)
            match outcome:
                case TopicLost() if thread is not None:
                    thread = None
                    continue
                case RetryAt(wait):
                    pass
                case Unknown():
                    # A reply that comes twice does no harm; one that never comes leaves a person waiting.
                    wait = NOT_SENT_WAIT
                case _:
                    return outcome
            # What Telegram told to wait for was not an attempt of ours that failed.
            attempts += not self._pace.held_for(chat)
            if attempts >= _REPLY_ATTEMPTS or clock() + wait.total_seconds() > ends:
                return outcome
            await asyncio.sleep(wait.total_seconds())

    async def edit(self, chat: int, message_id: int, screen: Screen, previews: bool = False) -> Edited:
        """Replaces a message in place."""
        if self._pace.held_for(chat) > _REPLY_PATIENCE:
            return Edited.FAILED
        await self._pace.reply_turn(chat)
        body = addressed(letter(screen).markup, chat=chat, previews=previews, message_id=message_id)
        try:
            reply = await self._post("editMessageText", chat, body)
        except (NotSent, InDoubt):
            return Edited.FAILED
        if reply.status == 200:
            return Edited.DONE
        if reply.status != 400:
            return Edited.FAILED
        return Edited.SAME if reply.says("not modified") else Edited.LOST

    async def _sent(self, message: Message, *, broadcast: bool) -> Outcome:
        """Posts it, and once more, in its turn, where Telegram refused what can be done without."""
        screen = message.screen
        content = screen if isinstance(screen, Letter) else letter(screen)
        try:
            outcome = await self._posted(content, message, broadcast)
            if isinstance(outcome, Withheld) and await self._next_turn(message.chat, broadcast):
                outcome = await self._posted(content, message, broadcast)
            return outcome
        except (NotSent, InDoubt) as error:
            return outcome_of_failure(error)

    async def _posted(self, content: Letter, message: Message, broadcast: bool) -> Outcome:
        """Withheld where Telegram refused the markup, or to be paid: it is known now, and posted again the
        message goes without."""
        refused = self._refused.get(content)
        paid = broadcast and self._paid and self._pace.pays
        body = self._body(content.markup if refused is None else content.plain, message, paid)
        reply = await self._post("sendMessage", message.chat, body)
        if refused is None and reply.refuses_markup:
            log.error("telegram refuses our markup; sent as plain", chat=message.chat, told=reply.description)
            if len(self._refused) >= _REFUSED_KEPT:
                self._refused.clear()
            self._refused[content] = reply.description
            return Withheld(reply.description)
        if paid and reply.lacks_stars:
            if self._pace.no_stars():
                log.error("no Stars for paid broadcasts; sent unpaid, and slowly", told=reply.description)
            return Withheld(reply.description)
        outcome = outcome_of(reply)
        if refused is not None and isinstance(outcome, Sent):
            return replace(outcome, note=f"markup refused: {refused}")
        return outcome

    async def _next_turn(self, chat: int, broadcast: bool) -> bool:
        if broadcast:
            return await self._pace.broadcast_turn()
        await self._pace.reply_turn(chat)
        return True

    def _body(self, content: bytes, message: Message, paid: bool) -> bytes:
        return addressed(
            content,
            chat=message.chat,
            previews=message.previews,
            message_thread_id=message.thread,
            disable_notification=message.silent,
            protect_content=self._protect,
            allow_paid_broadcast=paid,
        )

    async def _handed_over(self, chat: int, file: Attachment, thread: int | None, *, markup: bool) -> Outcome:
        """Withheld where Telegram refuses the caption's markup."""
        sent = parcel(chat, file, thread=thread, protect=self._protect, markup=markup)
        try:
            reply = await self._post("sendDocument", chat, sent.body, sent.kind, _FILE_PATIENCE)
        except (NotSent, InDoubt) as error:
            return outcome_of_failure(error)
        if markup and reply.refuses_markup:
            log.error("telegram refuses a caption; sent as plain", chat=chat, told=reply.description)
            return Withheld(reply.description)
        return outcome_of(reply)
