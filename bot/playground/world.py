"""The world of the playground: people, chats, messages and callback queries, in memory.

Changes come from two sides: the bot's methods (`sending.py`, `profile.py`) and the people (`people.py`).
Whoever changes something tells the feed. `views.py` says how things look to the bot and to a person.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.playground.entities import Entity
from bot.playground.faults import Refusal
from bot.playground.feed import Feed
from bot.playground.inline import InlineQuery
from bot.playground.keyboards import Keyboard
from bot.playground.replies import Json
from digests.model import ChatKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Telegram user; the bot is one too."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file in a chat."""

    id: str
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Location:
    """A place that a person shares."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Of a forwarded message: who said it first, or which channel posted it."""

    date: int
    person: Person | None = None
    channel: int | None = None
    message_id: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A glimpse of a message that the bot is still making."""

    number: int
    text: str
    entities: tuple[Entity, ...]
    shown_at: float
    """Monotonic seconds."""


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as it stands now."""

    chat_id: int
    id: int
    sender: Person | None
    """None where the chat itself speaks: in channels, and for administrators who stay anonymous."""
    date: int
    text: str = ""
    """Of a document: its caption."""
    entities: list[Entity] = field(default_factory=list)
    keyboard: Keyboard = field(default_factory=list)
    silent: bool = False
    protected: bool = False
    thread_id: int | None = None
    reply_to: int | None = None
    origin: Origin | None = None
    """Where it was forwarded from."""
    link_preview: dict[str, Json] | None = None
    document: Document | None = None
    location: Location | None = None
    via_bot: bool = False
    """A person sent it through the bot's inline mode."""
    inline_id: str | None = None
    """By which the bot changes it, where it was sent through the bot."""
    reactions: dict[int, str] = field(default_factory=dict)
    """An emoji by the number of the person."""
    edits: int = 0
    edited_at: int | None = None
    service: Mapping[str, Json] = field(default_factory=dict)
    """Of a service message: the field that says what happened."""


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat with its members and messages. Statuses are Telegram's words, the bot's own among them."""

    id: int
    kind: ChatKind
    title: str
    person: Person | None = None
    """The other side of a private chat."""
    username: str | None = None
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    general_closed: bool = False
    """Of a forum: nobody may write outside of its topics."""
    bot_may_write: bool = True
    """As a restricted member of a group, or an administrator of a channel, it may not."""
    messages: dict[int, Message] = field(default_factory=dict)
    draft: Draft | None = None
    last_message_id: int = 0
    refusal: Refusal | None = None
    migrated_to: int | None = None

    @property
    def is_group(self) -> bool:
        return self.kind in (ChatKind.GROUP, ChatKind.SUPERGROUP)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person sees after a press: a notice, an alert, or nothing."""

    text: str = ""
    alert: bool = False
    url: str | None = None


@dataclass(slots=True, kw_only=True)
class Query:
    """A pressed button that waits for answerCallbackQuery."""

    id: str
    chat_id: int
    message_id: int
    person: Person
    data: str
    asked_at: float
    """Monotonic seconds."""
    answer: Answer | None = None


Commands = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Profile:
    """What the bot says about itself, by language; "" is for all others."""

    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], Commands] = field(default_factory=dict)
    """By scope (`profile.py` makes the key) and language."""


class World:
    """All there is. One bot, many people."""

    def __init__(
        self,
        bot: Person,
        *,
        keep_messages: bool = True,
        clock: Callable[[], float] = time.time,
        inline_mode: bool = True,
    ):
        self.bot = bot
        self.inline_mode = inline_mode
        self.people: dict[int, Person] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, tuple[int, int]] = {}
        """Chat and message by the id the bot knows it by."""
        self.profile = Profile()
        self.feed = Feed(first=int(clock() * 1000))
        self.keep_messages = keep_messages
        self._clock = clock
        self._files: dict[str, Document] = {}
        self._query_ids = itertools.count(4_000_000_000_000_001)

    def now(self) -> int:
        """Unix time in whole seconds, as Telegram dates messages."""
        return int(self._clock())

    def add_chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        self.feed.tell("chat", chat.id)
        return chat

    def status(self, chat: Chat, user_id: int) -> str:
        """Of a person, or of the bot, in a chat: "left" for strangers."""
        if chat.person is not None:
            return "member" if user_id in (chat.id, self.bot.id) else "left"
        return chat.members.get(user_id, "left")

    def next_message_id(self, chat: Chat) -> int:
        chat.last_message_id += 1
        return chat.last_message_id

    def post(self, message: Message) -> Message:
        """A new message appears in its chat."""
        if message.sender is None or message.sender == self.bot:
            self.chats[message.chat_id].draft = None
        if self.keep_messages:
            self.chats[message.chat_id].messages[message.id] = message
        self.feed.tell("message", message.chat_id, str(message.id))
        return message

    def edited(self, message: Message) -> Message:
        message.edits += 1
        message.edited_at = self.now()
        self.feed.tell("edit", message.chat_id, str(message.id))
        return message

    def reacted(self, message: Message) -> None:
        self.feed.tell("reaction", message.chat_id, str(message.id))

    def delete(self, message: Message) -> None:
        del self.chats[message.chat_id].messages[message.id]
        self.feed.tell("delete", message.chat_id, str(message.id))

    def ask(self, message: Message, person: Person, data: str) -> Query:
        query = Query(
            id=self.next_query_id(),
            chat_id=message.chat_id,
            message_id=message.id,
            person=person,
            data=data,
            asked_at=time.monotonic(),
        )
        self.queries[query.id] = query
        return query

    def next_query_id(self) -> str:
        return str(next(self._query_ids))

    def keep_file(self, name: str, content_type: str, content: bytes) -> Document:
        document = Document(
            id=f"document-{len(self._files) + 1}", name=name, content_type=content_type, content=content
        )
        self._files[document.id] = document
        return document

    def file(self, identifier: str) -> Document | None:
        return self._files.get(identifier)
