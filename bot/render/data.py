"""What is stored about a chat: as a file, and before and after it is deleted."""

from __future__ import annotations

from datetime import datetime

from bot.callbacks.data import ForgetAll
from bot.callbacks.settings import Menu, ShowMenu
from bot.markup import bold, paragraphs
from bot.screens import Attachment, Button, Screen
from bot.words import Words
from digests.model import Chat
from digests.newsroom.belongings import Belongings


def everything(words: Words, stored: Belongings, now: datetime) -> Attachment:
    records = sum(map(len, stored.tables.values()))
    return Attachment(
        f"pullquote-{now:%Y-%m-%d}.json", stored.as_json(now), words("data.sent", count=records)
    )


def before_forgetting(
    words: Words, chat: Chat, stored: Belongings, *, afar: bool, by_invitation: bool
) -> Screen:
    """What would be deleted, with a button that does it, and one that does not."""
    told = words(
        "data.forget",
        follows=words("count.follows", count=stored.count("follow")),
        mutes=words("count.mutes", count=stored.count("mute")),
        saved=words("data.saved", count=stored.count("saved")),
    )
    confirm = Button(words.plain("button.forget_confirmed"), ForgetAll(True))
    back = Button(words.plain("button.back"), ShowMenu(Menu.DATA))
    door = words("data.forget.invitation") if by_invitation else ""
    return Screen(paragraphs(bold(chat.name) if afar else "", told, door), ((confirm,), (back,)))


def goodbye(words: Words, *, by_invitation: bool) -> Screen:
    return Screen(words("data.forgotten.invitation" if by_invitation else "data.forgotten"))
