"""What Telegram shows of the bot before a word is said: its commands and what it is, in every language.

What was set is remembered (`watermark`), by a hash for each call: a restart makes none, a new text one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

import structlog

from bot.commands.registry import COMMANDS
from bot.commands.request import Command
from bot.gateway import Gateway
from bot.words import Words
from bot.words.catalog import DEFAULT
from config.settings import AccessSettings
from digests.errors import StoreError
from digests.store import watermarks
from digests.store.engine import Store

log = structlog.get_logger()

_ANNOUNCED = "announced"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call of the Bot API."""

    method: str
    fields: Mapping[str, object]

    @property
    def place(self) -> str:
        """What it sets: a later one for the same place takes the place of this one."""
        scope = self.fields.get("scope")
        kind = scope["type"] if isinstance(scope, dict) else ""
        return f"{self.method}:{kind}:{self.fields['language_code']}"

    @property
    def digest(self) -> str:
        said = json.dumps(self.fields, sort_keys=True).encode("utf-8", "surrogatepass")
        return blake2b(said, digest_size=8).hexdigest()


async def announce(
    gateway: Gateway, store: Store, words: Mapping[str, Words], bot: str, access: AccessSettings
) -> None:
    """Tells Telegram what it does not show yet of the `bot` of this name, and of what it gives `access` to.
    What it does not take is tried again at the next start. Raises TokenRefused."""
    try:
        async with store.reading() as conn:
            before = _read(await watermarks.said(conn, _ANNOUNCED), bot)
        made = dict(before)
        for each in announcements(words, access):
            if made.get(each.place) == each.digest:
                continue
            if not await gateway.introduce(each.method, each.fields):
                log.warning("readers see an old list of commands, or an old description", place=each.place)
                break
            made[each.place] = each.digest
        if made != before:
            async with store.writing() as conn:
                await watermarks.say(conn, _ANNOUNCED, json.dumps({"bot": bot, "made": made}))
            log.info("commands and descriptions announced", calls=len(made.items() - before.items()))
    except StoreError as error:
        log.warning("commands are not announced while the database is away", error=str(error))


def announcements(words: Mapping[str, Words], access: AccessSettings) -> Iterator[Announcement]:
    """The default language goes without a code: it is for all that have no catalog."""
    for language, each in sorted(words.items(), key=lambda pair: pair[0] != DEFAULT):
        code = "" if language == DEFAULT else language
        for scope, commands in _by_scope(access).items():
            listed = [{"command": command.name, "description": command.does(each)} for command in commands]
            fields = {"scope": {"type": scope}, "language_code": code, "commands": listed}
            yield Announcement("setMyCommands", fields)
        about = {"description": each.plain("bot.description"), "language_code": code}
        yield Announcement("setMyDescription", about)
        short = {"short_description": each.plain("bot.short"), "language_code": code}
        yield Announcement("setMyShortDescription", short)


def _by_scope(access: AccessSettings) -> Mapping[str, Iterable[Command]]:
    """Members of a group are not shown what only its administrators may do."""
    listed = [command for command in COMMANDS if command.is_listed(access)]
    in_groups = [command for command in listed if not command.only_private]
    return {
        "default": listed,
        "all_private_chats": listed,
        "all_group_chats": [command for command in in_groups if not command.changes_settings],
        "all_chat_administrators": in_groups,
    }


def _read(said: str, bot: str) -> dict[str, str]:
    """What was set for this very bot: with another token all is said anew."""
    try:
        told = json.loads(said or "{}")
        return dict(told["made"]) if told.get("bot") == bot else {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
