"""Bot API methods that make, change and remove messages, or say that one is being made."""

from __future__ import annotations

import time

from bot.playground.checks import Parameters
from bot.playground.desk import Desk, Handlers
from bot.playground.formatting import checked_lengths
from bot.playground.keyboards import Keyboard, checked_keyboard
from bot.playground.replies import Json, bad_request
from bot.playground.views import message_json
from bot.playground.world import Chat, Document, Draft, Message
from bot.playground.written import written
from digests.model import ChatKind

MAX_CAPTION = 1024
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
    text, entities = written(parameters, "text", "entities")
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
        message.text, message.entities = written(parameters, "caption", "caption_entities")
        checked_lengths(message.text, message.entities, MAX_CAPTION)
    message.document = document
    return _posted(desk, chat, message, parameters)


def edit_message_text(desk: Desk, parameters: Parameters) -> Json:
    message = _editable(desk, parameters)
    if message.document is not None:
        raise bad_request("there is no text in the message to edit")
    text, entities = written(parameters, "text", "entities")
    checked_lengths(text, entities)
    keyboard = checked_keyboard(parameters.object("reply_markup"))
    preview = parameters.object("link_preview_options") or message.link_preview
    before = (message.text, message.entities, message.keyboard, message.link_preview)
    if before == (text, entities, keyboard, preview):
        raise bad_request(UNCHANGED)
    message.text, message.entities, message.keyboard = text, entities, keyboard
    message.link_preview = preview
    return _edited(desk, message)


def edit_message_reply_markup(desk: Desk, parameters: Parameters) -> Json:
    message = _editable(desk, parameters)
    keyboard = checked_keyboard(parameters.object("reply_markup"))
    if keyboard == message.keyboard:
        raise bad_request(UNCHANGED)
    message.keyboard = keyboard
    return _edited(desk, message)


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


def send_chat_action(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    action = parameters.text("action") or ""
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    desk.world.feed.tell("action", chat.id, action)
    return True


def send_message_draft(desk: Desk, parameters: Parameters) -> Json:
    """A glimpse of a message that is still being made; it stays until the message comes, or half a minute."""
    raw = parameters.text("text") or ""
    text, entities = written(parameters, "text", "entities") if raw else ("", [])
    checked_lengths(text, entities)
    chat = desk.open_chat(parameters)
    if chat.person is None:
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    number = parameters.number("draft_id")
    if not number:
        raise bad_request("RANDOM_ID_INVALID")
    chat.draft = Draft(number, text, tuple(entities), time.monotonic())
    desk.world.feed.tell("draft", chat.id)
    return True


METHODS: Handlers = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "sendChatAction": send_chat_action,
    "sendMessageDraft": send_message_draft,
}


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


def _edited(desk: Desk, message: Message) -> Json:
    """Of a message that was sent through the bot it gets only to know that it was changed."""
    desk.world.edited(message)
    return True if message.inline_id is not None else message_json(desk.world, message)


def _editable(desk: Desk, parameters: Parameters) -> Message:
    if (inline_id := parameters.text("inline_message_id")) is not None:
        chat_id, number = desk.world.inline_messages.get(inline_id, (0, 0))
        chat = desk.world.chats.get(chat_id)
        if chat is None or number not in chat.messages:
            raise bad_request("MESSAGE_ID_INVALID")
        return chat.messages[number]
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
