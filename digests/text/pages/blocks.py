"""A page's tree as blocks: stretches of text that a browser would set apart, with what marks them.

The parsed tree comes in from `digests.text.extract`; the blocks go to `digests.text.pages.features`, which
describes them for the choice of what is the article. One pass, linear in the page's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from digests.text.tables import table, words_of

ROLES = ("junk", "caption", "author", "lead")
"""What the names in class, id and the like say about a block (`data/page_markup.toml`)."""

_NAMING = ("class", "id", "role", "itemprop", "data-component", "data-testid", "data-type")
_LONGEST_NAMES = 400
_CAMEL = re.compile(r"([a-z0-9])([A-Z])")
_BREAK = "\0"
_MOST_ELEMENTS = 60_000
"""Real pages have a few thousand; what comes behind the first ones of a page made to hurt is not read."""


@dataclass(frozen=True, slots=True)
class _Tags:
    """What HTML elements do to the text in them (`data/page_markup.toml`)."""

    inline: frozenset[str]
    skipped: frozenset[str]
    passed_through: frozenset[str]
    stressed: frozenset[str]


class Element(Protocol):
    """The part of an lxml element that is used; the tag of a comment is no string."""

    tag: object
    text: str | None
    tail: str | None

    def get(self, name: str) -> str | None: ...
    def iter(self, *tags: str) -> Iterator[Element]: ...
    def itertext(self) -> Iterator[str]: ...
    def __iter__(self) -> Iterator[Element]: ...


class Roles(NamedTuple):
    """Which roles an element's own names speak of."""

    junk: bool
    caption: bool
    author: bool
    lead: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Text between two block elements' borders; `\\n` stands where the page has a line break."""

    text: str
    tag: str
    within: frozenset[str]
    """The tags of all elements around it, its own included."""
    roles: tuple[Roles, ...]
    """Of its element and up to five around it, innermost first."""
    box: int
    """Names the element around it, lists and tables left out; blocks of one text share it."""
    outer_box: int
    depth: int
    linked: float
    """Share of characters in links."""
    stressed: float
    """Share of characters in bold or italics."""


@dataclass(slots=True)
class _Open:
    """An element that is open while the page is read."""

    tag: str
    inline: bool
    within: frozenset[str]
    roles: tuple[Roles, ...]
    own_box: int
    box: int
    outer_box: int
    linked: bool
    stressed: bool


@dataclass(slots=True)
class _Reader:
    """The text since the last border, and the elements around it."""

    tags: _Tags
    blocks: list[Block] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    stressed: int = 0
    boxes: int = 0

    def enter(self, element: Element, tag: str) -> None:
        if tag == "br":
            self._break()
            return
        inline = tag in self.tags.inline and bool(self.open)
        if not inline:
            self.flush()
        elif tag in ("td", "th"):
            self.parts.append(" ")
        self.open.append(self._opened(element, tag, inline))
        self.add(element.text)

    def _opened(self, element: Element, tag: str, inline: bool) -> _Open:
        self.boxes += 1
        roles = _roles(" ".join(value for name in _NAMING if (value := element.get(name))))
        if not self.open:
            return _Open(tag, inline, frozenset((tag,)), (roles,), self.boxes, -1, -1, False, False)
        outer = self.open[-1]
        keeps = inline or tag in self.tags.passed_through
        return _Open(
            tag=tag,
            inline=inline,
            within=outer.within if inline else outer.within | {tag},
            roles=(roles, *outer.roles[:5]),
            own_box=outer.own_box if keeps else self.boxes,
            box=outer.box if inline else outer.own_box,
            outer_box=outer.outer_box if keeps else outer.box,
            linked=outer.linked or tag == "a",
            stressed=outer.stressed or tag in self.tags.stressed,
        )

    def leave(self, tag: str) -> None:
        if tag == "br":
            return
        if not self.open[-1].inline:
            self.flush()
        self.open.pop()

    def add(self, text: str | None) -> None:
        if not text:
            return
        self.parts.append(text)
        if self.open and not text.isspace():
            self.linked += len(text) * self.open[-1].linked
            self.stressed += len(text) * self.open[-1].stressed

    def _break(self) -> None:
        """One <br> is a line's end, two are a paragraph's."""
        last = next((part for part in reversed(self.parts[-4:]) if not part.isspace()), "")
        if last == _BREAK:
            self.flush()
        else:
            self.parts.append(_BREAK)

    def flush(self) -> None:
        lines = [" ".join(line.split()) for line in "".join(self.parts).split(_BREAK)]
        text = "\n".join(line for line in lines if line)
        if text:
            around = next(element for element in reversed(self.open) if not element.inline)
            self.blocks.append(
                Block(
                    text=text,
                    tag=around.tag,
                    within=around.within,
                    roles=around.roles,
                    box=around.box,
                    outer_box=around.outer_box,
                    depth=len(self.open),
                    linked=min(1.0, self.linked / len(text)),
                    stressed=min(1.0, self.stressed / len(text)),
                )
            )
        self.parts.clear()
        self.linked = self.stressed = 0


def blocks(root: Element) -> list[Block]:
    """The blocks of text under `root`, in the page's order; scripts, navigation and buttons left out."""
    reader = _Reader(_tags())
    if not isinstance(root.tag, str):
        return []
    reader.enter(root, root.tag)
    under = [(root.tag, root, iter(root))]
    while under and reader.boxes < _MOST_ELEMENTS:
        tag, element, children = under[-1]
        child = next(children, None)
        if child is None:
            under.pop()
            reader.leave(tag)
            if under:
                reader.add(element.tail)
        elif not isinstance(child.tag, str) or child.tag in reader.tags.skipped:
            reader.add(child.tail)
        else:
            reader.enter(child, child.tag)
            under.append((child.tag, child, iter(child)))
    if under:
        reader.flush()
    return reader.blocks


@lru_cache(maxsize=4096)
def _roles(names: str) -> Roles:
    if not names or len(names) > _LONGEST_NAMES:
        return Roles(False, False, False, False)
    spelt = _CAMEL.sub(r"\1-\2", names).lower()
    return Roles(*(bool(pattern.search(spelt)) for pattern in _role_patterns()))


@lru_cache
def _role_patterns() -> tuple[re.Pattern[str], ...]:
    listed = table("digests.text", "page_markup")
    return tuple(
        re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(words_of(listed, 'roles', role)))})(?![a-z])")
        for role in ROLES
    )


@lru_cache
def _tags() -> _Tags:
    listed = table("digests.text", "page_markup")
    return _Tags(
        *(words_of(listed, "tags", kind) for kind in ("inline", "skipped", "passed_through", "stressed"))
    )
