"""What a command gets and what it is: the types that all files beside this one share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.screens import Screen
from bot.words import Words
from digests.newsroom.admins import AdminClaim
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store


@dataclass(frozen=True, slots=True)
class Request:
    """A command as a chat sent it: "/time 07:30" has the argument "07:30"."""

    subscription: Subscription
    argument: str
    words: Words
    now: datetime
    thread: int | None = None
    """The forum topic it was sent in."""
    pressed_at: datetime | None = None
    """When the message with the pressed button was sent, as far as Telegram says."""
    admission: AdminClaim | None = None
    """By which the bot finds its first admin; None where it has one."""

    @property
    def chat(self) -> int:
        return self.subscription.chat.id


Answer: TypeAlias = Callable[[Store, Request], Awaitable[Screen]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command. Its words are `command.<name>` and, where it takes an argument, `usage.<name>`."""

    name: str
    answer: Answer
    takes_argument: bool = False
    changes_settings: bool = False
    """In a group only administrators may."""

    def usage(self, words: Words) -> str:
        return f"/{self.name} {words.plain(f'usage.{self.name}')}" if self.takes_argument else f"/{self.name}"

    def does(self, words: Words) -> str:
        return words.plain(f"command.{self.name}")
