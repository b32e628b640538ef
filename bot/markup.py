"""Telegram HTML that is valid by construction: text is escaped unless it already is `Html`.

The only place where a tag is written. What Telegram counts is kept beside the markup, so a message's
length is known before it is sent (Bot API, "Formatting options": 4,096 after parsing the entities;
counted here in UTF-16 units, which is the stricter of the two readings found in the wild).
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

MESSAGE_LIMIT = 4096
ENTITY_LIMIT = 100
RAW_LIMIT = 32_768
"""Bytes, before the entities are parsed."""

_LINK_LIMIT = 2048
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
# Telegram drops or refuses most control characters; a lone surrogate cannot be sent at all.
_UNSENDABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Html:
    """Markup, the text a reader sees of it, and how many entities it has."""

    markup: str = ""
    text: str = ""
    entities: int = 0

    def __add__(self, other: Html) -> Html:
        return Html(self.markup + other.markup, self.text + other.text, self.entities + other.entities)

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def length(self) -> int:
        """UTF-16 units that a reader sees."""
        return len(self.text.encode("utf-16-le")) // 2

    @property
    def fits(self) -> bool:
        """Whether Telegram takes it as one message."""
        return (
            self.length <= MESSAGE_LIMIT
            and self.entities <= ENTITY_LIMIT
            and len(self.markup.encode()) <= RAW_LIMIT
        )


Part: TypeAlias = Html | str


def plain(part: Part) -> Html:
    """Text as Html; Html stays as it is."""
    if isinstance(part, Html):
        return part
    seen = _UNSENDABLE.sub(" ", part)
    return Html(seen.translate(_ESCAPES), seen)


def join(parts: Iterable[Part], between: Part = "") -> Html:
    pieces = [plain(part) for part in parts]
    gap = plain(between)
    return Html(
        gap.markup.join(piece.markup for piece in pieces),
        gap.text.join(piece.text for piece in pieces),
        sum(piece.entities for piece in pieces) + gap.entities * max(0, len(pieces) - 1),
    )


def lines(*parts: Part) -> Html:
    """One part a line; empty parts are left out."""
    return join([piece for piece in map(plain, parts) if piece], "\n")


def paragraphs(*parts: Part) -> Html:
    """One part a paragraph, a blank line between; empty parts are left out."""
    return join([piece for piece in map(plain, parts) if piece], "\n\n")


def bold(*parts: Part) -> Html:
    return _tag("b", "b", parts)


def italic(*parts: Part) -> Html:
    return _tag("i", "i", parts)


def code(*parts: Part) -> Html:
    """As it is typed; a tap copies it."""
    return _tag("code", "code", parts)


def blockquote(*parts: Part) -> Html:
    """Telegram does not nest block quotes."""
    return _tag("blockquote", "blockquote", parts)


def expandable(*parts: Part) -> Html:
    """A block quote of which only the beginning is seen until somebody taps it."""
    return _tag("blockquote expandable", "blockquote", parts)


def link(url: str | None, *parts: Part) -> Html:
    """The parts as a link; without one where the address is none that Telegram would take."""
    if url is None or not is_web_address(url):
        return join(parts)
    return _tag(f'a href="{plain(url).markup}"', "a", parts)


def is_web_address(url: str) -> bool:
    """Whether a link or a button may carry this address."""
    return (
        url.startswith(("http://", "https://"))
        and len(url) <= _LINK_LIMIT
        and not re.search(r"[\s\x00-\x1f\ud800-\udfff]", url)
        and len(url.split("/", 3)[2]) > 0
    )


def fill(template: str, values: Mapping[str, Part | int]) -> Html:
    """A message from the catalog with its `{places}` filled. The template's own words are escaped
    like any text. Raises KeyError for a place that has no value."""
    parts: list[Part] = []
    for literal, place, _, _ in string.Formatter().parse(template):
        parts.append(literal)
        if place is not None:
            value = values[place]
            parts.append(str(value) if isinstance(value, int) else value)
    return join(parts)


def clipped(text: str, limit: int) -> str:
    """The beginning of `text`, cut at a word and marked with an ellipsis, if it is longer."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip() + "…"


def _tag(opening: str, closing: str, parts: Iterable[Part]) -> Html:
    inner = join(parts)
    if not inner.text.strip():
        return inner  # Telegram refuses a message of empty entities
    return Html(f"<{opening}>{inner.markup}</{closing}>", inner.text, inner.entities + 1)
