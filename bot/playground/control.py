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
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.playground.chats import ADMINS, PRESENT
from bot.playground.deeds import Deed, Deeds, face_json
from bot.playground.faults import Refusal
from bot.playground.feed import Event
from bot.playground.fields import Fields
from bot.playground.profile import commands_for, commands_json
from bot.playground.replies import Json
from bot.playground.shown import page_message
from bot.playground.world import Chat
from digests.model import ChatKind

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
        "conversation.js",
        "header.js",
        "times.js",
        "composer.js",
        "inline.js",
        "actions.js",
        "clock.js",
        "panels.css",
        "icon.svg",
    }
)
HISTORY = 100
"""Messages the page gets at once."""
HEARTBEAT = 15.0
"""Seconds between signs of life on a quiet stream."""

_WHOLE = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Control:
    """The routes beside the Bot API."""

    playground: Playground

    def routes(self) -> list[Route]:
        return [
            Route("/", self._page, methods=["GET"]),
            Route("/page/{name}", self._page, methods=["GET"]),
            Route("/playground/state", self._state, methods=["GET"]),
            Route("/playground/chats/{chat_id}", self._chat, methods=["GET"]),
            Route("/playground/events", self._events, methods=["GET"]),
            Route("/playground/calls", self._calls, methods=["GET"]),
            Route("/playground/files/{identifier}", self._file, methods=["GET"]),
            Route("/playground/clock", self._clock, methods=["GET"]),
            *(
                Route(f"/playground/{name}", _as_endpoint(deed), methods=["POST"])
                for name, deed in Deeds(self.playground).named().items()
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
                "bot": {
                    "name": world.bot.first_name,
                    "username": world.bot.username,
                    "inline": world.inline_mode,
                },
                "about": world.profile.descriptions,
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
                "commands": self._commands(chat, _whole(request.query_params.get("user"), 0)),
                "draft": self._draft(chat),
            }
        )

    async def _clock(self, request: Request) -> Response:
        """null where nobody can move it."""
        if self.playground.clockwork is None:
            return JSONResponse(None)
        chat = _whole(request.query_params.get("chat"), 0)
        return JSONResponse(face_json(await self.playground.clockwork.look(chat)))

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
            case "message" | "edit" | "reaction" if chat and (found := chat.messages.get(int(event.subject))):
                return page_message(world, found)
            case "answer" if query := world.queries.get(event.subject):
                answer = asdict(query.answer) if query.answer else {}
                return {"query": query.id, "chat": query.chat_id, "message": query.message_id, **answer}
            case "chat" if chat:
                return self._summary(chat)
            case "draft" if chat:
                return self._draft(chat)
            case "message" | "edit" | "reaction" | "delete":
                return {"chat": event.chat_id, "gone": int(event.subject)}
            case _:
                return {"chat": event.chat_id, "action": event.subject}

    def _summary(self, chat: Chat) -> dict[str, Json]:
        world = self.playground.world
        status = world.status(chat, world.bot.id)
        return {
            "id": chat.id,
            "kind": str(chat.kind),
            "title": chat.title,
            "language": chat.person.language_code if chat.person else None,
            "people": self._people(chat),
            "members": sum(member != "left" for member in chat.members.values()),
            "topics": [
                {"id": number, "name": name, "closed": number in chat.closed_topics}
                for number, name in chat.topics.items()
            ],
            "blocked": chat.refusal is Refusal.BLOCKED,
            "closed": chat.migrated_to is not None or status in {"left", "kicked"},
            "last": self._last(chat),
        }

    def _people(self, chat: Chat) -> list[Json]:
        """Who can speak in the chat: in a channel its administrators."""
        world = self.playground.world
        if chat.person is not None:
            return [{"id": chat.person.id, "name": chat.person.first_name, "status": "member"}]
        speaking = ADMINS if chat.kind is ChatKind.CHANNEL else PRESENT
        return [
            {"id": user, "name": world.people[user].first_name, "status": status}
            for user, status in chat.members.items()
            if status in speaking and user != world.bot.id
        ]

    def _last(self, chat: Chat) -> Json:
        message = next(reversed(chat.messages.values()), None)
        return page_message(self.playground.world, message) if message else None

    def _draft(self, chat: Chat) -> Json:
        draft = self.playground.draft(chat.id)
        if draft is None:
            return None
        entities: list[Json] = [entity.as_json() for entity in draft.entities]
        return {"chat": chat.id, "text": draft.text, "entities": entities}

    def _commands(self, chat: Chat, user: int) -> list[Json]:
        """As the person sees them who speaks; without a word the first one."""
        people = [user, *chat.members] if chat.person is None else [chat.person.id]
        known = [self.playground.world.people[each] for each in people if each in chat.members or chat.person]
        if not known:
            return []
        return commands_json(
            commands_for(self.playground.world, chat, known[0].id, known[0].language_code or "")
        )


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
