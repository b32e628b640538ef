"""The only sender: screens out to Telegram, its answers back as outcomes.

Nobody else calls the Bot API or sees its errors. Messages take one path, past the library's own methods: they
would build a Message of each answer, which costs more than sending it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeDefault
from telegram.error import TelegramError

from bot.letters import Letter, addressed, letter
from bot.outcomes import NOT_SENT_WAIT, Reply, outcome_of, outcome_of_failure, read
from bot.pacing import Pace
from bot.rights import Seen, administers, sighting
from bot.screens import Attachment, Screen
from bot.transport import AiohttpRequest, Gate, Held, InDoubt, NotSent
from digests.delivery import Outcome, RetryAt, Sent, TopicLost, Unknown, Withheld
from digests.errors import OperatorMistake

log = structlog.get_logger()

_REPLY_ATTEMPTS = 2
_REPLY_PATIENCE = 40.0
"""Seconds: about as long as somebody waits for an answer."""
_PROBE_PATIENCE = 5.0
_NOTICE_LIMIT = 200
_REFUSED_KEPT = 100
"""Letters; none as a rule."""

REFUSAL = "Telegram refuses the bot token (telegram.token): check it with @BotFather"


class TokenRefused(OperatorMistake):
    """Telegram does not know the token: nothing can work until the operator mends it."""


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


class Gateway:
    """Telegram as the rest of the program sees it. `bot` has our own transport.

    `protect`: messages cannot be forwarded or saved. `paid`: broadcasts are paid for.
    """

    def __init__(self, bot: Bot, pace: Pace, *, protect: bool = False, paid: bool = False) -> None:
        if not isinstance(bot.request, AiohttpRequest):
            raise TypeError("the bot needs our own transport")
        self._bot = bot
        self._transport = bot.request
        self._pace = pace
        self._protect = protect
        self._paid = paid
        self._refused: dict[Letter, str] = {}
        """Whose markup Telegram refused, and what it said: it would say so again for every chat."""

    # --- messages -----------------------------------------------------------------------------

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
        clock = asyncio.get_running_loop().time
        ends, attempts = clock() + _REPLY_PATIENCE, 0
        while True:
            held = self._pace.held_for(message.chat)
            if clock() + held > ends:
                return outcome_of_failure(Held(held))
            await self._pace.reply_turn(message.chat)
            outcome = await self._sent(message, broadcast=False)
            match outcome:
                case TopicLost() if message.thread is not None:
                    message = replace(message, thread=None)
                    continue
                case RetryAt(wait):
                    pass
                case Unknown():
                    # A reply that comes twice does no harm; one that never comes leaves a person waiting.
                    wait = NOT_SENT_WAIT
                case _:
                    return outcome
            # What Telegram told to wait for was not an attempt of ours that failed.
            attempts += not self._pace.held_for(message.chat)
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

    async def attach(self, chat: int, file: Attachment, thread: int | None = None) -> bool:
        """Sends a file; whether Telegram took it."""
        await self._pace.reply_turn(chat)
        try:
            await self._bot.send_document(
                chat,
                file.content,
                filename=file.name,
                caption=file.caption.markup,
                parse_mode="HTML",
                message_thread_id=thread,
            )
        except TelegramError as error:
            log.warning("file not sent", chat=chat, error=error.message)
            return False
        return True

    # --- other calls --------------------------------------------------------------------------

    async def answer(self, query_id: str, notice: str = "") -> None:
        """Stops a pressed button's spinner. Too late an answer is no harm: the spinner has ended."""
        told = {"text": notice[:_NOTICE_LIMIT]} if notice else {}
        reply = await self._ask("answerCallbackQuery", {"callback_query_id": query_id, **told})
        if reply.status != 200:
            log.debug("button not answered", reply=reply)

    async def is_administrator(self, chat: int, user: int) -> bool | None:
        """Whether this member may change the group's settings; None where Telegram does not say."""
        reply = await self._ask("getChatMember", {"chat_id": chat, "user_id": user})
        if reply.status != 200 or not isinstance(reply.result, dict):
            log.warning("cannot tell whether a member is an administrator", chat=chat, reply=reply)
            return None
        return administers(reply.result)

    async def look_at(self, chat: int | str, user: int) -> Seen | None:
        """What Telegram shows of a chat, by its number or @name, to the bot, and what this person is there;
        None where it does not say."""
        told, own, theirs = await asyncio.gather(
            self._ask("getChat", {"chat_id": chat}),
            self._ask("getChatMember", {"chat_id": chat, "user_id": self._bot.id}),
            self._ask("getChatMember", {"chat_id": chat, "user_id": user}),
        )
        seen = sighting(told, own, theirs)
        if seen is None:
            log.warning("cannot tell who may do what in a chat", chat=chat, replies=(told, own, theirs))
        return seen

    @property
    def rate(self) -> float:
        """Messages a second at full pace."""
        return self._pace.full_rate

    async def set_commands(self, commands: Mapping[str, Sequence[tuple[str, str]]], default: str) -> None:
        """Sets the command list as (name, what it does) by language; `default` is for all others.

        Raises TelegramError where Telegram does not take it.
        """
        for language, listed in commands.items():
            rows = [BotCommand(name, does) for name, does in listed]
            code = None if language == default else language
            for scope in (BotCommandScopeDefault(), BotCommandScopeAllPrivateChats()):
                await self._bot.set_my_commands(rows, scope=scope, language_code=code)

    async def _is_there(self) -> bool:
        """Whether Telegram answers at all, asked by a call that can be in doubt without harm."""
        reply = await self._ask("getMe", {}, patience=_PROBE_PATIENCE)
        if not reply.decides:
            self._pace.failed()
        return reply.decides

    # --- the wire -----------------------------------------------------------------------------

    async def _post(self, method: str, chat: int, body: bytes) -> Reply:
        """A call that makes or changes a message: it passes the gate, and tells the pace how it went.
        Raises NotSent, InDoubt or TokenRefused."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            reply = await self._call(method, chat, body, lambda: self._pace.held_for(chat))
        except Held:
            raise
        except (NotSent, InDoubt):
            self._pace.failed()
            raise
        if reply.decides:
            self._pace.answered(clock() - begun)
        else:
            self._pace.failed()
        return reply

    async def _ask(self, method: str, fields: Mapping[str, object], patience: float | None = None) -> Reply:
        """A call that makes no message, and need not wait for a 429 that is about messages. Status 0
        where there was no answer. Raises TokenRefused."""
        try:
            return await self._call(method, None, json.dumps(fields).encode(), None, patience)
        except (NotSent, InDoubt) as error:
            return Reply(0, description=error.message)

    async def _call(
        self, method: str, chat: int | None, body: bytes, gate: Gate | None, patience: float | None = None
    ) -> Reply:
        url = f"{self._bot.base_url}/{method}"
        leave = None if gate is None else self._pace.leave
        reply = read(*await self._transport.call(url, body, gate, leave, patience=patience))
        if reply.refuses_token:
            raise TokenRefused(REFUSAL)
        if (wait := reply.asks_to_wait) is not None:
            meant = self._pace.refused(chat if reply.by_telegram else None, wait)
            log.warning("telegram asks us to wait", seconds=wait.total_seconds(), meant=meant.name, chat=chat)
        return reply
