"""Lists of feeds from other programs, and for them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.errors import OperatorMistake
from digests.model import Feed
from digests.sources import opml

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)

# In the manner of Feedly's export: folders, and both text and title on everything.
FEEDLY = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0">
    <head><title>Mara subscriptions in feedly Cloud</title></head>
    <body>
        <outline text="Harbour" title="Harbour">
            <outline type="rss" text="The Linnet" title="The Linnet"
                xmlUrl="https://linnet.example/rss?a=1&amp;b=2" htmlUrl="https://linnet.example"/>
            <outline type="rss" text="El Faro &amp; Cía. 灯台" title="x" xmlUrl="https://faro.example/feed"/>
        </outline>
        <outline text="World" title="World">
            <outline type="rss" text="The Linnet" title="The Linnet"
                xmlUrl="https://linnet.example/rss?a=1&amp;b=2" htmlUrl="https://linnet.example"/>
        </outline>
    </body>
</opml>
"""

# In the manner of Thunderbird's: attributes of its own in a namespace, titles before texts.
THUNDERBIRD = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0" xmlns:fz="urn:forumzilla:">
  <head><title>Thunderbird OPML Export - Feeds</title>
    <dateCreated>Sun, 29 Nov 2026 03:00:00 GMT</dateCreated></head>
  <body>
    <outline title="News">
      <outline title="Europe">
        <outline title="The Linnet" text="The Linnet" type="rss" version="RSS" fz:quickMode="true"
          xmlUrl="https://linnet.example/rss" htmlUrl="https://linnet.example"/>
      </outline>
    </outline>
    <outline text="Port News" type="rss" xmlUrl="https://port.example/atom"></outline>
  </body>
</opml>
"""


def found(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(feed.url, feed.name, feed.topic) for feed in opml.read(text.encode()).feeds]


def body(*outlines: str) -> str:
    return f"<opml version='2.0'><body>{''.join(outlines)}</body></opml>"


def test_a_list_from_feedly_gives_feeds_with_their_folder_as_topic() -> None:
    assert found(FEEDLY) == [
        ("https://linnet.example/rss?a=1&b=2", "The Linnet", "Harbour"),
        ("https://faro.example/feed", "El Faro & Cía. 灯台", "Harbour"),
    ]


def test_a_list_from_thunderbird_gives_the_innermost_folder() -> None:
    assert found(THUNDERBIRD) == [
        ("https://linnet.example/rss", "The Linnet", "Europe"),
        ("https://port.example/atom", "Port News", None),
    ]


def test_a_feed_without_a_name_has_none() -> None:
    assert found(body('<outline xmlUrl="https://a.example/" text=" "/>')) == [
        ("https://a.example/", None, None)
    ]


def test_entries_that_cannot_be_fetched_are_counted() -> None:
    read = opml.read(
        body(
            '<outline text="a folder"><outline text="Good" xmlUrl="https://a.example/rss"/></outline>',
            '<outline type="rss" text="No address"/>',
            '<outline type="rss" text="Empty" xmlUrl=" "/>',
            '<outline text="Only a site > with a sign" htmlUrl="https://b.example"/>',
            '<outline text="A file" xmlUrl="file:///etc/passwd"/>',
            '<outline text="FTP" xmlUrl="ftp://c.example/rss"/>',
            '<outline text="No host" xmlUrl="https://"/>',
            '<outline text="Broken" xmlUrl="https://[::1/rss"/>',
            '<outline type="include" text="Another list" url="https://d.example/list.opml"/>',
        ).encode()
    )
    assert [feed.name for feed in read.feeds] == ["Good"]
    assert read.left_out == 8


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "there is no <opml> in it"),
        (b"just words", "there is no <opml> in it"),
        (b"<html><body><outline xmlUrl='https://a.example'/></body></html>", "there is no <opml> in it"),
        (b"<rss version='2.0'><channel/></rss>", "there is no <opml> in it"),
        (b"\x00\x01\x02\xff\xfe\xff", "this is no OPML file: "),
        (b"https://a.example/list.opml", "there is no <opml> in it"),
        (("<opml><body>" + "<outline text='x'>" * 100).encode(), "folders lie over 50 deep"),
    ],
)
def test_what_is_no_list_says_so(document: bytes, reason: str) -> None:
    with pytest.raises(OperatorMistake, match=reason):
        opml.read(document)


def test_a_file_in_an_encoding_that_it_declares_is_read() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + body(
        '<outline text="Cía. del Faro" xmlUrl="https://a.example"/>'
    )
    assert opml.read(text.encode("latin-1")).feeds[0].name == "Cía. del Faro"
    assert opml.read(text.encode("utf-16")).feeds[0].name == "Cía. del Faro"
    assert opml.read(b"\xef\xbb\xbf" + text.encode()).feeds[0].name == "Cía. del Faro"


def test_entities_of_the_file_are_left_alone() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    outline = '<outline text="&e11; &secret;" xmlUrl="https://a.example"/>'
    text = f'<!DOCTYPE opml [<!ENTITY e0 "ha"><!ENTITY secret SYSTEM "file:///etc/passwd">{bomb}]>'
    began = time.perf_counter()
    (feed,) = opml.read((text + body(outline)).encode()).feeds
    assert feed.name == "&e11; &secret;"
    assert time.perf_counter() - began < 1


def test_what_is_written_is_what_other_programs_expect() -> None:
    feeds = [
        Feed(url="https://a.example/rss?x=1&y=2", name='A "quoted" <name>', topic="World"),
        Feed(url="https://b.example/rss"),
        Feed(url="https://c.example/rss", name="C", topic="World"),
    ]
    document = opml.write(feeds, NOON)
    assert document.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<opml version=\"2.0\">")
    root = ElementTree.fromstring(document)
    assert root.findtext("head/title") == "Pullquote"
    assert root.findtext("head/dateCreated") == "Sun, 29 Nov 2026 12:00:00 GMT"
    alone, world = root.findall("body/outline")
    assert alone.attrib == {
        "type": "rss",
        "text": "b.example",
        "title": "b.example",
        "xmlUrl": "https://b.example/rss",
    }
    assert world.attrib == {"text": "World", "title": "World"}
    assert [outline.get("text") for outline in world] == ['A "quoted" <name>', "C"]
    assert world[0].get("xmlUrl") == "https://a.example/rss?x=1&y=2"


names = st.none() | st.text(max_size=40)
paths = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=40)


@given(st.lists(st.tuples(paths, names, names), max_size=8))
def test_what_is_written_is_read_again(wanted: list[tuple[str, str | None, str | None]]) -> None:
    feeds = {
        f"https://example.org/{number}/{path}": Feed(
            url=f"https://example.org/{number}/{path}", name=name, topic=topic
        )
        for number, (path, name, topic) in enumerate(wanted)
    }
    read = opml.read(opml.write(feeds.values(), NOON))
    assert read.left_out == 0
    assert {feed.url for feed in read.feeds} == set(feeds)
    for feed in read.feeds:
        before = feeds[feed.url]
        assert feed.name == (opml._plain(before.name or "") or "example.org")
        assert feed.topic == (opml._plain(before.topic or "") or None)


@given(st.text() | st.binary())
def test_anything_is_a_list_or_is_refused_in_words(content: str | bytes) -> None:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    for document in (data, b"<opml><body>" + data):
        try:
            opml.read(document)
        except OperatorMistake as mistake:
            assert str(mistake)
