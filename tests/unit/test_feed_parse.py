"""A feed document, whatever its kind, as articles."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from digests.errors import FeedRejected
from digests.model import FeedItem, ParsedFeed
from digests.sources.feeds import MOST_ITEMS, parse
from tests.builders import TEXT, at

NOW = at("2026-11-24 08:00")
ADDRESS = "https://feeds.example/linnet.xml"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "media": "http://search.yahoo.com/mrss/",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
        "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    }.items()
)


def read(body: str | bytes, **given: str) -> ParsedFeed:
    data = body if isinstance(body, bytes) else body.encode()
    return parse(data, address=ADDRESS, now=NOW, **given)


def rss(*items: str, channel: str = "<link>https://linnet.example/</link>") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel>{channel}{inside}</channel></rss>'


def only(feed: ParsedFeed) -> FeedItem:
    [item] = feed.items
    return item


RSS = rss(
    f"""
    <title>Harbour of Port Linnet reopens &amp;amp; closes</title>
    <link>https://linnet.example/harbour?utm_source=rss</link>
    <guid isPermaLink="false">7</guid>
    <pubDate>Mon, 23 Nov 2026 22:00:00 JST</pubDate>
    <dc:creator>Mara Oduya</dc:creator>
    <category>World</category><category>Sea</category>
    <media:content url="https://linnet.example/harbour.jpg" medium="image"/>
    <description>The harbour reopened […]</description>
    <content:encoded><![CDATA[{"<p>" + TEXT + "</p><p>" + TEXT + "</p><p>" + TEXT + "</p>"}]]></content:encoded>
    """,
    channel="""<title>Linnet Herald</title><link>https://linnet.example/</link><language>en-GB</language>
    <ttl>30</ttl>""",
)
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">
    <title>Linnet Herald</title>
    <link rel="self" href="{ADDRESS}"/><link rel="alternate" href="https://linnet.example/"/>
    <entry>
        <title type="html">Harbour of Port Linnet reopens &amp;amp; closes</title>
        <link rel="replies" href="https://linnet.example/harbour/comments"/>
        <link href="https://linnet.example/harbour?utm_source=rss"/>
        <link rel="enclosure" type="image/jpeg" href="https://linnet.example/harbour.jpg"/>
        <id>7</id>
        <published>2026-11-23T13:00:00Z</published><updated>2026-11-23T15:00:00Z</updated>
        <author><name>Mara Oduya</name><email>mara@linnet.example</email></author>
        <category term="w" label="World"/><category term="Sea"/>
        <summary>The harbour reopened […]</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p><p>{TEXT}</p><p>{TEXT}</p></div></content>
    </entry></feed>"""
RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" {NAMESPACES}
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel rdf:about="https://linnet.example/">
    <title>Linnet Herald</title><link>https://linnet.example/</link><dc:language>en-GB</dc:language>
    <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
    <item rdf:about="7"><title>Harbour of Port Linnet reopens &amp; closes</title>
    <link>https://linnet.example/harbour?utm_source=rss</link><dc:date>2026-11-23T22:00:00+09:00</dc:date>
    <dc:creator>Mara Oduya</dc:creator><dc:subject>World</dc:subject><dc:subject>Sea</dc:subject>
    <media:thumbnail url="https://linnet.example/small.jpg" width="75"/>
    <media:thumbnail url="https://linnet.example/harbour.jpg" width="640"/>
    <description>{"&lt;p>" + TEXT}{"&lt;p>" + TEXT}{"&lt;p>" + TEXT}</description></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Linnet Herald",
        "home_page_url": "https://linnet.example/",
        "language": "en-GB",
        "items": [
            {
                "id": 7,
                "url": "https://linnet.example/harbour?utm_source=rss",
                "title": "Harbour of Port Linnet reopens & closes",
                "content_html": f"<p>{TEXT}</p><p>{TEXT}</p><p>{TEXT}</p>",
                "summary": "The harbour reopened […]",
                "date_published": "2026-11-23T22:00:00+09:00",
                "authors": [{"name": "Mara Oduya", "url": "https://linnet.example/mara"}],
                "image": "https://linnet.example/harbour.jpg",
                "tags": ["World", "Sea"],
            }
        ],
    }
)


@pytest.mark.parametrize("document", [RSS, ATOM, RDF, JSON], ids=["rss", "atom", "rdf", "json"])
def test_every_kind_of_feed_gives_the_same_article(document: str) -> None:
    feed = read(document)
    assert (feed.title, feed.link, feed.language) == ("Linnet Herald", "https://linnet.example/", "en-GB")
    item = only(feed)
    assert item.identity == item.url == "https://linnet.example/harbour"
    assert item.title == "Harbour of Port Linnet reopens & closes"
    assert item.text == "\n".join([TEXT] * 3)
    assert item.published == at("2026-11-23 13:00")
    assert item.author == "Mara Oduya"
    assert item.image == "https://linnet.example/harbour.jpg"
    assert item.topics == ("World", "Sea")
    assert item.is_whole == (document is not RDF)  # which calls it a description


@pytest.mark.parametrize(
    ("document", "ttl"),
    [
        (RSS, timedelta(minutes=30)),
        (RDF, timedelta(minutes=30)),
        (ATOM, None),
        (JSON, None),
        (rss(channel="<ttl>0</ttl>"), None),
        (rss(channel="<ttl>soon</ttl>"), None),
        (rss(channel="<ttl>999999999</ttl>"), timedelta(days=30)),
        (rss(channel="<sy:updatePeriod>daily</sy:updatePeriod>"), timedelta(days=1)),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone(document: str, ttl: timedelta | None) -> None:
    assert read(document).ttl == ttl


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>/a</link>", "https://linnet.example/a"),
        ("<link>a?b=1&amp;utm_medium=x</link>", "https://linnet.example/a?b=1"),
        ("<guid>https://linnet.example/a</guid>", "https://linnet.example/a"),
        ('<guid isPermaLink="false">https://linnet.example/a</guid>', None),
        ("<link>mailto:a@linnet.example</link>", None),
        (
            "<link>http://feedproxy.example/~r/x</link>"
            "<feedburner:origLink>https://linnet.example/a</feedburner:origLink>",
            "https://linnet.example/a",
        ),
        ('<enclosure url="https://linnet.example/a.mp3" type="audio/mpeg"/><title>A</title>', None),
    ],
)
def test_where_an_article_stands(item: str, url: str | None) -> None:
    assert only(read(rss(item))).url == url


def test_relative_links_of_atom_are_relative_to_what_the_document_says() -> None:
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"{}><link href="https://linnet.example/"/><entry><link href="a"/></entry></feed>'
    assert only(read(atom.format(""))).url == "https://feeds.example/a"
    assert only(read(atom.format(' xml:base="https://other.example/x/"'))).url == "https://other.example/x/a"


def test_the_newest_items_are_taken_first_and_the_rest_is_counted() -> None:
    items = [
        f"<title>{n}</title><pubDate>{n + 1} Jan {1998 + n % 20} 10:00 GMT</pubDate>" for n in range(28)
    ] * 20
    items = [f"<guid>{n}</guid>{item}" for n, item in enumerate(items)]
    feed = read(rss(*items))
    assert (len(feed.items), feed.left_out) == (MOST_ITEMS, len(items) - MOST_ITEMS)
    dates = [item.published for item in feed.items if item.published]
    assert dates == sorted(dates, reverse=True)
    oldest = {item.published for item in read(rss(*items[:28])).items} - set(dates)
    assert oldest and max(date for date in oldest if date) < min(dates)


def test_cutting_a_feed_short_changes_nothing_in_what_stays() -> None:
    """Neither items within comments and CDATA, nor items in items, nor what stands behind them."""
    tricky = "<content:encoded><![CDATA[</item><item>]]></content:encoded><!-- <item> -->"
    items = [f"<guid>{n}</guid><title>T{n}</title>{tricky}" for n in range(MOST_ITEMS + 50)]
    long = rss(*items).replace("</channel>", "<title>Linnet Herald</title></channel>")
    short = rss(*items[:MOST_ITEMS]).replace("</channel>", "<title>Linnet Herald</title></channel>")
    assert read(long).items == read(short).items
    assert read(long).title == "Linnet Herald"
    assert (read(long).left_out, read(short).left_out) == (50, 0)


def test_an_item_twice_is_one_and_stands_as_it_stands_first() -> None:
    item = "<link>https://linnet.example/a</link><title>{}</title><guid>1</guid>"
    feed = read(rss(item.format("Corrected"), item.format("First")))
    assert only(feed).title == "Corrected"


def test_items_that_all_point_to_the_front_page_are_told_apart() -> None:
    item = "<link>https://linnet.example/</link><title>{0}</title><guid isPermaLink='false'>g{0}</guid>"
    feed = read(rss(item.format(1), item.format(2)))
    assert [item.identity for item in feed.items] == ["g1", "g2"]
    assert only(read(rss(item.format(1)))).identity == "g1"


def test_another_order_and_another_count_of_comments_is_no_change() -> None:
    one = "<guid>1</guid><title>A</title><comments>https://linnet.example/c</comments>"
    two = "<guid>2</guid><title>B</title>"
    before = {item.identity: item.content for item in read(rss(one, two)).items}
    after = {item.identity: item.content for item in read(rss(two, one.replace("/c<", "/c?n=2<"))).items}
    assert before == after


@pytest.mark.parametrize(
    ("item", "author"),
    [
        ("<author>mara@linnet.example (Mara Oduya)</author>", "Mara Oduya"),
        ("<author>mara@linnet.example</author>", None),
        ("<dc:creator>Mara &amp;amp; Jon</dc:creator>", "Mara & Jon"),
        ("<dc:creator>Mara</dc:creator><dc:creator>Jon</dc:creator>", "Mara, Jon"),
        ("", None),
    ],
)
def test_who_wrote_it(item: str, author: str | None) -> None:
    assert only(read(rss(f"<title>A</title>{item}"))).author == author


def test_topics_are_words_each_once_and_not_too_many() -> None:
    said = ["World", "world", "https://linnet.example/tag/x", "AT&amp;amp;T", " "] + [
        f"T{n}" for n in range(20)
    ]
    item = "<title>A</title>" + "".join(f"<category>{topic}</category>" for topic in said)
    topics = only(read(rss(item))).topics
    assert topics[:3] == ("World", "AT&T", "T0")
    assert len(topics) == 10


@pytest.mark.parametrize(
    ("item", "image"),
    [
        ('<media:thumbnail url="/t.jpg"/>', "https://linnet.example/t.jpg"),
        ('<media:content url="https://linnet.example/v.mp4" type="video/mp4"/>', None),
        ('<media:content url="https://linnet.example/v.png"/>', "https://linnet.example/v.png"),
        ('<enclosure url="https://linnet.example/e.webp" type="image/webp" length="1"/>', "https://linnet.example/e.webp"),
        ('<itunes:image href="https://linnet.example/i.jpg"/>', "https://linnet.example/i.jpg"),
        ('<media:thumbnail url="data:image/png;base64,xx"/>', None),
    ],
)  # fmt: skip
def test_the_picture_that_stands_for_it(item: str, image: str | None) -> None:
    assert only(read(rss(f"<title>A</title><link>https://linnet.example/a</link>{item}"))).image == image


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("euc-kr", None),
        ("euc-kr", "text/xml"),
        ("euc-kr", "application/rss+xml; charset=euc-kr"),
        ("utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8", "text/html; charset=windows-1252"),
        ("utf-16", "application/xml"),
    ],
)
def test_letters_arrive_as_they_were_meant(encoding: str, content_type: str | None) -> None:
    body = rss("<title>항구가 다시 열렸다</title>").replace('"1.0"', f'"1.0" encoding="{encoding}"', 1)
    given = {"content_type": content_type} if content_type else {}
    assert only(read(body.encode(encoding), **given)).title == "항구가 다시 열렸다"


def test_the_encoding_is_read_from_the_declaration_even_where_all_is_one_line() -> None:
    item = "<title>Ärger</title><description>&lt;?xml encoding='koi8-r'?></description>"
    body = rss(item).replace('"1.0"', '"1.0" encoding="iso-8859-1"', 1)
    assert only(read(body.encode("iso-8859-1"))).title == "Ärger"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        ("\ufeff \n", "empty"),
        ("<!DOCTYPE html><html><head><title>Linnet Herald</title></head></html>", "this is a web page, not a feed"),
        ("<opml version='2.0'><body/></opml>", "this is a list of feeds (OPML), not a feed: it can be imported"),
        ("<urlset><url/></urlset>", "not a feed: the document is a <urlset>"),
        ("Service unavailable", "not a feed: no XML, no JSON"),
        ('{"error": "gone"}', "not a feed: this JSON is no JSON Feed"),
        ("[1, 2]", "not a feed: this JSON is no JSON Feed"),
        ("{", "not a feed: JSON that cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_rejected_with_a_reason(body: str, reason: str) -> None:
    with pytest.raises(FeedRejected) as rejected:
        read(body)
    assert str(rejected.value).startswith(reason)


def test_a_feed_without_items_is_a_feed() -> None:
    assert read(rss()).items == ()
    assert read('{"version": "https://jsonfeed.org/version/1", "items": []}').items == ()


def test_an_item_that_says_nothing_is_none() -> None:
    assert read(rss("", "<title>A</title>")).items == read(rss("<title>A</title>")).items
