"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser does not read.

Any field may be missing or of another kind than the specification says: then it is not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from digests.errors import FeedRejected
from digests.sources.feeds import values
from digests.sources.feeds.canonical import joined
from digests.sources.feeds.dates import instant, newest_first
from digests.sources.feeds.entries import Document, Entry, Fragment
from digests.sources.feeds.values import Record


def looks_like_json(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n\xfe\xff\0")[:1] in (b"{", b"[")


def read(body: bytes, *, content_language: str | None, address: str, most: int) -> Document:
    """The document with its `most` newest items. Raises FeedRejected when `body` is not a JSON Feed."""
    feed = _loaded(body)
    items = list(values.records(feed, "items"))
    if "jsonfeed.org" not in (values.text(feed, "version") or "") and not items:
        raise FeedRejected("not a feed: this JSON is no JSON Feed")
    kept = sorted(newest_first([_date(item) for item in items])[:most])
    link = values.line(feed, "home_page_url")
    site = joined(address, link) if link else None
    title = values.text(feed, "title")
    return Document(
        title=Fragment(title, is_markup=False) if title else None,
        link=site,
        base=site or address,
        language=values.line(feed, "language") or content_language,
        entries=tuple(_entry(items[place]) for place in kept),
        left_out=len(items) - len(kept),
    )


def _loaded(body: bytes) -> Record:
    try:
        found = json.loads(body)
    except RecursionError as error:
        raise FeedRejected("not a feed: JSON that is nested too deeply") from error
    except ValueError as error:
        raise FeedRejected(f"not a feed: JSON that cannot be read ({error})") from error
    if not isinstance(found, Mapping):
        raise FeedRejected("not a feed: this JSON is no JSON Feed")
    return found


def _date(item: Record) -> datetime | None:
    said = values.line(item, "date_published", "date_modified")
    return instant(said) if said else None


def _entry(item: Record) -> Entry:
    title, updated = values.text(item, "title"), values.line(item, "date_modified")
    return Entry(
        guid=values.line(item, "id"),
        links=values.present(values.line(item, "url"), values.line(item, "external_url")),
        title=Fragment(title, is_markup=False) if title else None,
        texts=tuple(_texts(item)),
        published=values.present(values.line(item, "date_published"), updated),
        updated=updated,
        authors=tuple(_authors(item)),
        images=values.present(
            values.line(item, "image"), values.line(item, "banner_image"), *_attached(item)
        ),
        topics=tuple(_topics(item)),
    )


def _texts(item: Record) -> Iterator[Fragment]:
    for key in ("content_html", "content_text", "summary"):
        said = values.text(item, key)
        if said:
            yield Fragment(said, is_markup=key == "content_html", is_content=key != "summary")


def _authors(item: Record) -> Iterator[str]:
    for author in (*values.records(item, "authors"), values.record(item, "author")):
        yield from values.present(values.line(author, "name"))


def _attached(item: Record) -> Iterator[str | None]:
    for attachment in values.records(item, "attachments"):
        if (values.line(attachment, "mime_type") or "").startswith("image/"):
            yield values.line(attachment, "url")


def _topics(item: Record) -> Iterator[str]:
    tags = values.get(item, "tags")
    for tag in tags if isinstance(tags, list) else ():
        yield from values.present(values.line({"tag": tag}, "tag"))
