"""From what a feed says to articles: every claim judged, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from digests.model import FeedItem, ParsedFeed
from digests.sources.feeds import dates, fragments
from digests.sources.feeds.canonical import canonical
from digests.sources.feeds.entries import Document, Entry, Fragment
from digests.sources.feeds.identity import Claims, content, identities, stamps
from digests.sources.feeds.teasers import is_whole

_MOST_TOPICS = 10
_LONGEST_TOPIC = 60
_MOST_AUTHORS = 8
_LONGEST_NAME = 80
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+")


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry beside what was made of it."""

    entry: Entry
    claims: Claims
    is_whole: bool
    published: datetime | None


def judged(document: Document, now: datetime, most: int) -> ParsedFeed:
    """The feed as articles, its `most` newest, in the order of their dates."""
    site = canonical(document.link) if document.link else None
    published = [dates.published(entry.published, document.language, now) for entry in document.entries]
    kept = sorted(dates.newest_first(published)[:most])
    read = [_read(document.entries[place], published[place], document.base) for place in kept]
    items = list(_items([one for one in read if one.entry != Entry()], site))
    return ParsedFeed(
        title=fragments.title(document.title),
        link=site,
        language=document.language,
        ttl=document.ttl,
        items=tuple(items[place] for place in dates.newest_first([item.published for item in items])),
        left_out=document.left_out + len(document.entries) - len(kept),
    )


def _read(entry: Entry, published: datetime | None, base: str) -> _Read:
    texts = [(fragments.text(text), text.is_content) for text in entry.texts]
    text, is_content = max(texts, key=lambda said: (len(said[0]), said[1]), default=("", False))
    claims = Claims(
        url=next(filter(None, (canonical(link, base) for link in entry.links)), None),
        guid=entry.guid,
        title=fragments.title(entry.title),
        text=text or None,
    )
    return _Read(entry, claims, is_whole(text, is_content=is_content), published)


def _items(read: list[_Read], site: str | None) -> Iterator[FeedItem]:
    """Each identity once, as it stands first."""
    made_at_once = stamps(one.entry.updated for one in read)
    names = identities([one.claims for one in read], site)
    first: dict[str, _Read] = {}
    for name, one in zip(names, read, strict=True):
        first.setdefault(name, one)
    for name, one in first.items():
        yield FeedItem(
            identity=name,
            content=content(one.claims, None if made_at_once else one.entry.updated),
            url=one.claims.url,
            title=one.claims.title,
            text=one.claims.text,
            is_whole=one.is_whole,
            published=one.published,
            author=_author(one.entry.authors),
            image=next(_pictures(one), None),
            topics=tuple(_topics(one.entry.topics)),
        )


def _pictures(read: _Read) -> Iterator[str]:
    for image in read.entry.images:
        address = canonical(image, read.claims.url or "")
        if address:
            yield address


def _author(names: Iterable[str]) -> str | None:
    """The people, without their addresses; a name that holds the others is the same said once more."""
    plain = (_ADDRESS.sub("", fragments.title(Fragment(name)) or "").strip(" ()<>,;") for name in names)
    found = list(dict.fromkeys(name for name in plain if 0 < len(name) <= _LONGEST_NAME))
    return ", ".join(found[:_MOST_AUTHORS]) or None


def _topics(said: Iterable[str]) -> Iterator[str]:
    """Words, each once; what is an address names no topic for people."""
    plain = filter(None, (fragments.title(Fragment(topic)) for topic in said))
    found: dict[str, str] = {}
    for topic in plain:
        if "://" not in topic and len(topic) <= _LONGEST_TOPIC:
            found.setdefault(topic.casefold(), topic)
    yield from list(found.values())[:_MOST_TOPICS]
