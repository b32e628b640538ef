"""What the bot hears of what people do: every deed becomes the update Telegram would send, or none."""

from __future__ import annotations

from bot.playground.chats import PRESENT
from bot.playground.replies import Json
from bot.playground.rooms import Rooms
from bot.playground.views import message_json
from bot.playground.world import Chat, Message, Origin, Person
from digests.model import ChatKind


class Hearing(Rooms):
    """Tells the bot."""

    def _posted(self, message: Message) -> int:
        """A person's message appears; returns its number. The bot gets it where it may hear it."""
        chat = self._chat(message.chat_id)
        self.world.post(message)
        if self._heard(chat, message):
            self._tell_bot(_kind("message", chat), message_json(self.world, message), chat)
        return message.id

    def _changed(self, message: Message) -> None:
        """A person's message reads differently from now on."""
        chat = self._chat(message.chat_id)
        self.world.edited(message)
        if self._heard(chat, message):
            self._tell_bot(_kind("edited_message", chat), message_json(self.world, message), chat)

    def _new_message(
        self,
        chat: Chat,
        sender: Person | None,
        *,
        thread: int | None = None,
        reply_to: int | None = None,
        origin: Origin | None = None,
    ) -> Message:
        """Without its content, and not yet posted."""
        return Message(
            chat_id=chat.id,
            id=self.world.next_message_id(chat),
            sender=None if chat.kind is ChatKind.CHANNEL else sender,
            date=self.world.now(),
            thread_id=thread,
            reply_to=reply_to,
            origin=origin,
        )

    def _heard(self, chat: Chat, message: Message) -> bool:
        """Whether the bot hears of a message: in groups, privacy mode hides what is not meant for it."""
        status = self.world.status(chat, self.world.bot.id)
        if status not in PRESENT or chat.migrated_to is not None:
            return False
        if not chat.is_group or status == "administrator" or message.via_bot:
            return True
        replied = chat.messages.get(message.reply_to or 0)
        if replied is not None and replied.sender == self.world.bot:
            return True
        command, at, name = (message.text.split(maxsplit=1) or [""])[0].partition("@")
        return command.startswith("/") and (not at or name.lower() == (self.world.bot.username or "").lower())

    def _tell_bot(self, kind: str, payload: dict[str, Json], chat: Chat) -> None:
        self.desk.updates.push(kind, payload, chat.id)


def _kind(kind: str, chat: Chat) -> str:
    """Posts of channels are updates of their own kind."""
    return kind.replace("message", "channel_post") if chat.kind is ChatKind.CHANNEL else kind
