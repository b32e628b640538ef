"""Pressed buttons -> edited messages. Forged, stale and foreign buttons get a notice, nothing else."""

from __future__ import annotations

from telegram import CallbackQuery, Message
from telegram import Chat as TelegramChat
from telegram.constants import ChatType

from bot.callbacks import Action, Nothing, decode
from bot.commands.reception import Reception, noted, refused, topic_of
from bot.commands.request import Request
from bot.gateway import Edited
from bot.menus import changes_settings, screen_for
from bot.words import Words
from digests.errors import StoreError


async def handle(reception: Reception, query: CallbackQuery) -> None:
    """Every press is answered, or its button would spin on."""
    words = reception.words(query.from_user.language_code)
    try:
        notice = await _notice(reception, query, words)
    except StoreError:
        raise  # not handled, so it comes again when the database is back
    except Exception:
        notice = words.plain("mistake.ours", code=noted("button"))
    await reception.gateway.answer(query.id, notice)


async def _notice(reception: Reception, query: CallbackQuery, words: Words) -> str:
    """Does what the button says; returns what to tell the person who pressed, mostly nothing."""
    action, message = decode(query.data or ""), query.message
    if action is None or message is None:
        return words.plain("mistake.button")
    if isinstance(action, Nothing):
        return ""
    refusal = refused(await _may_press(reception, query, message.chat, action))
    if refusal is not None:
        return words.plain(refusal)
    thread, sent_at = (topic_of(message), message.date) if isinstance(message, Message) else (None, None)
    subscription = await reception.met(message.chat, query.from_user.language_code)
    request = Request(subscription, "", words, reception.clock(), thread, sent_at)
    screen = await screen_for(reception.store, request, action)
    if screen is None:
        return words.plain("mistake.button")
    match await reception.gateway.edit(message.chat.id, message.message_id, screen):
        case Edited.LOST:
            await reception.answer(message.chat.id, screen, thread)
        case Edited.FAILED:
            return words.plain("mistake.again")
        case Edited.DONE | Edited.SAME:
            pass
    return ""


async def _may_press(
    reception: Reception, query: CallbackQuery, chat: TelegramChat, action: Action
) -> bool | None:
    if chat.type == ChatType.PRIVATE or not changes_settings(action):
        return True
    return await reception.gateway.is_administrator(chat.id, query.from_user.id)
