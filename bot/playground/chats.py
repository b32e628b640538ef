"""Bot API methods about chats and their members."""

from __future__ import annotations

from bot.playground.checks import Parameters
from bot.playground.desk import Desk, Handlers
from bot.playground.replies import Json, bad_request
from bot.playground.views import full_chat_json, member_json

ADMINS = frozenset({"creator", "administrator"})
PRESENT = ADMINS | {"member", "restricted"}


def get_chat(desk: Desk, parameters: Parameters) -> Json:
    return full_chat_json(desk.chat(parameters))


def get_chat_member(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    person = desk.world.people.get(parameters.number("user_id") or 0)
    if person is None:
        raise bad_request("user not found")
    return member_json(person, desk.world.status(chat, person.id))


def get_chat_administrators(desk: Desk, parameters: Parameters) -> Json:
    chat = desk.open_chat(parameters)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    return [
        member_json(desk.world.people[user_id], status)
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


METHODS: Handlers = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
