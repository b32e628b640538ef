"""Versions of one article: which text is believed, and which quotations read differently in the later one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.versions import changes, is_better_kept, is_version
from digests.model import Span
from tests.builders import clean, edited

SAID = "We lost exactly forty boats that night"
BRIDGE = (
    "The harbour bridge closed on Monday. “We lost exactly forty boats that night,” said Mara Oduya. "
    "The ferries run until dawn."
)


def reworded(before: str, after: str) -> list[tuple[str, str | None]]:
    """The differing stretches of the quotations, as both texts have them. Marks are straight in tests."""
    earlier = edited(clean(text=before.replace("“", '"').replace("”", '"')))
    later = edited(clean(text=after.replace("“", '"').replace("”", '"')))
    return [
        (
            change.was.of(earlier.article.text),
            change.now.of(later.article.text) if change.now else None,
        )
        for change in changes(earlier, later)
    ]


@pytest.mark.parametrize(
    ("what", "after", "expected"),
    [
        ("nothing", BRIDGE, []),
        ("words around the quotation", BRIDGE.replace("on Monday", "late on Monday"), []),
        ("the comma before the speaker", BRIDGE.replace("night,”", "night.”"), []),
        ("line breaks within", BRIDGE.replace("forty boats", "forty\nboats"), []),
        ("quoted no more, but said in the text", BRIDGE.replace("“", "").replace("”", ""), []),
        ("a word", BRIDGE.replace("exactly", "about"), [("lost exactly forty", "lost about forty")]),
        (
            "a number",
            BRIDGE.replace("forty", "fourteen"),
            [("exactly forty boats", "exactly fourteen boats")],
        ),
        (
            "a word more",
            BRIDGE.replace("forty boats", "forty small boats"),
            [("forty boats", "forty small boats")],
        ),
        ("the end", BRIDGE.replace("that night", "that day"), [("that night", "that day")]),
        ("the beginning", BRIDGE.replace("“We", "“They"), [("We lost", "They lost")]),
        (
            "most of it",
            BRIDGE.replace(SAID, "They lost only forty boats that day"),
            [(SAID, "They lost only forty boats that day")],
        ),
        (
            "gone",
            "The harbour bridge closed on Monday. The ferries run until dawn.",
            [(SAID, None)],
        ),
        (
            "another quotation in its place",
            BRIDGE.replace(SAID, "Nobody told the harbour office anything"),
            [(SAID, None)],
        ),
    ],
)
def test_what_became_of_a_quotation(what: str, after: str, expected: list[tuple[str, str | None]]) -> None:
    assert reworded(BRIDGE, after) == expected


def test_a_changed_character_is_found_where_words_have_no_spaces() -> None:
    before = "橋は月曜日に閉じた。“その夜は船を四十隻失いました”と小田真理さんは言った。"
    assert reworded(before, before.replace("四", "二")) == [("を四十", "を二十")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the café on the quay", "the cafe\u0301 on the quay"),
        ("the harbourmaster of Linnet", "the harbour\u00admaster of Linnet"),
        ("we don't know who it was", "we don’t know who it was"),
        ("we don't know who it was", "we donʼt know who it was"),
    ],
)
def test_another_spelling_in_characters_is_the_same_word(before: str, after: str) -> None:
    assert reworded(f"It said “{before}” there.", f"It said “{after}” there.") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("it cost us $5 million", "it cost us €5 million"),
        ("it was -5 degrees then", "it was 5 degrees then"),
        ("some 5% of all boats", "some 5 of all boats"),
        ("वह लड़का कल गया था", "वह लड़की कल गया था"),
    ],
)
def test_a_sign_that_changes_the_sense_is_a_change(before: str, after: str) -> None:
    assert reworded(f"It said “{before}” there.", f"It said “{after}” there.") != []


def test_a_letter_is_shown_with_its_vowel_sign() -> None:
    before, after = "It said “यह कि वह लड़का” there.", "It said “यह की वह लड़का” there."
    assert reworded(before, after) == [("यह कि वह", "यह की वह")]
    before, after = "It said “ไปกับพี่ชายเมื่อวาน” there.", "It said “ไปกับพู่ชายเมื่อวาน” there."
    assert reworded(before, after) == [("บพี่ช", "บพู่ช")]


@given(st.text(alphabet="ab ,.\n'", max_size=60), st.text(alphabet="ab ,.\n'", max_size=60))
def test_a_change_lies_within_the_quotation_and_its_two_sides_differ(before: str, after: str) -> None:
    earlier, later = (
        edited(clean(text=f'It said "{before}" there.')),
        edited(clean(text=f'Then "{after}" now.')),
    )
    for change in changes(earlier, later):
        quote = earlier.quotes[0].span
        assert quote.start <= change.was.start < change.was.end <= quote.end
        if change.now is not None:
            assert Span(6, 6 + len(after)).start <= change.now.start < change.now.end <= 6 + len(after)
            assert change.was.of(earlier.article.text) != change.now.of(later.article.text)


def test_a_teaser_does_not_take_the_place_of_the_whole_text() -> None:
    assert is_better_kept(BRIDGE, "The harbour bridge closed on Monday.")
    assert not is_better_kept(BRIDGE, "This report was withdrawn.")
    assert not is_better_kept(BRIDGE, BRIDGE.replace("exactly", "about"))
    assert not is_better_kept("The harbour bridge closed.", BRIDGE)


def test_two_articles_under_one_address_are_versions_only_if_they_are_alike() -> None:
    bridge = clean(title="Harbour bridge closes", text=BRIDGE)
    assert is_version(bridge, clean(title="Bridge closed", text=BRIDGE + " A second ferry was found."))
    assert is_version(bridge, clean(title="Harbour bridge closes", text="This report was withdrawn."))
    assert not is_version(
        bridge, clean(title="Seal at the market", text="A seal came up the canal on Sunday.")
    )


def test_a_report_of_every_day_under_one_title_is_a_new_article() -> None:
    monday = clean(title="Daily report", text=BRIDGE)
    tuesday = (
        "A grey seal came up the canal. “It ate two herrings,” said Olga Brandt. Nobody minded it at all."
    )
    assert not is_version(monday, clean(title="Daily report", text=tuesday))
    assert is_version(monday, clean(title="Daily report", text=BRIDGE.replace("forty", "fifty")))
    assert is_version(clean(title="Daily report", text="More follows."), monday)


def test_articles_are_not_alike_because_they_are_written_with_the_same_letters() -> None:
    bridge = "港の橋は月曜日から大型車の通行ができなくなる。工事は十一週間続くが、渡し船は夜通し運航する。"
    assert not is_version(clean(title="橋", text=bridge), clean(title="船", text=bridge[::-1]))
    assert is_version(clean(title="橋", text=bridge), clean(title="港", text=bridge.replace("十一", "十二")))
