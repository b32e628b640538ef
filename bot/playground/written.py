"""The text of a message as a bot writes it: with markup or with entities named beside it.

Used wherever the Bot API takes a text: messages, captions, drafts, and the contents of inline results.
"""

from __future__ import annotations

from functools import lru_cache

from bot.playground.checks import Parameters, utf8
from bot.playground.entities import Entity, parse_html
from bot.playground.formatting import MAX_BYTES, formatted
from bot.playground.links import LinkRejected, checked_link
from bot.playground.replies import Json, bad_request

ENTITY_TYPES = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
"""Those a bot may name; Telegram finds the others (links, commands, mentions) by itself."""


def written(parameters: Parameters, text_name: str, entities_name: str) -> tuple[str, list[Entity]]:
    """The text of a call. Raises Refused for what Telegram would not take."""
    return read_text(
        parameters.text(text_name) or "",
        parameters.text("parse_mode"),
        parameters.array(entities_name) or [],
    )


def read_text(raw: str, mode: str | None, named: list[Json]) -> tuple[str, list[Entity]]:
    """The text a bot wrote, parsed and tidied. Raises Refused for what Telegram would not take."""
    if not raw:
        raise bad_request("message text is empty")
    if len(utf8(raw)) > MAX_BYTES:
        raise bad_request("text is too long")
    if mode is None:
        return formatted(raw, [_named_entity(entity) for entity in named if isinstance(entity, dict)])
    if mode.lower() == "html":
        text, entities = _of_html(raw)
        return text, list(entities)
    if mode.lower() in {"markdown", "markdownv2"}:
        raise bad_request(f"parse_mode {mode} is not available in the playground")
    raise bad_request("unsupported parse_mode")


@lru_cache(maxsize=64)
def _of_html(raw: str) -> tuple[str, tuple[Entity, ...]]:
    """Kept for a while: a broadcast says the same to thousands, and this is most of the work of a send."""
    text, entities = formatted(*parse_html(raw))
    return text, tuple(entities)


def _named_entity(found: dict[str, Json]) -> Entity:
    kind, offset, length = found["type"], found["offset"], found["length"]
    if not (isinstance(kind, str) and isinstance(offset, int) and isinstance(length, int)):
        raise TypeError("entities are checked before")
    if offset < 0 or length < 0:
        raise bad_request("can't parse message entities: an entity lies outside of the text")
    extra = {name: value for name, value in found.items() if name not in {"type", "offset", "length"}}
    if kind == "text_link":
        url = str(extra.get("url", ""))
        try:
            extra["url"] = checked_link(url)
        except LinkRejected as error:
            raise bad_request(f"entity URL '{url}' is invalid: {error}") from error
    return Entity(kind, offset, length if kind in ENTITY_TYPES else 0, extra)
