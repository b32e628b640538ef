"""An answer to an inline query as the Bot API takes it: articles, each with the message that it becomes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.letters import letter
from bot.markup import plain
from bot.screens import Screen

CACHED = 60
"""Seconds for which Telegram may give the same answer again."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of the list, and the message that it becomes. Its buttons are links: in another chat there is
    nobody to press others for."""

    key: str
    title: str
    description: str
    screen: Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineAnswer:
    offers: tuple[Offer, ...]
    next_offset: str = ""
    lasting: bool = True
    """Telegram may give it again to who asks the same, for a while. To others never: it is in the language of
    who asked."""
    way_in: tuple[str, str] | None = None
    """A line above the list, and what its link to the bot carries."""


def fields(query: str, answer: InlineAnswer) -> Mapping[str, object]:
    """The parameters of answerInlineQuery."""
    button = answer.way_in
    above = {"button": {"text": button[0], "start_parameter": button[1]}} if button else {}
    return {
        "inline_query_id": query,
        "results": [_result(offer) for offer in answer.offers],
        "next_offset": answer.next_offset,
        "cache_time": CACHED if answer.lasting else 0,
        "is_personal": True,
        **above,
    }


def _result(offer: Offer) -> Mapping[str, object]:
    sent = json.loads(b"{%b}" % letter(offer.screen).markup)
    keyboard = {"reply_markup": sent["reply_markup"]} if "reply_markup" in sent else {}
    return {
        "type": "article",
        "id": offer.key,
        "title": plain(offer.title).text,
        "description": plain(offer.description).text,
        "input_message_content": {
            "message_text": sent["text"],
            "parse_mode": sent["parse_mode"],
            "link_preview_options": {"is_disabled": not offer.screen.previews},
        },
        **keyboard,
    }
