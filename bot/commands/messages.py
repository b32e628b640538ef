"""Messages -> commands -> answers.

A mistake of the reader's is told in words with an example; a mistake of ours gets a code that finds
the log line. Either way the reader gets an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from telegram import Message, MessageOriginChannel, MessageOriginChat, User
from telegram.constants import ChatType

from bot.callbacks import ForChat, decode
from bot.commands.reception import Reception, noted, refused, topic_of
from bot.commands.registry import COMMANDS, FOR_ADMINS
from bot.commands.request import Command
from bot.screens import Screen
from digests.errors import OperatorMistake, ReaderMistake
from digests.newsroom import admins, subscribing
from digests.wishes import shortened

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]+)(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL)
_BY_NAME = {command.name: command for command in COMMANDS}
_FOR_ADMINS = {command.name: command for command in FOR_ADMINS}


async def handle(reception: Reception, message: Message) -> None:
    """Answers one message; in groups only what is meant for this bot."""
    if message.migrate_to_chat_id is not None:
        await subscribing.move(reception.store, message.chat.id, message.migrate_to_chat_id)
        return
    private = message.chat.type == ChatType.PRIVATE
    if private and (pointed := _pointed_at(message)):
        command, argument = pointed
        await _obey(reception, message, _BY_NAME[command], argument)
        return
    match = _COMMAND.fullmatch(message.text or "")
    if match is None:
        if private:
            await _tell(reception, message, "mistake.talk")
        return
    addressed = (match["bot"] or "").lower()
    if addressed not in ("", reception.name.lower()):
        return  # meant for another bot of the group
    name = match["name"].lower()
    named = _BY_NAME.get(name)
    if private and name in _FOR_ADMINS and await admins.is_admin(reception.store, message.chat.id):
        named = _FOR_ADMINS[name]
    argument = (match["argument"] or "").strip()
    if named is None:
        if private or addressed:
            await _tell(reception, message, "mistake.command", words=shortened("/" + match["name"]))
    elif private and named.works_afar and (other := _settings_replied_to(message)):
        await _obey(reception, message, _BY_NAME["channel"], f"{other} {named.name} {argument}")
    else:
        await _obey(reception, message, named, argument)


def _pointed_at(message: Message) -> tuple[str, str] | None:
    """The command that is meant by a shared location, or by a message of a channel or group that somebody
    forwards, and its argument."""
    if message.location is not None:
        return "timezone", f"{message.location.latitude:.6f}, {message.location.longitude:.6f}"
    match message.forward_origin:
        case MessageOriginChannel(chat=chat) | MessageOriginChat(sender_chat=chat):
            return "channel", str(chat.id)
        case _:
            return None


def _settings_replied_to(message: Message) -> int | None:
    """The other chat whose settings stand in the message that this one replies to: its buttons say so."""
    replied = message.reply_to_message
    if replied is None or replied.reply_markup is None:
        return None
    return next(_chats_of(replied), None)


def _chats_of(message: Message) -> Iterator[int]:
    for row in message.reply_markup.inline_keyboard if message.reply_markup else ():
        for button in row:
            data = button.callback_data
            pressed = decode(data) if isinstance(data, str) else None
            if isinstance(pressed, ForChat):
                yield pressed.chat


async def _obey(reception: Reception, message: Message, command: Command, argument: str) -> None:
    try:
        if command.changes_settings:
            refusal = refused(await _may_change(reception, message))
            if refusal is not None:
                await _tell(reception, message, refusal)
                return
        thread = topic_of(message)
        request = await reception.request(message.chat, _person(message), argument, thread=thread)
        shown = await command.answer(reception.store, request)
        await reception.show(message.chat.id, shown, thread)
    except ReaderMistake as mistake:
        await _tell(reception, message, mistake.key, **mistake.values)
    except OperatorMistake:
        raise  # e.g. the database is away: not handled, so it comes again when it is back
    except Exception:
        await _tell(reception, message, "mistake.ours", code=noted(f"/{command.name}"))


async def _may_change(reception: Reception, message: Message) -> bool | None:
    if message.chat.type == ChatType.PRIVATE:
        return True
    if message.sender_chat is not None:
        # An anonymous administrator writes as the group itself; a channel's forwards do not count.
        return message.sender_chat.id == message.chat.id
    user = message.from_user
    return None if user is None else await reception.gateway.is_administrator(message.chat.id, user.id)


async def _tell(reception: Reception, message: Message, key: str, **values: str | int) -> None:
    person = _person(message)
    words = reception.words(person.language_code if person else None)
    await reception.answer(message.chat.id, Screen(words(key, **values)), topic_of(message))


def _person(message: Message) -> User | None:
    """Who writes; nobody where a chat speaks, whatever stand-in Telegram names for it."""
    return None if message.sender_chat is not None else message.from_user
