"""What a page says about itself in its head: the facts as found, not yet judged.

The parsed tree comes in from `digests.text.extract`; `digests.text.pages.facts` makes title, author and so
on of it, and the descriptions help to tell the article's first lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digests.text.pages.blocks import Element
from digests.text.pages.jsonld import Linked, linked

_MOST_HEADINGS = 5
_LONGEST_LINE = 2000


@dataclass(frozen=True, slots=True)
class Metadata:
    """The page's own words, white space folded."""

    meta: Mapping[str, str]
    """Contents of <meta> by name, property or itemprop in lower case; the first one counts."""
    ld: Linked
    page_title: str | None
    """Of <title>."""
    headings: tuple[str, ...]
    """The texts of the first <h1>."""
    canonical: str | None
    times: tuple[str, ...]
    """datetime of <time> and of elements that say datePublished, the latter first."""
    bylines: tuple[str, ...]
    """Texts of elements that say author by rel or itemprop."""
    language: str | None
    """The lang of <html>, often wrong."""

    def first(self, *names: str) -> str | None:
        return next((self.meta[name] for name in names if name in self.meta), None)

    @property
    def descriptions(self) -> tuple[str, ...]:
        found = (
            *map(self.first, ("og:description", "description", "twitter:description")),
            self.ld.description,
        )
        return tuple(text for text in found if text)

    @property
    def titles(self) -> tuple[str, ...]:
        found = (self.first("og:title"), self.first("twitter:title"), self.ld.headline, self.page_title)
        return tuple(text for text in found if text)


def metadata(root: Element) -> Metadata:
    """All that is told about the page under `root`."""
    return Metadata(
        meta=_meta(root),
        ld=linked(list(_scripts(root))),
        page_title=next((text for title in root.iter("title") if (text := _text(title))), None),
        headings=tuple(text for text, _ in zip(_texts(root, "h1"), range(_MOST_HEADINGS), strict=False)),
        canonical=next(
            (
                href
                for link in root.iter("link")
                if link.get("rel") == "canonical" and (href := link.get("href"))
            ),
            None,
        ),
        times=tuple(dict.fromkeys((*_dates(root, "datePublished"), *_dates(root, None)))),
        bylines=tuple(dict.fromkeys(_bylines(root))),
        language=root.get("lang") or root.get("xml:lang"),
    )


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _scripts(root: Element) -> Iterator[str]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield script.text or ""


def _texts(root: Element, tag: str) -> Iterator[str]:
    for element in root.iter(tag):
        text = _text(element)
        if text:
            yield text


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())[:_LONGEST_LINE]


def _dates(root: Element, says: str | None) -> Iterator[str]:
    for element in root.iter("time", "span", "div", "p", "abbr") if says else root.iter("time"):
        if says is None or element.get("itemprop") == says:
            found = element.get("datetime") or element.get("content")
            if found:
                yield found


def _bylines(root: Element) -> Iterator[str]:
    for element in root.iter("a", "span", "div", "p", "address"):
        if element.get("rel") == "author" or element.get("itemprop") == "author":
            text = _text(element)
            if text:
                yield text
