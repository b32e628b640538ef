"""/quotes and inline mode as they look; and that any names and quotations make messages Telegram takes."""

from __future__ import annotations

import json
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.inline_answers import fields
from bot.playground.checks import Parameters
from bot.playground.inline import inline_answer
from bot.render import inline as render_inline
from bot.render import quotes as render
from bot.words import catalogs
from digests.editor.remarks import as_printed
from digests.model import Digest, Page, Passage, Span
from digests.model.spoken import Remark, Spoken
from digests.newsroom.quoting import Choice, MostQuoted, Namesakes, Quoted, Unheard, Voice
from digests.newsroom.sharing import Offered
from tests.builders import at
from tests.golden import assert_golden
from tests.wild import WILD, accepted, digests

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:00")
STEEL = "We waited as long as the steel allowed, and not a day longer"
OTHERWISE = "We waited longer than the steel allowed, and not a day longer"
BRIDGE = "Harbour bridge to close for eleven weeks"


def spoken(
    said: str,
    article: int = 1,
    outlet: str = "Coastal Post",
    time: str | datetime = "2026-11-24 06:00",
    title: str = BRIDGE,
) -> Spoken:
    return Spoken(
        passage=Passage(article, Span(50, 50 + len(said)), said),
        number=0,
        speaker="Mara Lindqvist",
        role=None,
        key=True,
        story=1,
        title=title,
        url=f"https://news.example/{article}",
        outlet=outlet,
        language="en",
        time=at(time),
    )


def disputed() -> Remark:
    first = spoken(STEEL)
    return as_printed((first,), [first, spoken(OTHERWISE, 2, "Daily Tide"), spoken(STEEL, 3, "Radio Nord")])


def alone() -> Remark:
    night = spoken("Nobody asked the people who cross it every night", 4, "Daily Tide", "2025-10-03 21:00")
    return as_printed((night,), [night])


def quoted(*shown: Remark, number: int = 0, pages: int = 1, more: bool = False, total: int = 7) -> Quoted:
    return Quoted(
        listing=3,
        name="Mara Lindqvist",
        role="harbour director",
        page=Page(shown, number, pages, total),
        since=at("2025-10-03 21:00"),
        more=more,
    )


def test_a_page_of_what_somebody_said() -> None:
    screen = render.quoted(WORDS, quoted(disputed(), alone(), number=1, pages=3), NOW, "Europe/Lisbon")
    assert_golden("quotes", screen)


def test_where_there_is_more_it_says_so() -> None:
    assert (
        "the newest 300 quotes"
        in render.quoted(WORDS, quoted(alone(), more=True, total=300), NOW, "UTC").html.text
    )


def test_one_statement_in_its_wordings() -> None:
    screen = render.wordings(WORDS, quoted(disputed()), disputed())
    assert screen is not None
    assert_golden("quotes_wordings", screen)
    assert render.wordings(WORDS, quoted(alone()), alone()) is None


CHOICES = (
    Choice("Mara Lindqvist", "harbour director", BRIDGE, 4),
    Choice("Tomas Lindqvist", None, "Orchestra finds the lost score of a symphony in its own cellar", 5),
)


def test_who_is_meant() -> None:
    assert_golden("quotes_which", render.namesakes(WORDS, Namesakes("lindqvist", CHOICES)))
    assert_golden("quotes_nobody_near", render.unheard(WORDS, Unheard("lindqwist", CHOICES, 9)))
    assert_golden("quotes_nobody", render.unheard(WORDS, Unheard("(((", (), None)))


def test_whom_the_news_quote_most() -> None:
    people = (Voice("Mara Lindqvist", 12, 4), Voice("Tomas Reyes", 1, 5))
    assert_golden("quotes_most", render.most_quoted(WORDS, MostQuoted(people)))
    assert_golden("quotes_most_nobody", render.most_quoted(WORDS, MostQuoted(())))


REMARKS = st.builds(
    lambda said, outlet, title: as_printed((one := spoken(said, outlet=outlet, title=title),), [one]),
    st.text(st.characters(max_codepoint=127), max_size=400).map(lambda text: f"a{text}"),
    WILD,
    WILD,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(REMARKS, min_size=1, max_size=5), WILD, st.none() | WILD)
def test_any_quotations_make_a_message_that_telegram_takes(
    shown: list[Remark], name: str, role: str | None
) -> None:
    page = Page(tuple(shown), 1, 3, 14)
    found = Quoted(listing=3, name=name, role=role, page=page, since=NOW, more=False)
    accepted(render.quoted(WORDS, found, NOW, "Asia/Tokyo"))


def test_five_long_quotations_with_long_titles_fit() -> None:
    wide = "\U0001d49c" * 900
    one = spoken(f"word {wide}", outlet=wide, title=wide)
    accepted(render.quoted(WORDS, quoted(*[as_printed((one,), [one])] * 5), NOW, "UTC"))


@settings(max_examples=60, deadline=None)
@given(WILD, st.lists(st.builds(Choice, WILD, st.none() | WILD, WILD, st.integers(1, 99)), max_size=8))
def test_any_names_make_messages_that_telegram_takes(words: str, people: list[Choice]) -> None:
    accepted(render.namesakes(WORDS, Namesakes(words, tuple(people))))
    accepted(render.unheard(WORDS, Unheard(words, tuple(people), 3)))
    voices = tuple(Voice(each.name, 3, each.listing) for each in people)
    accepted(render.most_quoted(WORDS, MostQuoted(voices)))


@settings(max_examples=60, deadline=None)
@given(st.lists(digests(), max_size=5))
def test_any_stories_make_offers_that_telegram_takes(told: list[Digest]) -> None:
    each_once = tuple({digest.story: digest for digest in told}.values())
    answer = render_inline.offers(WORDS, Offered(each_once, 1), "pullquote_bot", NOW, lasting=True)
    body = json.loads(json.dumps(fields("7", answer)))
    taken = inline_answer(Parameters(body, {}))
    assert len(taken.results) == len(answer.offers) >= len(each_once)
    assert taken.next_offset == "1"
