"""Telegram HTML as the playground reads it: the errors, the entities, and what is stored in the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import Entity, parse_html, utf16_length
from bot.playground.formatting import MAX_ENTITIES, checked_lengths, formatted
from bot.playground.replies import Refused
from bot.playground.unparsing import as_html

BROKEN = [
    ("<p>Morning</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("ü<br>", 'Unsupported start tag "br" at byte offset 2'),
    ("3 < 4", 'Unsupported start tag "" at byte offset 2'),
    ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("🗞<b><i>x</b></i>", 'Unmatched end tag at byte offset 11, expected "</i>", found "</b>"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b>x<i>y</i>", 'Can\'t find end tag corresponding to start tag "b"'),
    ("x <b", "Unclosed start tag at byte offset 2"),
    ('x <a href="https://x.example', "Unclosed start tag at byte offset 2"),
    ("x <a href=", 'Unclosed start tag "a" at byte offset 2'),
    ("x <a href", 'Unclosed start tag "a" at byte offset 2'),
    ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a href=x,y>z</a>", "Unexpected end of name token at byte offset 8"),
    ("<i>x</i", "Unclosed end tag at byte offset 4"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="x">🗞</tg-emoji>', "Invalid custom emoji identifier specified"),
    ('<tg-time unix="1" format="x">then</tg-time>', "Invalid date format used"),
    (
        "&#xD83D;",
        "Text contains invalid Unicode characters after decoding HTML entities, "
        "check for unmatched surrogate code units",
    ),
]


@pytest.mark.parametrize(("markup", "reason"), BROKEN)
def test_broken_markup_is_refused_with_the_words_of_telegram(markup: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(markup)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"
    assert refused.value.code == 400


PARSED = [
    ("plain", "plain", []),
    ("<b>bold</b> <strong>too</strong>", "bold too", [("bold", 0, 4), ("bold", 5, 3)]),
    ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
    ("<u>a</u> <ins>b</ins>", "a b", [("underline", 0, 1), ("underline", 2, 1)]),
    ("<s>a</s> <strike>b</strike> <del>c</del>", "a b c", [("strikethrough", i, 1) for i in (0, 2, 4)]),
    (
        '<tg-spoiler>a</tg-spoiler> <span class="tg-spoiler">b</span>',
        "a b",
        [("spoiler", 0, 1), ("spoiler", 2, 1)],
    ),
    ("<B>caps</B   >", "caps", [("bold", 0, 4)]),
    ("<b>short end</>", "short end", [("bold", 0, 9)]),
    ("🗞 <b>🗞</b>", "🗞 🗞", [("bold", 3, 2)]),
    ("&lt;&gt;&amp;&quot; &lt &nbsp; &apos;", '<>&" < &nbsp; &apos;', []),
    ("&#65;&#x42; &#128240; &#0; &#12345678;", "AB 📰 &#0; &#12345678;", []),
    ("<b></b>x", "x", []),
    ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
    ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ("<blockquote expandable=no>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ('<blockquote cite="x" other>q</blockquote>', "q", [("blockquote", 0, 1)]),
    ("<pre><code>x</code></pre>", "x", [("code", 0, 1), ("pre", 0, 1)]),
]


@pytest.mark.parametrize(("markup", "text", "entities"), PARSED)
def test_markup_becomes_text_and_entities_counted_in_utf_16(
    markup: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    parsed, found = parse_html(markup)
    assert parsed == text
    assert [(entity.type, entity.offset, entity.length) for entity in found] == entities


LINKS = [
    ('<a href="https://x.example/a?b=1&amp;c=2">x</a>', "https://x.example/a?b=1&c=2"),
    ("<a href='HTTPS://X.Example'>x</a>", "https://x.example/"),
    ("<a href=x.example>x</a>", "http://x.example/"),
    ("<a>x.example</a>", "http://x.example/"),
    ('<a href="https://x.example?q=a b">x</a>', "https://x.example/?q=a%20b"),
]


@pytest.mark.parametrize(("markup", "url"), LINKS)
def test_a_link_is_stored_as_telegram_writes_addresses(markup: str, url: str) -> None:
    _, [entity] = parse_html(markup)
    assert (entity.type, entity.extra["url"]) == ("text_link", url)


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "ftp://x.example", "/relative", "http://localhost/", ""]
)
def test_a_wrong_address_silently_loses_the_link(target: str) -> None:
    assert parse_html(f'<a href="{target}">read more</a>') == ("read more", [])


def test_a_link_to_a_person_mentions_the_person() -> None:
    _, [entity] = parse_html('<a href="tg://user?id=7">Ada</a>')
    assert (entity.type, entity.extra) == ("text_mention", {"user": {"id": 7}})


def test_a_language_belongs_to_the_code_block_around() -> None:
    for markup in (
        '<pre><code class="language-toml">x</code></pre>',
        '<code class="language-toml"><pre>x</pre></code>',
    ):
        _, [entity] = parse_html(markup)
        assert (entity.type, entity.extra) == ("pre", {"language": "toml"})
    _, [alone] = parse_html('<code class="language-toml">x</code>')
    assert (alone.type, alone.extra) == ("code", {})


STORED = [
    ("  \n <b> x</b> y \n", "x y", [("bold", 0, 1)]),
    ("a\r\nb\tc", "a\nb c", []),
    ("<b>a\r\nb</b>c", "a\nbc", [("bold", 0, 3)]),
    ("x<b> \n</b>y", "x \ny", []),
    ("<b><b>x</b></b>", "x", [("bold", 0, 1)]),
    ("<b>x</b><b>y</b>", "xy", [("bold", 0, 2)]),
    ("<b>1 <code>2</code></b>", "1 2", [("bold", 0, 2), ("code", 2, 1)]),
    (
        "<blockquote>a<blockquote>b</blockquote></blockquote>",
        "ab",
        [("blockquote", 0, 2)],
    ),
    (
        "<b>1 <blockquote>2</blockquote></b>",
        "1 2",
        [("bold", 0, 2), ("blockquote", 2, 1), ("bold", 2, 1)],
    ),
    (
        "<blockquote><b>a</b> <code>b</code></blockquote>",
        "a b",
        [("blockquote", 0, 3), ("bold", 0, 1), ("code", 2, 1)],
    ),
    (
        "read /help, @ada_l, #news and https://x.example/a.",
        "read /help, @ada_l, #news and https://x.example/a.",
        [("bot_command", 5, 5), ("mention", 12, 6), ("hashtag", 20, 5), ("url", 30, 19)],
    ),
    ("a/b 3/4 x@y #1 e.g. this", "a/b 3/4 x@y #1 e.g. this", []),
    (
        '<a href="https://x.example">https://other.example</a>',
        "https://other.example",
        [("text_link", 0, 21)],
    ),
    ("<code>/help</code>", "/help", [("code", 0, 5)]),
]


@pytest.mark.parametrize(("markup", "text", "entities"), STORED)
def test_a_message_is_stored_trimmed_and_its_entities_are_put_in_order(
    markup: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    stored, found = formatted(*parse_html(markup))
    assert stored == text
    assert [(entity.type, entity.offset, entity.length) for entity in found] == entities


@pytest.mark.parametrize("markup", ["<b></b>", " \n ", "<i> </i>", "\u200b\u2060", "\r\t"])
def test_a_message_of_nothing_visible_is_refused(markup: str) -> None:
    with pytest.raises(Refused, match="text must be non-empty"):
        formatted(*parse_html(markup))


def test_the_length_is_counted_after_parsing_and_in_utf_16_units() -> None:
    checked_lengths(*formatted(*parse_html("<b>" + "x" * 4096 + "</b>")))
    checked_lengths("📰" * 2048, [])
    for text in ("x" * 4097, "📰" * 2048 + "x"):
        with pytest.raises(Refused, match="message is too long"):
            checked_lengths(text, [])


def test_more_entities_than_telegram_keeps_are_an_error_here() -> None:
    entities = [Entity("bold", 2 * at, 1) for at in range(MAX_ENTITIES + 1)]
    checked_lengths("x " * 101, entities[:-1])
    with pytest.raises(Refused, match="101 entities"):
        checked_lengths("x " * 101, entities)


words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&/@#."), min_size=1, max_size=8
)
tags = st.sampled_from(["b", "i", "u", "s", "tg-spoiler", "code", "blockquote", "blockquote expandable"])


def _tagged(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def wrap(parts: tuple[str, list[str]]) -> str:
        tag, children = parts
        return f"<{tag}>{''.join(children)}</{tag.split()[0]}>"

    return st.tuples(tags, st.lists(inner, min_size=1, max_size=3)).map(wrap)


documents = st.lists(st.recursive(words, _tagged, max_leaves=6), min_size=1, max_size=4).map("".join)


@given(documents)
def test_what_is_stored_nests_lies_in_the_text_and_reads_the_same_again(markup: str) -> None:
    try:
        text, entities = formatted(*parse_html(markup))
    except Refused as refused:
        assert refused.description == "Bad Request: text must be non-empty"
        return
    for entity in entities:
        assert 0 <= entity.offset < entity.end <= utf16_length(text)
    for one in entities:
        for other in entities:
            apart = one.end <= other.offset or other.end <= one.offset
            inside = one.offset <= other.offset and other.end <= one.end
            around = other.offset <= one.offset and one.end <= other.end
            assert apart or inside or around
    again, same = formatted(*parse_html(as_html(text, entities)))
    assert (again, same) == (text, entities)


@given(st.text(max_size=60))
def test_any_text_is_either_parsed_or_refused(text: str) -> None:
    try:
        parsed, entities = parse_html(text)
    except Refused as refused:
        assert refused.description.startswith("Bad Request: can't parse entities: ")
    else:
        assert len(parsed) <= len(text)
        assert all(entity.end <= utf16_length(parsed) for entity in entities)
