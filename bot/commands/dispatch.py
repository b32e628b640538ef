"""Sorts updates: messages, pressed buttons, and the bot's own comings and goings."""

from __future__ import annotations

from typing import Any, TypeAlias

import structlog
from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    ExtBot,
    MessageHandler,
    filters,
)

from bot.commands import memberships, messages, presses
from bot.commands.reception import Reception
from bot.updates import Handle
from digests.errors import OperatorMistake

log = structlog.get_logger()

Context: TypeAlias = ContextTypes.DEFAULT_TYPE
# python-telegram-bot's user, chat and bot data stay empty here: what is known stands in the store.
BotApplication: TypeAlias = Application[
    ExtBot[None], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None
]

UPDATES = ("message", "callback_query", "my_chat_member")
"""The kinds of updates that Telegram is asked for: all that `attach` has handlers for."""


def attach(application: BotApplication, reception: Reception) -> Handle:
    """Gives the application its handlers; returns what handles an update. It raises OperatorMistake
    where the database was away, or Telegram refuses the token; other failures are logged."""
    troubles: dict[int, OperatorMistake] = {}

    async def message(update: Update, _: Context) -> None:
        if update.message is not None:
            await messages.handle(reception, update.message)

    async def press(update: Update, _: Context) -> None:
        if update.callback_query is not None:
            await presses.handle(reception, update.callback_query)

    async def membership(update: Update, _: Context) -> None:
        if update.my_chat_member is not None:
            await memberships.handle(reception, update.my_chat_member)

    async def failed(update: object, context: Context) -> None:
        # The application passes nothing on: what `handle` has to raise is laid aside for it.
        number = update.update_id if isinstance(update, Update) else 0
        if isinstance(context.error, OperatorMistake):
            troubles[number] = context.error
        else:
            log.error("update not handled", update=number, exc_info=context.error)

    async def handle(update: Update) -> None:
        await application.process_update(update)
        if trouble := troubles.pop(update.update_id, None):
            raise trouble

    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, message))
    application.add_handler(CallbackQueryHandler(press))
    application.add_handler(ChatMemberHandler(membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(failed)
    return handle
