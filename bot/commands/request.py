"""What a command gets and what it is: the types that all files beside this one share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from bot.render.editions import Style
from bot.rights import Footing, Seen
from bot.screens import Shown
from bot.words import Words
from config.settings import AccessSettings
from digests.model import Chat, ChatKind
from digests.newsroom.adding import FeedAdder
from digests.newsroom.admins import AdminClaim
from digests.newsroom.linking import LinkRead
from digests.newsroom.looking import Reader
from digests.newsroom.subscribing import Subscription
from digests.schedule import zone_of
from digests.store.engine import Store

ReadLink: TypeAlias = Callable[[Chat, str, int], Awaitable[LinkRead]]
"""Has the page at an address read for a chat, which may have so many read in a day."""
Download: TypeAlias = Callable[[str], Awaitable[bytes | None]]
"""The content of a file that somebody has sent, by its id; None where Telegram does not give it."""
LookAt: TypeAlias = Callable[[int | str, int], Awaitable[Seen | None]]
"""What Telegram shows of a chat, by its number or @name, to the bot and a person; None: it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the bot is and offers: the same for everybody who asks."""

    name: str
    """Its username."""
    look_at: LookAt
    rate: float
    """Messages a second that it sends at most."""
    access: AccessSettings
    """What the operator lets readers do."""
    sentences: int
    """Of a story in an edition of the usual size."""
    languages: Mapping[str, Words]
    """What it speaks, by language code."""
    read_link: ReadLink
    download: Download
    feeds: FeedAdder
    """Looks at feeds that readers want, and adds them."""
    admission: AdminClaim | None = None
    """By which the bot finds its first admin; None where it has one."""

    @property
    def style(self) -> Style:
        """How its editions look."""
        return Style(self.sentences, self.name)

    @property
    def by_invitation(self) -> bool:
        """Whoever is new has to be invited."""
        return self.access.mode == "invite"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that somebody has sent to the bot."""

    id: str
    """For `House.download`."""
    name: str
    size: int
    """Bytes, as Telegram says; Telegram gives bots at most 20 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command as a chat sent it: "/time 07:30" has the argument "07:30"."""

    subscription: Subscription
    """Of the chat that it is about, seen from where it was asked."""
    argument: str
    words: Words
    now: datetime
    language: str
    """Of the person who asks."""
    user: int | None
    """The person who asks; None where a group itself speaks, or nobody is named."""
    house: House
    thread: int | None = None
    """The forum topic it was sent in."""
    message: int | None = None
    """The message with the pressed button."""
    file: SentFile | None = None
    """What was sent in place of an argument."""
    pressed_at: datetime | None = None
    """When the message with the pressed button was sent, as far as Telegram says."""
    afar: bool = False
    """Asked in a private chat about another one; `thread` is where its editions go, if that is one topic."""
    footing: Footing = Footing.WELCOME
    """How the bot stands in a chat that is asked about from afar."""

    @property
    def chat(self) -> int:
        return self.subscription.chat.id

    @property
    def keeper(self) -> int | None:
        """Who keeps the chat if it is subscribed now; a private chat keeps itself."""
        return None if self.subscription.chat.kind is ChatKind.PRIVATE else self.user

    @property
    def in_forum(self) -> bool:
        """Whether the chat has topics, as far as is known: then what is followed or muted in its general one
        counts in all of them."""
        return self.thread is not None or self.subscription.threads != {None}

    def seen(self, subscription: Subscription) -> Subscription:
        """The chat as it is seen from where this was asked."""
        return subscription if self.afar else subscription.within(self.thread)

    def within(self, thread: int | None) -> Request:
        """The same, asked in this forum topic."""
        return replace(self, thread=thread, subscription=self.subscription.within(thread))

    @property
    def reader(self) -> Reader:
        """Whoever looks at lists there."""
        chat = self.subscription.chat
        return Reader(chat.id, zone_of(chat.timezone), chat.reads)

    def saying(self, argument: str) -> Request:
        """The same with another argument."""
        return replace(self, argument=argument)


Answer: TypeAlias = Callable[[Store, Request], Awaitable[Shown]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command. Its words are `command.<name>` and, where it takes an argument, `usage.<name>`."""

    name: str
    answer: Answer
    takes_argument: bool = False
    changes_settings: bool = False
    """In a group only administrators may."""
    works_afar: bool = False
    """An administrator may give it for another chat."""
    only_private: bool = False
    """It means nothing in a group."""
    listed: bool = True
    """In Telegram's menu and in /help; another name of one that is there is not."""
    of_feeds: bool = False
    """Only where readers may add feeds of their own."""

    def is_listed(self, access: AccessSettings) -> bool:
        return self.listed and (access.reader_feeds or not self.of_feeds)

    def usage(self, words: Words) -> str:
        return f"/{self.name} {words.plain(f'usage.{self.name}')}" if self.takes_argument else f"/{self.name}"

    def does(self, words: Words) -> str:
        return words.plain(f"command.{self.name}")
