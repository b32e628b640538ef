"""What a page says about its article in JSON-LD (schema.org), where it does.

The contents of the page's <script type="application/ld+json"> come in, as they stand; broken ones are
passed over, lists, @graph and nesting are looked through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Node = Mapping[str, object]

_ARTICLE = re.compile(r"Article|Posting|Report|Review|Broadcast")
_MOST_NODES = 5000
_LONGEST = 2_000_000
# Links, and the fences around a drop cap.
_LINK = re.compile(r"!?\[([^\[\]]{1,300})\]\(https?://[^()\s]{1,500}\)")
_FENCE = re.compile(r"\+\+\+(?:\w+)?")
_TAG = re.compile(r"<[^<>]{1,500}>")
_BORDER = re.compile(r"</(?:p|div|h[1-6]|li)>|<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Linked:
    """The article of a page's JSON-LD; what it does not say is empty or None."""

    headline: str | None = None
    description: str | None = None
    body: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    image: str | None = None
    language: str | None = None


def linked(scripts: Sequence[str]) -> Linked:
    """The first article in `scripts` that has a headline, else the first at all."""
    articles = [node for script in scripts for node in _nodes(_parsed(script)) if _is_article(node)]
    best = next((node for node in articles if _text(node.get("headline"))), articles[0] if articles else {})
    return Linked(
        headline=_text(best.get("headline")) or _text(best.get("name")),
        description=_text(best.get("description")),
        body=_body(best.get("articleBody")),
        authors=tuple(_people(best.get("author"))),
        published=_text(best.get("datePublished")),
        publisher=_name(best.get("publisher")) or _name(best.get("sourceOrganization")),
        url=_url(best.get("url")) or _url(best.get("mainEntityOfPage")),
        image=_url(best.get("image")) or _url(best.get("thumbnailUrl")),
        language=_text(best.get("inLanguage")),
    )


def _parsed(script: str) -> object:
    # strict=False: line breaks inside strings are common. RecursionError: so are pages made to hurt.
    try:
        return json.loads(script.strip().rstrip(";"), strict=False) if len(script) <= _LONGEST else None
    except (ValueError, RecursionError):
        return None


def _nodes(root: object) -> Iterator[Node]:
    """Every object in what was parsed, outer ones first."""
    queue = [root]
    for value in queue:
        if isinstance(value, dict):
            yield value
            queue.extend(inner for inner in value.values() if isinstance(inner, dict | list))
        elif isinstance(value, list):
            queue.extend(value)
        if len(queue) > _MOST_NODES:
            return


def _is_article(node: Node) -> bool:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(name, str) and _ARTICLE.search(name) for name in kinds)


def _people(value: object) -> Iterator[str]:
    """Names of authors that are not said to be organisations."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict) and "rganization" not in str(item.get("@type")):
            yield from _people(item.get("name"))


def _name(value: object) -> str | None:
    item = value[0] if isinstance(value, list) and value else value
    return _text(item.get("name")) if isinstance(item, dict) else _text(item)


def _url(value: object) -> str | None:
    """A URL given as it is, as an object with `url` or `@id`, or as the first of a list."""
    item = value[0] if isinstance(value, list) and value else value
    if isinstance(item, dict):
        return _text(item.get("url")) or _text(item.get("@id"))
    return _text(item)


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _body(value: object) -> str | None:
    """The article's text, a paragraph a line, without the markup that some sites leave in it."""
    if not isinstance(value, str):
        return None
    text = unmarked(_TAG.sub("", _BORDER.sub("\n", value)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line) or None


def unmarked(text: str) -> str:
    """Without the Markdown that publishing systems forget in a body."""
    return _FENCE.sub("", _LINK.sub(r"\1", text))
