"""Who has done what, and when, by an update as Telegram wrote it. Total: it may be of any form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.flood import Deed
from digests.store.updates import Body

_DEEDS = {
    "message": Deed.MESSAGE,
    "edited_message": Deed.MESSAGE,
    "callback_query": Deed.PRESS,
    "inline_query": Deed.INLINE,
}
_ADDRESSED = re.compile(r"/[A-Za-z0-9_]+@(\w+)(?!\S)")


def whose(body: Body, name: str) -> tuple[int | None, Deed | None]:
    """The person and the deed that counts for them with the bot of this name; None where there is nobody, or
    nothing to answer."""
    for kind, deed in _DEEDS.items():
        told = body.get(kind)
        if isinstance(told, Mapping):
            if deed is Deed.MESSAGE and not _is_for_us(told, name):
                return None, None
            # Administrators who stay anonymous share one stand-in all over Telegram.
            return _id(told.get("sender_chat")) or _id(told.get("from")), deed
    return None, None


def moment(body: Body) -> float | None:
    """When a message was sent, or edited, in seconds of Unix time; of other deeds Telegram does not tell."""
    for kind, field in (("message", "date"), ("edited_message", "edit_date")):
        told = body.get(kind)
        at = told.get(field) if isinstance(told, Mapping) else None
        if isinstance(at, int) and not isinstance(at, bool) and 0 < at < 1 << 40:
            return float(at)
    return None


def query(body: Body) -> str | None:
    """The number by which the press of a button is answered."""
    told = body.get("callback_query")
    number = told.get("id") if isinstance(told, Mapping) else None
    return number if isinstance(number, str) else None


def is_for_another(text: str, name: str) -> bool:
    """Whether it is a command for another bot than that of this name."""
    addressed = _ADDRESSED.match(text)
    return addressed is not None and addressed[1].lower() != name.lower()


def _is_for_us(message: Mapping[str, object], name: str) -> bool:
    """What people of a group say to each other, and to other bots, costs nothing."""
    chat, text = message.get("chat"), message.get("text")
    if isinstance(text, str) and is_for_another(text, name):
        return False
    is_private = isinstance(chat, Mapping) and chat.get("type") == "private"
    return is_private or (isinstance(text, str) and text.startswith("/"))


def _id(told: object) -> int | None:
    found = told.get("id") if isinstance(told, Mapping) else None
    return found if isinstance(found, int) else None
