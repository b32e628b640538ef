"""A screen as the Bot API takes it, encoded once however many chats it goes to.

The bytes are members of a JSON object without its braces: text, markup and buttons are the same for all
chats, and what differs is put before them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.callbacks import encode
from bot.screens import Button, Keyboard, Screen


@dataclass(frozen=True, slots=True)
class Letter:
    """A message without its address."""

    markup: bytes
    plain: bytes
    """The same without its markup, for the case that Telegram refuses it."""


def letter(screen: Screen) -> Letter:
    keyboard = {"reply_markup": _keyboard(screen.keyboard)} if screen.keyboard else {}
    return Letter(
        markup=_members({"text": screen.html.markup, "parse_mode": "HTML", **keyboard}),
        plain=_members({"text": screen.html.text, **keyboard}),
    )


def addressed(content: bytes, *, chat: int, previews: bool, **more: int | None) -> bytes:
    """The body of a request. Of `more`, what is None or False is left out, as Telegram's default."""
    given = {name: value for name, value in more.items() if value is not None and value is not False}
    head = {"chat_id": chat, "link_preview_options": {"is_disabled": not previews}, **given}
    return b"{%b,%b}" % (_members(head), content)


def _members(values: Mapping[str, object]) -> bytes:
    # Half a surrogate pair, e.g. of a button cut in the middle of an emoji, must not cost the whole message.
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))[1:-1].encode(errors="replace")


def _keyboard(keyboard: Keyboard) -> Mapping[str, object]:
    return {"inline_keyboard": [[_button(button) for button in row] for row in keyboard]}


def _button(button: Button) -> Mapping[str, str]:
    if isinstance(button.target, str):
        return {"text": button.label, "url": button.target}
    return {"text": button.label, "callback_data": encode(button.target)}
