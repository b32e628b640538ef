"""What a card is made of: subjects, reasons, passages, quotations that stay; leanings; and the file of what
is kept."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.reactions import opinion
from bot.markup import MESSAGE_LIMIT
from bot.render import saved
from bot.render.moments import dated, moment
from bot.render.packing import Room, packed
from bot.words import catalogs
from digests.editor import reasons as why
from digests.editor.digest import tell
from digests.editor.leanings import Verdict, leanings
from digests.editor.reasons import reasons
from digests.editor.retelling import retold
from digests.editor.subjects import Subject, people, subjects
from digests.model import Digest, FollowKind, KeyQuote, MuteKind, Passage, Span, Taste, Wording
from digests.text.passages import passage as passage_of
from digests.text.sentences import sentences
from tests.builders import at, chat, clean, digest, passage, stored
from tests.wild import WILD, digests

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:00")


def bridge(**changes: object) -> Digest:
    item = stored(clean(title="Harbour bridge to close in 2027", source="Coastal Post", topics=["Transport"]))
    return replace(digest(item), topics=("Transport",), **changes)  # type: ignore[arg-type]


# --- subjects ---------------------------------------------------------------------------------


def test_a_story_can_be_waved_off_by_what_it_is_about() -> None:
    assert subjects(bridge()) == (
        Subject(MuteKind.STORY, "1"),
        Subject(MuteKind.TOPIC, "Transport"),
        Subject(MuteKind.SOURCE, "Coastal Post"),
        Subject(MuteKind.PERSON, "Mara Oduya"),
        Subject(MuteKind.WORDS, "Harbour"),
        Subject(MuteKind.WORDS, "bridge"),
        Subject(MuteKind.WORDS, "close"),
    )


def test_who_has_no_name_is_nobody_to_follow() -> None:
    told = bridge()
    (quote,) = told.quotes
    unnamed = replace(
        told, quotes=(replace(quote, speaker=None), replace(quote, speaker="the harbour office"))
    )
    assert people(unnamed) == ()


def test_a_script_without_spaces_offers_no_words() -> None:
    told = replace(bridge(), title="港の橋は十一週間閉鎖されます", language="ja")
    assert not [each for each in subjects(told) if each.kind is MuteKind.WORDS]


@settings(deadline=None)
@given(digests())
def test_subjects_of_any_story_have_codes_of_their_own(told: Digest) -> None:
    found = subjects(told)
    assert len({each.code for each in found}) == len(found)
    assert all(re.fullmatch(r"[a-z2-7]{5}", each.code) for each in found)
    assert all(each.words == " ".join(each.words.split()) for each in found)


# --- passages ---------------------------------------------------------------------------------

TEXT = 'One came. Two went. "We saw it. We said so," said Mara. Four ate. Five slept.'


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("We saw it. We said so", 'Two went. "We saw it. We said so," said Mara. Four ate.'),
        ("One", "One came. Two went."),
        ("slept", "Four ate. Five slept."),
    ],
)
def test_a_passage_has_the_sentence_before_and_the_one_behind(said: str, shown: str) -> None:
    start = TEXT.index(said)
    found = passage_of(TEXT, sentences(TEXT, "en"), Span(start, start + len(said)))
    assert found.of(TEXT) == shown


@settings(deadline=None)
@given(
    st.text(alphabet=st.one_of(st.sampled_from(" .!?“”\n"), st.characters()), min_size=1),
    st.integers(0, 300),
    st.integers(1, 60),
    st.integers(0, 40),
)
def test_a_passage_of_any_text_holds_the_words_and_is_not_long(
    text: str, start: int, length: int, longest: int
) -> None:
    words = Span(min(start, len(text)), min(start + length, len(text)))
    found = passage_of(text, sentences(text, "en"), words, longest)
    assert 0 <= found.start <= words.start <= words.end <= found.end <= len(text)
    assert words.start - found.start <= longest
    assert found.end - words.end <= longest


# --- what an edition quoted stays -------------------------------------------------------------

SAID = '"We waited as long as the steel allowed," said Mara Oduya. '
OTHER = '"Nobody asked the people who cross it every night," said Mara Oduya. '


def test_a_quotation_that_is_not_among_the_best_any_more_is_kept_behind_them() -> None:
    item = stored(clean(text=SAID + OTHER))
    then = digest(item, story=1)
    now = replace(then, quotes=then.quotes[:1])
    assert retold(now, then, [item]).digest.quotes == then.quotes


def test_another_wording_of_it_is_there_already() -> None:
    tide = stored(clean(text=SAID.replace("as long as", "longer than")), key=2)
    post = stored(clean(text=SAID))
    now, then = digest(tide, story=1), digest(post, story=1)
    assert retold(now, then, [tide, post]).digest == now


def test_a_later_version_that_prints_it_too_is_quoted_instead() -> None:
    earlier, later = stored(clean(text=SAID)), stored(clean(text="Well. " + SAID), key=2)
    told = retold(replace(digest(later, story=1), quotes=()), digest(earlier, story=1), [later])
    (kept,) = told.digest.quotes
    assert kept.passage == passage(later, "We waited as long as the steel allowed,")
    assert told.withdrawn == frozenset()


@pytest.mark.parametrize(
    ("now_by", "named"),
    [
        (["Ken Brown"], "Ken Brown"),
        ([None], None),
        (["M. Oduya"], "M. Oduya"),
        (["Ken Brown", "Mara Oduya"], None),
        (["M. Oduya", "Mara Oduya"], "Mara Oduya"),
    ],
)
def test_who_said_it_is_who_the_later_versions_say(now_by: list[str | None], named: str | None) -> None:
    then = digest(stored(clean(text=SAID)), story=1)
    later = [stored(clean(text="Well. " + SAID), key=2 + i, speaker=by) for i, by in enumerate(now_by)]
    told = retold(replace(digest(*later, story=1), quotes=()), then, later)
    assert [quote.speaker for quote in told.digest.quotes] == [named]
    assert told.withdrawn == frozenset()


def test_words_that_a_later_version_prints_without_marks_are_no_quotation_of_it() -> None:
    earlier, later = stored(clean(text=SAID)), stored(clean(text=SAID.replace('"', "")), key=2)
    told = retold(digest(later, story=1), digest(earlier, story=1), [later])
    assert told.digest.quotes == digest(earlier).quotes
    assert told.withdrawn == {digest(earlier).quotes[0].passage}


def test_what_nobody_prints_any_more_is_said_to_be_so() -> None:
    earlier, later = stored(clean(text=SAID)), stored(clean(text="The bridge is closed."), key=2)
    told = retold(digest(later, story=1), digest(earlier, story=1), [later])
    (kept,) = told.digest.quotes
    assert told.withdrawn == {kept.passage}


# --- the best sentences -----------------------------------------------------------------------


def test_the_best_sentences_come_first_and_are_told_in_the_order_of_the_text() -> None:
    text = "First. Second. Third. " + SAID
    item = stored(clean(text=text))
    spans = item.article.sentences
    item = replace(item, edited=replace(item.edited, summary=(spans[1], spans[0], spans[2])))
    told = tell(1, [item], sentences=3)
    assert [each.text for each in told.told_in(1)] == ["Second."]
    assert [each.text for each in told.told_in(2)] == ["First.", "Second."]
    assert [each.text for each in told.told_in(3)] == ["First.", "Second.", "Third."]


def test_nobody_loses_the_key_quote_to_a_third_sentence() -> None:
    item = stored(clean(text="First. Second. " + SAID))
    item = replace(item, edited=replace(item.edited, summary=item.article.sentences[:3]))
    told = tell(1, [item], sentences=3)
    assert [quote.passage.text for quote in told.quotes] == ["We waited as long as the steel allowed"]
    assert [each.text for each in told.sentences] == ["First.", "Second."]


# --- why --------------------------------------------------------------------------------------


def test_reasons_are_what_is_known_and_nothing_else() -> None:
    assert reasons(bridge(), Taste(), [], in_edition=True) == (
        why.New(),
        why.Quotes(("Mara Oduya",)),
        why.NothingChosen(),
    )
    taste = Taste(
        follows=((FollowKind.TOPIC, "Transport"), (FollowKind.WORDS, "seals")),
        reads=("en",),
        leanings=(("Sport", 2), ("transport", -1)),
    )
    assert reasons(bridge(quotes=()), taste, taste.follows[:1], in_edition=True, is_update=True) == (
        why.Followed(FollowKind.TOPIC, "Transport"),
        why.MovedOn(),
        why.Leaning("Transport", liked=False),
        why.Reads(("en",)),
    )
    assert reasons(bridge(quotes=()), Taste(), [], in_edition=False) == (why.ToldBy(1),)


# --- likes ------------------------------------------------------------------------------------

HALF = (("Sport",), ("World", "sport"), (), ("World",))


@pytest.mark.parametrize(
    ("verdicts", "lean"),
    [
        ([], {}),
        ([Verdict([True], HALF)], {"Sport": 1, "World": 1}),
        ([Verdict([False], HALF)], {"Sport": -1, "World": -1}),
        ([Verdict([True], [("Sport",), (), ()])], {}),
        ([Verdict([True], [("Sport",)])] * 2, {"Sport": 2}),
        ([Verdict([True], [("Sport",)])] * 50, {"Sport": 2}),
        ([Verdict([True], [("Sport",)]), Verdict([False], [("Sport",)])], {}),
        ([Verdict([True, True, True, False], [("Sport",)])], {"Sport": 1}),
        ([Verdict([True, False], [("Sport",)])], {}),
        ([Verdict([True], ()), Verdict([], HALF)], {}),
    ],
)
def test_topics_of_editions_that_are_liked_gain_a_step_or_two(
    verdicts: list[Verdict], lean: dict[str, int]
) -> None:
    assert dict(leanings(verdicts)) == lean


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Verdict,
            st.lists(st.booleans(), max_size=9),
            st.lists(st.lists(st.sampled_from(["a", "A", "b", "c"]), max_size=3), max_size=7),
        ),
        max_size=20,
    )
)
def test_leanings_are_bounded_whoever_votes_and_turn_round_with_the_votes(verdicts: list[Verdict]) -> None:
    lean = leanings(verdicts)
    assert all(1 <= abs(steps) <= 2 for _, steps in lean)
    turned = [Verdict([not liked for liked in each.votes], each.topics) for each in verdicts]
    assert leanings(turned) == tuple((topic, -steps) for topic, steps in lean)


@pytest.mark.parametrize(
    ("emoji", "liked"),
    [
        (["👍"], True),
        (["❤"], True),
        (["❤\ufe0f"], True),
        (["🔥"], True),
        (["👎"], False),
        (["💩"], False),
        (["😢"], None),
        ([], None),
        (["👍", "👎"], None),
        (["👍", "🎉", "👎"], True),
    ],
)
def test_what_a_reaction_says_of_an_edition(emoji: list[str], liked: bool | None) -> None:
    assert opinion(emoji) is liked


# --- pages ------------------------------------------------------------------------------------

ROOMS = st.builds(Room, st.integers(1, 2 * MESSAGE_LIMIT), st.integers(0, 40), st.integers(1, 40_000))


@settings(deadline=None)
@given(st.lists(ROOMS, max_size=14), ROOMS, ROOMS)
def test_pages_hold_each_block_once_and_as_many_as_fit(blocks: list[Room], first: Room, others: Room) -> None:
    pages = packed(blocks, first, others)
    assert [number for page in pages for number in page] == list(range(len(blocks)))
    assert all(pages) or pages == ([],)
    for i, page in enumerate(pages):
        used = others if i else first
        for number in page:
            used = used.beside(blocks[number])
        assert used.fits or len(page) <= 1
        if i + 1 < len(pages):
            assert not used.beside(blocks[pages[i + 1][0]]).fits


# --- moments ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told_at", "short", "long"),
    [
        ("2026-11-24 06:05", "07:05", "Tue 24 Nov 07:05"),
        ("2026-11-23 22:05", "Mon 23:05", "Mon 23 Nov 23:05"),
        ("2026-11-23 23:05", "00:05", "Tue 24 Nov 00:05"),
        ("2026-11-18 06:05", "Wed 07:05", "Wed 18 Nov 07:05"),
        ("2026-11-17 06:05", "17 Nov 07:05", "Tue 17 Nov 07:05"),
        ("2025-11-24 06:05", "24 Nov 2025 07:05", "24 Nov 2025 07:05"),
    ],
)
def test_a_moment_is_told_as_short_as_it_is_understood(told_at: str, short: str, long: str) -> None:
    assert moment(WORDS, at(told_at), NOW, "Europe/Berlin") == short
    assert dated(WORDS, at(told_at), NOW, "Europe/Berlin") == long


# --- the file ---------------------------------------------------------------------------------


def unescaped(markdown: str) -> str:
    """As a reader of Markdown sees it."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)


@settings(deadline=None)
@given(WILD, WILD, st.none() | WILD)
def test_whatever_was_saved_stands_in_the_file_word_for_word(
    title: str, said: str, speaker: str | None
) -> None:
    item = stored(clean(title=title, text=said), speaker=speaker)
    whole = Passage.cut(item, Span(0, len(said)))
    quote = KeyQuote(whole, speaker, None, (Wording(whole, ("Tide",)),))
    told = replace(digest(item), quotes=(quote,), sentences=(whole,))
    content = saved.export(WORDS, [told], chat(), NOW).content.decode()
    seen = unescaped(content)
    for text in (title, said):
        assert " ".join(text.split()).encode("utf-8", "replace").decode() in seen
    # Nothing of it is taken for markup: a heading, a list, a link, a tag.
    for line in content.splitlines()[4:]:
        assert not re.match(r"(#|-|\+|\*(?!\w)|\d+[.)]\s|<)", line) or line.startswith(("## ", "*")), line


def test_signs_of_markdown_are_only_signs() -> None:
    text = "# 1. _Stars_ *and* [links](x) <b> `code` & more\\"
    item = stored(clean(title=text, text=f"- {text}", url="https://a.example/<x>(y)"))
    told = replace(digest(item), sentences=(Passage.cut(item, Span(0, len(text) + 2)),))
    content = saved.export(WORDS, [told], chat(), NOW).content.decode()
    assert (
        r"## [\# 1. \_Stars\_ \*and\* \[links\](x) \<b\> \`code\` \& more\\](<https://a.example/%3Cx%3E(y)>)"
        in content
    )
    assert r"\- \# 1. \_Stars\_" in content
