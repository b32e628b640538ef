"""What names an article: its address in one spelling, and what else there is where that is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.sources.feeds.canonical import canonical
from digests.sources.feeds.identity import Claims, content, identities, stamps

SITE = "https://linnet.example/"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("HTTPS://Linnet.Example:443/News/A?b=1&a=2#top", "https://linnet.example/News/A?b=1&a=2"),
        ("http://linnet.example:80", "http://linnet.example/"),
        ("http://linnet.example:8080/a", "http://linnet.example:8080/a"),
        ("https://linnet.example./a", "https://linnet.example/a"),
        ("https://user:secret@linnet.example/a", "https://linnet.example/a"),
        ("https://bücher.example/ä b", "https://xn--bcher-kva.example/%C3%A4%20b"),
        ("https://linnet.example/%c3%a4", "https://linnet.example/%C3%A4"),
        ("https://[2001:DB8::1]:8443/a", "https://[2001:db8::1]:8443/a"),
        # How somebody came there goes, what is read stays.
        ("https://linnet.example/a?utm_source=rss&utm_medium=feed", "https://linnet.example/a"),
        ("https://linnet.example/a?id=7&fbclid=x&page=2&UTM_Campaign=y", "https://linnet.example/a?id=7&page=2"),
        ("https://linnet.example/a?at_medium=RSS&at_campaign=KARANGA", "https://linnet.example/a"),
        ("https://linnet.example/a?ref=rss", "https://linnet.example/a"),
        ("https://linnet.example/a?ref=main", "https://linnet.example/a?ref=main"),
        ("https://linnet.example/a?source=rss&gclid=1&mc_cid=2&mc_eid=3&igshid=4", "https://linnet.example/a"),
        ("https://linnet.example/a?", "https://linnet.example/a"),
        ("https://linnet.example/a?&&x", "https://linnet.example/a?x"),
        # A fragment is a page only on sites that are one program.
        ("https://linnet.example/#!/story/7", "https://linnet.example/#!/story/7"),
        ("https://linnet.example/app#/story/7", "https://linnet.example/app#/story/7"),
        # What only leads on.
        ("https://www.google.com/url?rct=j&url=https://linnet.example/a%3Futm_id%3D1&ct=ga", "https://linnet.example/a"),
        # Relative, and broken by white space.
        ("/a/b", "https://linnet.example/a/b"),
        ("  ../c\n ", "https://linnet.example/c"),
        ("//other.example/a", "https://other.example/a"),
        # No pages.
        ("mailto:a@linnet.example", None),
        ("javascript:alert(1)", None),
        ("urn:uuid:1", None),
        ("https://linnet.example:port/", None),
        ("http://[::1", None),
        ("https://linnet.example/" + "a" * 2000, None),
    ],
)  # fmt: skip
def test_an_address_has_one_spelling(link: str, address: str | None) -> None:
    assert canonical(link, SITE + "feed") == address


@given(
    st.text()
    | st.from_regex(r"https?://[a-zA-Z.:\[\]0-9é]{1,20}(/[^\s]{0,20})?(\?[^\s]{0,20})?", fullmatch=True)
)
def test_any_address_spelled_once_stays_so(link: str) -> None:
    address = canonical(link)
    assert address is None or (canonical(address) == address and address.startswith("http"))


def claims(
    url: str | None = None, guid: str | None = None, title: str | None = "A", text: str | None = None
) -> Claims:
    return Claims(url=url, guid=guid, title=title, text=text)


A, B = SITE + "a", SITE + "b"


WORDS = identities([claims()], None)[0]
"""The name of what has nothing but its title."""


@pytest.mark.parametrize(
    ("items", "names"),
    [
        # The address names the article, whatever the guid.
        ([claims(A, "1"), claims(B, "2", "B")], [A, B]),
        ([claims(A, "1"), claims(A, "2")], [A, A]),
        ([claims(A, "1"), claims(A, "1", "A, corrected")], [A, A]),
        # An address that different articles share names none of them; a guid that is this address neither.
        ([claims(A, "1"), claims(A, "2", "B")], ["1", "2"]),
        ([claims(A, A), claims(A, "2", "B")], [WORDS, "2"]),
        # Nor does the front page, even alone, unless there is nothing else.
        ([claims(SITE, "1")], ["1"]),
        ([claims(SITE, SITE)], [WORDS]),
        ([claims(SITE, None, None)], [SITE]),
        # Without an address, the guid; without both, the words.
        ([claims(None, "1")], ["1"]),
        ([claims()], [WORDS]),
    ],
)
def test_what_names_an_item(items: list[Claims], names: list[str]) -> None:
    assert identities(items, SITE) == names


def test_words_name_an_item_that_has_nothing_else() -> None:
    one, again, other = identities([claims(text="x"), claims(text="x"), claims(text="y")], SITE)
    assert one == again != other


def test_content_changes_with_the_words_the_address_and_the_date_and_with_nothing_else() -> None:
    item = claims(A, "1", "Title", "Text")
    same = content(item, "2026-11-24")
    assert content(claims(A, "another guid", "Title", "Text"), "2026-11-24") == same
    changed = {
        content(claims(A, "1", "Other", "Text"), "2026-11-24"),
        content(claims(A, "1", "Title", "Other"), "2026-11-24"),
        content(claims(B, "1", "Title", "Text"), "2026-11-24"),
        content(item, "2026-11-25"),
        content(item, None),
        content(claims(A, "1", "TitleText", ""), "2026-11-24"),
    }
    assert len(changed | {same}) == 7


def test_a_date_that_all_items_share_tells_when_the_feed_was_made() -> None:
    assert stamps(["2026-11-24"] * 3)
    assert not stamps(["2026-11-24"] * 2)
    assert not stamps(["2026-11-24", "2026-11-24", "2026-11-23"])
