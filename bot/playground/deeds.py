"""What the page and other processes can do over HTTP: each deed is a POST with a JSON object.

`control.py` has the routes. Mistakes of the caller (LookupError, ValueError) become 400 with their words.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bot.playground.clock import ClockFace, after_hours, at_edition, at_next
from bot.playground.faults import SENDS, Failure, Rates, Refusal
from bot.playground.fields import Fields
from bot.playground.replies import Json

if TYPE_CHECKING:
    from bot.playground.server import Playground

Deed: TypeAlias = Callable[[Fields], "Awaitable[Json]"]


@dataclass(frozen=True, slots=True)
class Deeds:
    """By name, as in `/playground/<name>`."""

    playground: Playground

    def named(self) -> Mapping[str, Deed]:
        return {
            "say": self._say,
            "edit": self._edit,
            "react": self._react,
            "forward": self._forward,
            "document": self._document,
            "location": self._location,
            "link": self._link,
            "press": self._press,
            "inline": self._inline,
            "choose": self._choose,
            "chats": self._add_chat,
            "block": self._block,
            "migrate": self._migrate,
            "clock": self._clock,
            "refuse": self._refuse,
            "fail": self._fail,
            "delay": self._delay,
            "rates": self._rates,
            "heal": self._heal,
        }

    # --- people -------------------------------------------------------------------------------

    async def _say(self, fields: Fields) -> Json:
        return {
            "message_id": await self.playground.say(
                fields.number("chat_id"),
                fields.text("text"),
                user=fields.maybe_number("user"),
                thread=fields.maybe_number("thread"),
                reply_to=fields.maybe_number("reply_to"),
            )
        }

    async def _edit(self, fields: Fields) -> Json:
        chat, message, text = fields.number("chat_id"), fields.number("message_id"), fields.text("text")
        await self.playground.edit_said(chat, message, text, user=fields.maybe_number("user"))
        return {}

    async def _react(self, fields: Fields) -> Json:
        chat, message, emoji = fields.number("chat_id"), fields.number("message_id"), fields.text("emoji", "")
        await self.playground.react(chat, message, emoji or None, user=fields.maybe_number("user"))
        return {}

    async def _forward(self, fields: Fields) -> Json:
        return {
            "message_id": await self.playground.forward(
                fields.number("chat_id"),
                fields.number("message_id"),
                fields.number("to_chat"),
                user=fields.maybe_number("user"),
                thread=fields.maybe_number("thread"),
            )
        }

    async def _document(self, fields: Fields) -> Json:
        return {
            "message_id": await self.playground.send_document(
                fields.number("chat_id"),
                fields.text("name"),
                base64.b64decode(fields.text("content"), validate=True),
                user=fields.maybe_number("user"),
                caption=fields.text("caption", ""),
                thread=fields.maybe_number("thread"),
                reply_to=fields.maybe_number("reply_to"),
            )
        }

    async def _location(self, fields: Fields) -> Json:
        return {
            "message_id": await self.playground.send_location(
                fields.number("chat_id"),
                fields.measure("latitude"),
                fields.measure("longitude"),
                user=fields.maybe_number("user"),
                thread=fields.maybe_number("thread"),
            )
        }

    async def _link(self, fields: Fields) -> Json:
        user = fields.number("user")
        return {
            "chat_id": user,
            "message_id": await self.playground.open_link(user, fields.text("payload", "")),
        }

    async def _press(self, fields: Fields) -> Json:
        chat, message, data = fields.number("chat_id"), fields.number("message_id"), fields.text("button")
        user = fields.maybe_number("user")
        return {"query_id": await self.playground.press(chat, message, data, user=user)}

    async def _inline(self, fields: Fields) -> Json:
        """Asks and waits: the page shows the answer at once, or says that there was none."""
        query_id = await self.playground.query_inline(
            fields.number("user"),
            fields.text("text"),
            offset=fields.text("offset", ""),
            chat_type=fields.text("chat_type", "private"),
        )
        try:
            answer = await self.playground.inline_answer(query_id)
        except TimeoutError as error:
            raise ValueError("the bot does not answer") from error
        return {
            "query_id": query_id,
            "next_offset": answer.next_offset,
            "button": dict(zip(("text", "start"), answer.button, strict=True)) if answer.button else None,
            "results": [
                {"id": found.id, "title": found.title, "description": found.description, "url": found.url}
                for found in answer.results
            ],
        }

    async def _choose(self, fields: Fields) -> Json:
        query, result, chat = fields.text("query_id"), fields.text("result_id"), fields.number("chat_id")
        thread = fields.maybe_number("thread")
        return {"message_id": await self.playground.choose_inline(query, result, chat, thread=thread)}

    async def _add_chat(self, fields: Fields) -> Json:
        if fields.text("kind", "private") == "private":
            user, name = fields.number("user_id", 1001), fields.text("first_name", "Ada")
            language = fields.text("language_code", "en")
            return {"chat_id": self.playground.add_private_chat(user, name, language_code=language)}
        supergroup = fields.text("kind") == "supergroup"
        return {"chat_id": self.playground.add_group(fields.text("title", "Readers"), supergroup=supergroup)}

    async def _block(self, fields: Fields) -> Json:
        act = self.playground.block if fields.flag("blocked", True) else self.playground.unblock
        await act(fields.number("chat_id"))
        return {}

    async def _migrate(self, fields: Fields) -> Json:
        return {"chat_id": await self.playground.migrate(fields.number("chat_id"))}

    # --- the clock ----------------------------------------------------------------------------

    async def _clock(self, fields: Fields) -> Json:
        """{"hours": 1}, {"to": "08:00"}, or neither: to the chat's next edition."""
        clockwork = self.playground.clockwork
        if clockwork is None:
            raise ValueError("nobody can move the clock here")
        chat = fields.number("chat_id", 0)
        face = await clockwork.look(chat)
        if (hours := fields.maybe_number("hours")) is not None:
            moment = after_hours(face, hours)
        elif words := fields.text("to", ""):
            moment = at_next(face, words)
        else:
            moment = at_edition(face)
        await clockwork.move(moment)
        self.playground.world.feed.tell("clock", 0)
        return face_json(await clockwork.look(chat))

    # --- trouble ------------------------------------------------------------------------------

    async def _refuse(self, fields: Fields) -> Json:
        name = fields.text("refusal", "")
        self.playground.refuse(fields.number("chat_id"), Refusal(name) if name else None)
        return {}

    async def _fail(self, fields: Fields) -> Json:
        self.playground.fail_next(
            Failure(fields.text("failure")),
            times=fields.number("times", 1),
            chat_id=fields.maybe_number("chat_id"),
            methods=fields.texts("methods", SENDS),
            retry_after=fields.number("retry_after", 1),
        )
        return {}

    async def _delay(self, fields: Fields) -> Json:
        self.playground.delay(fields.seconds("low"), fields.seconds("high", fields.seconds("low")))
        return {}

    async def _rates(self, fields: Fields) -> Json:
        self.playground.limit_rates(Rates() if fields.flag("limited", True) else None)
        return {}

    async def _heal(self, fields: Fields) -> Json:
        self.playground.heal()
        return {}


def face_json(face: ClockFace) -> dict[str, Json]:
    due = face.due.timestamp() if face.due else None
    return {"now": face.now.timestamp(), "zone": face.zone, "due": due}
