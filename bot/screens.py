"""What a chat shows: one message with its buttons. Made by `render/`, sent by the gateway."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.callbacks import ForChat, Nothing, Pressed
from bot.markup import Html


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled action, or a link."""

    label: str
    target: Pressed | str


Keyboard: TypeAlias = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """The whole content of one message."""

    html: Html
    keyboard: Keyboard = ()
    notice: str = ""
    """Said beside it, for a moment, to who pressed the button that led here."""
    previews: bool = False
    """Telegram may show a preview of the first link."""
    apart: bool = False
    """It comes as a message of its own; the one with the button that led here stays as it is."""

    def about(self, chat: int) -> Screen:
        """The same with buttons that act on this chat, wherever the message stands."""
        rows = (tuple(_about(button, chat) for button in row) for row in self.keyboard)
        return replace(self, keyboard=tuple(rows))


@dataclass(frozen=True, slots=True)
class Toast:
    """Something said for a moment to who pressed a button; the message stays as it is."""

    text: str
    alert: bool = False
    """Has to be closed by hand."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to keep."""

    name: str
    content: bytes
    caption: Html


Shown: TypeAlias = Screen | Toast | Attachment
"""What a command or a button comes to."""


def _about(button: Button, chat: int) -> Button:
    target = button.target
    if isinstance(target, str | Nothing | ForChat):
        return button
    return replace(button, target=ForChat(chat, target))
