"""What a message asks of the bot: a command, a link, words to look for, or nothing. Reads it, and no more.

Private chats are talks with the bot, and everything said there is answered. In groups only commands are meant
for it, and replies to what it said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias

from telegram import Message, MessageEntity, MessageOriginChannel, MessageOriginChat
from telegram.constants import ChatType

from bot.commands.request import SentFile
from bot.deeds import is_for_another

LONGEST_SEARCH = 200
"""Characters. Longer texts are talk, and no words to look for."""

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]+)(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_WITH_PATH = re.compile(r"[^\s/:@]+\.[^\s/:@]+/\S")
_TELEGRAM = re.compile(r"(?:https?://)?(?:t|telegram)\.me/", re.IGNORECASE)
_FEED_LISTS = (".opml", ".xml")


@dataclass(frozen=True, slots=True)
class Ordered:
    """A command. `addressed`: with this bot's name."""

    name: str
    """In lower case."""
    argument: str
    addressed: bool = False


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What a channel or a group said, and the link in it."""

    chat: int
    link: str | None


@dataclass(frozen=True, slots=True)
class Linked:
    """An address of the web, and the words it stands in."""

    link: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """Plain words."""

    words: str


@dataclass(frozen=True, slots=True)
class FeedList:
    """A file that may be a list of feeds (OPML)."""

    file: SentFile


@dataclass(frozen=True, slots=True)
class Wordless:
    """A picture, a sticker, a voice."""


Meant: TypeAlias = Ordered | Forwarded | Linked | Said | FeedList | Wordless


def meant(message: Message, name: str) -> Meant | None:
    """What a message asks of the bot of this name; None where it is not meant for it."""
    private = message.chat.type == ChatType.PRIVATE
    if order := _COMMAND.fullmatch(message.text or ""):
        if is_for_another(message.text or "", name):
            return None
        return Ordered(order["name"].lower(), (order["argument"] or "").strip(), bool(order["bot"]))
    if private:
        return _in_private(message, name)
    return Said(message.text) if message.text and _replies_to(message, name) else None


def gist(message: Message) -> str:
    """Names what a message says, whatever it looks like."""
    parts = [message.text or message.caption or "", *_links(message)]
    if message.document is not None:
        parts.append(message.document.file_unique_id)
    return blake2b("\n".join(parts).encode(errors="replace"), digest_size=16).hexdigest()


def _in_private(message: Message, name: str) -> Meant | None:
    if message.via_bot is not None and (message.via_bot.username or "").lower() == name.lower():
        return None  # what the reader has picked from our own offers
    if message.location is not None:
        if message.edit_date is not None:
            return None  # a shared place that moves along with its person
        place = f"{message.location.latitude:.6f}, {message.location.longitude:.6f}"
        return Ordered("timezone", place)
    link = next(_by_worth(message), None)
    match message.forward_origin:
        case MessageOriginChannel(chat=chat) | MessageOriginChat(sender_chat=chat):
            return Forwarded(chat.id, link)
    if (document := message.document) is not None and (document.file_name or "").lower().endswith(
        _FEED_LISTS
    ):
        return FeedList(SentFile(document.file_id, document.file_name or "", document.file_size or 0))
    if link is not None:
        return Linked(link, message.text or message.caption or "")
    if message.text:
        return Said(message.text)
    # What only tells of the chat itself, such as a pinned message, has nothing attached.
    return Wordless() if message.effective_attachment else None


def _replies_to(message: Message, name: str) -> bool:
    replied = message.reply_to_message
    if replied is None or replied.from_user is None:
        return False
    return (replied.from_user.username or "").lower() == name.lower()


def _by_worth(message: Message) -> Iterator[str]:
    """The links in a message: those that lead on within Telegram last, as under many a channel's post."""
    yield from sorted(_links(message), key=lambda link: bool(_TELEGRAM.match(link)))


def _links(message: Message) -> Iterator[str]:
    words, marked = message.text or message.caption or "", (*message.entities, *message.caption_entities)
    units = words.encode("utf-16-le", "surrogatepass")  # in these entities are counted
    for entity in marked:
        if entity.type not in (MessageEntity.URL, MessageEntity.TEXT_LINK):
            continue
        at, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        address = entity.url or units[at:end].decode("utf-16-le", "ignore")
        if address and _WEB.match(address):
            yield address
        elif address and _WITH_PATH.match(address):
            yield f"https://{address}"
