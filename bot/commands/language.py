"""/language: which language the bot speaks in the chat. Digests stay in the language of their articles."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks.settings import Menu
from bot.commands.request import Command, Request
from bot.commands.settings import changed, open_page, shown
from bot.screens import Screen
from bot.words.catalog import chosen, language_meant, own_names
from digests.errors import ReaderMistake
from digests.store.engine import Store
from digests.wishes import shortened


async def set_language(store: Store, request: Request) -> Screen:
    """Without a name it offers them all. Raises ReaderMistake."""
    if not request.argument:
        return await open_page(store, request, Menu.SPEAKING)
    meant = language_meant(request.house.languages, request.argument, request.words)
    if meant is None:
        names = [name for _, name in own_names(request.house.languages)]
        raise ReaderMistake("mistake.language", words=shortened(request.argument), languages=", ".join(names))
    return await choose_language(store, request, meant) or await open_page(store, request, Menu.SPEAKING)


async def choose_language(store: Store, request: Request, language: str | None) -> Screen | None:
    """Answers in it at once. None: as Telegram has it; the result is None for a language that there is none
    of."""
    languages = request.house.languages
    if language is not None and language not in languages:
        return None
    after = await changed(store, request, lambda chat: replace(chat, chosen_language=language))
    if not request.afar:  # else it is another chat that speaks it
        request = replace(request, words=chosen(languages, after.chat.speaks))
    name = chosen(languages, after.chat.speaks).own_name
    return await shown(store, request, after, request.words("settings.speaks", language=name))


COMMAND = Command("language", set_language, takes_argument=True, changes_settings=True, works_afar=True)
