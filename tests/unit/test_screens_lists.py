"""/latest and /search as they look, and that any news and any words make messages that Telegram takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.callbacks.follows import FollowSearch
from bot.callbacks.lists import ChooseOrder, ChoosePeriod, Narrow, ShowChoices, TurnPage, Widen
from bot.callbacks.places import ListingPlace
from bot.callbacks.stories import OpenStory
from bot.render import lists
from bot.render.searching import how_to_search, invitation
from bot.screens import Screen
from bot.words import catalogs
from digests.editor.hits import hit
from digests.model import Digest, Page
from digests.newsroom.finding import Choices, Example, Found, Latest, Offer
from digests.newsroom.looking import Choice
from digests.newsroom.suggesting import Change, Count, Proposal
from digests.newsroom.views import Facet, Order, Period, View
from digests.text.query import Query, Unclear, parse
from tests.builders import at, clean, digest, stored
from tests.golden import assert_golden
from tests.wild import WILD, accepted, digests

WORDS = catalogs()["en"]
EVERYTHING = View()
NOW = at("2026-11-24 08:00")
BRIDGE = (
    "The bridge over the Linnet will be closed to lorries from Monday while its bearings are replaced. "
    '"We waited as long as the steel allowed, and not a day longer," said Mara Oduya. '
    "Buses will take the old road along the water."
)


def bridge_story(story: int = 4) -> Digest:
    item = clean(
        title="Harbour bridge to close", text=BRIDGE, source="Coastal Post", url="https://tide.example/1"
    )
    return digest(stored(item, seen_at="2026-11-24 05:00", story=story))


def query(words: str) -> Query:
    understood = parse(words) if words else Query(())
    assert not isinstance(understood, Unclear), words
    return understood


def latest(
    *digests: Digest,
    words: str = "",
    view: View = EVERYTHING,
    page: int = 0,
    pages: int = 1,
    total: int | None = None,
) -> Latest:
    return Latest(
        listing=3,
        words=words,
        query=query(words),
        view=view,
        more=False,
        page=Page(digests, page, pages, len(digests) if total is None else total),
    )


def found(
    *texts: str,
    words: str = "steel",
    view: View | None = None,
    pages: int = 1,
    total: int = 1,
    **more: object,
) -> Found:
    understood = query(words)
    items = [
        stored(clean(title="Bridge to close", text=text, published="2026-11-24 05:00"), story=10 + number)
        for number, text in enumerate(texts)
    ]
    return Found(
        listing=3,
        words=words,
        query=understood,
        view=View.first(understood) if view is None else view,
        more=bool(more.get("more")),
        offers=more.get("offers", ()),  # type: ignore[arg-type]
        page=Page(tuple(hit(item, understood.terms) for item in items), 0, pages, total if texts else 0),
    )


def offer(change: Change, words: str, stories: int, *, more: bool = False, dropped: str = "") -> Offer:
    return Offer(Proposal(change, words, View(), Count(stories, more), dropped), 20 + stories)


def labels(screen: Screen) -> list[list[str]]:
    return [[button.label for button in row] for row in screen.keyboard]


def test_the_latest() -> None:
    assert_golden(
        "latest", lists.latest(WORDS, latest(bridge_story(), bridge_story(5), page=1, pages=4, total=14), NOW)
    )


def test_the_latest_narrowed() -> None:
    view = View(Period.TODAY).choosing(Facet.SOURCE, "Coastal Post").choosing(Facet.LANGUAGE, "de")
    assert_golden("latest_narrowed", lists.latest(WORDS, latest(bridge_story(), view=view), NOW))


def test_no_news() -> None:
    assert_golden("latest_empty", lists.latest(WORDS, latest(), NOW))
    of_today = lists.latest(WORDS, latest(view=View(Period.TODAY)), NOW)
    assert of_today.html.text == "No news has come in today."
    assert labels(of_today) == [["✓ Today", "Week", "All"]]


def test_a_search() -> None:
    assert_golden("search", lists.search(WORDS, found(BRIDGE, pages=2, total=6), NOW))


def test_more_are_found_than_are_counted() -> None:
    heading = lists.search(WORDS, found(BRIDGE, pages=60, total=300, more=True), NOW).html.text.splitlines()[
        0
    ]
    assert heading == "steel · more than 300 stories · this week · best first"


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("steel since:7d", "steel since:7d · 1 story · best first"),
        ("from:oduya", "from:oduya · 1 story · all time · newest first"),
    ],
)
def test_a_heading_says_of_which_time_and_in_which_order(words: str, heading: str) -> None:
    assert lists.search(WORDS, found(BRIDGE, words=words), NOW).html.text.splitlines()[0] == heading


def test_nothing_found_and_what_would_be() -> None:
    offers = (
        offer(Change.SPELLING, "bridge", 14),
        offer(Change.ALL_TIME, "brigde", 52),
        offer(Change.WITHOUT, "brigde", 3, dropped="Coastal Post"),
        offer(Change.EITHER, "brigde OR steel", 300, more=True),
    )
    view = View(Period.WEEK, Order.BEST).choosing(Facet.SOURCE, "Coastal Post")
    screen = lists.search(WORDS, found(words="brigde <b>", view=view, offers=offers), NOW)
    assert_golden("search_none", screen)
    assert screen.keyboard[0][0].target == TurnPage(34, 0)


def test_nothing_found_and_nothing_near() -> None:
    screen = lists.search(WORDS, found(words="volcano"), NOW)
    assert (screen.html.text, screen.keyboard) == ("Nothing with volcano this week.", ())


def test_what_to_choose_from() -> None:
    choices = tuple(
        Choice(name, count) for name, count in (("Coastal Post", 5), ("Daily Tide", 3), ("Post", 1))
    )
    shown = Choices(
        listing=3, words="steel", query=query("steel"), view=View(), facet=Facet.SOURCE, choices=choices
    )
    screen = lists.choices(WORDS, shown)
    assert_golden("list_choices", screen)
    assert screen.keyboard[0][1].target == Narrow(3, Facet.SOURCE, choices[1].key)
    assert screen.keyboard[-1][0].target == TurnPage(3, 0)


def test_nothing_to_choose_from() -> None:
    shown = Choices(listing=3, words="", query=query(""), view=View(), facet=Facet.TOPIC, choices=())
    assert "nothing to choose from" in lists.choices(WORDS, shown).html.text


def test_how_to_search() -> None:
    tried = (Example('from:"Mara Oduya"', 8), Example("topic:Science", 9))
    assert_golden("search_howto", invitation(WORDS, tried))
    assert invitation(WORDS, ()).keyboard == ()
    assert "harbour bridge" in how_to_search(WORDS).text


def test_every_example_is_understood_as_what_it_shows() -> None:
    for line in how_to_search(WORDS).text.splitlines()[2:]:
        typed = line.partition(" · ")[0].partition("/search ")[2] or line.partition(" · ")[0]
        if typed:
            assert isinstance(parse(typed), Query), typed


def test_each_button_does_what_it_says() -> None:
    view = View(Period.WEEK, Order.BEST).choosing(Facet.TOPIC, "Sport")
    screen = lists.search(WORDS, found(BRIDGE, BRIDGE, view=view, pages=3, total=12), NOW)
    assert labels(screen) == [
        ["1", "2"],
        ["1/3", "▸"],
        ["Newest first"],
        ["Today", "✓ Week", "All"],
        ["Source", "Language"],
        ["✕ Sport"],
        ["+ Follow this search"],
    ]
    targets = [[button.target for button in row] for row in screen.keyboard]
    assert targets[0] == [OpenStory(ListingPlace(3, 0), 10), OpenStory(ListingPlace(3, 0), 11)]
    assert targets[1][1:] == [TurnPage(3, 1)]
    assert targets[2] == [ChooseOrder(3, Order.NEWEST)]
    assert targets[3][2] == ChoosePeriod(3, Period.ALL)
    assert targets[4] == [ShowChoices(3, Facet.SOURCE), ShowChoices(3, Facet.LANGUAGE)]
    assert targets[5:] == [[Widen(3, Facet.TOPIC)], [FollowSearch(3)]]


# --- for any news and any words ---------------------------------------------------------------


@st.composite
def views(draw: st.DrawFn) -> View:
    view = View(draw(st.sampled_from(Period)), draw(st.sampled_from(Order)))
    for facet in draw(st.sets(st.sampled_from(Facet))):
        view = view.choosing(facet, draw(WILD))
    return view


ASKED = st.text(max_size=512).filter(lambda words: isinstance(parse(words), Query))


@settings(max_examples=60, deadline=None)
@given(st.lists(digests(), min_size=1, max_size=4), ASKED | st.just(""), views())
def test_any_stories_make_a_list_that_telegram_takes(told: list[Digest], words: str, view: View) -> None:
    shown = latest(*told, words=words, view=view, page=998, pages=1_000, total=4_000)
    assert accepted(lists.latest(WORDS, shown, NOW + timedelta(days=999)))


@settings(max_examples=60, deadline=None)
@given(st.lists(WILD, max_size=5), ASKED, views(), st.lists(WILD, max_size=4))
def test_any_words_make_a_list_that_telegram_takes(
    texts: list[str], words: str, view: View, meant: list[str]
) -> None:
    offers = tuple(
        Offer(Proposal(change, typed, view, Count(2**40, more=True), typed), 2**62)
        for change, typed in zip(Change, meant, strict=False)
    )
    shown = found(*texts, words=words, view=view, pages=99, total=300, offers=() if texts else offers)
    assert accepted(lists.search(WORDS, shown, NOW))


@given(st.lists(WILD, max_size=8), ASKED, views(), st.sampled_from(Facet))
def test_any_names_can_be_chosen_from(names: list[str], words: str, view: View, facet: Facet) -> None:
    choices = tuple(Choice(name, 2**40) for name in names)
    shown = Choices(listing=2**62, words=words, query=query(words), view=view, facet=facet, choices=choices)
    assert accepted(lists.choices(WORDS, shown))


@given(st.lists(ASKED, max_size=3))
def test_any_examples_can_be_tried(typed: list[str]) -> None:
    assert accepted(invitation(WORDS, tuple(Example(words, 2**62) for words in typed)))
