"""The feeds that a page names: for people who give the address of a site."""

from __future__ import annotations

from dataclasses import dataclass

from digests.sources.encoding import storable
from digests.sources.feeds.canonical import joined

_FEED_TYPES = frozenset(
    f"application/{kind}" for kind in ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "json")
)
_MOST = 50
_LONGEST = 2_000_000
"""Characters of a page that are looked at: a head is at its beginning."""


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed as a page names it."""

    address: str
    title: str | None


def alternates(page: bytes | str, address: str) -> tuple[FoundFeed, ...]:
    """The feeds that `page`, fetched from `address`, links to in its head, in its order; each once.

    Feeds of comments come last: they are seldom what somebody wants.
    """
    from lxml import etree, html  # for workers only

    encoding = "utf-8" if isinstance(page, str) else None
    data = storable(page[:_LONGEST]).encode() if isinstance(page, str) else page[:_LONGEST]
    parser = html.HTMLParser(encoding=encoding, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError):  # nothing in it
        return ()
    base = joined(address, next(iter(root.xpath("//base/@href")), "")) or address
    found = dict[str, FoundFeed]()
    for link in root.iter("link"):
        target = joined(base, (link.get("href") or "").strip())
        if _is_feed(link.get("rel"), link.get("type"), link.get("href")) and target:
            title = " ".join(storable(link.get("title") or "").split())[:200]
            found.setdefault(target, FoundFeed(target, title or None))
    listed = [feed for feed in found.values() if feed.address.startswith(("http://", "https://"))]
    return tuple(sorted(listed, key=_is_of_comments)[:_MOST])


def _is_feed(rel: str | None, kind: str | None, href: str | None) -> bool:
    """JSON is the type of many things that are no feeds, such as WordPress' own interface."""
    kind = (kind or "").partition(";")[0].strip().casefold()
    if not href or "alternate" not in (rel or "").casefold().split() or kind not in _FEED_TYPES:
        return False
    return kind != "application/json" or "feed" in href.casefold()


def _is_of_comments(feed: FoundFeed) -> bool:
    return "comment" in feed.address.casefold() or "comment" in (feed.title or "").casefold()
