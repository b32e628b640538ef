"""What people see: the messages of a chat, now or as soon as they are there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

from bot.playground.profile import commands_for
from bot.playground.rooms import Rooms
from bot.playground.shown import ShownMessage, shown
from bot.playground.world import Answer, Commands, Draft

DRAFT_LASTS = 30.0
"""Seconds."""


class Watching(Rooms):
    """Looking at chats and waiting for what the bot does; woken by events, never by the clock."""

    def messages(self, chat_id: int) -> list[ShownMessage]:
        """What the chat shows now, oldest first."""
        return [shown(self.world, message) for message in self._chat(chat_id).messages.values()]

    def draft(self, chat_id: int) -> Draft | None:
        """The message that the bot is still making, as far as it has shown it."""
        draft = self._chat(chat_id).draft
        return draft if draft and time.monotonic() - draft.shown_at < DRAFT_LASTS else None

    def reactions(self, chat_id: int, message_id: int) -> dict[int, str]:
        """An emoji by the number of the person."""
        return dict(self._message(chat_id, message_id).reactions)

    def commands(self, chat_id: int, user: int | None = None) -> Commands:
        """The bot's commands as a person sees them in a chat, as (name, description)."""
        chat = self._chat(chat_id)
        person = self._person(chat, user)
        return commands_for(self.world, chat, person.id, person.language_code or "")

    async def wait_for(
        self,
        chat_id: int,
        *,
        count: int = 1,
        after: int = 0,
        where: Callable[[ShownMessage], bool] | None = None,
        timeout: float = 5.0,
    ) -> list[ShownMessage]:
        """The bot's messages with ids above `after` for which `where` holds, as soon as there are `count`.

        Edits count: `where=lambda message: message.edits == 1`. Raises TimeoutError with what there was.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        while len(found := list(self._from_bot(chat_id, after, where))) < count:
            try:
                async with asyncio.timeout_at(deadline):
                    await self.world.feed.bell.wait()
            except TimeoutError as error:
                there = [message.text for message in self._from_bot(chat_id, after, None)]
                raise TimeoutError(
                    f"{len(found)} of {count} messages in chat {chat_id} after {timeout} s; there: {there}"
                ) from error
        return found

    async def answer_to(self, query_id: str, *, timeout: float = 5.0) -> Answer:
        """What the person sees after a press, as soon as the bot has answered. Raises TimeoutError."""
        query = self.world.queries[query_id]
        async with asyncio.timeout(timeout):
            while query.answer is None:
                await self.world.feed.bell.wait()
        return query.answer

    def _from_bot(
        self, chat_id: int, after: int, where: Callable[[ShownMessage], bool] | None
    ) -> Iterator[ShownMessage]:
        for message in self._chat(chat_id).messages.values():
            if message.id > after and (message.sender is None or message.sender.is_bot):
                view = shown(self.world, message)
                if where is None or where(view):
                    yield view
