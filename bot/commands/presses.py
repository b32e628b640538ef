"""Pressed buttons -> edited messages. Forged, stale and foreign buttons get a notice, nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message
from telegram import Chat as TelegramChat
from telegram.constants import ChatType

from bot.callbacks import Action, ForChat, Nothing, Pressed, decode
from bot.commands.afar import reached
from bot.commands.reception import Reception, noted, refused, topic_of
from bot.commands.request import Request
from bot.gateway import Edited
from bot.menus import changes_settings, shown_for
from bot.screens import Attachment, Screen, Shown, Toast
from bot.words import Words
from digests.errors import OperatorMistake, ReaderMistake


async def handle(reception: Reception, query: CallbackQuery) -> None:
    """Every press is answered, or its button would spin on."""
    words = reception.words(query.from_user.language_code)
    try:
        notice = await _notice(reception, query, words)
    except ReaderMistake as mistake:
        notice = words.plain(mistake.key, **mistake.values)
    except OperatorMistake:
        raise  # e.g. the database is away: not handled, so it comes again when it is back
    except Exception:
        notice = words.plain("mistake.ours", code=noted("button"))
    await reception.gateway.answer(query.id, notice)


async def _notice(reception: Reception, query: CallbackQuery, words: Words) -> str:
    """Does what the button says; returns what to tell the person who pressed, mostly nothing. Raises
    ReaderMistake."""
    pressed, message = decode(query.data or ""), query.message
    if pressed is None or message is None:
        return words.plain("mistake.button")
    if isinstance(pressed, Nothing):
        return ""
    if not isinstance(pressed, ForChat):
        refusal = refused(await _may_press(reception, query, message.chat, pressed))
        if refusal is not None:
            return words.plain(refusal)
    request = await reception.request(message.chat, query.from_user)
    if isinstance(message, Message) and message.is_accessible:
        request = replace(request, thread=topic_of(message), pressed_at=message.date)
    else:  # too old for Telegram to say when it was sent, and to which topic
        request = replace(request, thread=request.subscription.thread)
    shown = await _shown(reception, request, message.chat, pressed)
    match shown:
        case None:
            return words.plain("mistake.button")
        case Toast(text):
            return text
        case Attachment():
            await reception.show(message.chat.id, shown, request.thread)
            return ""
        case Screen():
            return await _edited(reception, request, message, shown)
        case _:
            assert_never(shown)


async def _edited(
    reception: Reception, request: Request, message: MaybeInaccessibleMessage, screen: Screen
) -> str:
    match await reception.gateway.edit(message.chat.id, message.message_id, screen, previews=screen.previews):
        case Edited.LOST:
            await reception.answer(message.chat.id, screen, request.thread)
        case Edited.FAILED:
            return request.words.plain("mistake.again")
        case Edited.DONE | Edited.SAME:
            pass
    return screen.notice


async def _shown(
    reception: Reception, request: Request, chat: TelegramChat, pressed: Pressed
) -> Shown | None:
    if not isinstance(pressed, ForChat):
        if chat.type != ChatType.PRIVATE:
            # What stands there is for all to read, whoever of them pressed.
            request = replace(request, words=reception.words(request.subscription.chat.speaks))
        return await shown_for(reception.store, request, pressed)
    if chat.type != ChatType.PRIVATE or not changes_settings(pressed.action):
        return None
    about = await reached(reception.store, request, pressed.chat)
    shown = await shown_for(reception.store, about, pressed.action)
    return shown.about(about.chat) if isinstance(shown, Screen) else shown


async def _may_press(
    reception: Reception, query: CallbackQuery, chat: TelegramChat, action: Action
) -> bool | None:
    if chat.type == ChatType.PRIVATE or not changes_settings(action):
        return True
    return await reception.gateway.is_administrator(chat.id, query.from_user.id)
