"""Pressed buttons -> edited messages. Every press is answered at once, whatever it comes to.

There is one answer for each press (`answers.py`), so what turns out after it left is said in the chat.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message
from telegram import Chat as TelegramChat
from telegram.constants import ChatType

from bot.callbacks import Action, ForChat, Nothing, Pressed, decode
from bot.commands.afar import reached
from bot.commands.answers import Answer
from bot.commands.outdated import instead
from bot.commands.reception import Reception, noted, refused, topic_of
from bot.commands.request import Request
from bot.commands.working import seen_working
from bot.gateway import Edited
from bot.markup import italic, paragraphs, plain
from bot.menus import changes_settings, shown_for
from bot.screens import Attachment, Screen, Shown, Toast
from digests.errors import OperatorMistake, ReaderMistake
from digests.newsroom import asking, subscribing


async def handle(reception: Reception, query: CallbackQuery) -> None:
    """Answers one press, and edits the message it was made in."""
    pressed, message = decode(query.data or ""), query.message
    answer = reception.answers.to(query.id)
    if message is None:  # it was sent to another chat in inline mode, and the bot does not see it there
        words = reception.words(query.from_user.language_code)
        answer.give(words.plain("mistake.button.elsewhere", bot=f"@{reception.name}"), alert=True)
    elif isinstance(pressed, Nothing):
        answer.give()
    else:
        await _see_to(reception, query, message, pressed, answer)
    await answer.left()


async def _see_to(
    reception: Reception,
    query: CallbackQuery,
    message: MaybeInaccessibleMessage,
    pressed: Pressed | None,
    answer: Answer,
) -> None:
    chat = message.chat
    thread = await _topic(reception, message)
    shown: Shown
    try:
        async with seen_working(reception.gateway, chat.id, thread):
            shown = await _come_to(reception, query, message, pressed)
            await _show(reception, message, shown, thread, answer)
    except ReaderMistake as mistake:
        words = await reception.words_for(chat, query.from_user)
        toast = Toast(words.plain(mistake.key, **mistake.values))
        await _show(reception, message, toast, thread, answer)
    except OperatorMistake:
        raise  # e.g. the database is away: not handled, so it comes again when it is back
    except Exception:
        code = noted("button")
        words = await reception.words_for(chat, query.from_user)
        toast = Toast(words.plain("mistake.ours", code=code))
        await _show(reception, message, toast, thread, answer)


async def _topic(reception: Reception, message: MaybeInaccessibleMessage) -> int | None:
    """The forum topic it stands in; of one that is too old for Telegram to say so, the one of its chat."""
    if isinstance(message, Message) and message.is_accessible:
        return topic_of(message)
    known = await subscribing.find(reception.store, message.chat.id)
    return known.thread if known is not None and len(known.threads) == 1 else None


async def _come_to(
    reception: Reception, query: CallbackQuery, message: MaybeInaccessibleMessage, pressed: Pressed | None
) -> Shown:
    """What the button leads to, for this person. Raises ReaderMistake."""
    chat = message.chat
    if pressed is None:
        words = await reception.words_for(chat, query.from_user)
        return Toast(words.plain("mistake.button"))
    if not isinstance(pressed, ForChat):
        refusal = refused(await _may_press(reception, query, chat, pressed))
        if refusal is not None:
            words = await reception.words_for(chat, query.from_user)
            return Toast(words.plain(refusal))
    request = replace(await reception.request(chat, query.from_user), message=message.message_id)
    request = request.within(await _topic(reception, message))
    if isinstance(message, Message) and message.is_accessible:
        request = replace(request, pressed_at=message.date)
    elif not isinstance(pressed, ForChat) and changes_settings(pressed) and request.subscription.elsewhere:
        return Toast(request.words.plain("mistake.button"))
    return await _pressed(reception, request, chat, pressed)


async def _pressed(reception: Reception, request: Request, chat: TelegramChat, pressed: Pressed) -> Shown:
    await asking.drop(reception.store, request.chat, request.user)
    if not isinstance(pressed, ForChat):
        if chat.type != ChatType.PRIVATE:
            # What stands there is for all to read, whoever of them pressed.
            request = replace(request, words=reception.words(request.subscription.chat.speaks))
        return await _shown(reception, request, pressed)
    if chat.type != ChatType.PRIVATE or not changes_settings(pressed.action):
        return Toast(request.words.plain("mistake.button"))
    about = await reached(reception.store, request, pressed.chat)
    shown = await _shown(reception, about, pressed.action)
    return shown.about(about.chat) if isinstance(shown, Screen) else shown


async def _shown(reception: Reception, request: Request, action: Action) -> Shown:
    shown = await shown_for(reception.store, request, action)
    return await instead(reception.store, request, action) if shown is None else shown


async def _may_press(
    reception: Reception, query: CallbackQuery, chat: TelegramChat, action: Action
) -> bool | None:
    if chat.type == ChatType.PRIVATE or not changes_settings(action):
        return True
    return await reception.gateway.is_administrator(chat.id, query.from_user.id)


# --- what it came to --------------------------------------------------------------------------


async def _show(
    reception: Reception,
    message: MaybeInaccessibleMessage,
    shown: Shown,
    thread: int | None,
    answer: Answer,
) -> None:
    match shown:
        case Toast(text, alert):
            if not answer.give(text, alert=alert):
                await reception.answer(message.chat.id, Screen(plain(text)), thread)
        case Attachment():
            answer.give()
            await reception.show(message.chat.id, shown, thread)
        case Screen(apart=True):
            answer.give(shown.notice)
            await reception.answer(message.chat.id, shown, thread)
        case Screen():
            await _edit(reception, message, shown, thread, answer)
        case _:
            assert_never(shown)


async def _edit(
    reception: Reception,
    message: MaybeInaccessibleMessage,
    screen: Screen,
    thread: int | None,
    answer: Answer,
) -> None:
    """The message as it is now, while the answer is on its way; a notice that is late for it stands above."""
    chat = message.chat.id
    if not answer.give(screen.notice):
        noticed = replace(screen, html=paragraphs(italic(screen.notice), screen.html))
        if noticed.html.fits:
            screen = noticed
        else:
            await reception.answer(chat, Screen(plain(screen.notice)), thread)
    match await reception.gateway.edit(chat, message.message_id, screen, previews=screen.previews):
        case Edited.LOST:
            await reception.answer(chat, screen, thread)
        case Edited.FAILED:
            words = await reception.words_for(message.chat, None)
            await reception.answer(chat, Screen(words("mistake.again")), thread)
        case Edited.DONE | Edited.SAME:
            pass
