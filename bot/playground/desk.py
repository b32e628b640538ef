"""What a Bot API method works with: the world, the waiting updates, and the rules about chats."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.playground.checks import Parameters
from bot.playground.faults import Faults, Refusal
from bot.playground.replies import Json, Refused, bad_request
from bot.playground.updates import UpdateQueue
from bot.playground.webhook import Courier
from bot.playground.world import Chat, World


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to every method."""

    world: World
    updates: UpdateQueue
    courier: Courier
    faults: Faults
    query_lifetime: float = 15.0
    """Seconds in which a callback query can be answered. Telegram names no figure; about so much is seen."""

    def chat(self, parameters: Parameters, name: str = "chat_id") -> Chat:
        """The chat a call names by number or @username. Raises Refused where there is none."""
        chat = self.find_chat(parameters.values.get(name))
        if chat is None or chat.refusal is Refusal.NOT_FOUND:
            raise bad_request("chat not found")
        return chat

    def find_chat(self, identifier: Json) -> Chat | None:
        if isinstance(identifier, int):
            return self.world.chats.get(identifier)
        for chat in self.world.chats.values():
            if chat.username and chat.person is None and identifier == f"@{chat.username}":
                return chat
        return None

    def open_chat(self, parameters: Parameters) -> Chat:
        """The chat, where the bot may write. Raises Refused as Telegram does where it may not."""
        chat = self.chat(parameters)
        if chat.migrated_to is not None:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        if chat.refusal is not None:
            raise chat.refusal.error(chat.kind)
        match self.world.status(chat, self.world.bot.id):
            case "kicked":
                raise Refusal.KICKED.error(chat.kind)
            case "left":
                raise Refusal.NOT_A_MEMBER.error(chat.kind)
        return chat

    def count_send(self, chat: Chat, *, paid: bool) -> None:
        """A new message is about to appear; raises Refused (429) where rates are enforced and exceeded."""
        if self.faults.meter is not None:
            self.faults.meter.check(chat.id, chat.is_group, paid, time.monotonic())


Handler: TypeAlias = Callable[[Desk, Parameters], "Json | Awaitable[Json]"]
Handlers: TypeAlias = Mapping[str, Handler]
