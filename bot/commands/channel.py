"""/channel @name: sets up a channel from the private chat with one of its administrators.

`/channel @name time 07:30` gives a command for it; alone it lists the chats that this person keeps. A message
forwarded from a channel, and a command in reply to the settings of another chat, come here too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.commands.afar import reached
from bot.commands.request import Command, Request
from bot.commands.settings import shown
from bot.render.settings import kept_chats
from bot.screens import Screen, Shown
from digests.errors import ReaderMistake
from digests.model import ChatKind
from digests.newsroom import subscribing
from digests.store.engine import Store
from digests.wishes import shortened

_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
_NAME = re.compile(r"(?:@|(?:https?://)?t\.me/(?!c/))?([A-Za-z]\w{3,31})/?", re.ASCII | re.IGNORECASE)
_PRIVATE_LINK = re.compile(r"(?:https?://)?t\.me/c/(\d{1,12})(?:/\d+)*/?", re.ASCII | re.IGNORECASE)


def command(reaching: Sequence[Command]) -> Command:
    """The command; `reaching` are those that can be given for another chat."""
    by_name = {each.name: each for each in reaching if each.works_afar}

    async def channel(store: Store, request: Request) -> Shown:
        if request.subscription.chat.kind is not ChatKind.PRIVATE:
            return Screen(request.words("channel.private"))
        if not request.argument:
            return kept_chats(request.words, await subscribing.kept_by(store, request.chat))
        named, asked, argument = (*request.argument.split(maxsplit=2), "", "")[:3]
        wanted = by_name.get(asked.removeprefix("/").lower())
        if asked and wanted is None:
            raise ReaderMistake("mistake.channel.command", words=shortened(asked))
        about = await reached(store, request, reference(named))
        if wanted is None:
            shown: Shown = await _opened(store, about)
        else:
            shown = await wanted.answer(store, about.saying(argument))
        return shown.about(about.chat) if isinstance(shown, Screen) else shown

    return Command("channel", channel, takes_argument=True, only_private=True)


def reference(named: str) -> int | str:
    """What somebody calls a chat, as Telegram knows it. Raises ReaderMistake."""
    if _NUMBER.fullmatch(named):
        return int(named)
    if link := _PRIVATE_LINK.fullmatch(named):
        return int(f"-100{link[1]}")
    if name := _NAME.fullmatch(named):
        return f"@{name[1]}"
    raise ReaderMistake("mistake.channel.name", words=shortened(named))


async def _opened(store: Store, about: Request) -> Screen:
    chat = about.subscription.chat
    notice = None if about.subscription.active else about.words("channel.ready", chat=chat.name)
    return await shown(store, about, about.subscription, notice)
