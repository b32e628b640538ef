"""Documents made to break or to stall what reads them, and any bytes at all."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.errors import FeedRejected
from digests.model import ParsedFeed
from digests.sources.feeds import alternates, parse
from tests.builders import at

NOW = at("2026-11-24 08:00")
HEAD = b"<?xml version='1.0'?><rss version='2.0'><channel>"
END = b"</channel></rss>"
MOST_SECONDS = 15
"""Generous, for a busy machine; the worst takes four on a free one."""


def read(body: bytes) -> ParsedFeed | None:
    try:
        return parse(body, address="https://linnet.example/feed", now=NOW)
    except FeedRejected as rejected:
        assert str(rejected)
        return None


def described(inside: bytes) -> bytes:
    return HEAD + b"<item><description><![CDATA[" + inside + b"]]></description></item>" + END


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 30))
BOMBS = {
    "billion laughs": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">' + LAUGHS + b"]>"
    b"<rss version='2.0'><channel><item><title>&l29;</title></item></channel></rss>",
    "quadratic blowup": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"a" * 50_000 + b'">]>'
    b"<rss version='2.0'><channel><item><title>" + b"&a;" * 50_000 + b"</title></item></channel></rss>",
    "elements in elements": HEAD + b"<a>" * 100_000,
    "elements in elements, closed": HEAD + b"<a>" * 100_000 + b"</a>" * 100_000 + END,
    "blocks in blocks": described(b"<div>" * 500_000),
    "tables in tables": described(b"<table><tr><td>" * 100_000),
    "items that never end": HEAD + b"<item><title>a</title>" * 100_000,
    "tags that never end": HEAD + b"<item " * 300_000,
    "comments that never end": HEAD + b"<item><title>" + b"<!--" * 500_000,
    "comments in HTML that never end": described(b"<!--" * 500_000),
    "CDATA that never ends": HEAD + b"<item>" + b"<![CDATA[" * 200_000,
    "ampersands": HEAD + b"<item><title>" + b"&" * 1_000_000,
    "blank lines before it": b"<?xml version='1.0'?>" + b"\n" * 90_000 + b"<rss/>" + b"\n" * 2_000_000,
    "a declaration without end": b"<?xml " + b'encoding="a" ' * 200_000,
    "blank lines in text": described(b"a" + b"\n " * 1_000_000 + b"b"),
    "ends like a teaser, again and again": described(b"read more. " * 200_000),
    "JSON in JSON": b'{"items":' * 500_000,
    "lists in lists": b"[" * 2_000_000,
    "a number without end": b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": ' + b"9" * 500_000 + b"}]}",
    "two bytes a character": ("<rss><channel>" + "<item><title>a</title></item>" * 20_000).encode("utf-16"),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_inert(bomb: str) -> None:
    started = time.perf_counter()
    feed = read(BOMBS[bomb])
    assert time.perf_counter() - started < MOST_SECONDS
    assert all(len(item.title or "") <= 500 for item in feed.items) if feed else True


def test_no_file_and_no_address_outside_the_document_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the word is herring")
    body = f"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "{secret.as_uri()}">
        <!ENTITY % more SYSTEM "{secret.as_uri()}"> %more;]>
        <rss version="2.0"><channel><item><title>A &secret;</title><link>https://linnet.example/</link></item></channel></rss>"""
    assert "herring" not in repr(read(body.encode()))
    assert read(str(secret).encode()) is None  # bytes that name a file are no file


def test_an_archive_of_ten_thousand_items_takes_no_longer_than_two_hundred() -> None:
    item = "<item><title>{0}</title><link>https://linnet.example/{0}</link><pubDate>Mon, 23 Nov 2026 {1:02}:{2:02}:00 GMT</pubDate><description>{3}</description></item>"  # fmt: skip
    items = [item.format(n, n // 60 % 24, n % 60, "word " * 80) for n in range(10_000)]
    body = HEAD + "".join(items).encode() + END
    started = time.perf_counter()
    feed = read(body)
    assert time.perf_counter() - started < 5  # 0.6 s on a free machine; feedparser alone needs 11
    assert feed and (len(feed.items), feed.left_out) == (200, 9_800)


FEEDS = [
    HEAD + b"<item><title>A</title><link>https://linnet.example/a</link><pubDate>23 Nov 2026</pubDate></item>" + END,
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">&lt;b>A</title><link href="/a"/></entry></feed>',
    b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_html": "<p>A</p>"}]}',
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    body = bytearray(draw(st.sampled_from(FEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(body)))
        body[place : place + draw(st.integers(0, 8))] = draw(st.binary(max_size=6))
    return bytes(body)


@settings(max_examples=300, deadline=None)
@given(st.binary() | damaged())
def test_any_bytes_are_a_feed_or_rejected(body: bytes) -> None:
    feed = read(body)
    for item in feed.items if feed else ():
        assert item.identity and item.content
        assert item.published is None or item.published <= NOW
    assert repr(feed).encode() is not None
    alternates(body, "https://linnet.example/")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["/a", "https://x.example", "2026-11-23"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "url", "name", "title", "content_html", "authors", "tags", "image"]), inner),
    max_leaves=8,
)  # fmt: skip
ITEM = st.dictionaries(
    st.sampled_from(
        [
            *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image"),
            *("banner_image", "date_published", "date_modified", "author", "authors", "tags", "attachments"),
        ]
    ),
    VALUES,
)
FEED = st.fixed_dictionaries(
    {"version": st.just("https://jsonfeed.org/version/1.1")},
    optional={
        "items": st.lists(ITEM | VALUES, max_size=4) | VALUES,
        "title": VALUES,
        "home_page_url": VALUES,
        "language": VALUES,
    },
)


@settings(deadline=None)
@given(FEED)
def test_any_json_feed_is_read_whatever_its_fields_hold(feed: dict[str, object]) -> None:
    assert read(json.dumps(feed).encode()) is not None
