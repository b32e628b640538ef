"""What readers see, compared with golden files; and what must hold for any news whatever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.callbacks.places import EditionPlace
from bot.markup import plain
from bot.render import editions
from bot.render.stories import Detail, key_quote, story
from bot.render.wordings import different, wordings
from bot.words import catalogs
from digests.model import (
    Correction,
    Digest,
    Passage,
    Span,
    StoredArticle,
    Wording,
)
from tests.builders import DAY, at, chat, clean, correction, digest, edition, lineup, passage, stored
from tests.golden import assert_golden
from tests.wild import WILD, accepted, digests

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:00")

BRIDGE = (
    "The bridge over the Linnet will be closed to lorries from Monday while its bearings are replaced. "
    '"We waited as long as the steel allowed, and not a day longer," said Mara Oduya. '
    "Buses go by the old ferry road."
)


def bridge_story(story: int = 1) -> Digest:
    papers = ("Coastal Post", "Daily Tide", "Radio Nord", "The Ledger", "Evening Bell", "Green Column")
    told = digest(
        *(
            stored(
                clean(
                    title="Bridge to close for eleven weeks",
                    text=BRIDGE,
                    source=paper,
                    url=f"https://{paper.split()[-1].lower()}.example/bridge",
                    published="2026-11-24 05:00",
                ),
                key=10 * story + i,
                story=story,
                seen_at="2026-11-24 06:00",
            )
            for i, paper in enumerate(papers)
        )
    )
    return replace(told, sentences=told.sentences[:1], quotes=told.quotes[:1])


def quiet_story(story: int = 2) -> Digest:
    text = "A seal came up the canal on Sunday & stayed for the market. Nobody <minded>."
    item = clean(title="Seal at the market", text=text, source=None, url=None, published="2026-11-23 20:00")
    return digest(stored(item, key=20, story=story, speaker=None))


def disputed_story(story: int = 3, outlets: tuple[str, ...] = ("Coastal Post", "Radio Nord")) -> Digest:
    """Two outlets print what was said in one wording, a third one in another."""
    told = bridge_story(story)
    (said,) = told.quotes
    otherwise = BRIDGE.replace(
        "We waited as long as the steel allowed,", "We waited longer than steel allows"
    )
    tide = stored(clean(text=otherwise, source="Daily Tide"), key=10 * story + 1, story=story)
    other = Wording(passage(tide, "We waited longer than steel allows and not a day longer"), ("Daily Tide",))
    role = passage(stored(clean(text="Mara Oduya, harbour director", source="Tide")), "harbour director")
    quote = replace(said, role=role, wordings=(Wording(said.passage, outlets), other))
    return replace(told, quotes=(quote,))


def forty(number: int, told_on: date, *, gone: bool = False) -> Correction:
    was = stored(clean(text="It was “exactly forty” then."))
    now = None if gone else stored(clean(text="It was “about forty” then."))
    return correction(
        was,
        "exactly forty",
        now,
        "about forty",
        number=number,
        outlet="Coastal Post",
        told_on=told_on,
        place=4,
    )


def test_an_edition() -> None:
    made = edition(lineup(bridge_story(), quiet_story(), articles=42, sources=17, elsewhere=5))
    assert_golden("edition", editions.edition(WORDS, made, chat(), NOW))


def test_an_edition_with_updates_wordings_corrections_and_silent_sources() -> None:
    told = lineup(
        bridge_story(),
        disputed_story(),
        quiet_story(),
        articles=42,
        sources=17,
        elsewhere=1,
        updates=[1, 2],
        silent=("Radio Süd", "The Ledger", "Evening Bell", "Green Column", "Wire", "Tide"),
        corrections=(forty(1, date(2026, 11, 23)), forty(2, date(2026, 11, 20), gone=True)),
        key=12,
    )
    assert_golden("edition_full", editions.edition(WORDS, edition(told), chat(), NOW))


def test_a_quiet_day_with_a_correction_carries_it() -> None:
    made = edition(lineup(silent=("Radio Süd",), corrections=[forty(1, date(2026, 11, 23))]))
    assert_golden("edition_quiet_correction", editions.edition(WORDS, made, chat(), NOW))


def test_many_corrections_are_told_in_three_lines_and_counted() -> None:
    made = edition(lineup(corrections=[forty(i, DAY) for i in range(5)]))
    text = editions.edition(WORDS, made, chat(), NOW).html.text
    assert text.count("Correction to today's story 4") == 3
    assert "And 2 more corrections." in text


def test_an_edition_shown_again_is_as_late_as_it_was() -> None:
    made = edition(lineup(quiet_story()))
    tomorrow, punctual, late = NOW + timedelta(hours=24), NOW, NOW + timedelta(hours=3)
    assert "due" not in editions.edition(WORDS, made, chat(), tomorrow, punctual).html.text
    assert "due 08:00, sent 11:00" in editions.edition(WORDS, made, chat(), tomorrow, late).html.text


def test_the_wordings_of_a_statement_stand_side_by_side() -> None:
    screen = wordings(WORDS, disputed_story(), EditionPlace(12))
    assert screen is not None
    assert_golden("wordings", screen)


def test_what_all_print_alike_has_no_wordings_to_show() -> None:
    assert wordings(WORDS, bridge_story(), EditionPlace(12)) is None
    assert wordings(WORDS, quiet_story(), EditionPlace(12)) is None


@pytest.mark.parametrize(
    ("one", "other", "marked"),
    [
        ("about forty people", "exactly forty people", ["about"]),
        ("forty people", "exactly forty people", []),
        ("we will not raise it this year", "we will raise it this year", ["not"]),
        ("all of this is new", "nothing there is alike", []),
        ("橋は十一週間閉鎖されます", "橋は十週間閉鎖されます", ["十一週"]),
    ],
)
def test_the_words_that_differ_are_marked(one: str, other: str, marked: list[str]) -> None:
    passages = [Passage.cut(item, Span(0, len(item.article.text))) for item in (said(one), said(other))]
    assert [one[mark.start : mark.end] for mark in different(*passages)] == marked


def said(text: str) -> StoredArticle:
    return stored(clean(text=text))


def test_a_late_edition_says_so_in_local_time() -> None:
    made = edition(lineup(quiet_story()), due_at="2026-11-24 06:30")
    assert_golden("edition_late", editions.edition(WORDS, made, chat(timezone="Europe/Berlin"), NOW))


def test_an_edition_sent_on_another_day_names_that_day() -> None:
    made = edition(lineup(quiet_story()), due_at="2026-11-24 23:30")
    late = editions.edition(WORDS, made, chat(), NOW + timedelta(hours=17))
    assert "due 23:30, sent Wednesday 25 November 01:00" in late.html.text


def test_a_quiet_day_says_so_in_one_line() -> None:
    assert_golden(
        "edition_quiet", editions.edition(WORDS, edition(lineup(articles=0, sources=0)), chat(), NOW)
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "“We waited"), ("de", "„We waited"), ("fr", "«\u202fWe"), ("ja", "「We waited"), ("und", "“We")],
)
def test_quotes_wear_the_marks_of_their_language(language: str, said: str) -> None:
    told = replace(bridge_story(), language=language)
    assert said in story(WORDS, told, NOW, Detail.FULL).text


def test_where_a_quote_stands_is_said_from_two_outlets_on() -> None:
    (quote,) = disputed_story().quotes
    assert "— Mara Oduya, harbour director · in 3 outlets" in key_quote(WORDS, quote, "en").text
    once = replace(quote, wordings=(Wording(quote.passage, ("Tide",)),))
    assert "outlet" not in key_quote(WORDS, once, "en").text
    nobody = replace(quote, speaker=None)
    assert key_quote(WORDS, nobody, "en").text.splitlines()[-1] == "in 3 outlets"


def test_a_quote_without_a_known_speaker_names_nobody() -> None:
    item = clean(text=BRIDGE)
    assert "—" not in story(WORDS, digest(stored(item, speaker=None)), NOW, Detail.FULL).text


# --- for any news -----------------------------------------------------------------------------


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    item, reads = stored(clean(text=draw(WILD))), stored(clean(text=draw(WILD)))
    return correction(
        item,
        item.article.text,
        draw(st.none() | st.just(reads)),
        reads.article.text,
        outlet=draw(WILD),
        told_on=DAY - timedelta(days=draw(st.integers(0, 20))),
        place=draw(st.integers(1, 12)),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(digests(), max_size=12), st.lists(corrections(), max_size=5), st.lists(WILD, max_size=6))
def test_any_news_makes_a_message_that_telegram_takes(
    told: list[Digest], corrected: list[Correction], silent: list[str]
) -> None:
    updates = [digest.story for digest in told]
    made = edition(
        lineup(*told, corrections=corrected, silent=silent, updates=updates, key=2**62, elsewhere=999)
    )
    screen = editions.edition(WORDS, made, chat(), NOW + timedelta(hours=9))
    assert screen.html.fits
    assert accepted(screen)


@settings(max_examples=60, deadline=None)
@given(digests(), st.lists(st.tuples(WILD, st.lists(WILD, min_size=1, max_size=9)), min_size=2, max_size=4))
def test_any_wordings_make_a_message_that_telegram_takes(
    told: Digest, printed: list[tuple[str, list[str]]]
) -> None:
    items = [(stored(clean(text=text)), outlets) for text, outlets in printed]
    found = tuple(
        Wording(Passage.cut(item, Span(0, len(item.article.text))), tuple(outlets)) for item, outlets in items
    )
    quotes = tuple(replace(quote, wordings=found) for quote in told.quotes)
    screen = wordings(WORDS, replace(told, quotes=quotes), EditionPlace(12))
    assert screen is not None or not quotes
    if screen is not None:
        assert screen.html.fits
        assert accepted(screen)


def test_the_longest_edition_fits_as_titles() -> None:
    """Twelve stories, three corrections, four silent sources, all of letters that count double."""
    wide = "\U0001d49c" * 500
    item = stored(clean(title=wide, text=wide, source=wide, url="https://a.example/"), speaker=None)
    stories = [digest(item, story=i) for i in range(12)]
    corrected = [correction(item, wide, item, wide, outlet=wide, told_on=DAY - timedelta(days=30))] * 9
    told = lineup(
        *stories, corrections=corrected, silent=[wide] * 9, updates=range(12), key=1, elsewhere=99999
    )
    assert editions.edition(WORDS, edition(told), chat(), NOW + timedelta(days=9)).html.fits


@settings(max_examples=60, deadline=None)
@given(digests())
def test_every_sentence_and_quote_shown_stands_in_the_article(told: Digest) -> None:
    shown = even(story(WORDS, told, NOW, Detail.FULL).text)
    for part in (*(quote.passage for quote in told.quotes), *told.sentences[:2]):
        assert even(part.text) in shown


def even(text: str) -> str:
    """Without what Telegram cannot show: control characters, and blanks beyond one."""
    return " ".join(plain(text).text.split())
