"""What Telegram stores of a message text: cleaned, trimmed, its entities made consistent, links found.

Follows TDLib's `fix_formatted_text`. Bold and its like (STYLE) may be cut and merged; links, code and
mentions (WHOLE) stay in one piece or go; quotations hold both but not each other.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from bot.playground.detect import found_entities
from bot.playground.entities import Entity, utf16_length
from bot.playground.replies import bad_request

MAX_LENGTH = 4096
"""UTF-16 units after parsing. TDLib counts code points; this is the stricter reading."""
MAX_BYTES = 32_768
"""UTF-8 bytes before parsing."""
MAX_ENTITIES = 100
"""Telegram drops what is beyond without a word; here it is an error, because it breaks the message."""

STYLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTATION = frozenset({"blockquote", "expandable_blockquote"})
CODE = frozenset({"pre", "code"})
HIDDEN = frozenset({"text_link", "text_mention", "custom_emoji", "date_time"})
"""Entities that mean something beyond the text they cover: kept even where they cover only space."""
RANK = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}

_CONTROL = dict.fromkeys((*range(10), 11, 12, *range(14, 32)), " ")
_REMOVED = dict.fromkeys((0x0D, *range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A))
_CLEANED = str.maketrans({**_CONTROL, **_REMOVED})
_DIRTY = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")
_BLANK = frozenset({ord(" "), ord("\n")})
_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180e"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufffc]*"
)


def formatted(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text and entities a message is stored with. Raises Refused when nothing visible is left."""
    entities = consistent(entities)
    if _DIRTY.search(text):
        text, entities = _cleaned(text, entities)
    visible = _without_blanks(text, entities)
    if visible != entities:
        entities = consistent(visible)
    text, entities = _trimmed(text, entities)
    if _INVISIBLE.fullmatch(text):
        raise bad_request("text must be non-empty")
    found = [entity for entity in found_entities(text) if not _collides(entity, entities)]
    if found:
        entities = consistent([*entities, *found])
    return text, entities


def checked_lengths(text: str, entities: list[Entity], limit: int = MAX_LENGTH) -> None:
    """Raises Refused when the message is too long or holds too many entities."""
    if utf16_length(text) > limit:
        raise bad_request("message is too long" if limit == MAX_LENGTH else "message caption is too long")
    if len(entities) > MAX_ENTITIES:
        raise bad_request(
            f"the message holds {len(entities)} entities; Telegram would drop all beyond {MAX_ENTITIES}"
        )


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """By place, the wider first, then by Telegram's rank of types."""
    return sorted(entities, key=lambda entity: (entity.offset, -entity.length, RANK.get(entity.type, 50)))


def consistent(entities: list[Entity]) -> list[Entity]:
    """Entities nested as Telegram nests them: no link in a link, no quotation in another, no bold in code."""
    if not entities:
        return entities
    ordered = in_order(entity for entity in entities if entity.length > 0)
    styles = [entity for entity in ordered if entity.type in STYLE]
    quotations = _apart(entity for entity in ordered if entity.type in QUOTATION)
    whole = _apart(entity for entity in ordered if entity.type not in STYLE and entity.type not in QUOTATION)
    whole = [entity for entity in whole if _fits_all(entity, quotations)]
    others = in_order([*whole, *quotations])
    return in_order([*others, *_cut(styles, others)])


def _apart(entities: Iterable[Entity]) -> list[Entity]:
    """Those that begin where the one before has ended."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _fits_all(entity: Entity, quotations: list[Entity]) -> bool:
    """Whether each quotation holds the entity or keeps clear of it; they are in order and apart."""
    after = bisect_left(quotations, entity.offset, key=lambda quotation: quotation.end)
    return all(_fits(entity, quotation) for quotation in quotations[after : after + 2])


def _fits(entity: Entity, quotation: Entity) -> bool:
    inside = quotation.offset <= entity.offset and entity.end <= quotation.end
    return inside or entity.end <= quotation.offset or quotation.end <= entity.offset


def _collides(entity: Entity, others: list[Entity]) -> bool:
    return any(
        other.type not in STYLE
        and entity.offset < other.end
        and other.offset < entity.end
        and not (other.type in QUOTATION and _fits(entity, other))
        for other in others
    )


def _cut(styles: list[Entity], others: list[Entity]) -> Iterator[Entity]:
    """Styles merged with their like, then cut at every edge of another entity, and dropped inside code."""
    merged = list(_merged(styles))
    edges = sorted(
        {edge for other in others for edge in (other.offset, other.end)} | {style.offset for style in merged}
    )
    code = [other for other in others if other.type in CODE]
    for style in merged:
        inner = edges[bisect_right(edges, style.offset) : bisect_left(edges, style.end)]
        for begin, end in zip([style.offset, *inner], [*inner, style.end], strict=True):
            if not any(block.offset <= begin and end <= block.end for block in code):
                yield style.moved(begin, end - begin)


def _merged(styles: list[Entity]) -> Iterator[Entity]:
    for kind in STYLE:
        run: Entity | None = None
        for style in styles:
            if style.type != kind:
                continue
            if run and style.offset <= run.end:
                run = run.moved(run.offset, max(run.end, style.end) - run.offset)
                continue
            if run:
                yield run
            run = style
        if run:
            yield run


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Control characters become spaces; some characters go, and the entities close up."""
    gone = [at for at, character in _units(text) if ord(character) in _REMOVED]
    moved = []
    for entity in entities:
        begin = entity.offset - sum(at < entity.offset for at in gone)
        end = entity.end - sum(at < entity.end for at in gone)
        moved.append(entity.moved(begin, end - begin))
    return text.translate(_CLEANED), moved


def _units(text: str) -> Iterator[tuple[int, str]]:
    """Each character with its UTF-16 offset."""
    at = 0
    for character in text:
        yield at, character
        at += 1 + (character > "\uffff")


def _without_blanks(text: str, entities: list[Entity]) -> list[Entity]:
    """Entities begin at something visible; those over nothing but space go, unless they carry a meaning."""
    if not entities:
        return entities
    units = memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")
    kept = []
    for entity in entities:
        begin = entity.offset
        if entity.type not in HIDDEN:
            while begin < entity.end and units[begin] in _BLANK:
                begin += 1
        if begin == entity.offset:
            kept.append(entity)
        elif begin < entity.end:
            kept.append(entity.moved(begin, entity.end - begin))
    return kept


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip(" \n")
    length = utf16_length(text)
    if any(entity.end > length for entity in entities):
        inside = (entity for entity in entities if entity.offset < length)
        entities = in_order(
            entity.moved(entity.offset, min(entity.end, length) - entity.offset) for entity in inside
        )
    blank = len(text) - len(text.lstrip(" \n"))
    blank = min([blank, *(entity.offset for entity in entities[:1])])
    if blank:
        entities = [entity.moved(entity.offset - blank, entity.length) for entity in entities]
    return text[blank:], entities
