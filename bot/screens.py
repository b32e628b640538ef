"""What a chat shows: one message with its buttons. Made by `render.py`, sent by the gateway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.callbacks import Action
from bot.markup import Html


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled action, or a link."""

    label: str
    target: Action | str


Keyboard: TypeAlias = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """The whole content of one message."""

    html: Html
    keyboard: Keyboard = ()
