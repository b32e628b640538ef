"""Messages -> commands -> answers.

A mistake of the reader's is told in words with an example; a mistake of ours gets a code that finds
the log line. Either way the reader gets an answer.
"""

from __future__ import annotations

import re

from telegram import Message
from telegram.constants import ChatType

from bot.commands.reception import Reception, noted, refused, topic_of
from bot.commands.registry import COMMANDS
from bot.commands.request import Command, Request
from bot.screens import Screen
from digests.errors import ReaderMistake, StoreError
from digests.newsroom import subscribing
from digests.wishes import shortened

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]+)(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL)
_BY_NAME = {command.name: command for command in COMMANDS}


async def handle(reception: Reception, message: Message) -> None:
    """Answers one message; in groups only what is meant for this bot."""
    if message.migrate_to_chat_id is not None:
        await subscribing.move(reception.store, message.chat.id, message.migrate_to_chat_id)
        return
    private = message.chat.type == ChatType.PRIVATE
    if message.location is not None and private:
        where = f"{message.location.latitude:.6f}, {message.location.longitude:.6f}"
        await _obey(reception, message, _BY_NAME["timezone"], where)
        return
    match = _COMMAND.fullmatch(message.text or "")
    if match is None:
        if private:
            await _tell(reception, message, "mistake.talk")
        return
    addressed = (match["bot"] or "").lower()
    if addressed not in ("", reception.name.lower()):
        return  # meant for another bot of the group
    command = _BY_NAME.get(match["name"].lower())
    if command is not None:
        await _obey(reception, message, command, (match["argument"] or "").strip())
    elif private or addressed:
        await _tell(reception, message, "mistake.command", words=shortened("/" + match["name"]))


async def _obey(reception: Reception, message: Message, command: Command, argument: str) -> None:
    try:
        if command.changes_settings:
            refusal = refused(await _may_change(reception, message))
            if refusal is not None:
                await _tell(reception, message, refusal)
                return
        language = _language(message)
        request = Request(
            subscription=await reception.met(message.chat, language),
            argument=argument,
            words=reception.words(language),
            now=reception.clock(),
            thread=topic_of(message),
            admission=reception.admission,
        )
        screen = await command.answer(reception.store, request)
        await reception.answer(message.chat.id, screen, request.thread)
    except ReaderMistake as mistake:
        await _tell(reception, message, mistake.key, **mistake.values)
    except StoreError:
        raise  # not handled, so it comes again when the database is back
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
    screen = Screen(reception.words(_language(message))(key, **values))
    await reception.answer(message.chat.id, screen, topic_of(message))


def _language(message: Message) -> str | None:
    return message.from_user.language_code if message.from_user else None
