"""What links to the bot carry: what was written comes back, and anything else is nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payloads import (
    LIMIT,
    Claiming,
    Invited,
    Payload,
    ToSearch,
    ToStory,
    ToTopic,
    link,
    read,
    written,
)

CODES = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)
PAYLOADS: st.SearchStrategy[Payload] = st.one_of(
    st.builds(ToTopic, st.text(min_size=1, max_size=60)),
    st.builds(ToStory, st.integers(0, 10**18 - 1)),
    st.builds(ToSearch, st.text(min_size=1, max_size=60)),
    st.builds(Invited, CODES),
    st.builds(Claiming, CODES),
)


@given(PAYLOADS)
def test_what_is_written_fits_a_link_and_comes_back(payload: Payload) -> None:
    text = written(payload)
    if text is None:
        return  # too long for a link
    assert re.fullmatch("[A-Za-z0-9_-]+", text) and len(text) <= LIMIT
    back = read(text)
    match payload, back:
        case ToTopic(name), ToTopic(found, also):
            assert not name.isprintable() or name.casefold() in (found.casefold(), also.casefold())
        case ToSearch(words), ToSearch(found):
            assert not words.isprintable() or found == words
        case _:
            assert back == payload


@given(st.text(max_size=100) | st.from_regex(r"(topic|story|search|invite|admin)_[\w-]{0,70}"))
def test_anything_can_be_read(text: str) -> None:
    found = read(text)
    assert found is None or written(found) is None or len(str(written(found))) <= LIMIT


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("topic_science", ToTopic("science")),
        ("topic_world-cup", ToTopic("world cup")),
        ("story_12", ToStory(12)),
        ("story_012", None),
        ("story_x", None),
        ("story_", None),
        ("invite_a-b_c", Invited("a-b_c")),
        ("admin_x", Claiming("x")),
        ("admin_", Claiming("")),
        ("topic_", None),
        ("search_", None),
        ("start_x", None),
        ("", None),
        ("story_" + "1" * 60, None),
    ],
)
def test_what_a_link_means(text: str, meant: Payload | None) -> None:
    assert read(text) == meant


def test_a_topic_of_one_plain_word_stays_readable() -> None:
    assert link("pullquote_bot", ToTopic("Science")) == "https://t.me/pullquote_bot?start=topic_science"
    assert link("pullquote_bot", ToTopic("x" * 200)) is None
