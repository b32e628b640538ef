"""What a link to the bot carries: t.me/<bot>?start=story_12. Pure.

    topic_science            the first minute, with this topic ticked; or its name in base64url
    story_12                 a story's card
    search_aGFyYm91cg        words to search for, in base64url
    invite_<code>            lets somebody in, where the bot is by invitation
    admin_<code>             makes the first admin

Telegram takes at most 64 characters of A-Z, a-z, 0-9, _ and -. Reading is total: whatever else comes is None.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TypeAlias, assert_never

LIMIT = 64

_PAYLOAD = re.compile(r"(topic|story|search|invite|admin)_([A-Za-z0-9_-]*)", re.ASCII)
_PLAIN = re.compile(r"[a-z0-9]+", re.ASCII)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ToTopic:
    """A topic, by its name or what else the link may mean by it."""

    name: str
    also: str = ""


@dataclass(frozen=True, slots=True)
class ToStory:
    story: int


@dataclass(frozen=True, slots=True)
class ToSearch:
    words: str


@dataclass(frozen=True, slots=True)
class Invited:
    code: str


@dataclass(frozen=True, slots=True)
class Claiming:
    code: str


Payload: TypeAlias = ToTopic | ToStory | ToSearch | Invited | Claiming


def written(payload: Payload) -> str | None:
    """What stands behind `?start=`; None where it would be too long for Telegram."""
    text = _written(payload)
    return text if _PAYLOAD.fullmatch(text) and len(text) <= LIMIT else None


def read(text: str) -> Payload | None:
    """What a link means; None for everything that is no link of ours. Never raises."""
    found = _PAYLOAD.fullmatch(text)
    if found is None or len(text) > LIMIT:
        return None
    kind, value = found.groups()
    match kind:
        case "topic" | "search" if not value:
            return None
        case "topic":
            plain = value.replace("_", " ").replace("-", " ").strip()
            name = _decoded(value)
            return ToTopic(plain) if name is None else ToTopic(name, plain)
        case "story":
            return ToStory(int(value)) if _NUMBER.fullmatch(value) else None
        case "search":
            words = _decoded(value)
            return ToSearch(value.replace("_", " ") if words is None else words)
        case "invite":
            return Invited(value)
        case _:
            return Claiming(value)


def link(bot: str, payload: Payload) -> str | None:
    """The whole address, for the bot of this username."""
    text = written(payload)
    return None if text is None else f"https://t.me/{bot}?start={text}"


def _written(payload: Payload) -> str:
    match payload:
        case ToTopic(name):
            plain = name.casefold()
            readable = _PLAIN.fullmatch(plain) and _decoded(plain) is None
            return f"topic_{plain if readable else _encoded(name)}"
        case ToStory(story):
            return f"story_{story}"
        case ToSearch(words):
            return f"search_{_encoded(words)}"
        case Invited(code):
            return f"invite_{code}"
        case Claiming(code):
            return f"admin_{code}"
        case _:
            assert_never(payload)


def _encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode("utf-8", "replace")).decode().rstrip("=")


def _decoded(text: str) -> str | None:
    """The text that `_encoded` wrote like this; None where it did not."""
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return None
    return found if found.isprintable() and _encoded(found) == text else None
