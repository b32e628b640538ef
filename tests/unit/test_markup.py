"""Telegram HTML that is valid whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import (
    Html,
    blockquote,
    bold,
    clipped,
    fill,
    is_web_address,
    italic,
    join,
    lines,
    link,
    paragraphs,
    plain,
)
from bot.playground.entities import parse_html

ANY = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


def test_text_is_escaped_and_markup_is_not_escaped_twice() -> None:
    assert bold("a < b & ", italic('"c"')).markup == "<b>a &lt; b &amp; <i>&quot;c&quot;</i></b>"


def test_empty_parts_leave_no_empty_lines() -> None:
    assert lines("a", "", bold(), "b").markup == "a\nb"
    assert paragraphs(Html(), "a", "b").markup == "a\n\nb"


def test_length_is_what_a_reader_sees_in_utf16_units() -> None:
    page = bold("é𝄞") + plain("<")
    assert (page.length, page.entities) == (4, 1)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "tg://user?id=1",
        "http://",
        "https:///path",
        "https://a b.example",
        "https://x.example/" + "a" * 3000,
        "",
        "https://x\n.example",
    ],
)
def test_an_address_that_telegram_would_not_take_is_no_link(url: str) -> None:
    assert not is_web_address(url)
    assert link(url, "title").markup == "title"


def test_a_link_keeps_its_address() -> None:
    assert (
        link('https://x.example/?a=1&b="', "t").markup
        == '<a href="https://x.example/?a=1&amp;b=&quot;">t</a>'
    )


def test_a_template_is_filled_and_escaped() -> None:
    html = fill("{a} & {count} <", {"a": bold("<x>"), "count": 3})
    assert html.markup == "<b>&lt;x&gt;</b> &amp; 3 &lt;"
    with pytest.raises(KeyError):
        fill("{missing}", {})


@given(st.lists(st.tuples(st.sampled_from([bold, italic, blockquote, plain]), ANY), max_size=8))
def test_any_text_in_any_tags_parses_to_just_that_text(parts: list[tuple[object, str]]) -> None:
    html = join((make(text) for make, text in parts), " ")  # type: ignore[operator]
    text, entities = parse_html(html.markup)
    assert text.strip() == html.text.strip()
    assert len(entities) <= html.entities


@given(st.text(max_size=30), st.text(max_size=30))
def test_even_lone_surrogates_and_control_characters_can_be_sent(text: str, more: str) -> None:
    html = lines(bold(text), link("https://a.example/" + more, more))
    html.markup.encode("utf-8")
    assert not set(html.text) & set("\x00\x07\x1b\ud800")


@given(st.text(max_size=300), st.integers(2, 100))
def test_clipping_never_exceeds_the_limit(text: str, limit: int) -> None:
    short = clipped(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1].rstrip()))
