"""/mydata: everything that is stored about the chat, as a file."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.render import data
from bot.screens import Attachment
from digests.newsroom import belongings
from digests.schedule import zone_of
from digests.store.engine import Store


async def send_all(store: Store, request: Request) -> Attachment:
    stored = await belongings.of_chat(store, request.chat)
    local = request.now.astimezone(zone_of(request.subscription.chat.timezone))
    return data.everything(request.words, stored, local)


COMMAND = Command("mydata", send_all, changes_settings=True, works_afar=True)
