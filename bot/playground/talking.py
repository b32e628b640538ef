"""What people send: words, files and places, forwarded or changed later, and reactions to what others say."""

from __future__ import annotations

import mimetypes
import re

from bot.playground.chats import ADMINS
from bot.playground.entities import Entity, utf16_length
from bot.playground.faults import Refusal
from bot.playground.formatting import MAX_LENGTH, formatted
from bot.playground.membership import Membership
from bot.playground.replies import Json, Refused
from bot.playground.views import chat_json, user_json
from bot.playground.world import Chat, Location, Message, Origin, Person
from digests.model import ChatKind

MAX_CAPTION = 1024
_EMOJI = """
👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥
🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨
🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡
"""
REACTIONS = frozenset(_EMOJI.split())
"""The emoji Telegram has as reactions."""

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Talking(Membership):
    """The people's words. Wrong use raises LookupError or ValueError."""

    async def say(
        self,
        chat_id: int,
        text: str,
        *,
        user: int | None = None,
        thread: int | None = None,
        reply_to: int | None = None,
        anonymous: bool = False,
        forwarded_from: int | None = None,
    ) -> int:
        """A person writes; returns the message's id. Writing to a blocked bot unblocks it, as apps do.

        `anonymous`: an administrator speaks as the group; `forwarded_from`: the channel whose post it is.
        """
        chat = await self._open(chat_id, thread)
        found, entities = _as_written(text, MAX_LENGTH)
        message = self._new_message(
            chat,
            None if anonymous else self._speaker(chat, user),
            thread=thread,
            reply_to=reply_to,
            origin=Origin(date=self.world.now(), channel=forwarded_from) if forwarded_from else None,
        )
        message.text, message.entities = found, entities
        return self._posted(message)

    async def open_link(self, user: int, payload: str = "") -> int:
        """A person opens t.me/<bot>?start=<payload> and presses Start; returns the message's id."""
        if not _PAYLOAD.fullmatch(payload):
            raise ValueError("a deep link carries at most 64 of A-Z, a-z, 0-9, _ and -")
        return await self.say(user, f"/start {payload}".rstrip())

    async def edit_said(self, chat_id: int, message_id: int, text: str, *, user: int | None = None) -> None:
        """A person changes the words of a message of their own."""
        message = self._message(chat_id, message_id)
        chat = self._chat(chat_id)
        speaker = self._speaker(chat, user) if user or chat.person else message.sender
        if message.sender != speaker or (speaker is not None and speaker.is_bot) or message.service:
            raise ValueError("only one's own messages can be edited")
        if message.document is not None or message.location is not None or message.origin is not None:
            raise ValueError("only words of one's own can be edited")
        found, entities = _as_written(text, MAX_LENGTH)
        if (found, entities) == (message.text, message.entities):
            raise ValueError("the message reads like this already")
        message.text, message.entities = found, entities
        self._changed(message)

    async def send_document(
        self,
        chat_id: int,
        name: str,
        content: bytes,
        *,
        user: int | None = None,
        caption: str = "",
        thread: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        """A person sends a file; returns the message's id."""
        if not content or not name:
            raise ValueError("a file has a name, and is not empty")
        chat = await self._open(chat_id, thread)
        words, entities = _as_written(caption, MAX_CAPTION) if caption else ("", [])
        message = self._new_message(chat, self._speaker(chat, user), thread=thread, reply_to=reply_to)
        message.text, message.entities = words, entities
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        message.document = self.world.keep_file(name, kind, content)
        return self._posted(message)

    async def send_location(
        self,
        chat_id: int,
        latitude: float,
        longitude: float,
        *,
        user: int | None = None,
        thread: int | None = None,
    ) -> int:
        """A person shares a place; returns the message's id."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError("there is no such place on earth")
        chat = await self._open(chat_id, thread)
        message = self._new_message(chat, self._speaker(chat, user), thread=thread)
        message.location = Location(latitude, longitude)
        return self._posted(message)

    async def forward(
        self,
        chat_id: int,
        message_id: int,
        to_chat: int,
        *,
        user: int | None = None,
        thread: int | None = None,
    ) -> int:
        """A person forwards a message with its words, links and file; returns the new message's id.

        Of its keyboard only buttons that are links come along, as in the apps.
        """
        original = self._message(chat_id, message_id)
        if original.protected:
            raise ValueError("the message is protected: it can't be forwarded")
        if original.service:
            raise ValueError("what happened in a chat can't be forwarded")
        chat = await self._open(to_chat, thread)
        origin = original.origin or Origin(
            date=original.date,
            person=original.sender,
            channel=None if original.sender else chat_id,
            message_id=message_id,
        )
        message = self._new_message(chat, self._speaker(chat, user), thread=thread, origin=origin)
        message.text, message.entities = original.text, list(original.entities)
        message.document, message.location = original.document, original.location
        message.link_preview = original.link_preview
        if all("url" in button for row in original.keyboard for button in row):
            message.keyboard = original.keyboard
        return self._posted(message)

    async def react(
        self, chat_id: int, message_id: int, emoji: str | None, *, user: int | None = None
    ) -> None:
        """A person reacts to a message, or takes the reaction back with None.

        The bot is told in private chats and where it is an administrator, if it asked for reactions.
        """
        message = self._message(chat_id, message_id)
        chat = self._chat(chat_id)
        person = self._person(chat, user)
        if message.service:
            raise ValueError("nobody can react to what happened in a chat")
        if emoji is not None and emoji not in REACTIONS:
            raise ValueError(f"{emoji!r} is none of Telegram's reactions")
        before = message.reactions.get(person.id)
        if before == emoji:
            return
        if emoji is None:
            del message.reactions[person.id]
        else:
            message.reactions[person.id] = emoji
        self.world.reacted(message)
        if chat.person is None and self.world.status(chat, self.world.bot.id) not in ADMINS:
            return
        if chat.kind is ChatKind.CHANNEL:
            self._tell_bot("message_reaction_count", self._reaction_count(chat, message), chat)
        else:
            payload = self._reaction_change(chat, message, person, before)
            self._tell_bot("message_reaction", payload, chat)

    def _reaction_change(
        self, chat: Chat, message: Message, person: Person, before: str | None
    ) -> dict[str, Json]:
        return {
            "chat": chat_json(chat),
            "message_id": message.id,
            "user": user_json(person),
            "date": self.world.now(),
            "old_reaction": _reactions(before),
            "new_reaction": _reactions(message.reactions.get(person.id)),
        }

    def _reaction_count(self, chat: Chat, message: Message) -> dict[str, Json]:
        """Of a channel, where nobody is told who reacted."""
        given = list(message.reactions.values())
        return {
            "chat": chat_json(chat),
            "message_id": message.id,
            "date": self.world.now(),
            "reactions": [
                {"type": {"type": "emoji", "emoji": emoji}, "total_count": given.count(emoji)}
                for emoji in dict.fromkeys(given)
            ],
        }

    async def _open(self, chat_id: int, thread: int | None) -> Chat:
        """The chat to write into; who writes to a blocked bot unblocks it."""
        chat = self._chat(chat_id)
        if chat.refusal is Refusal.BLOCKED:
            await self.unblock(chat_id)
        if thread is not None:
            self._topical(chat_id, thread)
        return chat

    def _speaker(self, chat: Chat, user: int | None) -> Person | None:
        """Who writes; in a channel it is the channel."""
        return None if chat.kind is ChatKind.CHANNEL else self._person(chat, user)


def _as_written(text: str, limit: int) -> tuple[str, list[Entity]]:
    """What a person typed, as Telegram stores it. Raises ValueError for what an app would not send."""
    try:
        text, entities = formatted(text, [])
    except Refused as refusal:
        raise ValueError(refusal.description) from refusal
    if utf16_length(text) > limit:
        raise ValueError(f"a message has at most {limit} characters")
    return text, entities


def _reactions(emoji: str | None) -> list[Json]:
    return [] if emoji is None else [{"type": "emoji", "emoji": emoji}]
