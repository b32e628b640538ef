"""RSS of every version, RDF, Atom and CDF, read by feedparser from the bytes that were fetched.

Its readings of dates are left alone (`dates` has its own), and so is its cleaning of HTML, which takes five
times as long as all the rest.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import timedelta

from digests.errors import FeedRejected
from digests.sources.encoding import is_utf8
from digests.sources.feeds import values
from digests.sources.feeds.canonical import joined
from digests.sources.feeds.cutting import shortened
from digests.sources.feeds.entries import Document, Entry, Fragment
from digests.sources.feeds.values import Record

_LONGEST_PROLOG = 100_000
_LONGEST_REST = timedelta(days=30)
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 7 * 24, "monthly": 30 * 24, "yearly": 365 * 24}
_PAGES = ("html", "head", "body")
_MARKUP = ("text/html", "application/xhtml+xml")
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|\?)", re.IGNORECASE)

_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,1000}\?>")
_DECLARED = re.compile(rb"""encoding=["']([\w.:-]+)["']""")
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_BLANK = re.compile(rb"\s{2,}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")


def read(
    body: bytes, *, content_type: str | None, content_language: str | None, address: str, most: int
) -> Document:
    """The document of at most `most` items. Raises FeedRejected when there is no feed in `body`."""
    root = _root(body)
    if root in _PAGES:
        raise FeedRejected("this is a web page, not a feed")
    if root == "opml":
        raise FeedRejected("this is a list of feeds (OPML), not a feed: it can be imported")
    if not root and body.lstrip().startswith(b"<?xml"):
        # Nothing but a declaration: feedparser would take a square of its length for it.
        raise FeedRejected("not a feed: no element in its first 100 kB")
    body, left_out = shortened(_prepared(body), most)
    parsed = _parsed(body, _headers(body, content_type, content_language))
    feed, entries = values.record(parsed, "feed"), tuple(values.records(parsed, "entries"))
    version = values.text(parsed, "version") or ""
    if not version and not entries and root != "channel":  # CDF says no version
        raise FeedRejected(f"not a feed: {f'the document is a <{root}>' if root else 'no XML, no JSON'}")
    return _document(feed, entries, address, version, left_out)


def _root(body: bytes) -> str:
    match = _ROOT.search(body, 0, _LONGEST_PROLOG)
    return match[1].decode("ascii", "replace").lower() if match else ""


def _prepared(body: bytes) -> bytes:
    """`body` without what some of feedparser's patterns take a square of time for.

    Blank lines before the root element are one such thing. A feed in a single line is another, and there the
    encoding is read from the last `encoding="..."` in the line, not from the declaration.
    """
    root = _ROOT.search(body)
    if not root:
        return body[:_LONGEST_PROLOG]
    if root.start() > _LONGEST_PROLOG:
        raise FeedRejected("not a feed: no element in its first 100 kB")
    prolog = _BLANK.sub(b"\n", body[: root.start()])
    declaration = _DECLARATION.match(prolog)
    if declaration:
        prolog = declaration[0].lstrip() + b"\n" + prolog[declaration.end() :]
    return prolog + body[root.start() :]


def _headers(body: bytes, content_type: str | None, content_language: str | None) -> dict[str, str]:
    """What feedparser gets to know of the answer.

    A type without a charset says nothing of the encoding (RFC 7303), but feedparser would take text/xml for
    ASCII. A charset that the server puts on everything is not believed against a document in UTF-8.
    """
    given = content_type if content_type and "charset" in content_type.casefold() else None
    declared = _DECLARED.search(body[:1000])
    if given and (not declared or declared[1].lower() in (b"utf-8", b"utf8")) and _says_utf8(body):
        given = None
    headers = {"content-type": given or "application/xml"}
    return headers | ({"content-language": content_language} if content_language else {})


def _says_utf8(body: bytes) -> bool:
    """Not by chance: there is something beyond ASCII in it."""
    return not body.isascii() and is_utf8(body)


def _parsed(body: bytes, headers: dict[str, str]) -> Record:
    import feedparser  # not light, and wanted in workers only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        # A stream, because plain bytes are tried as the name of a file first.
        found: object = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    return found if isinstance(found, Mapping) else {}


def _document(
    feed: Record, entries: tuple[Record, ...], address: str, version: str, left_out: int
) -> Document:
    link = values.line(feed, "link")
    site = joined(address, link) if link else None
    language = values.line(feed, "language")
    return Document(
        title=_title(feed, version),
        link=site,
        # Atom says what a relative link is relative to; in RSS it has always been the site.
        base=address if version.startswith("atom") or not site else site,
        language=language.replace("_", "-") if language and _LANGUAGE.fullmatch(language) else None,
        ttl=_ttl(feed),
        entries=tuple(_entry(entry, version) for entry in entries),
        left_out=left_out,
    )


def _ttl(feed: Record) -> timedelta | None:
    minutes: float | None = _number(values.line(feed, "ttl"))
    if minutes is None:
        period = _PERIODS.get((values.line(feed, "sy_updateperiod") or "").casefold())
        times = _number(values.line(feed, "sy_updatefrequency")) or 1
        minutes = 60 * period / times if period else None
    return min(timedelta(minutes=minutes), _LONGEST_REST) if minutes else None


def _number(said: str | None) -> int | None:
    """A count above zero, of at most nine digits."""
    return int(said) or None if said and re.fullmatch(r"[0-9]{1,9}", said) else None


def _entry(entry: Record, version: str) -> Entry:
    updated = values.line(entry, "updated")
    return Entry(
        guid=values.line(entry, "id"),
        links=_links(entry),
        title=_title(entry, version),
        texts=tuple(_texts(entry)),
        published=values.present(values.line(entry, "published"), updated, values.line(entry, "created")),
        updated=updated,
        authors=tuple(_authors(entry)),
        images=tuple(_images(entry)),
        topics=tuple(_topics(entry)),
    )


def _links(entry: Record) -> tuple[str, ...]:
    """What FeedBurner redirects to comes first; then any link that is not said to be something else."""
    others = (
        values.line(link, "href")
        for link in values.records(entry, "links")
        if values.text(link, "rel") in (None, "alternate")
    )
    return values.present(values.line(entry, "feedburner_origlink"), values.line(entry, "link"), *others)


def _title(source: Record, version: str) -> Fragment | None:
    """What looks like tags is meant to be read in an Atom title of type text. RSS knows no types."""
    said = values.text(source, "title")
    kind = values.text(values.record(source, "title_detail"), "type")
    return Fragment(said, is_markup=kind in _MARKUP or not version.startswith("atom")) if said else None


def _texts(entry: Record) -> Iterator[Fragment]:
    """feedparser puts a second description among the contents, so being there does not make an article."""
    for content in values.records(entry, "content"):
        said, kind = values.text(content, "value"), values.text(content, "type")
        if said and (kind is None or kind.startswith("text/") or kind in _MARKUP):
            yield Fragment(said, is_markup=kind in _MARKUP, is_content=True)
    said = values.text(entry, "summary")
    kind = values.text(values.record(entry, "summary_detail"), "type")
    if said:
        yield Fragment(said, is_markup=kind is None or kind in _MARKUP)


def _authors(entry: Record) -> Iterator[str]:
    """feedparser cuts an address that it takes for longer than it may be, and calls the rest a name: where
    there is an address, what was said is believed, not what was made of it."""
    said = values.line(entry, "author")
    for author in values.records(entry, "authors"):
        name = values.line(author, "name")
        if name and not (said and "@" in said and values.line(author, "email")):
            yield name
    if said:
        yield said


def _images(entry: Record) -> Iterator[str]:
    """Pictures that stand for the article; of its thumbnails the widest."""
    for media in values.records(entry, "media_content"):
        url, kind = values.line(media, "url"), values.line(media, "type") or ""
        is_picture = values.line(media, "medium") == "image" or kind.startswith("image/")
        if url and (is_picture or (not kind and _PICTURE.search(url))):
            yield url
    thumbnails = list(values.records(entry, "media_thumbnail"))
    for media in sorted(thumbnails, key=_width, reverse=True):
        yield from values.present(values.line(media, "url"))
    for link in values.records(entry, "links"):
        if values.text(link, "rel") == "enclosure" and (values.line(link, "type") or "").startswith("image/"):
            yield from values.present(values.line(link, "href"))
    yield from values.present(values.line(values.record(entry, "image"), "href", "url"))


def _width(media: Record) -> int:
    return _number(values.line(media, "width")) or 0


def _topics(entry: Record) -> Iterator[str]:
    for tag in values.records(entry, "tags"):
        yield from values.present(values.line(tag, "label", "term"))
