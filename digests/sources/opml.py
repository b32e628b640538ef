"""Lists of feeds as other programs keep them: OPML in, OPML out.

In come the bytes of a file that the operator names, out go feeds with their folder as topic, and the
other way round. What a program writes here, Feedly, Thunderbird and we ourselves read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree

from digests.errors import ArticleRejected, OperatorMistake
from digests.model import Feed
from digests.sources.encoding import decode
from digests.sources.fetching.answers import Unfetchable
from digests.sources.fetching.locations import locate

if TYPE_CHECKING:
    from listparser.common import SuperDict

DEEPEST = 50
"""Folders in folders: nobody sorts like this, and each feed is told the whole way to it."""

_DECLARED = re.compile(rb"""\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)""")
_OUTLINE = re.compile(r"""<(/?)outline\b((?:[^>"']|"[^"]*"|'[^']*')*?)(/?)>""", re.IGNORECASE)
_MEANT = re.compile(r"""\btype\s*=\s*["']\s*(?:rss|atom)\b|\b(?:html|xml)url\s*=""", re.IGNORECASE)
_ADDRESS = re.compile(r"""\bxmlurl\s*=\s*["']\s*[^"'\s]""", re.IGNORECASE)

# Control characters, halves of surrogate pairs and what is no character: XML takes none of them, or
# parsers take them for something else.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlFile:
    """What a list says."""

    feeds: tuple[Feed, ...]
    """In the order of the list, each address once."""
    left_out: int = 0
    """Entries that were meant as feeds, but have no address that can be fetched."""
    refused: tuple[str, ...] = ()
    """Names of those of them that have an address, though none that is fetched."""


def read(body: bytes) -> OpmlFile:
    """The feeds of an OPML file of any version. Raises OperatorMistake with the reason if it is none.

    A folder in a folder gives its own name as the topic. Entities that the file defines itself are not
    resolved, so none can grow.
    """
    text = _text(body)
    _refuse_depth(text)
    listed = _parsed(text)
    if not str(listed["version"]).startswith("opml"):
        raise OperatorMistake("this is no OPML file: there is no <opml> in it")
    feeds = {url: entry for entry in listed["feeds"] if _is_fetchable(url := str(entry["url"]))}
    refused = [entry for entry in listed["feeds"] if not _is_fetchable(str(entry["url"]))]
    without = sum(_is_without_address(attributes) for attributes in _outlines(text))
    return OpmlFile(
        feeds=tuple(
            Feed(url=url, name=_plain(str(entry["title"])) or None, topic=_topic(entry["categories"]))
            for url, entry in feeds.items()
        ),
        left_out=without + len(listed["lists"]) + len(listed["feeds"]) - len(feeds),
        refused=tuple(name for entry in refused if (name := _plain(str(entry["title"])))),
    )


def _parsed(text: str) -> Mapping[str, list[SuperDict]]:
    import listparser  # here, for it brings lxml: only `import` reads such files

    # As bytes, because a text that looks like an address would be fetched; in ASCII, because the bytes
    # are read as HTML, whose encoding would be guessed.
    return listparser.parse(text.encode("ascii", "xmlcharrefreplace"))


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.match(body)
    try:
        return body.decode(declared[1].decode("ascii")) if declared else decode(body)
    except (ArticleRejected, LookupError, UnicodeDecodeError) as error:
        raise OperatorMistake(f"this is no OPML file: {error}") from error


def _refuse_depth(text: str) -> None:
    depth = 0
    for closing, _, empty in _OUTLINE.findall(text):
        depth += -1 if closing else 0 if empty else 1
        if depth > DEEPEST:
            raise OperatorMistake(f"this is no OPML file for people: folders lie over {DEEPEST} deep")


def _outlines(text: str) -> Iterator[str]:
    """The attributes of each entry."""
    return (attributes for closing, attributes, _ in _OUTLINE.findall(text) if not closing)


def _is_without_address(attributes: str) -> bool:
    return _MEANT.search(attributes) is not None and _ADDRESS.search(attributes) is None


def _is_fetchable(url: str) -> bool:
    try:
        locate(url)
    except Unfetchable:
        return False
    return True


def _topic(folders: Sequence[Sequence[str]]) -> str | None:
    """The folder of the entry, of the first one if it lies in several; the innermost that has a name."""
    names = (_plain(name) for way in folders for name in reversed(way))
    return next((name for name in names if name), None)


def _plain(text: str) -> str:
    """On one line, and of characters that can be written."""
    return " ".join(_UNWRITABLE.sub("", text).split())


# --- out ------------------------------------------------------------------------------------------


def write(feeds: Iterable[Feed], made_at: datetime) -> bytes:
    """An OPML 2.0 document in UTF-8: feeds by topic, those without one at the top.

    `made_at` is the moment that stands in its head. A feed without a name is listed under its host.
    """
    document = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(document, "head")
    ElementTree.SubElement(head, "title").text = "Pullquote"
    ElementTree.SubElement(head, "dateCreated").text = format_datetime(made_at, usegmt=True)
    body = ElementTree.SubElement(document, "body")
    folders: dict[str, ElementTree.Element] = {"": body}
    for feed in sorted(feeds, key=lambda feed: bool(feed.topic)):
        topic = _plain(feed.topic or "")
        if topic not in folders:
            folders[topic] = ElementTree.SubElement(body, "outline", text=topic, title=topic)
        name = _plain(feed.name or "") or urlsplit(feed.url).hostname or feed.url
        url = _UNWRITABLE.sub("", feed.url)
        ElementTree.SubElement(folders[topic], "outline", type="rss", text=name, title=name, xmlUrl=url)
    ElementTree.indent(document)
    text: bytes = ElementTree.tostring(document, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
