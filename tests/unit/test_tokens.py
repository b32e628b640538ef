"""Words of a text, as search, stories and summaries see them."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.model import Span
from digests.text.words import index_text, stem, stems, tokens, words, words_of_each

LETTERS = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x24F),
        st.characters(min_codepoint=0x300, max_codepoint=0x52F),
        st.characters(min_codepoint=0x900, max_codepoint=0x97F),
        st.characters(min_codepoint=0x2000, max_codepoint=0x214F),
        st.characters(min_codepoint=0x3040, max_codepoint=0x30FF),
        st.characters(),
    )
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Harbour's 3 ferries", ["the", "harbour", "s", "3", "ferries"]),
        ("Élection à Zürich – “Straße”", ["election", "a", "zurich", "strasse"]),
        ("Йод и ёлка", ["иод", "и", "елка"]),
        ("ＮＡＴＯ №5 ½", ["nato", "5", "1⁄2"]),
        ("snake_case", ["snake", "case"]),
        ("橋を渡る", ["橋を", "を渡", "渡る"]),
        ("橋", ["橋"]),
        ("ﾌｪﾘｰ", ["フェ", "ェリ", "リー"]),
        ("iPhone橋15台", ["iphone", "橋", "15", "台"]),
    ],
)
def test_words_are_folded_and_unspaced_scripts_become_pairs(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("हिन्दी की किताब।", ["हिन्दी", "की", "किताब"]),
        ("বাংলা ভাষা", ["বাংলা", "ভাষা"]),
        ("தமிழ் மொழி", ["தமிழ்", "மொழி"]),
        ("الشَّمْسُ", ["الشمس"]),
        ("שָׁלוֹם", ["שלום"]),
    ],
)
def test_vowel_signs_and_points_do_not_split_a_word(text: str, found: list[str]) -> None:
    assert words(text) == found
    assert [text[token.start : token.end] for token in tokens(text)] == text.rstrip("।").split()


@pytest.mark.parametrize("text", ["Élection à Zürich", "Йод и ёлка", "Ελλάδα", "Tiếng Việt", "ज़मीन"])
def test_accents_may_stand_apart_from_their_letters(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@given(LETTERS)
def test_the_quick_way_finds_what_the_exact_way_finds(text: str) -> None:
    assert words(text) == [token.text for token in tokens(text)]


@given(st.text(st.sampled_from(" aAé9’‘“”„«»–—…£€\u00a0\u0301_橋")))
def test_marks_between_words_do_not_change_them(text: str) -> None:
    assert words(text) == [token.text for token in tokens(text)]


@given(LETTERS, st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
def test_words_of_stretches_are_those_of_each(text: str, places: list[tuple[int, int]]) -> None:
    spans = [Span(*sorted(pair)) for pair in places]
    assert words_of_each(text, spans) == [words(span.of(text)) for span in spans]


@given(LETTERS)
def test_tokens_stand_where_they_say_in_order(text: str) -> None:
    places = [(token.start, token.end) for token in tokens(text)]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "a\u0301" * 500_000,
        "\u0301" * 1_000_000,
        "क" + "\u093e" * 1_000_000,
        "橋" * 1_000_000,
    ],
    ids=["one word", "accents", "accents only", "vowel signs", "one run"],
)
def test_a_megabyte_of_one_thing_is_soon_done(text: str) -> None:
    before = time.process_time()
    words(text)
    assert time.process_time() - before < 5


def test_stems_of_many_words_are_those_of_each() -> None:
    found = ["ferries", "ferry", "bridges", "ferries"]
    assert stems(found, "en") == [stem(word, "en") for word in found] == ["ferri", "ferri", "bridg", "ferri"]
    assert stems(found, "xx") == found


def test_the_index_holds_title_text_and_stems() -> None:
    stored = index_text("Ferries", "The bridge", "en")
    assert (stored.title, stored.body, stored.stems) == ("ferries", "the bridge", "ferri the bridg")
    assert index_text("橋", "渡る", "ja").stems == ""
