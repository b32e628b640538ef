"""Messages -> commands -> answers.

A mistake of the reader's is told in words with an example; a mistake of ours gets a code that finds
the log line. Either way the reader gets an answer, and one only: a message that was edited has its answer
edited, and one that says what it said before is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import assert_never

from telegram import Message, User
from telegram.constants import ChatType

from bot.callbacks import ForChat, decode
from bot.commands import links, questions
from bot.commands.heard import (
    LONGEST_SEARCH,
    FeedList,
    Forwarded,
    Linked,
    Meant,
    Ordered,
    Said,
    Wordless,
    gist,
    meant,
)
from bot.commands.reception import Reception, noted, refused, topic_of
from bot.commands.registry import COMMANDS, FOR_ADMINS
from bot.commands.request import Command, Request, SentFile
from bot.commands.working import seen_working
from bot.markup import paragraphs
from bot.screens import Screen, Shown
from digests.errors import OperatorMistake, ReaderMistake
from digests.newsroom import admins, asking, exchanging, subscribing
from digests.store.exchanges import Exchange
from digests.store.questions import Question
from digests.wishes import shortened

_BY_NAME = {command.name: command for command in COMMANDS}
_FOR_ADMINS = {command.name: command for command in FOR_ADMINS}
_ALIKE = 0.6
"""How much of a mistyped command's letters have to be right."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What to show for a message."""

    shown: Shown
    asked: Question | None = None
    """What the message answers, if it does; shown in the place of that."""


async def handle(reception: Reception, message: Message) -> None:
    """Answers one message, or one that was edited; in groups only what is meant for this bot."""
    chat = message.chat.id
    if message.migrate_to_chat_id is not None:
        await subscribing.move(reception.store, chat, message.migrate_to_chat_id)
        return
    asked = meant(message, reception.name)
    if asked is None or reception.albums.is_said_already(message):
        return
    said = gist(message)
    before = await exchanging.before(reception.store, chat, message.message_id)
    if before is not None and before.said == said:
        return  # only its looks were edited, or it was answered in a process that died then
    async with seen_working(reception.gateway, chat, topic_of(message)):
        told = await _told(reception, message, asked, before)
    if told is not None:
        await exchanging.note(reception.store, chat, message.message_id, told, reception.clock())


async def _told(
    reception: Reception, message: Message, asked: Meant, before: Exchange | None
) -> Exchange | None:
    """Answers the message; None where that is not to be remembered."""
    chat, thread, said = message.chat.id, topic_of(message), gist(message)
    was_an_answer = before is not None and before.kind is not None
    # What was set by an answer stays to be seen, unless it is set anew.
    over = before.answered if before and not was_an_answer else None
    try:
        answer = await _answer(reception, message, asked, before)
        if answer is None:
            return None
        question = answer.asked
        place = question.message if question and question.message else over
        shown = await reception.show(chat, answer.shown, thread, over=place)
        return _exchange(shown, said, question)
    except ReaderMistake as mistake:
        words = await reception.words_for(message.chat, _person(message))
        screen = Screen(words(mistake.key, **mistake.values))
    except OperatorMistake:
        raise  # e.g. the database is away: not handled, so it comes again when it is back
    except Exception:
        code = noted(asked.name if isinstance(asked, Ordered) else type(asked).__name__)
        words = await reception.words_for(message.chat, _person(message))
        screen = Screen(words("mistake.ours", code=code))
    shown = await reception.show(chat, screen, thread, over=over)
    return None if was_an_answer else _exchange(shown, said)


def _exchange(shown: int | None, said: str, question: Question | None = None) -> Exchange | None:
    if shown is None:
        return None
    return Exchange(shown, said, question.kind, question.about) if question else Exchange(shown, said)


async def _answer(
    reception: Reception, message: Message, asked: Meant, before: Exchange | None
) -> _Answer | None:
    """Raises ReaderMistake."""
    person = _person(message)
    if not isinstance(asked, Said | Linked):
        await asking.drop(reception.store, message.chat.id, person.id if person else None)
    private = message.chat.type == ChatType.PRIVATE
    match asked:
        case Ordered():
            return await _ordered(reception, message, asked)
        case Forwarded(chat, link):
            return _Answer(await _forwarded(reception, message, chat, link))
        case FeedList(file):
            return _Answer(await _feed_list(reception, await _request(reception, message), file))
        case Linked(link, words):
            request = await _request(reception, message, words)
            return await _to_question(reception, request, before) or _Answer(
                await links.tell_link(reception.store, request.saying(link))
            )
        case Said(words) if private:
            request = await _request(reception, message, words)
            return await _to_question(reception, request, before) or _Answer(await _talk(reception, request))
        case Said(words):
            return await _replied(reception, message, words, before)
        case Wordless():
            request = await _request(reception, message)
            return _Answer(Screen(request.words("mistake.wordless")))
        case _:
            assert_never(asked)


# --- commands ---------------------------------------------------------------------------------


async def _ordered(reception: Reception, message: Message, asked: Ordered) -> _Answer | None:
    private = message.chat.type == ChatType.PRIVATE
    named = _BY_NAME.get(asked.name)
    if private and asked.name in _FOR_ADMINS and await admins.is_admin(reception.store, message.chat.id):
        named = _FOR_ADMINS[asked.name]
    if named is None:
        if not private and not asked.addressed:
            return None  # perhaps another bot of the group knows it
        return _Answer(await _unknown(reception, message, asked))
    argument = asked.argument
    if private and named.works_afar and (other := _settings_replied_to(message)):
        named, argument = _BY_NAME["channel"], f"{other} {named.name} {argument}"
    return _Answer(await _obey(reception, message, named, argument))


async def _unknown(reception: Reception, message: Message, asked: Ordered) -> Screen:
    request = await _request(reception, message)
    typed = shortened(f"/{asked.name}")
    near = get_close_matches(asked.name, _BY_NAME, n=1, cutoff=_ALIKE)
    if not near:
        return Screen(request.words("mistake.command", words=typed))
    return Screen(request.words("mistake.command.near", words=typed, near=f"/{near[0]}"))


async def _obey(reception: Reception, message: Message, command: Command, argument: str) -> Shown:
    if command.changes_settings:
        refusal = refused(await _may_change(reception, message))
        if refusal is not None:
            raise ReaderMistake(refusal)
    return await command.answer(reception.store, await _request(reception, message, argument))


async def _may_change(reception: Reception, message: Message) -> bool | None:
    if message.chat.type == ChatType.PRIVATE:
        return True
    if message.sender_chat is not None:
        # An anonymous administrator writes as the group itself; a channel's forwards do not count.
        return message.sender_chat.id == message.chat.id
    user = message.from_user
    return None if user is None else await reception.gateway.is_administrator(message.chat.id, user.id)


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


# --- everything else --------------------------------------------------------------------------


async def _forwarded(reception: Reception, message: Message, chat: int, link: str | None) -> Shown:
    """The settings of a channel to who looks after it; to others the digest of what its post links to."""
    try:
        return await _obey(reception, message, _BY_NAME["channel"], str(chat))
    except ReaderMistake:
        if link is None:
            raise
        return await links.tell_link(reception.store, await _request(reception, message, link))


async def _to_question(reception: Reception, request: Request, before: Exchange | None) -> _Answer | None:
    """The words as an answer to what this person was asked; None where they are none."""
    asked = await questions.asked_of(reception.store, request, before)
    shown = await questions.answered(reception.store, request, asked) if asked else None
    return None if shown is None else _Answer(shown, asked)


async def _replied(
    reception: Reception, message: Message, words: str, before: Exchange | None
) -> _Answer | None:
    """Somebody of a group answers what the bot said; it listens where it had asked."""
    request = await _request(reception, message, words)
    if await questions.asked_of(reception.store, request, before) is None:
        return None
    refusal = refused(await _may_change(reception, message))
    if refusal is not None:
        raise ReaderMistake(refusal)
    return await _to_question(reception, request, before)


async def _talk(reception: Reception, request: Request) -> Shown:
    """Words that are neither command nor answer are looked for, if they are few enough."""
    if len(request.argument) > LONGEST_SEARCH:
        return Screen(request.words("mistake.talk"))
    found = await _BY_NAME["search"].answer(reception.store, request)
    if not isinstance(found, Screen):
        return found
    noticed = replace(found, html=paragraphs(found.html, request.words("talk.searched")))
    return noticed if noticed.html.fits else found


async def _feed_list(reception: Reception, request: Request, file: SentFile) -> Shown:
    add = _BY_NAME.get("add")
    if add is None:
        return Screen(request.words("mistake.wordless"))
    return await add.answer(reception.store, replace(request, file=file))


async def _request(reception: Reception, message: Message, argument: str = "") -> Request:
    return await reception.request(message.chat, _person(message), argument, thread=topic_of(message))


def _person(message: Message) -> User | None:
    """Who writes; nobody where a chat speaks, whatever stand-in Telegram names for it."""
    return None if message.sender_chat is not None else message.from_user
