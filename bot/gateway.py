"""The only sender: screens out to Telegram, its answers back as outcomes.

Nobody else calls the Bot API or sees its errors. The order of the cases matters: BadRequest is a
NetworkError in python-telegram-bot, and so is a time-out; "retry on NetworkError" would send a broken
message for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.callbacks import encode
from bot.pacing import Pace
from bot.screens import Button, Keyboard, Screen
from bot.transport import InDoubt, NotSent
from digests.delivery import Gone, Moved, Outcome, Rejected, RetryAt, Sent, Unknown
from digests.errors import OperatorMistake

log = structlog.get_logger()

_NOT_SENT_WAIT = timedelta(seconds=2)
_REPLY_ATTEMPTS = 2
_REPLY_PATIENCE = timedelta(seconds=40)

_TOPIC_LOST = ("topic_closed", "message thread not found")
# What Telegram answers with 400 although it is the chat that is lost, not the message.
_CHAT_LOST = (
    "chat not found",
    "peer_id_invalid",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    *_TOPIC_LOST,
    "group chat was deactivated",
)
REFUSAL = "Telegram refuses the bot token (telegram.token): check it with @BotFather"
_BROKEN_MARKUP = "can't parse entities"


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
    """A screen on its way to a chat."""

    chat: int
    screen: Screen
    thread: int | None = None
    silent: bool = False


class Gateway:
    """Telegram as the rest of the program sees it."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self._bot = bot
        self._pace = pace

    async def reply(self, message: Message) -> Outcome:
        """Sends without waiting for the broadcast rate; a 429 or a lost connection is waited out, as
        long as somebody is likely to be still waiting for the answer."""
        for _ in range(_REPLY_ATTEMPTS):
            await self._pace.reply_turn()
            outcome = await self.send(message)
            match outcome:
                case RetryAt(wait) if wait <= _REPLY_PATIENCE:
                    await asyncio.sleep(wait.total_seconds())
                case Unknown():
                    # A reply that comes twice does no harm; one that never comes leaves a person waiting.
                    await asyncio.sleep(_NOT_SENT_WAIT.total_seconds())
                case _:
                    break
        return outcome

    async def send(self, message: Message) -> Outcome:
        """Sends now: the caller has waited for its turn. Raises TokenRefused, nothing else."""
        try:
            return Sent(await self._post(message, ParseMode.HTML))
        except BadRequest as error:
            told = error.message.lower()
            if message.thread is not None and any(sign in told for sign in _TOPIC_LOST):
                # Closed or deleted: the group itself may well be there.
                return await self.send(replace(message, thread=None))
            if _BROKEN_MARKUP not in told:
                return self._outcome(error)
            log.error(
                "telegram refused our markup; sent as plain text", chat=message.chat, error=error.message
            )
        except TelegramError as error:
            return self._outcome(error)
        try:
            return Sent(await self._post(message, None))
        except TelegramError as error:
            return self._outcome(error)

    async def edit(self, chat: int, message_id: int, screen: Screen) -> Edited:
        """Replaces a message in place."""
        await self._pace.reply_turn()
        try:
            await self._bot.edit_message_text(
                screen.html.markup,
                chat_id=chat,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(screen.keyboard),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except BadRequest as error:
            return Edited.SAME if "not modified" in error.message.lower() else Edited.LOST
        except TelegramError as error:
            self._outcome(error)
            return Edited.FAILED
        return Edited.DONE

    async def answer(self, query_id: str, notice: str = "") -> None:
        """Stops a pressed button's spinner. Too late an answer is no harm: the spinner has ended."""
        try:
            await self._bot.answer_callback_query(query_id, text=notice[:200] or None)
        except TelegramError as error:
            outcome = self._outcome(error)
            log.debug("button not answered", outcome=outcome)

    async def is_administrator(self, chat: int, user: int) -> bool | None:
        """Whether this member may change the group's settings; None where Telegram does not say."""
        try:
            member = await self._bot.get_chat_member(chat, user)
        except TelegramError as error:
            log.warning(
                "cannot tell whether a member is an administrator", chat=chat, outcome=self._outcome(error)
            )
            return None
        return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

    async def set_commands(self, commands: Mapping[str, Sequence[tuple[str, str]]], default: str) -> None:
        """Sets the command list as (name, what it does) by language; `default` is for all others.

        Raises TelegramError where Telegram does not take it.
        """
        for language, listed in commands.items():
            rows = [BotCommand(name, does) for name, does in listed]
            code = None if language == default else language
            for scope in (BotCommandScopeDefault(), BotCommandScopeAllPrivateChats()):
                await self._bot.set_my_commands(rows, scope=scope, language_code=code)

    async def _post(self, message: Message, parse_mode: ParseMode | None) -> int:
        html = message.screen.html
        sent = await self._bot.send_message(
            message.chat,
            html.text if parse_mode is None else html.markup,
            parse_mode=parse_mode,
            message_thread_id=message.thread,
            disable_notification=message.silent or None,
            reply_markup=_markup(message.screen.keyboard),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return sent.message_id

    def _outcome(self, error: TelegramError) -> Outcome:
        outcome = outcome_of(error)
        if isinstance(error, RetryAfter) and isinstance(outcome, RetryAt):
            self._pace.pause(outcome.wait)
            log.warning("telegram asks us to wait", seconds=outcome.wait.total_seconds())
        return outcome


def outcome_of(error: TelegramError) -> Outcome:
    """What an error of the Bot API means for the message. Raises TokenRefused for 401 and 404."""
    match error:
        case RetryAfter():
            wait = error.retry_after
            return RetryAt(
                wait if isinstance(wait, timedelta) else timedelta(seconds=wait), "429 too many requests"
            )
        case Forbidden():
            return Gone(error.message)
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case BadRequest():
            lost = any(sign in error.message.lower() for sign in _CHAT_LOST)
            return Gone(error.message) if lost else Rejected(error.message)
        case InvalidToken():
            raise TokenRefused(REFUSAL) from error
        case NotSent():
            return RetryAt(_NOT_SENT_WAIT, f"not sent: {error.message}")
        case InDoubt() | NetworkError():
            return Unknown(error.message)
        case _:
            return Unknown(f"{type(error).__name__}: {error.message}")


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in keyboard])


def _button(button: Button) -> InlineKeyboardButton:
    if isinstance(button.target, str):
        return InlineKeyboardButton(button.label, url=button.target)
    return InlineKeyboardButton(button.label, callback_data=encode(button.target))
