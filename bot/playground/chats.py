"""Bot API methods about chats and their members."""

from __future__ import annotations

from bot.playground.checks import Parameters
from bot.playground.desk import Desk, Handlers
from bot.playground.faults import Refusal
from bot.playground.replies import Json, bad_request
from bot.playground.views import full_chat_json, member_json
from bot.playground.world import Chat
from digests.model import ChatKind

ADMINS = frozenset({"creator", "administrator"})
PRESENT = ADMINS | {"member", "restricted"}


def get_chat(desk: Desk, parameters: Parameters) -> Json:
    return full_chat_json(_readable(desk, parameters))


def get_chat_member(desk: Desk, parameters: Parameters) -> Json:
    chat = _readable(desk, parameters)
    person = desk.world.people.get(parameters.number("user_id") or 0)
    if person is None:
        raise bad_request("user not found")
    if chat.kind is ChatKind.CHANNEL and person != desk.world.bot:
        _only_administrators_look(desk, chat)
    return member_json(chat, person, desk.world.status(chat, person.id))


def get_chat_administrators(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    return [
        member_json(chat, desk.world.people[user_id], status)
        for user_id, status in chat.members.items()
        if status in ADMINS and user_id in desk.world.people
    ]


def get_chat_member_count(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    if chat.person is not None:
        return 2
    return sum(status in PRESENT for status in chat.members.values())


def leave_chat(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    chat.members[desk.world.bot.id] = "left"
    desk.world.feed.tell("chat", chat.id)
    return True


def _readable(desk: Desk, parameters: Parameters) -> Chat:
    """A chat that the bot may look at: one that it is in, or a public one that has not banned it."""
    chat = desk.chat(parameters)
    match desk.world.status(chat, desk.world.bot.id):
        case "kicked":
            raise Refusal.KICKED.error(chat.kind)
        case "left" if chat.username is None:
            raise Refusal.NOT_A_MEMBER.error(chat.kind)
    return chat


def _only_administrators_look(desk: Desk, chat: Chat) -> None:
    """Who reads a channel is known to its administrators alone."""
    if desk.world.status(chat, desk.world.bot.id) not in ADMINS:
        raise bad_request("member list is inaccessible")


METHODS: Handlers = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
