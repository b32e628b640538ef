"""The chats people are in: made by tests, the demo and the page, and looked up by what they do there.

Wrong use (no such chat, no such person) raises LookupError or ValueError: it is a mistake of the caller, not
of the bot.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.playground.chats import PRESENT
from bot.playground.desk import Desk
from bot.playground.world import Chat, Message, Person
from digests.model import ChatKind

SUPERGROUP_BASE = -1_000_000_000_000
"""Supergroups and channels have numbers below this one."""


class Rooms:
    """Making and finding chats."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.world = desk.world

    def add_person(
        self,
        user_id: int,
        first_name: str = "Ada",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> Person:
        person = Person(
            id=user_id,
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        self.world.people[user_id] = person
        return person

    def add_private_chat(
        self,
        user_id: int = 1001,
        first_name: str = "Ada",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> int:
        """A person with an open chat to the bot. Returns the chat's id, which is the person's."""
        person = self.add_person(
            user_id, first_name, last_name=last_name, username=username, language_code=language_code
        )
        name = " ".join(filter(None, (first_name, last_name)))
        self.world.add_chat(Chat(id=user_id, kind=ChatKind.PRIVATE, title=name, person=person))
        return user_id

    def add_group(
        self,
        title: str = "Readers",
        *,
        members: Sequence[int] = (1001,),
        admins: Sequence[int] = (1001,),
        supergroup: bool = False,
        topics: Sequence[str] = (),
        bot_is_admin: bool = False,
        with_bot: bool = True,
    ) -> int:
        """A group; the first of `admins` created it. Unknown people get a name. Topics need a supergroup.

        No update tells the bot of it: use `with_bot=False` and `invite_bot` where that matters.
        """
        kind = ChatKind.SUPERGROUP if supergroup or topics else ChatKind.GROUP
        chat = Chat(id=self._new_group_id(kind), kind=kind, title=title)
        for user_id in dict.fromkeys((*admins, *members)):
            if user_id not in self.world.people:
                self.add_person(user_id, f"Person {user_id}")
            chat.members[user_id] = "administrator" if user_id in admins else "member"
        for creator in admins[:1]:
            chat.members[creator] = "creator"
        if with_bot:
            chat.members[self.world.bot.id] = "administrator" if bot_is_admin else "member"
        for name in topics:
            # A topic has the number of the message that opened it.
            chat.topics[self.world.next_message_id(chat)] = name
        self.world.add_chat(chat)
        return chat.id

    def add_channel(
        self,
        title: str = "News",
        *,
        username: str | None = None,
        admins: Sequence[int] = (),
        with_bot: bool = True,
    ) -> int:
        """A channel in which the bot may post; the first of `admins` created it. With `with_bot=False` it is
        `promote_bot` that lets the bot in, and tells it so."""
        chat = Chat(
            id=self._new_group_id(ChatKind.CHANNEL), kind=ChatKind.CHANNEL, title=title, username=username
        )
        for user_id in admins:
            if user_id not in self.world.people:
                self.add_person(user_id, f"Person {user_id}")
            chat.members[user_id] = "administrator" if chat.members else "creator"
        if with_bot:
            chat.members[self.world.bot.id] = "administrator"
        self.world.add_chat(chat)
        return chat.id

    def topics(self, chat_id: int) -> dict[str, int]:
        """Thread numbers by the names of the topics."""
        return {name: number for number, name in self._chat(chat_id).topics.items()}

    def _new_group_id(self, kind: ChatKind) -> int:
        number = len(self.world.chats) + 5001
        return -number if kind is ChatKind.GROUP else SUPERGROUP_BASE - number

    def _chat(self, chat_id: int) -> Chat:
        if chat_id not in self.world.chats:
            raise LookupError(f"there is no chat {chat_id}")
        return self.world.chats[chat_id]

    def _topical(self, chat_id: int, thread: int) -> Chat:
        chat = self._chat(chat_id)
        if thread not in chat.topics:
            raise LookupError(f"chat {chat_id} has no topic {thread}")
        return chat

    def _private(self, chat_id: int) -> Chat:
        chat = self._chat(chat_id)
        if chat.person is None:
            raise ValueError("only the person of a private chat can block the bot; see remove_bot")
        return chat

    def _message(self, chat_id: int, message_id: int) -> Message:
        messages = self._chat(chat_id).messages
        if message_id not in messages:
            raise LookupError(f"there is no message {message_id} in chat {chat_id}")
        return messages[message_id]

    def _person(self, chat: Chat, user_id: int | None) -> Person:
        """Who acts: the named person, or else the one of the private chat, or else the group's first."""
        if chat.person is not None:
            return chat.person
        present = [
            user
            for user, status in chat.members.items()
            if status in PRESENT and user != self.world.bot.id and user_id in (None, user)
        ]
        if not present:
            raise LookupError(f"{user_id or 'nobody'} is not a member of chat {chat.id}")
        return self.world.people[present[0]]
