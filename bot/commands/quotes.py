"""/quotes NAME: who said what, the newest first. Alone it says whom the news quote most."""

from __future__ import annotations

from typing import assert_never

from bot.commands.request import Command, Request
from bot.render import quotes as render
from bot.screens import Screen
from digests.newsroom import quoting
from digests.store.engine import Store


async def quotes(store: Store, request: Request) -> Screen:
    name = request.argument.removeprefix("from:").strip()
    if not name:
        return render.most_quoted(request.words, await quoting.most_quoted(store, request.chat, request.now))
    return screen(request, await quoting.of_person(store, request.chat, name, request.now))


def screen(request: Request, found: quoting.Answer) -> Screen:
    match found:
        case quoting.Quoted():
            zone = request.subscription.chat.timezone
            return render.quoted(request.words, found, request.now, zone)
        case quoting.Namesakes():
            return render.namesakes(request.words, found)
        case quoting.Unheard():
            return render.unheard(request.words, found)
        case _:
            assert_never(found)


COMMAND = Command("quotes", quotes, takes_argument=True)
