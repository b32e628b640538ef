"""What Telegram says of the members of a chat -> what the bot and a person may do there. Pure.

The answers of getChat and getChatMember, and the bot's own membership in a `my_chat_member` update, as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from bot.outcomes import Reply
from digests.model import ChatKind

_NO = (400, 403)
"""Telegram knows the answer, and it is no."""


class Footing(Enum):
    """How the bot stands in a chat."""

    OUT = auto()
    """Blocked there, removed, or never let in."""
    MUTED = auto()
    """Let in, but without the right to write."""
    WELCOME = auto()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A chat as Telegram shows it to the bot, and what a person is there."""

    chat: int
    kind: ChatKind
    title: str
    footing: Footing
    administered: bool
    """The person is one of its administrators."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """There is no such chat, or the bot has no part in it."""


Seen: TypeAlias = Sighting | Hidden


def footing(kind: ChatKind, member: Mapping[str, object]) -> Footing:
    """What the bot's own membership means in a chat of this kind."""
    status = member.get("status")
    if status in ("left", "kicked") or (status == "restricted" and not member.get("is_member")):
        return Footing.OUT
    if kind is ChatKind.CHANNEL:
        return Footing.WELCOME if member.get("can_post_messages") else Footing.MUTED
    if status == "restricted" and not member.get("can_send_messages"):
        return Footing.MUTED
    return Footing.WELCOME


def administers(member: Mapping[str, object]) -> bool:
    return member.get("status") in ("creator", "administrator")


def sighting(chat: Reply, own: Reply, theirs: Reply) -> Seen | None:
    """What getChat said, and getChatMember of the bot and of a person; None where Telegram does not say."""
    shown, bots, persons = _answer(chat), _answer(own), _answer(theirs)
    if shown is None or bots is None or persons is None:
        return None
    number, kind, title = shown.get("id"), shown.get("type"), shown.get("title")
    if not isinstance(number, int) or not isinstance(kind, str) or kind not in set(ChatKind):
        return Hidden()
    stands = footing(ChatKind(kind), bots) if bots else Footing.OUT
    return Sighting(
        number, ChatKind(kind), title if isinstance(title, str) else "", stands, administers(persons)
    )


def _answer(reply: Reply) -> Mapping[str, object] | None:
    """The object that was asked for, empty where Telegram does not give it; None where it does not answer."""
    if reply.status == 200 and isinstance(reply.result, dict):
        return reply.result
    return {} if reply.by_telegram and reply.status in _NO else None
