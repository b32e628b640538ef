"""What admins read about their feeds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import parse_html
from bot.playground.formatting import checked_lengths, formatted
from bot.render.notices import notices, shown_address
from bot.words import catalogs
from digests.model import (
    BeganFailing,
    Ended,
    FeedNotice,
    MovedAddress,
    Recovered,
    StandingChange,
    StoredNotice,
)
from tests.builders import at
from tests.golden import assert_golden

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:00")
FAILING = BeganFailing(NOW - timedelta(hours=7), "the server answers 500: it has trouble of its own")
WELL = Recovered(timedelta(days=2))


def stored(
    key: int, change: StandingChange, outlet: str = "Linnet Herald", url: str = "https://herald.example/feed/"
) -> StoredNotice:
    return StoredNotice(key=key, at=NOW, notice=FeedNotice(outlet=outlet, url=url, change=change))


def many(count: int) -> list[StoredNotice]:
    return [stored(i, FAILING, f"Outlet {i}", f"https://{i}.example/") for i in range(count)]


def test_one_message_tells_of_all_feeds() -> None:
    gone = Ended("the server answers 410: the feed is gone for good")
    moved = MovedAddress("http://u:secret@nord.example/rss", "https://nord.example/feed?key=secret")
    told = [
        stored(1, FAILING),
        stored(2, WELL, "Daily <Tide> & Sons", "https://tide.example/rss"),
        stored(3, gone, "Evening Bell", "https://bell.example:8443/all.xml"),
        stored(4, moved, "Radio Nord", "http://u:secret@nord.example/rss"),
    ]
    assert_golden("notices", notices(WORDS, told))


def test_of_each_feed_what_came_last_is_told_and_where_it_moved() -> None:
    moved = MovedAddress("https://herald.example/feed", "https://new.example/")
    text = notices(WORDS, [stored(1, FAILING), stored(2, moved), stored(3, WELL)]).html.text
    assert "could not be read" not in text
    assert "can be read again, after 2 days" in text
    assert "new.example" in text


@pytest.mark.parametrize(
    ("count", "more"), [(1, None), (15, None), (16, "And 1 more;"), (1_000, "And 985 more;")]
)
def test_what_is_too_much_to_read_is_counted(count: int, more: str | None) -> None:
    page = notices(WORDS, many(count)).html
    assert page.text.count("could not be read") == min(count, 15)
    assert len(page.text.splitlines()) <= 20
    assert ("more;" in page.text) is (more is not None)
    assert more is None or more in page.text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://herald.example/feed", "herald.example/feed"),
        ("http://user:secret@herald.example:8080/feed/", "herald.example:8080/feed"),
        ("https://herald.example/feed?key=secret#secret", "herald.example/feed?…"),
        ("https://herald.example", "herald.example"),
        ("https://herald.example:secret/feed", "…"),
        ("https://[secret", "…"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert shown_address(url) == shown


texts = st.one_of(st.text(max_size=300), st.just("😀" * 300), st.just("<&" * 300))
spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4_000))
addresses = st.one_of(st.just("https://herald.example/" + "x" * 300), st.text(max_size=100))
changes: st.SearchStrategy[StandingChange] = st.one_of(
    st.builds(lambda span, reason: BeganFailing(NOW - span, reason), spans, texts),
    st.builds(Recovered, spans),
    st.builds(Ended, texts),
    st.builds(MovedAddress, addresses, addresses),
)


@given(st.lists(st.tuples(changes, texts, addresses), min_size=1, max_size=30))
def test_telegram_takes_whatever_happened(happened: list[tuple[StandingChange, str, str]]) -> None:
    told = [stored(key, *each) for key, each in enumerate(happened)]
    html = notices(WORDS, told).html
    assert html.fits
    assert len(html.text.splitlines()) <= 20
    text, entities = formatted(*parse_html(html.markup))
    checked_lengths(text, entities)
