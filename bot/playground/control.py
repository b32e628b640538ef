"""The page, and under /playground/ what `Playground` does in Python, for the page or another process.

Reading is GET. Whatever changes something is POST with a JSON object; `guard.py` keeps other web sites out.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from importlib import resources
from typing import TYPE_CHECKING, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.playground.faults import SENDS, Failure, Rates, Refusal
from bot.playground.feed import Event
from bot.playground.fields import Fields
from bot.playground.profile import commands_for, commands_json
from bot.playground.replies import Json
from bot.playground.shown import page_message
from bot.playground.world import Chat

if TYPE_CHECKING:
    from bot.playground.server import Playground

PAGE_FILES = frozenset(
    {
        "index.html",
        "page.css",
        "page.js",
        "talk.js",
        "chats.js",
        "text.js",
        "message.js",
        "commands.js",
        "notices.js",
        "icon.svg",
    }
)
HISTORY = 100
"""Messages the page gets at once."""
HEARTBEAT = 15.0
"""Seconds between signs of life on a quiet stream."""

_WHOLE = re.compile(r"-?[0-9]{1,18}")

Deed: TypeAlias = Callable[[Fields], "Awaitable[Json]"]


@dataclass(frozen=True, slots=True)
class Control:
    """The routes beside the Bot API."""

    playground: Playground

    def routes(self) -> list[Route]:
        deeds: dict[str, Deed] = {
            "say": self._say,
            "press": self._press,
            "chats": self._add_chat,
            "block": self._block,
            "migrate": self._migrate,
            "refuse": self._refuse,
            "fail": self._fail,
            "delay": self._delay,
            "rates": self._rates,
            "heal": self._heal,
        }
        return [
            Route("/", self._page, methods=["GET"]),
            Route("/page/{name}", self._page, methods=["GET"]),
            Route("/playground/state", self._state, methods=["GET"]),
            Route("/playground/chats/{chat_id}", self._chat, methods=["GET"]),
            Route("/playground/events", self._events, methods=["GET"]),
            Route("/playground/calls", self._calls, methods=["GET"]),
            Route("/playground/files/{identifier}", self._file, methods=["GET"]),
            *(
                Route(f"/playground/{name}", _as_endpoint(deed), methods=["POST"])
                for name, deed in deeds.items()
            ),
        ]

    # --- reading ------------------------------------------------------------------------------

    async def _page(self, request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        if name not in PAGE_FILES:
            return Response("Not found\n", 404)
        content = resources.files(__package__).joinpath("page", name).read_bytes()
        return Response(content, media_type=mimetypes.guess_type(name)[0])

    async def _state(self, request: Request) -> Response:
        world = self.playground.world
        return JSONResponse(
            {
                "bot": {"name": world.bot.first_name, "username": world.bot.username},
                "about": world.profile.descriptions.get("", ""),
                "event": world.feed.last,
                "chats": [self._summary(chat) for chat in world.chats.values()],
            }
        )

    async def _chat(self, request: Request) -> Response:
        world = self.playground.world
        chat = world.chats.get(_whole(request.path_params["chat_id"], 0))
        if chat is None:
            return _problem("there is no such chat", 404)
        before = _whole(request.query_params.get("before"), chat.last_message_id + 1)
        older = [message for message in chat.messages.values() if message.id < before]
        return JSONResponse(
            {
                "messages": [page_message(world, message) for message in older[-HISTORY:]],
                "more": len(older) > HISTORY,
                "commands": self._commands(chat),
            }
        )

    async def _calls(self, request: Request) -> Response:
        since = _whole(request.query_params.get("since"), 0)
        # Parameters stay out: a file would not fit into JSON, and the texts are in the chats.
        calls = [
            {
                "method": call.method,
                "chat_id": call.chat_id,
                "received_at": call.received_at,
                "answered_at": call.answered_at,
                "status": call.status,
                "outcome": call.outcome,
                "done": call.done,
            }
            for call in self.playground.calls[since:]
        ]
        return JSONResponse({"calls": calls})

    async def _file(self, request: Request) -> Response:
        document = self.playground.world.file(request.path_params["identifier"])
        if document is None:
            return _problem("there is no such file", 404)
        # Never shown in place: what a bot sends must not become a page of this site.
        headers = {"Content-Disposition": "attachment"}
        return Response(document.content, media_type="application/octet-stream", headers=headers)

    async def _events(self, request: Request) -> Response:
        last = request.headers.get("last-event-id") or request.query_params.get("since")
        return StreamingResponse(self._stream(_whole(last, 0)), media_type="text/event-stream")

    async def _stream(self, number: int) -> AsyncIterator[str]:
        feed, closing = self.playground.world.feed, self.playground.closing
        yield "retry: 1000\n\n"
        while not closing.is_set():
            events = feed.since(number)
            if events is None:
                # The page was away for too long, or the playground is another one by now.
                yield f"id: {feed.last}\nevent: reload\ndata: {{}}\n\n"
                number = feed.last
                continue
            for event in events:
                yield f"id: {event.number}\nevent: {event.kind}\ndata: {json.dumps(self._shown(event))}\n\n"
                number = event.number
            if number < feed.last:
                continue
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await feed.bell.wait()
            except TimeoutError:
                yield ": still here\n\n"

    def _shown(self, event: Event) -> Json:
        world = self.playground.world
        chat = world.chats.get(event.chat_id)
        match event.kind:
            case "message" | "edit" if chat and (found := chat.messages.get(int(event.subject))):
                return page_message(world, found)
            case "answer" if query := world.queries.get(event.subject):
                answer = asdict(query.answer) if query.answer else {}
                return {"query": query.id, "chat": query.chat_id, "message": query.message_id, **answer}
            case "chat" if chat:
                return self._summary(chat)
            case "message" | "edit" | "delete":
                return {"chat": event.chat_id, "gone": int(event.subject)}
            case _:
                return {"chat": event.chat_id, "action": event.subject}

    def _summary(self, chat: Chat) -> dict[str, Json]:
        status = self.playground.world.status(chat, self.playground.world.bot.id)
        return {
            "id": chat.id,
            "kind": str(chat.kind),
            "title": chat.title,
            "members": sum(member != "left" for member in chat.members.values()),
            "blocked": chat.refusal is Refusal.BLOCKED,
            "closed": chat.migrated_to is not None or status in {"left", "kicked"},
            "last": self._last(chat),
        }

    def _last(self, chat: Chat) -> Json:
        message = next(reversed(chat.messages.values()), None)
        return page_message(self.playground.world, message) if message else None

    def _commands(self, chat: Chat) -> list[Json]:
        person = chat.person
        user = person.id if person else next(iter(chat.members), 0)
        language = (person.language_code or "") if person else ""
        return commands_json(commands_for(self.playground.world, chat, user, language))

    # --- doing --------------------------------------------------------------------------------

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

    async def _press(self, fields: Fields) -> Json:
        chat, message, data = fields.number("chat_id"), fields.number("message_id"), fields.text("button")
        user = fields.maybe_number("user")
        return {"query_id": await self.playground.press(chat, message, data, user=user)}

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


def _as_endpoint(deed: Deed) -> Callable[[Request], Awaitable[Response]]:
    """A deed as an HTTP endpoint: JSON in, JSON out, mistakes of the caller as 400."""

    async def endpoint(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return _problem("the body must be JSON", 415)
        try:
            return JSONResponse(await deed(Fields.read(await request.body())))
        except (LookupError, ValueError) as error:
            return _problem(str(error), 400)

    return endpoint


def _whole(text: str | None, default: int) -> int:
    """The number, or the default for anything else: a hand-typed address is no reason for an error page."""
    return int(text) if text and _WHOLE.fullmatch(text) else default


def _problem(reason: str, status: int) -> Response:
    return JSONResponse({"error": reason}, status)
