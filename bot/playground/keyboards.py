"""Inline keyboards: what Telegram demands of their buttons."""

from __future__ import annotations

from collections.abc import Iterator

from bot.playground.checks import utf8
from bot.playground.links import LinkRejected, checked_link, mentioned_user
from bot.playground.replies import Json, bad_request

MAX_BUTTONS = 100
MAX_IN_A_ROW = 8
MAX_DATA = 64
"""UTF-8 bytes of callback data."""
MAX_COPY = 256
STYLES = frozenset({"danger", "success", "primary"})
SWITCHES = frozenset({"switch_inline_query", "switch_inline_query_current_chat"})
ACTIONS = frozenset({"url", "callback_data", "copy_text", "disabled"}) | SWITCHES
NOT_ACTIONS = frozenset({"text", "style", "icon_custom_emoji_id"})

Keyboard = list[list[dict[str, Json]]]


def checked_keyboard(markup: dict[str, Json] | None) -> Keyboard:
    """The rows of an inline keyboard, empty rows left out. Raises Refused as Telegram would.

    `markup` has passed `checks.py`, so its fields have the right types.
    """
    if markup is None:
        return []
    if "inline_keyboard" not in markup:
        raise bad_request("the playground shows inline keyboards only")
    rows = [row for row in _rows(markup["inline_keyboard"]) if row]
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return [[_checked(button) for button in row] for row in rows]


def _rows(value: Json) -> Iterator[list[dict[str, Json]]]:
    for row in value if isinstance(value, list) else []:
        yield [button for button in row if isinstance(button, dict)] if isinstance(row, list) else []


def _checked(button: dict[str, Json]) -> dict[str, Json]:
    text = button["text"]
    if not isinstance(text, str) or not text.strip():
        raise _unparsed("button text must be non-empty")
    utf8(text)
    # An empty text is no action, except where it means the bot's name with nothing behind it.
    actions = [
        name for name in button if name not in NOT_ACTIONS and (button[name] != "" or name in SWITCHES)
    ]
    if not actions:
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsed(f"exactly one action is allowed, found {' and '.join(actions)}")
    if button.get("style", "primary") not in STYLES:
        raise _unparsed("unknown button style")
    match actions[0], button[actions[0]]:
        case "callback_data", str(data):
            if len(utf8(data)) > MAX_DATA:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url", str(url):
            return {**button, "url": _checked_url(url)}
        case "copy_text", dict(copied):
            words = copied.get("text")
            if not isinstance(words, str) or not 1 <= len(words) <= MAX_COPY:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case action, _ if action not in ACTIONS:
            raise bad_request(f"buttons with {action} are not available in the playground")
    return button


def _checked_url(url: str) -> str:
    if mentioned_user(url) is not None:
        return url
    try:
        return checked_link(url)
    except LinkRejected as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from error


def _unparsed(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")
