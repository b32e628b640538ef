"""What people do in the playground: write, press buttons, block the bot, move groups.

Used by tests and the demo directly, and by the page over HTTP (`control.py`). Each deed changes the world and
becomes the updates Telegram would send.
"""

from __future__ import annotations

from bot.playground.chats import PRESENT
from bot.playground.entities import utf16_length
from bot.playground.faults import Refusal
from bot.playground.formatting import MAX_LENGTH, formatted
from bot.playground.replies import Json, Refused
from bot.playground.rooms import Rooms
from bot.playground.shown import shown
from bot.playground.views import chat_json, member_json, message_json, user_json
from bot.playground.world import Chat, Message, Person, Query
from digests.model import ChatKind


class People(Rooms):
    """The people's deeds."""

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
        chat = self._chat(chat_id)
        if chat.refusal is Refusal.BLOCKED:
            await self.unblock(chat_id)
        try:
            text, entities = formatted(text, [])
        except Refused as refusal:
            raise ValueError(refusal.description) from refusal
        if utf16_length(text) > MAX_LENGTH:
            raise ValueError(f"a message has at most {MAX_LENGTH} characters")
        if thread is not None:
            self._topical(chat_id, thread)
        message = Message(
            chat_id=chat_id,
            id=self.world.next_message_id(chat),
            sender=None if anonymous or chat.kind is ChatKind.CHANNEL else self._person(chat, user),
            date=self.world.now(),
            text=text,
            entities=entities,
            thread_id=thread,
            reply_to=reply_to,
            forwarded_from=forwarded_from,
        )
        self.world.post(message)
        if self._heard(chat, message):
            kind = "channel_post" if chat.kind is ChatKind.CHANNEL else "message"
            self._tell_bot(kind, message_json(self.world, message), chat)
        return message.id

    async def press(self, chat_id: int, message_id: int, button: str, *, user: int | None = None) -> str:
        """A person presses a button, named by its label or its callback data. Returns the query's id."""
        message = self._message(chat_id, message_id)
        view = shown(self.world, message)
        by_data = [found for row in view.keyboard for found in row if found.data == button]
        found = by_data[0] if by_data else view.button(button)
        if found.data is None:
            raise ValueError(f"button {found.text!r} sends nothing to the bot (url: {found.url})")
        person = self._person(self._chat(chat_id), user)
        return self._ask(message, person, found.data, message_json(self.world, message))

    async def forge_callback(
        self, chat_id: int, message_id: int, data: str, *, user: int | None = None
    ) -> str:
        """A press with data of one's own choice, also where the message is gone. Returns the query's id."""
        chat = self._chat(chat_id)
        message = chat.messages.get(message_id)
        if message is None:
            gone: dict[str, Json] = {"chat": chat_json(chat), "message_id": message_id, "date": 0}
            message = Message(chat_id=chat_id, id=message_id, sender=self.world.bot, date=0)
            return self._ask(message, self._person(chat, user), data, gone)
        return self._ask(message, self._person(chat, user), data, message_json(self.world, message))

    async def block(self, chat_id: int) -> None:
        """The person of a private chat blocks the bot: 403 from now on, and an update."""
        chat = self._private(chat_id)
        before = self._membership(chat)
        chat.refusal = Refusal.BLOCKED
        self._member_update(chat, before)

    async def unblock(self, chat_id: int) -> None:
        chat = self._private(chat_id)
        before = self._membership(chat)
        chat.refusal = None
        self._member_update(chat, before)

    async def remove_bot(self, chat_id: int, *, user: int | None = None) -> None:
        """Somebody removes the bot from a group or channel: 403 from now on, and an update."""
        self._change_bot_status(chat_id, "kicked", user)

    async def invite_bot(self, chat_id: int, *, user: int | None = None) -> None:
        """Somebody adds the bot to a group, or adds it again."""
        self._change_bot_status(chat_id, "member", user)

    async def promote_bot(self, chat_id: int, *, user: int | None = None, may_write: bool = True) -> None:
        """Somebody makes the bot an administrator, or changes its rights as one."""
        self._change_bot_status(chat_id, "administrator", user, may_write)

    async def silence_bot(self, chat_id: int, *, user: int | None = None) -> None:
        """Somebody takes the right to write from the bot, which stays in the group: 400 from now on, and an
        update."""
        self._change_bot_status(chat_id, "restricted", user, may_write=False)

    async def migrate(self, chat_id: int) -> int:
        """A group becomes a supergroup. Returns the new id; the bot gets both service messages."""
        old = self._chat(chat_id)
        if old.kind is not ChatKind.GROUP:
            raise ValueError("only groups become supergroups")
        new = Chat(
            id=self._new_group_id(ChatKind.SUPERGROUP),
            kind=ChatKind.SUPERGROUP,
            title=old.title,
            members=dict(old.members),
        )
        self.world.add_chat(new)
        old.migrated_to = new.id
        self._service(old, {"migrate_to_chat_id": new.id})
        self._service(new, {"migrate_from_chat_id": old.id})
        return new.id

    async def close_topic(self, chat_id: int, thread: int) -> None:
        """Nobody may write into the topic any more; the bot is told."""
        chat = self._topical(chat_id, thread)
        chat.closed_topics.add(thread)
        self._service(chat, {"forum_topic_closed": {}}, thread)

    async def close_general(self, chat_id: int, *, closed: bool = True) -> None:
        """Nobody may write outside of the forum's topics any more; or they may again."""
        chat = self._chat(chat_id)
        chat.general_closed = closed
        self._service(chat, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})

    async def reopen_topic(self, chat_id: int, thread: int) -> None:
        chat = self._topical(chat_id, thread)
        chat.closed_topics.discard(thread)
        self._service(chat, {"forum_topic_reopened": {}}, thread)

    async def delete_topic(self, chat_id: int, thread: int) -> None:
        """The topic is gone with all that was in it. No update tells the bot."""
        chat = self._topical(chat_id, thread)
        del chat.topics[thread]
        chat.closed_topics.discard(thread)

    def _topical(self, chat_id: int, thread: int) -> Chat:
        chat = self._chat(chat_id)
        if thread not in chat.topics:
            raise LookupError(f"chat {chat_id} has no topic {thread}")
        return chat

    def _heard(self, chat: Chat, message: Message) -> bool:
        """Whether the bot hears of a message: in groups, privacy mode hides what is not meant for it."""
        status = self.world.status(chat, self.world.bot.id)
        if status not in PRESENT or chat.migrated_to is not None:
            return False
        if not chat.is_group or status == "administrator":
            return True
        replied = chat.messages.get(message.reply_to or 0)
        if replied is not None and replied.sender == self.world.bot:
            return True
        command, at, name = message.text.split(maxsplit=1)[0].partition("@")
        return command.startswith("/") and (not at or name.lower() == (self.world.bot.username or "").lower())

    def _ask(self, message: Message, person: Person, data: str, view: dict[str, Json]) -> str:
        query: Query = self.world.ask(message, person, data)
        payload: dict[str, Json] = {
            "id": query.id,
            "from": user_json(person),
            "message": view,
            "chat_instance": str(message.chat_id),
            "data": data,
        }
        self._tell_bot("callback_query", payload, self._chat(message.chat_id))
        return query.id

    def _change_bot_status(self, chat_id: int, status: str, user: int | None, may_write: bool = True) -> None:
        chat = self._chat(chat_id)
        if chat.person is not None:
            raise ValueError("a private chat has no members")
        if chat.kind is ChatKind.CHANNEL and status in ("member", "restricted"):
            raise ValueError("in a channel a bot is an administrator or nothing")
        before = self._membership(chat)
        chat.members[self.world.bot.id], chat.bot_may_write = status, may_write
        self._member_update(chat, before, user)

    def _membership(self, chat: Chat) -> dict[str, Json]:
        """The bot's own."""
        status = self.world.status(chat, self.world.bot.id)
        return member_json(chat, self.world.bot, "kicked" if chat.refusal is Refusal.BLOCKED else status)

    def _member_update(self, chat: Chat, before: dict[str, Json], user: int | None = None) -> None:
        payload: dict[str, Json] = {
            "chat": chat_json(chat),
            "from": user_json(self._person(chat, user)),
            "date": self.world.now(),
            "old_chat_member": before,
            "new_chat_member": self._membership(chat),
        }
        self.world.feed.tell("chat", chat.id)
        self._tell_bot("my_chat_member", payload, chat)

    def _service(self, chat: Chat, what: dict[str, Json], thread: int | None = None) -> None:
        message = Message(
            chat_id=chat.id,
            id=self.world.next_message_id(chat),
            sender=self._person(chat, None),
            date=self.world.now(),
            service=what,
            thread_id=thread,
        )
        self.world.post(message)
        self._tell_bot("message", message_json(self.world, message), chat)

    def _tell_bot(self, kind: str, payload: dict[str, Json], chat: Chat) -> None:
        self.desk.updates.push(kind, payload, chat.id)
