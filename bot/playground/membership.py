"""What people do with the bot and its chats: block it, invite it, promote it, move groups, close topics.

Used by tests and the demo directly, and by the page over HTTP (`control.py`). Each deed changes the world and
becomes the updates Telegram would send.
"""

from __future__ import annotations

from bot.playground.faults import Refusal
from bot.playground.hearing import Hearing
from bot.playground.replies import Json
from bot.playground.views import chat_json, member_json, message_json, user_json
from bot.playground.world import Chat, Message
from digests.model import ChatKind


class Membership(Hearing):
    """Comings and goings."""

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
