"""HTML of feeds as plain paragraphs, and titles as one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.sources.feeds import fragments
from digests.sources.feeds.entries import Fragment


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("<p>One &amp; two.</p><p>Three.</p>", ["One & two.", "Three."]),
        ("One,<br/>two<br><br>three", ["One,", "two", "three"]),
        ("Before <b>bold</b>, <a href='x'>linked</a> and <unknown>odd</unknown>.", ["Before bold, linked and odd."]),
        ("<ul><li>One</li><li>Two <b>and</b> a half</li></ul>End", ["One", "Two and a half", "End"]),
        ("<blockquote><p>Said.</p></blockquote><p>By whom.</p>", ["Said.", "By whom."]),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", ["a b", "c"]),
        ("<p>Seen</p><script>x()</script><style>p{}</style><iframe src='x'>no frames</iframe>", ["Seen"]),
        ("<figure><img src='x'><figcaption>A harbour</figcaption></figure><p>Seen</p>", ["Seen"]),
        ("<p>Seen<img src='https://track.example/p.gif' width=1 height=1></p>", ["Seen"]),
        ("<p>Seen</p><p style='display: none'>Hidden</p>", ["Seen"]),
        ("<p>Seen<!-- not this --></p>", ["Seen"]),
        ("Open <iframe src='x'> at its end", ["Open at its end"]),
        ("Never <b>closed", ["Never closed"]),
        ("5 < 6 and R&D", ["5 < 6 and R&D"]),
        # Escaped once too often.
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", ["One", "Two"]),
        ("<p>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</p>", ["One", "Two"]),
        ("<p>Linnet&amp;#8217;s harbour</p>", ["Linnet’s harbour"]),
        ("<code>&lt;br /&gt;</code> <i>breaks</i> a <b>line</b>", ["<br /> breaks a line"]),
        # CDATA that was left over.
        ("<![CDATA[<p>One</p>]]>", ["One"]),
        # Without a tag that ends a line, blank lines do, and ends of sentences.
        ("One that\n  goes on.\n\nTwo", ["One that goes on.", "Two"]),
        ("One that\ngoes on.\nTwo &amp; more", ["One that goes on.", "Two & more"]),
        ("港は九日ぶりに\n再開した。\n漁船が出た。", ["港は九日ぶりに再開した。", "漁船が出た。"]),
        ("", []),
        ("<img src='x'>", []),
    ],
)  # fmt: skip
def test_markup_becomes_paragraphs(source: str, lines: list[str]) -> None:
    assert fragments.text(Fragment(source)).splitlines() == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("One.\n\nTwo &amp; three", ["One.", "Two & three"]),
        ("a < b > c", ["a < b > c"]),
        ("<p>Called plain, and is not.</p>", ["Called plain, and is not."]),
    ],
)
def test_plain_text_keeps_what_looks_like_tags(source: str, lines: list[str]) -> None:
    assert fragments.text(Fragment(source, is_markup=False)).splitlines() == lines


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("Harbour  reopens\n after storm", "Harbour reopens after storm"),
        ("AT&T", "AT&T"),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("Linnet&#8217;s &quot;harbour&quot;", "Linnet’s \"harbour\""),
        ("R&D, ?a=1&copy=2", "R&D, ?a=1&copy=2"),
        ("a < b, b > c", "a < b, b > c"),
        ("<b>Harbour</b> reopens<br/>", "Harbour reopens"),
        ("&lt;b&gt;Harbour&lt;/b&gt; reopens", "Harbour reopens"),
        ("The &lt;blink&gt; tag", "The <blink> tag"),
        ("Harbour<script>alert(1)</script><!-- x -->", "Harbour"),
        ("<![CDATA[Harbour]]>", "Harbour"),
        ("Har\0bour \ud800", "Har\ufffdbour \ufffd"),
        ("<img src='x'>", None),
        (" ", None),
    ],
)  # fmt: skip
def test_a_title_is_one_plain_line(source: str, title: str | None) -> None:
    assert fragments.title(Fragment(source)) == title


def test_a_plain_title_keeps_its_tags() -> None:
    assert (
        fragments.title(Fragment("The <blink> and <b> tags", is_markup=False)) == "The <blink> and <b> tags"
    )
    assert fragments.title(None) is None


MESS = st.lists(st.sampled_from(["<p>", "</p>", "<br>", "&lt;p&gt;", "<![CDATA[", "]]>", "<!--", "-->", "a", "\n", "\0", "<iframe>", "<script>"]))  # fmt: skip


@given(st.text() | MESS.map("".join), st.booleans())
def test_anything_becomes_text_that_can_be_stored(source: str, is_markup: bool) -> None:
    fragment = Fragment(source, is_markup)
    text, title = fragments.text(fragment), fragments.title(fragment)
    assert "\0" not in text and text.encode() is not None
    assert all(line == line.strip() for line in text.split("\n"))
    assert title is None or (title and title == " ".join(title.split()))
