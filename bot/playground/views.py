"""How the world looks to the bot: people, chats and messages as the Bot API's objects."""

from __future__ import annotations

from bot.playground.entities import Entity
from bot.playground.replies import Json
from bot.playground.world import Chat, Document, Message, Origin, Person, World
from digests.model import ChatKind

ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
ANONYMOUS: dict[str, Json] = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
"""Who Telegram says wrote where an administrator stays anonymous."""
MEMBER_RIGHTS = (
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_edit_tag",
    "can_react_to_messages",
)


def user_json(person: Person) -> dict[str, Json]:
    user: dict[str, Json] = {"id": person.id, "is_bot": person.is_bot, "first_name": person.first_name}
    for name, value in (
        ("last_name", person.last_name),
        ("username", person.username),
        ("language_code", person.language_code),
    ):
        if value is not None:
            user[name] = value
    return user


def chat_json(chat: Chat) -> dict[str, Json]:
    found: dict[str, Json] = {"id": chat.id, "type": str(chat.kind)}
    if chat.person is not None:
        found["first_name"] = chat.person.first_name
        if chat.person.last_name:
            found["last_name"] = chat.person.last_name
        if chat.person.username:
            found["username"] = chat.person.username
        return found
    found["title"] = chat.title
    if chat.username:
        found["username"] = chat.username
    if chat.topics:
        found["is_forum"] = True
    return found


def full_chat_json(chat: Chat) -> dict[str, Json]:
    """ChatFullInfo, as getChat gives it."""
    return {
        **chat_json(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
        "permissions": {"can_send_messages": True},
    }


def member_json(chat: Chat, person: Person, status: str) -> dict[str, Json]:
    """A ChatMember."""
    may_write = chat.bot_may_write or not person.is_bot
    member: dict[str, Json] = {"user": user_json(person), "status": status}
    match status:
        case "creator":
            member["is_anonymous"] = False
        case "administrator":
            member |= dict.fromkeys(ADMIN_RIGHTS, False)
            member["can_manage_chat"] = True
            if chat.kind is ChatKind.CHANNEL:
                member |= dict.fromkeys(CHANNEL_RIGHTS, may_write)
        case "restricted":
            member |= dict.fromkeys(MEMBER_RIGHTS, False)
            member |= {"is_member": True, "can_send_messages": may_write, "until_date": 0}
        case "kicked":
            member["until_date"] = 0
    return member


def message_json(world: World, message: Message, *, with_reply: bool = True) -> dict[str, Json]:
    """A Message of the Bot API."""
    chat = world.chats[message.chat_id]
    found: dict[str, Json] = {"message_id": message.id}
    if message.sender is not None:
        found["from"] = user_json(message.sender)
    else:
        found["sender_chat"] = chat_json(chat)
        if chat.is_group:
            found["from"] = ANONYMOUS
    found["chat"] = chat_json(chat)
    found["date"] = message.date
    if message.edited_at is not None:
        found["edit_date"] = message.edited_at
    if message.thread_id is not None:
        found["message_thread_id"] = message.thread_id
        found["is_topic_message"] = True
    if message.protected:
        found["has_protected_content"] = True
    if message.origin is not None:
        found["forward_origin"] = _origin_json(world, message.origin)
    if message.via_bot:
        found["via_bot"] = user_json(world.bot)
    replied = chat.messages.get(message.reply_to or 0)
    if replied is not None and with_reply:
        found["reply_to_message"] = message_json(world, replied, with_reply=False)
    found |= _content_json(world, message)
    if message.keyboard:
        found["reply_markup"] = {"inline_keyboard": [list(row) for row in message.keyboard]}
    if message.link_preview is not None:
        found["link_preview_options"] = message.link_preview
    return found


def _origin_json(world: World, origin: Origin) -> dict[str, Json]:
    if origin.channel is not None:
        source = chat_json(world.chats[origin.channel])
        return {"type": "channel", "date": origin.date, "chat": source, "message_id": origin.message_id}
    if origin.person is not None:
        return {"type": "user", "date": origin.date, "sender_user": user_json(origin.person)}
    return {"type": "hidden_user", "date": origin.date, "sender_user_name": "Group"}


def _content_json(world: World, message: Message) -> dict[str, Json]:
    if message.service:
        return dict(message.service)
    entities: list[Json] = [_entity_json(world, entity) for entity in message.entities]
    if message.document is not None:
        content: dict[str, Json] = {"document": document_json(message.document)}
        if message.text:
            content["caption"] = message.text
        if entities:
            content["caption_entities"] = entities
        return content
    if message.location is not None:
        return {"location": {"latitude": message.location.latitude, "longitude": message.location.longitude}}
    return {"text": message.text, "entities": entities} if entities else {"text": message.text}


def _entity_json(world: World, entity: Entity) -> dict[str, Json]:
    found = entity.as_json()
    match found.get("user"):
        case {"id": int(identifier)} if identifier in world.people:
            found["user"] = user_json(world.people[identifier])
    return found


def document_json(document: Document) -> dict[str, Json]:
    return {
        "file_id": document.id,
        "file_unique_id": document.id,
        "file_name": document.name,
        "mime_type": document.content_type,
        "file_size": len(document.content),
    }
