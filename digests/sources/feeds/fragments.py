"""HTML as feeds carry it -> plain text, one paragraph a line; and titles -> one plain line.

What is no prose goes: scripts, styles, frames, forms, players, captions, pictures. Lines of junk are left to
`digests.text.clean`. HTML that was escaped once too often is read once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from digests.sources.encoding import storable
from digests.sources.feeds.entries import Fragment
from digests.text.tables import table, words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST_TITLE = 500
_ESCAPED_TWICE = 2
"""Readings beyond the first one: CMS over CMS, and no more than that has been seen."""

_BORDER = "\x1e"
"""Between lines, while white space is still as it came."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_MARKUP = re.compile(
    r"</(?:p|a|b|i|em|strong|div|span|ul|ol|li|blockquote|h[1-6]|table|td)>|<(?:br|p|hr)\s*/?>"
    r"|<(?:img|a|div|p|span)\s[^<>]*>",
    re.IGNORECASE,
)
"""What is hardly meant to be read: signs of HTML that was escaped once too often, or is not called HTML."""
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->|<!--", re.DOTALL)
_CODE = re.compile(r"<(script|style)\b[^<>]*>(?:(?!</?\1\b).)*</\1\s*>", re.IGNORECASE | re.DOTALL)
_CLOSED = re.compile(r"</(\w+)")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CODES = {"script", "style"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n\s*\n")
_ENDED = re.compile(r"[.!?…:。！？」』”\"»)\]]\s*$")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class _Elements:
    """What elements are to plain text, and how they look in it."""

    def __init__(self) -> None:
        rules = table("digests.sources.feeds", "html")
        self.blocks = words_of(rules, "blocks")
        self.cells = words_of(rules, "cells")
        self.no_prose = words_of(rules, "no_prose")
        known = "|".join(sorted(self.blocks | self.cells | self.no_prose | words_of(rules, "inline")))
        quoted = r"""(?:"[^"]{0,300}"|'[^']{0,300}'|[^<>"'])*"""
        self.tag = re.compile(rf"</?(?:{known})(?:\s(?:[^<>]*|{quoted}))?/?>", re.IGNORECASE)
        self.empty = re.compile(rf"<({'|'.join(sorted(self.no_prose))})\b[^<>]*>", re.IGNORECASE)
        self.block = re.compile(rf"</?(?:{'|'.join(sorted(self.blocks))})[\s/>]", re.IGNORECASE)


@lru_cache
def _elements() -> _Elements:
    return _Elements()


def title(fragment: Fragment | None) -> str | None:
    """One line without tags and entities; "a < b" stays. None for nothing."""
    if fragment is None:
        return None
    said = _CDATA.sub("", fragment.source[: 10 * _LONGEST_TITLE])
    for reading in range(1 + _ESCAPED_TWICE):
        if (fragment.is_markup and reading == 0) or _CLOSED.search(said):
            said = _elements().tag.sub("", _COMMENT.sub("", _CODE.sub("", said)))
        said = _decoded(said)
    return " ".join(storable(said)[:_LONGEST_TITLE].split()) or None


def text(fragment: Fragment) -> str:
    """The paragraphs of `fragment`, one a line."""
    source = _CDATA.sub("", fragment.source)
    if not fragment.is_markup and not _MARKUP.search(source):
        return _lines(_decoded(source))
    found = source
    for _ in range(1 + _ESCAPED_TWICE):
        tags = len(_elements().tag.findall(found))
        found = _paragraphs(found) if "<" in found else _lines(_decoded(found))
        if len(_MARKUP.findall(found)) <= tags:
            break
    return _CDATA.sub("", _decoded(found)).strip()


def _decoded(said: str) -> str:
    """Without entities. Only those with their semicolon: in "R&D" and "?a=1&copy=2" there are none."""
    return _ENTITY.sub(lambda match: unescape(match[0]), said)


def _lines(said: str) -> str:
    """The paragraphs of plain text: at blank lines, and where a line ends like a sentence."""
    return "\n".join(
        paragraph
        for block in _BLANK_LINE.split(storable(_COMMENT.sub("", said)))
        for paragraph in _unwrapped(block)
    )


def _unwrapped(block: str) -> Iterator[str]:
    paragraph = ""
    for line in filter(None, (" ".join(line.split()) for line in block.splitlines())):
        sticks = paragraph and _UNSPACED.match(line) and _UNSPACED.match(paragraph[-1])
        paragraph += line if sticks or not paragraph else f" {line}"
        if _ENDED.search(line):
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _paragraphs(source: str) -> str:
    from lxml import etree, html  # for workers only

    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    source = _without_open_ends(_CONTROLS.sub(" ", storable(source)))
    document = f"<html><body>{source}</body></html>"
    try:
        root = html.document_fromstring(document.encode(), parser=parser)
    except (etree.LxmlError, ValueError):  # nothing in it
        return ""
    said = "".join(_pieces(root))
    if not _elements().block.search(source):
        return _lines(said.replace(_BORDER, "\n"))
    return "\n".join(filter(None, (" ".join(line.split()) for line in said.split(_BORDER))))


def _without_open_ends(source: str) -> str:
    """`source` without tags of what holds no prose and is never closed: all that follows would be in it."""
    closed = {name.casefold() for name in _CLOSED.findall(source)} | _CODES
    return _elements().empty.sub(lambda tag: tag[0] if tag[1].casefold() in closed else "", source)


def _pieces(root: HtmlElement) -> Iterator[str]:
    """The text in order, with a border where a block begins or ends.

    By hand and not by recursion: nested a thousand times is nothing unusual for a bomb.
    """
    from lxml import etree

    elements, skipped = _elements(), None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start" and skipped is None:
            if tag in elements.no_prose or _HIDDEN.search(element.get("style") or ""):
                skipped = element
                continue
            if tag in elements.blocks:
                yield _BORDER
            yield element.text or ""
        elif event == "end" and skipped in (None, element):
            skipped = None
            yield _BORDER if tag in elements.blocks else " " if tag in elements.cells else ""
            yield element.tail or ""
