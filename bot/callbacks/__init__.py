"""What a button carries: typed, at most 64 bytes, and total to read: anything forged is `None`.

codec      how an action becomes text and comes back
places     where a story card was opened from
lists      /latest, /search
stories    editions and story cards
settings   /settings
data       /mydata, /forget
start      the first minute
quotes     /quotes
follows    what a chat follows and mutes
feeds      feeds of readers

One module for each family of buttons; `bot/menus/` has one for each as well, which does what they say. A new
action is a class in its family, and a code that no other action has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.callbacks.codec import Codec, Field
from bot.callbacks.data import DATA_ACTIONS, DataAction
from bot.callbacks.feeds import FEED_ACTIONS, FeedAction
from bot.callbacks.follows import FOLLOW_ACTIONS, FollowAction
from bot.callbacks.lists import LIST_ACTIONS, ListAction
from bot.callbacks.places import PLACES, Place
from bot.callbacks.quotes import QUOTE_ACTIONS, QuoteAction
from bot.callbacks.settings import SETTINGS_ACTIONS, SettingsAction
from bot.callbacks.start import START_ACTIONS, StartAction
from bot.callbacks.stories import STORY_ACTIONS, StoryAction

DATA_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Nothing:
    """A button that only shows something, such as "2/5"."""


Action: TypeAlias = (
    ListAction
    | StoryAction
    | SettingsAction
    | DataAction
    | StartAction
    | QuoteAction
    | FollowAction
    | FeedAction
    | Nothing
)


@dataclass(frozen=True, slots=True)
class ForChat:
    """Do it for another chat than the one the button stands in."""

    chat: int
    action: Action


Pressed: TypeAlias = Action | ForChat

ACTIONS: dict[str, type[Action]] = {
    **LIST_ACTIONS,
    **STORY_ACTIONS,
    **SETTINGS_ACTIONS,
    **DATA_ACTIONS,
    **START_ACTIONS,
    **QUOTE_ACTIONS,
    **FOLLOW_ACTIONS,
    **FEED_ACTIONS,
    "-": Nothing,
}
_PLACES: Codec[Place] = Codec(PLACES, between=".")


def _place(value: object) -> str:
    if not isinstance(value, Place):
        raise TypeError(value)
    return _PLACES.written(value)


_CODEC: Codec[Action] = Codec(ACTIONS, more={Place: Field(_place, _PLACES.read)})


def encode(pressed: Pressed) -> str:
    if isinstance(pressed, ForChat):
        data = f"c:{pressed.chat}:{_CODEC.written(pressed.action)}"
    else:
        data = _CODEC.written(pressed)
    if len(data.encode()) > DATA_LIMIT:
        raise ValueError(f"callback data over {DATA_LIMIT} bytes: {data}")
    return data


def decode(data: str) -> Pressed | None:
    """The action that `encode` wrote; None for everything else."""
    try:
        pressed = _read(data)
        return pressed if encode(pressed) == data else None
    except ValueError:
        return None


def _read(data: str) -> Pressed:
    kind, *rest = data.split(":", 2)
    if kind == "c" and len(rest) == 2:
        return ForChat(_chat(rest[0]), _CODEC.read(rest[1]))
    return _CODEC.read(data)


def _chat(digits: str) -> int:
    chat = int(digits)
    if abs(chat) >= 2**63:  # where SQLite's and PostgreSQL's integers end
        raise ValueError(digits)
    return chat
