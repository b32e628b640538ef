"""Text and entities as Telegram HTML again: what tests compare with what a bot wrote."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.playground.entities import Entity

TAG_OF = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "blockquote": "blockquote",
}


def as_html(text: str, entities: Sequence[Entity]) -> str:
    """Telegram HTML that parses to this text and these entities."""
    units = text.encode("utf-16-le", "surrogatepass")
    pieces: list[str] = []
    at, open_entities = 0, list[Entity]()

    def plain(until: int) -> None:
        nonlocal at
        raw = units[2 * at : 2 * until].decode("utf-16-le", "surrogatepass")
        pieces.append(escape(raw, quote=False))
        at = until

    for entity in [*entities, Entity("", len(units) // 2, 0)]:
        while open_entities and open_entities[-1].end <= entity.offset:
            plain(open_entities[-1].end)
            pieces.append(_tags(open_entities.pop())[1])
        plain(entity.offset)
        if entity.type:
            pieces.append(_tags(entity)[0])
            open_entities.append(entity)
    return "".join(pieces)


def _tags(entity: Entity) -> tuple[str, str]:
    match entity.type, entity.extra:
        case "text_link", {"url": str(url)}:
            return f'<a href="{escape(url)}">', "</a>"
        case "text_mention", {"user": {"id": int(identifier)}}:
            return f'<a href="tg://user?id={identifier}">', "</a>"
        case "pre", {"language": str(language)}:
            return f'<pre><code class="language-{escape(language)}">', "</code></pre>"
        case "expandable_blockquote", _:
            return "<blockquote expandable>", "</blockquote>"
        case "custom_emoji", {"custom_emoji_id": str(identifier)}:
            return f'<tg-emoji emoji-id="{identifier}">', "</tg-emoji>"
        case "date_time", {"unix_time": int(moment), **more}:
            style = more.get("date_time_format", "")
            return f'<tg-time unix="{moment}" format="{style}">', "</tg-time>"
        case "pre", _:
            return "<pre>", "</pre>"
        case kind, _ if kind in TAG_OF:
            return f"<{TAG_OF[kind]}>", f"</{TAG_OF[kind]}>"
    return "", ""
