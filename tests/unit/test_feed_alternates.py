"""The feeds that a page names."""

from __future__ import annotations

from digests.sources.feeds import FoundFeed, alternates

ADDRESS = "https://linnet.example/news/"


def test_feeds_are_found_in_the_pages_order_comments_last() -> None:
    page = """<!DOCTYPE html><html><head>
        <link rel="stylesheet" type="text/css" href="/a.css">
        <link rel="alternate" type="application/rss+xml" title="Linnet  Herald &raquo; Comments" href="/comments/feed/">
        <link rel="alternate" type="application/rss+xml" title="Linnet Herald" href="/feed/">
        <link rel="ALTERNATE home" type="Application/Atom+XML; charset=utf-8" href="atom.xml">
        <link rel="alternate" type="application/feed+json" href="https://other.example/feed.json">
        <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
        <link rel="alternate" type="application/rss+xml" href="/feed/">
        <link rel="alternate" hreflang="de" href="/de/">
        <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
        <link rel="alternate" type="application/rss+xml"></head><body><p>News</body></html>"""
    found = (
        FoundFeed("https://linnet.example/feed/", "Linnet Herald"),
        FoundFeed("https://linnet.example/news/atom.xml", None),
        FoundFeed("https://other.example/feed.json", None),
        FoundFeed("https://linnet.example/comments/feed/", "Linnet Herald » Comments"),
    )
    assert alternates(page, ADDRESS) == alternates(page.encode(), ADDRESS) == found


def test_the_page_says_what_its_links_are_relative_to() -> None:
    page = '<base href="https://cdn.example/x/"><link rel="alternate" type="application/rss+xml" href="feed">'
    assert [feed.address for feed in alternates(page, ADDRESS)] == ["https://cdn.example/x/feed"]


def test_a_page_without_feeds_or_without_anything_names_none() -> None:
    for page in (
        "",
        " ",
        "<p>News",
        b"",
        b"\xff\xfe\0",
        '<link rel="alternate" type="application/rss+xml" href="http://[">',
    ):
        assert alternates(page, ADDRESS) == ()
