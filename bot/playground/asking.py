"""What people ask of the bot by pressing its buttons, and by its name in any chat (inline mode)."""

from __future__ import annotations

import asyncio
import time

from bot.playground.hearing import Hearing
from bot.playground.inline import MAX_QUERY, InlineAnswer, InlineQuery
from bot.playground.replies import Json
from bot.playground.shown import shown
from bot.playground.views import chat_json, message_json, user_json
from bot.playground.world import Message, Person

CHAT_TYPES = frozenset({"sender", "private", "group", "supergroup", "channel"})


class Asking(Hearing):
    """Questions that the bot must answer within seconds."""

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

    async def query_inline(
        self, user: int, text: str, *, offset: str = "", chat_type: str = "private"
    ) -> str:
        """A person types "@bot text" in some chat; returns the query's id. Nothing is cached in between.

        `chat_type` "sender" is the person's chat with the bot itself; `offset` is the answer's `next_offset`.
        """
        if not self.world.inline_mode:
            raise ValueError("the bot has no inline mode")
        if len(text) > MAX_QUERY:
            raise ValueError(f"an inline query has at most {MAX_QUERY} characters")
        if chat_type not in CHAT_TYPES:
            raise ValueError(f"{chat_type!r} is none of {sorted(CHAT_TYPES)}")
        person = self.world.people[user]
        query = InlineQuery(
            id=self.world.next_query_id(),
            user_id=user,
            text=text,
            offset=offset,
            asked_at=time.monotonic(),
        )
        self.world.inline_queries[query.id] = query
        payload: dict[str, Json] = {
            "id": query.id,
            "from": user_json(person),
            "query": text,
            "offset": offset,
            "chat_type": chat_type,
        }
        self.desk.updates.push("inline_query", payload, user)
        return query.id

    async def inline_answer(self, query_id: str, *, timeout: float = 5.0) -> InlineAnswer:
        """What stands above the input, as soon as the bot has answered. Raises TimeoutError."""
        query = self.world.inline_queries[query_id]
        async with asyncio.timeout(timeout):
            while query.answer is None:
                await self.world.feed.bell.wait()
        return query.answer

    async def choose_inline(
        self, query_id: str, result_id: str, chat_id: int, *, thread: int | None = None
    ) -> int:
        """The person sends a result into a chat, "via @bot"; returns the message's id."""
        query = self.world.inline_queries[query_id]
        if query.answer is None:
            raise ValueError("the bot has not answered yet")
        result = query.answer.result(result_id)
        chat = self._chat(chat_id)
        message = self._new_message(chat, self._person(chat, query.user_id), thread=thread)
        message.text, message.entities = result.text, list(result.entities)
        message.keyboard, message.link_preview = result.keyboard, result.link_preview
        message.via_bot = True
        if result.keyboard:
            message.inline_id = f"inline-{query.id}-{message.id}"
            self.world.inline_messages[message.inline_id] = (chat.id, message.id)
        return self._posted(message)

    def _ask(self, message: Message, person: Person, data: str, view: dict[str, Json]) -> str:
        query = self.world.ask(message, person, data)
        payload: dict[str, Json] = {
            "id": query.id,
            "from": user_json(person),
            "chat_instance": str(message.chat_id),
            "data": data,
        }
        if message.inline_id is not None:
            payload["inline_message_id"] = message.inline_id
        else:
            payload["message"] = view
        self._tell_bot("callback_query", payload, self._chat(message.chat_id))
        return query.id
