"""Bot API methods that make, change and remove messages, and answer callback queries."""

from __future__ import annotations

import time
from functools import lru_cache

from bot.playground.checks import Parameters, utf8
from bot.playground.desk import Desk, Handlers
from bot.playground.entities import Entity, parse_html
from bot.playground.formatting import MAX_BYTES, checked_lengths, formatted
from bot.playground.keyboards import Keyboard, checked_keyboard
from bot.playground.links import LinkRejected, checked_link
from bot.playground.replies import Json, bad_request
from bot.playground.views import message_json
from bot.playground.world import Answer, Chat, Document, Message
from digests.model import ChatKind

MAX_CAPTION = 1024
MAX_ANSWER = 200
MAX_DELETED = 100
DELETABLE_FOR = 48 * 3600
"""Seconds after which a message can no longer be deleted."""
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
ENTITY_TYPES = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
"""Those a bot may name; Telegram finds the others (links, commands, mentions) by itself."""
EXPIRED = "query is too old and response timeout expired or query ID is invalid"
_SILENCED = (
    "not enough rights to send text messages to the chat",
    "need administrator rights in the channel chat",
)
"""What a bot without the right to write is told: in a group, in a channel."""
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    text, entities = _written(parameters, "text", "entities")
    checked_lengths(text, entities)
    message = _new_message(desk, chat, parameters)
    message.text, message.entities = text, entities
    message.link_preview = parameters.object("link_preview_options")
    return _posted(desk, chat, message, parameters)


def send_document(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    document = _document(desk, parameters)
    message = _new_message(desk, chat, parameters)
    if parameters.text("caption"):
        message.text, message.entities = _written(parameters, "caption", "caption_entities")
        checked_lengths(message.text, message.entities, MAX_CAPTION)
    message.document = document
    return _posted(desk, chat, message, parameters)


def edit_message_text(desk: Desk, parameters: Parameters) -> Json:
    message = _editable(desk, parameters)
    if message.document is not None:
        raise bad_request("there is no text in the message to edit")
    text, entities = _written(parameters, "text", "entities")
    checked_lengths(text, entities)
    keyboard = checked_keyboard(parameters.object("reply_markup"))
    preview = parameters.object("link_preview_options") or message.link_preview
    before = (message.text, message.entities, message.keyboard, message.link_preview)
    if before == (text, entities, keyboard, preview):
        raise bad_request(UNCHANGED)
    message.text, message.entities, message.keyboard = text, entities, keyboard
    message.link_preview = preview
    return message_json(desk.world, desk.world.edited(message))


def edit_message_reply_markup(desk: Desk, parameters: Parameters) -> Json:
    message = _editable(desk, parameters)
    keyboard = checked_keyboard(parameters.object("reply_markup"))
    if keyboard == message.keyboard:
        raise bad_request(UNCHANGED)
    message.keyboard = keyboard
    return message_json(desk.world, desk.world.edited(message))


def delete_message(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    message = chat.messages.get(parameters.number("message_id") or 0)
    if message is None:
        raise bad_request("message to delete not found")
    if not _deletable(desk, chat, message):
        raise bad_request("message can't be deleted")
    desk.world.delete(message)
    return True


def delete_messages(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    identifiers = parameters.array("message_ids") or []
    if not 1 <= len(identifiers) <= MAX_DELETED:
        raise bad_request(f"there must be from 1 to {MAX_DELETED} message identifiers")
    for identifier in identifiers:
        message = chat.messages.get(identifier) if isinstance(identifier, int) else None
        if message is not None and _deletable(desk, chat, message):
            desk.world.delete(message)
    return True


def answer_callback_query(desk: Desk, parameters: Parameters) -> Json:
    text = parameters.text("text") or ""
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = parameters.text("url")
    if url and not url.startswith((f"https://t.me/{desk.world.bot.username}?start=", "tg://")):
        raise bad_request("URL_INVALID")
    query = desk.world.queries.get(parameters.text("callback_query_id") or "")
    if query is None or query.answer is not None:
        raise bad_request(EXPIRED)
    if time.monotonic() - query.asked_at > desk.query_lifetime:
        raise bad_request(EXPIRED)
    query.answer = Answer(text, parameters.flag("show_alert"), url)
    desk.world.feed.tell("answer", query.chat_id, query.id)
    return True


def send_chat_action(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    action = parameters.text("action") or ""
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    desk.world.feed.tell("action", chat.id, action)
    return True


METHODS: Handlers = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
}


# --- text -------------------------------------------------------------------------------------


def _written(parameters: Parameters, text_name: str, entities_name: str) -> tuple[str, list[Entity]]:
    """The text a bot wrote, parsed and tidied. Raises Refused for what Telegram would not take."""
    raw = parameters.text(text_name) or ""
    if not raw:
        raise bad_request("message text is empty")
    if len(utf8(raw)) > MAX_BYTES:
        raise bad_request("text is too long")
    mode = parameters.text("parse_mode")
    if mode is None:
        named = parameters.array(entities_name) or []
        return formatted(raw, [_named_entity(entity) for entity in named if isinstance(entity, dict)])
    if mode.lower() == "html":
        text, entities = _of_html(raw)
        return text, list(entities)
    if mode.lower() in {"markdown", "markdownv2"}:
        raise bad_request(f"parse_mode {mode} is not available in the playground")
    raise bad_request("unsupported parse_mode")


@lru_cache(maxsize=64)
def _of_html(raw: str) -> tuple[str, tuple[Entity, ...]]:
    """Kept for a while: a broadcast says the same to thousands, and this is most of the work of a send."""
    text, entities = formatted(*parse_html(raw))
    return text, tuple(entities)


def _named_entity(found: dict[str, Json]) -> Entity:
    kind, offset, length = found["type"], found["offset"], found["length"]
    if not (isinstance(kind, str) and isinstance(offset, int) and isinstance(length, int)):
        raise TypeError("entities are checked before")
    if offset < 0 or length < 0:
        raise bad_request("can't parse message entities: an entity lies outside of the text")
    extra = {name: value for name, value in found.items() if name not in {"type", "offset", "length"}}
    if kind == "text_link":
        url = str(extra.get("url", ""))
        try:
            extra["url"] = checked_link(url)
        except LinkRejected as error:
            raise bad_request(f"entity URL '{url}' is invalid: {error}") from error
    return Entity(kind, offset, length if kind in ENTITY_TYPES else 0, extra)


# --- messages ---------------------------------------------------------------------------------


def _new_message(desk: Desk, chat: Chat, parameters: Parameters) -> Message:
    """The message without its content and not yet in the chat: it gets its number when it is posted."""
    if not chat.bot_may_write:
        raise bad_request(_SILENCED[chat.kind is ChatKind.CHANNEL])
    thread = parameters.number("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise bad_request("message thread not found")
    if chat.general_closed if thread is None else thread in chat.closed_topics:
        raise bad_request("TOPIC_CLOSED")
    return Message(
        chat_id=chat.id,
        id=0,
        sender=desk.world.bot if chat.kind != "channel" else None,
        date=desk.world.now(),
        keyboard=_keyboard(parameters),
        silent=parameters.flag("disable_notification"),
        protected=parameters.flag("protect_content"),
        thread_id=thread,
        reply_to=_reply_to(chat, parameters.object("reply_parameters")),
    )


def _keyboard(parameters: Parameters) -> Keyboard:
    return checked_keyboard(parameters.object("reply_markup"))


def _reply_to(chat: Chat, reply: dict[str, Json] | None) -> int | None:
    if reply is None:
        return None
    if reply.get("chat_id", chat.id) != chat.id:
        raise bad_request("replies across chats are not available in the playground")
    identifier = reply.get("message_id")
    if isinstance(identifier, int) and identifier in chat.messages:
        return identifier
    if reply.get("allow_sending_without_reply") is True:
        return None
    raise bad_request("message to be replied not found")


def _posted(desk: Desk, chat: Chat, message: Message, parameters: Parameters) -> Json:
    desk.count_send(chat, paid=parameters.flag("allow_paid_broadcast"))
    message.id = desk.world.next_message_id(chat)
    return message_json(desk.world, desk.world.post(message))


def _document(desk: Desk, parameters: Parameters) -> Document:
    upload = parameters.files.get("document")
    if upload is None:
        known = desk.world.file(parameters.text("document") or "")
        if known is None:
            raise bad_request("wrong remote file identifier specified: can't unserialize it")
        return known
    if not upload.content:
        raise bad_request("file must be non-empty")
    return desk.world.keep_file(upload.name, upload.content_type, upload.content)


def _editable(desk: Desk, parameters: Parameters) -> Message:
    if parameters.text("inline_message_id") is not None:
        raise bad_request("inline messages are not available in the playground")
    identifier = parameters.number("message_id")
    if identifier is None or "chat_id" not in parameters.values:
        raise bad_request("message identifier is not specified")
    message = desk.open_chat(parameters).messages.get(identifier)
    if message is None:
        raise bad_request("message to edit not found")
    if (message.sender is not None and message.sender.id != desk.world.bot.id) or message.service:
        raise bad_request("message can't be edited")
    return message


def _deletable(desk: Desk, chat: Chat, message: Message) -> bool:
    if desk.world.now() - message.date > DELETABLE_FOR:
        return False
    own = message.sender is None or message.sender.id == desk.world.bot.id
    return own or chat.person is not None or desk.world.status(chat, desk.world.bot.id) == "administrator"
