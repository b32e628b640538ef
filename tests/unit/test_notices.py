"""What admins read about their feeds, and about deliveries."""

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
    BotNotice,
    DeliveryTrouble,
    Ended,
    FeedNotice,
    MovedAddress,
    Overrun,
    Recovered,
    StandingChange,
    StoredNotice,
    UpdatesTaken,
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


def of_bot(key: int, notice: BotNotice) -> StoredNotice:
    return StoredNotice(key=key, at=NOW, notice=notice)


def trouble(newest: str, *, unknown: int = 0, rejected: int = 0, remarks: int = 0) -> DeliveryTrouble:
    return DeliveryTrouble(since=NOW, unknown=unknown, rejected=rejected, remarks=remarks, newest=newest)


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


def test_deliveries_come_before_feeds_and_are_summed_up() -> None:
    overrun = Overrun(waiting=900_000, ends_at=NOW + timedelta(hours=9), late_by=timedelta(hours=6))
    told = [
        of_bot(1, trouble("no answer", unknown=1_200, rejected=1)),
        stored(2, FAILING),
        of_bot(3, UpdatesTaken()),
        of_bot(4, overrun),
        of_bot(5, trouble("markup refused: can't <parse>", unknown=1, remarks=3)),
    ]
    assert_golden("notices_deliveries", notices(WORDS, told))


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (UpdatesTaken(), "Another process uses my token"),
        (trouble("no answer", unknown=1), "1 message may or may not have arrived"),
        (trouble("too odd", rejected=2), "2 messages were refused"),
    ],
)
def test_without_feeds_in_trouble_they_are_not_spoken_of(notice: BotNotice, words: str) -> None:
    text = notices(WORDS, [of_bot(1, notice)]).html.text
    assert words in text
    assert "feeds" not in text


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


counts = st.integers(0, 10_000_000)
of_the_bot: st.SearchStrategy[BotNotice] = st.one_of(
    st.just(UpdatesTaken()),
    st.builds(
        lambda waiting, span: Overrun(waiting=waiting, ends_at=NOW + span, late_by=span), counts, spans
    ),
    st.builds(
        lambda reason, *found: trouble(reason, unknown=found[0], rejected=found[1], remarks=found[2]),
        texts, counts, counts, counts,
    ),
)  # fmt: skip


@given(
    st.lists(st.tuples(changes, texts, addresses), max_size=30),
    st.lists(of_the_bot, max_size=10),
)
def test_telegram_takes_whatever_happened(
    happened: list[tuple[StandingChange, str, str]], deliveries: list[BotNotice]
) -> None:
    told = [stored(key, *each) for key, each in enumerate(happened)]
    told += [of_bot(100 + key, each) for key, each in enumerate(deliveries)]
    if not told:
        return
    html = notices(WORDS, told).html
    assert html.fits
    assert len(html.text.splitlines()) <= 28
    if html:  # a trouble without a single delivery says nothing
        text, entities = formatted(*parse_html(html.markup))
        checked_lengths(text, entities)
