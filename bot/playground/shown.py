"""How a message looks to a person: as a value for tests (`ShownMessage`), and as the page draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground.entities import Entity
from bot.playground.replies import Json
from bot.playground.unparsing import as_html
from bot.playground.views import document_json
from bot.playground.world import Document, Location, Message, Origin, World

_HAPPENED = {
    "forum_topic_closed": "This topic was closed",
    "forum_topic_reopened": "This topic is open again",
    "migrate_to_chat_id": "This group became a supergroup",
    "migrate_from_chat_id": "This group became a supergroup",
}


@dataclass(frozen=True, slots=True)
class Button:
    """A button of an inline keyboard: what it says, and what it does."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """A message as a person sees it at one moment."""

    chat_id: int
    message_id: int
    sender: str
    from_bot: bool
    date: int
    text: str
    entities: tuple[Entity, ...]
    html: str
    """Text and entities as Telegram HTML again."""
    keyboard: tuple[tuple[Button, ...], ...]
    silent: bool
    edits: int
    thread_id: int | None
    reply_to: int | None
    document: Document | None
    location: Location | None
    via_bot: bool
    forwarded_from: str | None
    """Who said it first."""
    reactions: tuple[str, ...]
    service: Mapping[str, Json]

    @property
    def edited(self) -> bool:
        return self.edits > 0

    @property
    def buttons(self) -> list[str]:
        """All labels, row by row."""
        return [button.text for row in self.keyboard for button in row]

    def button(self, label: str) -> Button:
        """The button whose label is, or else holds, `label`. LookupError names those there are."""
        all_buttons = [button for row in self.keyboard for button in row]
        exact = [button for button in all_buttons if button.text == label]
        near = [button for button in all_buttons if label in button.text]
        for button in exact or near:
            return button
        raise LookupError(f"no button {label!r} under message {self.message_id}; there are {self.buttons}")


def shown(world: World, message: Message) -> ShownMessage:
    return ShownMessage(
        chat_id=message.chat_id,
        message_id=message.id,
        sender=message.sender.first_name if message.sender else world.chats[message.chat_id].title,
        from_bot=message.sender is None or message.sender.is_bot,
        date=message.date,
        text=message.text,
        entities=tuple(message.entities),
        html=as_html(message.text, message.entities),
        keyboard=tuple(tuple(map(_button, row)) for row in message.keyboard),
        silent=message.silent,
        edits=message.edits,
        thread_id=message.thread_id,
        reply_to=message.reply_to,
        document=message.document,
        location=message.location,
        via_bot=message.via_bot,
        forwarded_from=origin_name(world, message.origin),
        reactions=tuple(message.reactions.values()),
        service=message.service,
    )


def origin_name(world: World, origin: Origin | None) -> str | None:
    if origin is None:
        return None
    if origin.channel is not None:
        return world.chats[origin.channel].title
    return origin.person.first_name if origin.person else "Group"


def _button(button: Mapping[str, Json]) -> Button:
    data, url = button.get("callback_data"), button.get("url")
    return Button(
        str(button["text"]), data if isinstance(data, str) else None, url if isinstance(url, str) else None
    )


def page_message(world: World, message: Message) -> dict[str, Json]:
    """A message as the page draws it."""
    sender, chat = message.sender, world.chats[message.chat_id]
    place = message.location
    return {
        "id": message.id,
        "chat": message.chat_id,
        "mine": sender is not None and not sender.is_bot,
        "sender": sender.first_name if sender else chat.title,
        "user": sender.id if sender else None,
        "date": message.date,
        "edited": message.edited_at,
        "silent": message.silent,
        "protected": message.protected,
        "via": world.bot.username if message.via_bot else None,
        "forwarded": origin_name(world, message.origin),
        "text": message.text,
        "entities": [entity.as_json() for entity in message.entities],
        "keyboard": [list(row) for row in message.keyboard],
        "replyTo": message.reply_to,
        "thread": message.thread_id,
        "document": document_json(message.document) if message.document else None,
        "location": {"latitude": place.latitude, "longitude": place.longitude} if place else None,
        "reactions": _counted(message.reactions),
        "service": _service_words(message.service),
    }


def _counted(reactions: Mapping[int, str]) -> list[Json]:
    """Each emoji with who gave it."""
    return [
        {"emoji": emoji, "users": [user for user, given in reactions.items() if given == emoji]}
        for emoji in dict.fromkeys(reactions.values())
    ]


def _service_words(service: Mapping[str, Json]) -> str | None:
    for name, value in service.items():
        return _HAPPENED.get(name, f"{name.replace('_', ' ')}: {value}")
    return None
