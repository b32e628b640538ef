"""What names an article over changed guids, and what tells that it has changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What an item says that could name it: its address, its guid, its title and text, all plain."""

    url: str | None
    guid: str | None
    title: str | None
    text: str | None


def identities(items: Sequence[Claims], site: str | None) -> list[str]:
    """A name for each item of one document.

    The canonical address, where it is the item's own: not the site's front page, and not shared by items
    that are different articles. Else the guid, else a hash of title and text. Items that share an address
    are one article when their titles agree, or their guids.
    """
    sharing = defaultdict[str, list[Claims]](list)
    for item in items:
        if item.url:
            sharing[item.url].append(item)
    shared = {url for url, group in sharing.items() if not _is_one(group)}
    return [
        item.url
        if item.url and item.url not in shared and not (_is_front(item.url, site) and _has_more(item))
        else _without_address(item, shared)
        for item in items
    ]


def _is_one(group: Sequence[Claims]) -> bool:
    titles = {(item.title or "").casefold() for item in group}
    guids = {item.guid for item in group}
    return len(titles) == 1 or (len(guids) == 1 and None not in guids)


def _is_front(url: str, site: str | None) -> bool:
    """Whether `url` is where a site begins: every item of many feeds points there."""
    parts = urlsplit(url)
    return url == site or (parts.path == "/" and not parts.query and not parts.fragment)


def _has_more(item: Claims) -> bool:
    return any((item.guid, item.title, item.text))


def _without_address(item: Claims, shared: set[str]) -> str:
    if item.guid and item.guid not in shared and item.guid != item.url:
        # PostgreSQL cannot index what is longer.
        return item.guid if len(item.guid.encode("utf-8", "replace")) <= 2_000 else _digest(item.guid)
    return _digest(item.title, item.text)


def content(item: Claims, updated: str | None) -> str:
    """Another one, and the feed says something else of the article than before."""
    return _digest(item.title, item.text, updated, item.url)


def stamps(updated: Iterable[str | None]) -> bool:
    """Whether these dates say when the feed was made, not when its articles changed: all are the same."""
    said = list(updated)
    return len(said) > 2 and len(set(said)) == 1


def _digest(*parts: str | None) -> str:
    hashed = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = (part or "").encode("utf-8", "replace")
        hashed.update(b"%d:" % len(data) + data)
    return hashed.hexdigest()
