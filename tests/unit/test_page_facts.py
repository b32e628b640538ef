"""What a page's metadata tell of its article, and what is not believed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from digests.text.extract import Page, extract

TEXT = "<p>" + "The council met on Monday and voted for the new bridge over the river. " * 6 + "</p>"


def page(head: str, *, ld: object = None, body: str = "") -> Page:
    script = f'<script type="application/ld+json">{json.dumps(ld)}</script>' if ld is not None else ""
    return extract(f"<html><head>{head}{script}</head><body>{body}{TEXT}</body></html>")


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


SITE = meta("og:site_name", "The Daily Gull")


@pytest.mark.parametrize(
    ("given", "headline"),
    [
        ("Bridge approved | The Daily Gull", "Bridge approved"),
        ("Bridge approved - Daily Gull", "Bridge approved"),
        ("Bridge approved – dailygull.example", "Bridge approved"),
        ("The Daily Gull: Bridge approved", "The Daily Gull: Bridge approved"),
        ("The Daily Gull - Bridge approved", "Bridge approved"),
        ("Bridge approved - at last", "Bridge approved - at last"),
        ("Yes | No | The Daily Gull", "Yes | No"),
        ("Why the Daily Gull closed", "Why the Daily Gull closed"),
        ("The Daily Gull", "The Daily Gull"),
        ("A well-known bridge", "A well-known bridge"),
    ],
)
def test_the_publisher_is_cut_from_the_title_and_nothing_else(given: str, headline: str) -> None:
    link = "<link rel=canonical href='https://www.dailygull.example/news/bridge'>"
    assert page(f"{SITE}{link}{meta('og:title', given)}").title == headline


def test_what_stands_behind_the_pages_own_heading_is_no_headline() -> None:
    body = "<h1>Council votes for the bridge</h1>"
    assert page(meta("og:title", "Council votes for the bridge | Local news"), body=body).title == (
        "Council votes for the bridge"
    )


@pytest.mark.parametrize(
    ("claimed", "moment"),
    [
        ("2026-03-01T08:30:00+01:00", datetime(2026, 3, 1, 7, 30, tzinfo=UTC)),
        ("2026-03-01T08:30:00.000Z", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
        ("2026-03-01T08:30:00-0500", datetime(2026, 3, 1, 13, 30, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 08:30:00 GMT", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
        ("2026-03-01 08:30", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026/3/1 um 8 Uhr", datetime(2026, 3, 1, tzinfo=UTC)),
        ("1772354400", datetime(2026, 3, 1, 8, 40, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-13-45", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_time_is_told_in_utc_and_only_if_it_can_be(claimed: str, moment: datetime | None) -> None:
    assert page(meta("article:published_time", claimed)).published == moment
    assert page("", ld={"@type": "NewsArticle", "datePublished": claimed}).published == moment


def test_a_time_in_the_text_is_better_than_none() -> None:
    body = '<time datetime="2026-03-01T08:30:00Z">this morning</time>'
    assert page("", body=body).published == datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("claimed", "author"),
    [
        ("By Ana Reyes", "Ana Reyes"),
        ("von Jörg Quast", "Jörg Quast"),
        ("Ana Reyes and Tom Oke", "Ana Reyes and Tom Oke"),
        ("The Daily Gull", None),
        ("Daily Gull Staff", None),
        ("https://social.example/ana", None),
        ("ana@gull.example", None),
        ("dpa", None),
        ("Editorial Board", None),
        ("Byron Vonnegut", "Byron Vonnegut"),
    ],
)
def test_an_author_is_a_person(claimed: str, author: str | None) -> None:
    assert page(SITE + meta("author", claimed)).author == author


def test_several_authors_stand_as_the_page_has_them_and_organisations_do_not() -> None:
    ld = {
        "@graph": [
            {"@type": "Organization", "name": "The Daily Gull"},
            {
                "@type": ["NewsArticle", "Thing"],
                "headline": "Bridge",
                "author": [
                    {"@type": "Person", "name": "Ana Reyes"},
                    {"@type": "Organization", "name": "Harbour Desk"},
                    {"@type": "Person", "name": ["Tom Oke"]},
                ],
            },
        ]
    }
    assert page("", ld=ld).author == "Ana Reyes, Tom Oke"


@pytest.mark.parametrize(
    ("claimed", "url"),
    [
        ("https://gull.example/news/1?a=b", "https://gull.example/news/1?a=b"),
        ("//gull.example/news/1", "https://gull.example/news/1"),
        ("/news/1", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://me:secret@gull.example/1", None),
        ("https://localhost/1", None),
        ("http://[::1", None),
        ("https://gull.example/a b", None),
    ],
)
def test_addresses_are_absolute_and_of_the_web(claimed: str, url: str | None) -> None:
    assert page(f'<link rel="canonical" href="{claimed}">').url == url
    assert page(meta("og:image", claimed)).image == url


def test_an_article_is_not_at_the_front_page_when_the_page_knows_better() -> None:
    head = "<link rel=canonical href='https://gull.example/'>" + meta("og:url", "https://gull.example/news/1")
    assert page(head).url == "https://gull.example/news/1"


def test_the_image_may_be_given_in_json_ld_in_any_of_its_forms() -> None:
    for image in (
        "https://gull.example/1.jpg",
        ["https://gull.example/1.jpg"],
        {"url": "https://gull.example/1.jpg"},
    ):
        assert page("", ld=[{"@type": "NewsArticle", "image": image}]).image == "https://gull.example/1.jpg"


def test_a_page_that_says_nothing_gives_nothing() -> None:
    found = page("")
    assert (found.title, found.author, found.published, found.url, found.image) == (None,) * 5
