"""Bot API methods about the bot itself: who it is, what it says of itself, and its list of commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.playground.checks import Parameters
from bot.playground.desk import Desk, Handler, Handlers
from bot.playground.replies import Json, bad_request
from bot.playground.views import user_json
from bot.playground.world import Chat, Commands, World
from digests.model import ChatKind

MAX_COMMANDS = 100
MAX_COMMAND = 32
MAX_COMMAND_DESCRIPTION = 256
MAX_NAME, MAX_DESCRIPTION, MAX_SHORT_DESCRIPTION = 64, 512, 120

_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"([a-z]{2})?")


def get_me(desk: Desk, parameters: Parameters) -> Json:
    return {
        **user_json(desk.world.bot),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": desk.world.inline_mode,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
    }


# --- commands ---------------------------------------------------------------------------------


def set_my_commands(desk: Desk, parameters: Parameters) -> Json:
    named = parameters.array("commands") or []
    if len(named) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = tuple(_command(item) for item in named if isinstance(item, dict))
    key = (_scope(desk, parameters), _language(parameters))
    if commands:
        desk.world.profile.commands[key] = commands
    else:
        desk.world.profile.commands.pop(key, None)
    desk.world.feed.tell("commands", 0)
    return True


def get_my_commands(desk: Desk, parameters: Parameters) -> Json:
    key = (_scope(desk, parameters), _language(parameters))
    return commands_json(desk.world.profile.commands.get(key, ()))


def delete_my_commands(desk: Desk, parameters: Parameters) -> Json:
    key = (_scope(desk, parameters), _language(parameters))
    desk.world.profile.commands.pop(key, None)
    desk.world.feed.tell("commands", 0)
    return True


def commands_json(commands: Commands) -> list[Json]:
    return [{"command": name, "description": description} for name, description in commands]


def commands_for(world: World, chat: Chat, user_id: int, language: str) -> Commands:
    """The list a person sees in a chat: the narrowest scope that has one, first in the person's language.

    Of a language like "pt-br" the part before the hyphen counts: lists are set for that alone.
    """
    if chat.kind is ChatKind.CHANNEL:
        return ()
    for scope in _scopes(world, chat, user_id):
        for code in (language.partition("-")[0], ""):
            if found := world.profile.commands.get((scope, code)):
                return found
    return ()


def _scopes(world: World, chat: Chat, user_id: int) -> Iterator[str]:
    """From narrow to wide, in the order the Bot API gives."""
    if chat.person is not None:
        yield from (f"chat:{chat.id}", "all_private_chats", "default")
        return
    admin = world.status(chat, user_id) in {"creator", "administrator"}
    yield f"chat_member:{chat.id}:{user_id}"
    if admin:
        yield f"chat_administrators:{chat.id}"
    yield f"chat:{chat.id}"
    if admin:
        yield "all_chat_administrators"
    yield from ("all_group_chats", "default")


def _command(item: dict[str, Json]) -> tuple[str, str]:
    name, description = str(item["command"]).removeprefix("/"), str(item["description"]).strip()
    for what, text, longest in (
        ("command", name, MAX_COMMAND),
        ("command description", description, MAX_COMMAND_DESCRIPTION),
    ):
        if not text:
            raise bad_request(f"{what} must be non-empty")
        if len(text) > longest:
            raise bad_request(f"{what} length must not exceed {longest}")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return name, description


def _scope(desk: Desk, parameters: Parameters) -> str:
    scope = parameters.object("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind in {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}:
        return str(kind)
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = desk.find_chat(scope.get("chat_id"))
    if chat is None:
        raise bad_request("chat not found")
    if chat.person is not None and kind != "chat":
        raise bad_request("can't use specified scope in private chats")
    if chat.kind is ChatKind.CHANNEL:
        raise bad_request("can't change commands in channel chats")
    if kind == "chat_member" and scope.get("user_id") not in desk.world.people:
        raise bad_request("user not found")
    user = f":{scope.get('user_id')}" if kind == "chat_member" else ""
    return f"{kind}:{chat.id}{user}"


def _language(parameters: Parameters) -> str:
    language = parameters.text("language_code") or ""
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


# --- descriptions -----------------------------------------------------------------------------


def _setter(table: str, name: str, longest: int) -> Handler:
    def set_text(desk: Desk, parameters: Parameters) -> Json:
        text, language = parameters.text(name) or "", _language(parameters)
        if len(text) > longest:
            raise bad_request(f"bot {name.replace('_', ' ')} is too long")
        texts: dict[str, str] = getattr(desk.world.profile, table)
        texts[language] = text
        desk.world.feed.tell("commands", 0)
        return True

    return set_text


def _getter(table: str, name: str) -> Handler:
    def get_text(desk: Desk, parameters: Parameters) -> Json:
        texts: dict[str, str] = getattr(desk.world.profile, table)
        return {name: texts.get(_language(parameters)) or texts.get("", "")}

    return get_text


METHODS: Handlers = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("names", "name", MAX_NAME),
    "getMyName": _getter("names", "name"),
    "setMyDescription": _setter("descriptions", "description", MAX_DESCRIPTION),
    "getMyDescription": _getter("descriptions", "description"),
    "setMyShortDescription": _setter("short_descriptions", "short_description", MAX_SHORT_DESCRIPTION),
    "getMyShortDescription": _getter("short_descriptions", "short_description"),
}
