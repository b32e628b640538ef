"""/mydata and /forget: everything that is stored about a chat, to be had and to be deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum

from digests.store import belongings, feeds, forgetting, tastes
from digests.store.belongings import Record
from digests.store.engine import Store
from digests.store.scrubbing import scrub

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CALLED = {
    "admin": "operator of this bot",
    "allowance": "used today",
    "chat": "chat",
    "delivery": "editions sent",
    "exchange": "questions and their answers, by message",
    "feed_reader": "own feeds",
    "follow": "follows",
    "invite": "invitations given",
    "kept_chats": "groups and channels kept",
    "listing": "lists asked for",
    "mute": "mutes",
    "question": "asked by the bot",
    "question_elsewhere": "asked by the bot in groups",
    "reaction": "reactions",
    "reaction_elsewhere": "reactions in groups",
    "saved": "saved stories",
    "slot": "times",
    "update_inbox": "not handled yet",
}
"""What tables hold, in words; a table that is not here goes by its own name."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What is stored about a chat, table by table."""

    tables: Mapping[str, list[Record]]

    def count(self, table: str) -> int:
        return len(self.tables.get(table, ()))

    def as_json(self, written_at: datetime) -> bytes:
        """For people and programs: names in words, times as ISO 8601, weekdays by name."""
        told: dict[str, object] = {"written at": written_at.isoformat()}
        for table, rows in self.tables.items():
            told[_CALLED.get(table, table)] = [
                {name.replace("_", " "): _readable(name, value) for name, value in row.items()}
                for row in rows
            ]
        return json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")


async def of_chat(store: Store, chat: int) -> Belongings:
    async with store.reading() as conn:
        return Belongings(await belongings.of_chat(conn, chat))


async def forget(store: Store, chat: int, now: datetime) -> None:
    """Deletes all of it, truly: nothing of it stands in the database's files afterwards."""
    async with store.writing() as conn:
        told = await forgetting.told(conn, chat)
        concerned = await belongings.forget(conn, chat)
        # What only this chat read goes with all that came from it.
        also = forgetting.TABLES if await feeds.drop_abandoned(conn) else ()
        await forgetting.disown(conn, told)
        for other in sorted(concerned):
            await tastes.refresh(conn, other)
    await scrub(store, (*belongings.tables(), *also), now)


def _readable(name: str, value: object) -> object:
    match value:
        case int() if name == "days":
            return [day for bit, day in enumerate(_DAYS) if value >> bit & 1]
        case datetime() | date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case Enum():
            return value.value
        case bytes():
            return value.hex()
        case None | str() | int() | float() | list() | dict():
            return value
        case _:
            return str(value)
