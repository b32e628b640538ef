"""What is shown of a link that somebody sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render import links
from bot.words import catalogs
from digests.model import Digest
from digests.newsroom.linking import NotRead, PageTold, Unread
from tests.builders import at, clean, digest, stored
from tests.golden import assert_golden
from tests.wild import accepted, digests

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:00")
FERRY = digest(
    stored(
        clean(
            title="Ferry runs aground off Port Linnet",
            text=(
                "The ferry ran aground off the harbour of Port Linnet on Sunday evening. "
                '"We heard a noise like a door being shut," said Mara Oduya. Nobody was hurt.'
            ),
            url="https://news.example/ferry?a=1&b=2",
            source="Coastal Post",
        ),
        key=0,
        story=0,
    ),
    story=0,
)


def test_a_page_in_its_own_words() -> None:
    assert_golden("link_page", links.page(WORDS, PageTold(FERRY, at("2026-11-24 05:00")), NOW))


def test_of_a_page_without_a_time_no_time_is_told() -> None:
    shown = links.page(WORDS, PageTold(FERRY, None), NOW)
    assert "ago" not in shown.html.text


@pytest.mark.parametrize("why", Unread)
def test_every_reason_has_its_words(why: Unread) -> None:
    shown = links.not_read(WORDS, NotRead(why), 20)
    accepted(shown)
    assert "{" not in shown.html.text


def test_all_reasons_as_they_read() -> None:
    told = [links.not_read(WORDS, NotRead(why), 20).html for why in Unread]
    joined = replace(links.not_read(WORDS, NotRead(Unread.BUSY), 20), html=links.lines(*told))
    assert_golden("link_reasons", joined)


@settings(deadline=None)
@given(
    digests(),
    st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)).map(lambda d: d.astimezone()),
)
def test_any_page_makes_a_message_that_telegram_takes(told: Digest, published: datetime | None) -> None:
    accepted(links.page(WORDS, PageTold(told, published), NOW))


@settings(deadline=None)
@given(st.text('ab c\n«»"&<é😀', min_size=1, max_size=900), st.integers(1, 40))
def test_a_page_of_long_quotes_fits_with_fewer(words: str, times: int) -> None:
    (quote,) = FERRY.quotes
    passage = replace(quote.passage, text=words * times)
    told = replace(FERRY, quotes=(replace(quote, passage=passage),) * 3)
    shown = links.page(WORDS, PageTold(told, NOW - timedelta(hours=3)), NOW)
    accepted(shown)
    assert "Ferry runs aground" in shown.html.text
