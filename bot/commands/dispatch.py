"""Sorts updates: messages, pressed buttons, inline queries, and the bot's own comings and goings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import structlog
from telegram import Update
from telegram.ext import Application, ContextTypes, ExtBot, TypeHandler

from bot.commands import inline, memberships, messages, presses, reactions
from bot.commands.reception import Reception, topic_of
from bot.screens import Screen
from bot.updates import Handle
from digests.errors import OperatorMistake

log = structlog.get_logger()

Context: TypeAlias = ContextTypes.DEFAULT_TYPE
# python-telegram-bot's user, chat and bot data stay empty here: what is known stands in the store.
BotApplication: TypeAlias = Application[
    ExtBot[None], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None
]


# --- one for each kind of update --------------------------------------------------------------


async def _message(reception: Reception, update: Update) -> None:
    if update.message is not None:
        await messages.handle(reception, update.message)


async def _edited_message(reception: Reception, update: Update) -> None:
    if update.edited_message is not None:
        await messages.handle(reception, update.edited_message)


async def _press(reception: Reception, update: Update) -> None:
    if update.callback_query is not None:
        await presses.handle(reception, update.callback_query)


async def _inline(reception: Reception, update: Update) -> None:
    if update.inline_query is not None:
        await inline.handle(reception, update.inline_query)


async def _membership(reception: Reception, update: Update) -> None:
    if update.my_chat_member is not None:
        await memberships.handle(reception, update.my_chat_member)


async def _reaction(reception: Reception, update: Update) -> None:
    if update.message_reaction is not None:
        await reactions.handle(reception, update.message_reaction)


_KINDS: Mapping[str, Callable[[Reception, Update], Awaitable[None]]] = {
    "message": _message,
    "edited_message": _edited_message,
    "callback_query": _press,
    "inline_query": _inline,
    "my_chat_member": _membership,
    "message_reaction": _reaction,
}

UPDATES = tuple(_KINDS)
"""The kinds of updates that Telegram is asked for: all that there is something for here."""


def attach(application: BotApplication, reception: Reception) -> Handle:
    """Gives the application its handler; returns what handles an update. It raises OperatorMistake
    where the database was away, or Telegram refuses the token; other failures are logged."""
    troubles: dict[int, OperatorMistake] = {}

    async def sort(update: Update, _: Context) -> None:
        for deal_with in _KINDS.values():
            await deal_with(reception, update)

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

    application.add_handler(TypeHandler(Update, sort))
    application.add_error_handler(failed)
    return handle


def telling_off(reception: Reception) -> Handle:
    """What becomes of an update whose person was too fast: they are told so."""

    async def tell(update: Update) -> None:
        if (query := update.callback_query) is not None:
            words = reception.words(query.from_user.language_code)
            answer = reception.answers.to(query.id)
            answer.give(words.plain("flood.presses"))
            await answer.left()
        elif (message := update.message or update.edited_message) is not None:
            words = await reception.words_for(message.chat, message.from_user)
            await reception.answer(message.chat.id, Screen(words("flood.messages")), topic_of(message))

    return tell
