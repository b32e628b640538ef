"""Feeds of readers as screens: golden files, and what holds for any title and any address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render import reader_feeds as render
from bot.screens import Screen
from bot.words import catalogs
from digests.model import Feed, FeedOrigin, FeedStanding, FeedState
from digests.newsroom.offers import (
    Added,
    Busy,
    Followed,
    Full,
    Had,
    NoList,
    NotFound,
    NothingNew,
    Offered,
    Public,
    Removed,
    Sample,
    Several,
    TooMany,
    UsedUp,
)
from digests.sources.feeds import FoundFeed
from digests.sources.fetching.answers import Hindrance
from digests.store.feeds import KnownFeed
from tests.builders import at, clean, digest, stored
from tests.golden import assert_golden
from tests.wild import accepted

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:00")
POST = "https://coast.example/feed?token=sesame"


def known(key: int = 1, title: str | None = "Coastal Post", url: str = POST, **state: object) -> KnownFeed:
    shown = FeedState(address=url, next_check_at=NOW, title=title, **state)  # type: ignore[arg-type]
    return KnownFeed(key=key, feed=Feed(url=url, origin=FeedOrigin.READER), state=shown, added_at=NOW)


def sample(title: str = "Coastal Post", text: str | None = None, address: str = POST) -> Sample:
    told = clean(title=title, text=text) if text else clean()
    newest = digest(stored(told, seen_at="2026-11-24 07:00"))
    return Sample(
        offer=7, address=address, title=title, recent=12, has_times=True, newest=newest, newest_title=title
    )


def offered(*names: str, refused: tuple[str, ...] = ()) -> Offered:
    return Offered(
        offer=7 if names else None,
        feeds=tuple(FoundFeed(f"https://{number}.example/feed", name) for number, name in enumerate(names)),
        listed=12,
        new=9 if names else 0,
        had=1,
        public=2,
        refused=refused,
        left_out=len(refused) + 1,
        limit=5,
    )


OWN = (
    known(1, standing=FeedStanding.WELL, newest_at=NOW - timedelta(hours=3)),
    known(2, "Harbour Notes", "https://notes.example/rss", standing=FeedStanding.NEW),
    known(
        3,
        "Tide Tables",
        "https://tide.example/feed/private/0a1b2c3d4e5f60718293",
        standing=FeedStanding.FAILING,
        failing_since=NOW - timedelta(days=2),
    ),
    known(4, None, "https://old.example/", standing=FeedStanding.STOPPED),
)
SCREENS = {
    "feeds_sample": render.looked(WORDS, sample(), NOW),
    "feeds_several": render.looked(
        WORDS, Several(7, (FoundFeed(POST, "All news"), FoundFeed("https://coast.example/sport", None))), NOW
    ),
    "feeds_public": render.looked(WORDS, Public(7, "Coastal Post"), NOW),
    "feeds_own": render.own(WORDS, OWN, 0, 5, NOW),
    "feeds_none": render.own(WORDS, (), 0, 5, NOW),
    "feeds_removed": render.own(WORDS, OWN[1:2], 0, 5, NOW, Removed(8, "Coastal Post")),
    "feeds_added": render.outcome(WORDS, Added(("Coastal Post",))),
    "feeds_list": render.list_read(WORDS, offered("One", "Two", refused=("Secret Post",))),
    "feeds_list_nothing": render.list_read(WORDS, offered()),
    "feeds_trouble": render.trouble(WORDS, OWN[2], FeedStanding.FAILING),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screens_look_as_they_did_when_somebody_found_them_good(name: str) -> None:
    assert_golden(name, SCREENS[name])


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_no_screen_shows_a_key_of_an_address(screen: Screen) -> None:
    shown = screen.html.markup + "".join(button.label for row in screen.keyboard for button in row)
    assert "sesame" not in shown
    assert "0a1b2c3d" not in shown


ANY = st.text(alphabet=st.characters(codec="utf-8"), max_size=300)
NAMES = st.lists(ANY, max_size=120)
ADDRESSES = st.one_of(ANY, *(ANY.map(start.__add__) for start in ("https://", "https://a.example/")))


@settings(max_examples=60, deadline=None)
@given(ANY, st.text(min_size=1, max_size=5_000), ADDRESSES, NAMES)
def test_any_title_and_any_address_makes_a_message_that_telegram_takes(
    title: str, text: str, address: str, names: list[str]
) -> None:
    feeds = [
        known(number, name, address, standing=standing)
        for number, (name, standing) in enumerate(zip(names, list(FeedStanding) * 40, strict=False))
    ]
    found = tuple(FoundFeed(address, name) for name in names)
    for screen in (
        render.looked(WORDS, sample(title, text, address), NOW),
        render.looked(WORDS, Several(7, found), NOW),
        render.looked(WORDS, Public(7, title), NOW),
        render.looked(WORDS, Had(title), NOW),
        render.outcome(WORDS, Added((title, *names))),
        render.outcome(WORDS, Followed(title)),
        render.list_read(WORDS, offered(*names, refused=(title, *names))),
        *(render.own(WORDS, feeds, page, 100, NOW, Removed(7, title)) for page in range(3)),
        render.trouble(WORDS, known(1, title, address), FeedStanding.STOPPED),
    ):
        accepted(screen)


@pytest.mark.parametrize("hindrance", [None, *Hindrance])
def test_whatever_hinders_is_said(hindrance: Hindrance | None) -> None:
    accepted(render.looked(WORDS, NotFound(hindrance), NOW))


@pytest.mark.parametrize("found", [Busy(), TooMany(5), UsedUp(20)])
def test_limits_are_said(found: Busy | TooMany | UsedUp) -> None:
    accepted(render.looked(WORDS, found, NOW))


def test_what_else_can_come_of_it_is_said() -> None:
    for screen in (
        render.outcome(WORDS, NothingNew()),
        render.outcome(WORDS, Full()),
        render.list_read(WORDS, NoList()),
        render.left(WORDS),
    ):
        accepted(screen)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://coast.example/feed", "coast.example/feed"),
        ("https://coast.example:8443/", "coast.example:8443"),
        ("https://coast.example/feed?token=x", "coast.example/feed?…"),
        ("https://coast.example/p/0a1b2c3d4e5f60718293/rss", "coast.example/p/…/rss"),
        ("https://ada:sesame@coast.example/feed", "coast.example/feed"),
        ("https://[::1/", "…"),
    ],
)
def test_an_address_shows_without_what_may_be_a_secret(url: str, shown: str) -> None:
    assert render.shown_place(url) == shown
