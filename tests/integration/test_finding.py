"""/latest and /search as readers go through them: the lists, what narrows them, what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from digests.errors import ReaderMistake
from digests.model import CleanArticle
from digests.newsroom import finding
from digests.newsroom.finding import Found, Latest
from digests.newsroom.looking import Reader
from digests.newsroom.suggesting import Change
from digests.newsroom.views import Facet, Order, Period, View
from digests.store import articles, stories
from digests.store.engine import Store
from tests.builders import Moment, at, clean, prepared

NOW = at("2026-11-24 12:00")
READER = Reader(7, ZoneInfo("Europe/Berlin"))
TIDE = "Daily Tide"


async def file(
    store: Store,
    *items: CleanArticle,
    seen_at: Moment = "2026-11-24 11:00",
    speaker: str | None = "Mara Oduya",
) -> None:
    """Each a story of its own."""
    async with store.writing() as conn:
        for item in items:
            story = await stories.create(conn, at(seen_at))
            await articles.add(
                conn, prepared(item, speaker=speaker), origin="x", seen_at=at(seen_at), story=story
            )


def told(found: Found | Latest | None) -> list[str]:
    """The titles on the page."""
    assert found is not None
    if isinstance(found, Latest):
        return [digest.title for digest in found.page.items]
    return [hit.stored.article.title for hit in found.page.items]


def all_time(view: View) -> View:
    return replace(view, period=Period.ALL)


async def search(store: Store, words: str, reader: Reader = READER) -> Found:
    return await finding.search(store, reader, words, NOW)


async def changed(store: Store, found: Found | Latest, **change: object) -> Found | Latest:
    again = await finding.change(
        store,
        READER,
        found.listing,
        lambda view: replace(view, **change),
        NOW,  # type: ignore[arg-type]
    )
    assert again is not None
    return again


async def offered(store: Store, words: str) -> list[tuple[Change, str, int]]:
    found = await search(store, words)
    assert not found.page.total
    return [(o.proposal.change, o.proposal.words, o.proposal.count.stories) for o in found.offers]


BRIDGE = clean(title="Bridge closes", text="The bridge is old.", source=TIDE, topics=["Transport"])
TUNNEL = clean(
    title="Tunnel opens", text="A tunnel beside the bridge. It opens.", topics=["Transport", "World"]
)
MUSEUM = clean(title="Museum", text="Ein Museum.", language="de", topics=["Culture"])


async def test_a_search_is_of_the_week_until_all_time_is_asked_for(store: Store) -> None:
    await file(store, clean(title="An old bridge", text="Bridge."), seen_at="2026-11-01 08:00")
    await file(store, BRIDGE)
    found = await search(store, "bridge")
    assert told(found) == ["Bridge closes"]
    assert set(told(await changed(store, found, period=Period.ALL))) == {"Bridge closes", "An old bridge"}


async def test_today_is_the_readers_day(store: Store) -> None:
    await file(store, clean(title="Late bridge", text="Bridge."), seen_at="2026-11-23 22:59")
    await file(store, clean(title="Early bridge", text="Bridge."), seen_at="2026-11-23 23:01")
    found = await search(store, "bridge")
    assert told(await changed(store, found, period=Period.TODAY)) == ["Early bridge"]


async def test_a_story_is_found_once_by_its_best_article(store: Store) -> None:
    async with store.writing() as conn:
        story = await stories.create(conn, NOW)
        for title in ("Harbour news", "Bridge closes: the bridge"):
            item = prepared(clean(title=title, text="All about the bridge."))
            await articles.add(conn, item, origin="x", seen_at=at("2026-11-24 11:00"), story=story)
    found = await search(store, "bridge")
    assert told(found) == ["Bridge closes: the bridge"]
    assert found.page.total == 1


async def test_the_best_come_first_or_the_newest(store: Store) -> None:
    await file(store, clean(title="Bridge, bridge", text="The bridge."), seen_at="2026-11-24 09:00")
    await file(store, clean(title="Weather", text="Wind at the bridge."), seen_at="2026-11-24 10:00")
    found = await search(store, "bridge")
    assert told(found) == ["Bridge, bridge", "Weather"]
    assert told(await changed(store, found, order=Order.NEWEST)) == ["Weather", "Bridge, bridge"]


async def test_names_alone_are_a_search_for_the_newest(store: Store) -> None:
    await file(store, clean(title="Old", text='"Yes."'), seen_at="2026-10-01 09:00")
    await file(store, clean(title="New", text='"No."'))
    await file(store, clean(title="Other", text='"Never."'), speaker="Tomas Reyes")
    assert told(await search(store, "from:oduya")) == ["New", "Old"]
    assert told(await search(store, 'from:"oduya mara"')) == []


async def test_a_page_stays_what_it_was_whatever_else_is_looked_at(store: Store) -> None:
    await file(store, *(clean(title=f"Bridge {n}", text=f"Bridge {n}.") for n in range(12)))
    first = await search(store, "bridge")
    second = await finding.turn(store, READER, first.listing, 1, NOW)
    await changed(store, first, order=Order.NEWEST)
    assert (first.page.pages, first.page.total) == (3, 12)
    assert second == await finding.turn(store, READER, first.listing, 1, NOW)
    assert not set(told(first)) & set(told(second))
    last = await finding.turn(store, READER, first.listing, 99, NOW)
    assert last is not None
    assert last.page.number == 2


async def test_a_list_is_only_its_chats_own(store: Store) -> None:
    await file(store, BRIDGE)
    found, other = await search(store, "bridge"), Reader(8, ZoneInfo("UTC"))
    assert await finding.turn(store, other, found.listing, 0, NOW) is None
    assert await finding.choices(store, other, found.listing, Facet.TOPIC, NOW) is None
    assert await finding.choose(store, other, found.listing, Facet.TOPIC, "0" * 8, NOW) is None
    assert await finding.change(store, other, found.listing, all_time, NOW) is None
    assert await finding.followable(store, 8, found.listing) is None


async def test_a_list_is_narrowed_to_a_name_and_widened_again(store: Store) -> None:
    await file(store, BRIDGE, TUNNEL, MUSEUM)
    latest = await finding.latest(store, READER, "", NOW)
    choices = await finding.choices(store, READER, latest.listing, Facet.TOPIC, NOW)
    assert choices is not None
    assert [(each.name, each.stories) for each in choices.choices] == [
        ("Transport", 2),
        ("Culture", 1),
        ("World", 1),
    ]
    transport = choices.choices[0].key
    narrowed = await finding.choose(store, READER, latest.listing, Facet.TOPIC, transport, NOW)
    assert set(told(narrowed)) == {"Bridge closes", "Tunnel opens"}
    assert narrowed is not None
    wider = await changed(store, narrowed, chosen=())
    assert set(told(wider)) == {"Bridge closes", "Tunnel opens", "Museum"}


async def test_another_name_can_be_chosen_in_its_place(store: Store) -> None:
    await file(store, BRIDGE, TUNNEL, MUSEUM)
    latest = await finding.latest(store, READER, "", NOW)
    culture = await changed(store, latest, chosen=((Facet.TOPIC, "Culture"),))
    choices = await finding.choices(store, READER, culture.listing, Facet.TOPIC, NOW)
    assert choices is not None
    assert [each.name for each in choices.choices] == ["Transport", "Culture", "World"]


@pytest.mark.parametrize(
    ("facet", "names"),
    [(Facet.SOURCE, [("Linnet Herald", 2), (TIDE, 1)]), (Facet.LANGUAGE, [("en", 2), ("de", 1)])],
)
async def test_sources_and_languages_are_chosen_from_too(
    store: Store, facet: Facet, names: Sequence[tuple[str, int]]
) -> None:
    await file(store, BRIDGE, TUNNEL, MUSEUM)
    latest = await finding.latest(store, READER, "", NOW)
    choices = await finding.choices(store, READER, latest.listing, facet, NOW)
    assert choices is not None
    assert [(each.name, each.stories) for each in choices.choices] == list(names)
    for each in choices.choices:
        narrowed = await finding.choose(store, READER, latest.listing, facet, each.key, NOW)
        assert narrowed is not None
        assert narrowed.page.total == each.stories


async def test_a_name_chosen_is_no_longer_name(store: Store) -> None:
    await file(store, clean(title="One", text="Bridge one.", source="Post"))
    await file(store, clean(title="Two", text="Bridge two.", source="Coastal Post"))
    found = await search(store, "bridge")
    assert told(await changed(store, found, chosen=((Facet.SOURCE, "Post"),))) == ["One"]
    assert set(told(await search(store, "bridge source:post"))) == {"One", "Two"}


async def test_an_outlet_without_a_name_is_chosen_by_its_host(store: Store) -> None:
    await file(store, clean(title="One", text="Bridge.", source=None, url="https://www.tide.example/1"))
    found = await search(store, "bridge")
    assert told(await changed(store, found, chosen=((Facet.SOURCE, "tide.example"),))) == ["One"]


async def test_a_choice_that_is_gone_leaves_the_list_as_it_is(store: Store) -> None:
    await file(store, BRIDGE)
    found = await search(store, "bridge")
    same = await finding.choose(store, READER, found.listing, Facet.TOPIC, "0" * 8, NOW)
    assert told(same) == told(found)


async def test_the_latest_are_in_the_languages_that_are_read(store: Store) -> None:
    await file(store, BRIDGE, MUSEUM)
    reader = replace(READER, reads=("de",))
    latest = await finding.latest(store, reader, "", NOW)
    assert told(latest) == ["Museum"]
    german = await finding.choices(store, reader, latest.listing, Facet.LANGUAGE, NOW)
    assert german is not None
    assert [each.name for each in german.choices] == ["de"]
    chosen = await finding.choose(store, reader, latest.listing, Facet.LANGUAGE, german.choices[0].key, NOW)
    assert chosen is not None
    assert await finding.choices(store, reader, chosen.listing, Facet.LANGUAGE, NOW) == replace(
        german, listing=chosen.listing, view=chosen.view
    )
    assert told(await finding.latest(store, reader, "bridge lang:en", NOW)) == ["Bridge closes"]
    assert told(await search(store, "bridge", reader)) == ["Bridge closes"]


async def test_the_latest_of_today_are_those_with_news_today(store: Store) -> None:
    await file(store, clean(title="Yesterday", text="Old."), seen_at="2026-11-23 11:00")
    await file(store, BRIDGE)
    latest = await finding.latest(store, READER, "", NOW)
    assert told(latest) == ["Bridge closes", "Yesterday"]
    assert told(await changed(store, latest, period=Period.TODAY)) == ["Bridge closes"]


# --- nothing found ----------------------------------------------------------------------------


async def test_a_misspelt_word_is_proposed_as_it_may_be_meant(store: Store) -> None:
    await file(store, BRIDGE, TUNNEL)
    assert await offered(store, "brigde") == [(Change.SPELLING, "bridge", 2)]
    assert await offered(store, "tunel bridge") == [
        (Change.SPELLING, "tunnel bridge", 1),
        (Change.EITHER, "tunel OR bridge", 2),
    ]


async def test_what_is_proposed_is_one_press_away(store: Store) -> None:
    await file(store, BRIDGE)
    (offer,) = (await search(store, "brigde")).offers
    assert told(await finding.turn(store, READER, offer.listing, 0, NOW)) == ["Bridge closes"]


async def test_a_word_that_only_older_news_has_is_proposed_for_all_time(store: Store) -> None:
    await file(store, BRIDGE, seen_at="2026-10-01 08:00")
    assert await offered(store, "bridge") == [(Change.ALL_TIME, "bridge", 1)]
    assert await offered(store, "brigde") == [(Change.SPELLING, "bridge", 1)]


async def test_what_narrows_too_much_is_left_out(store: Store) -> None:
    await file(store, BRIDGE, TUNNEL)
    assert await offered(store, "bridge lang:fr") == [(Change.WORDS_ONLY, "bridge", 2)]
    found = await search(store, "bridge")
    narrowed = await changed(store, found, chosen=((Facet.SOURCE, TIDE), (Facet.TOPIC, "World")))
    assert [(each.proposal.change, each.proposal.dropped) for each in narrowed.offers] == [
        (Change.WITHOUT, TIDE),
        (Change.WITHOUT, "World"),
    ]


async def test_names_are_spelt_as_they_are_known(store: Store) -> None:
    await file(store, clean(title="Yes", text='"Yes."', source=TIDE, topics=["Science"]))
    assert await offered(store, "from:oduia") == [(Change.SPELLING, "from:oduya", 1)]
    assert await offered(store, "source:tyde") == [(Change.SPELLING, "source:tide", 1)]
    assert await offered(store, "topic:sience") == [(Change.SPELLING, "topic:science", 1)]


async def test_several_misspelt_words_are_mended_together_but_not_a_heap_of_them(store: Store) -> None:
    await file(store, BRIDGE, TUNNEL)
    assert (await offered(store, "tunell brigde"))[0] == (Change.SPELLING, "tunnel bridge", 1)
    heap = " ".join(f"brigde{n}" for n in range(9))
    assert await offered(store, f"{heap} tunell") == []
    assert await offered(store, 'lang:en "tunell beside"') == [
        (Change.SPELLING, 'lang:en "tunnel beside"', 1)
    ]


async def test_nothing_is_proposed_that_finds_nothing(store: Store) -> None:
    await file(store, BRIDGE)
    assert await offered(store, "volcano") == []
    assert await offered(store, "京都") == []


# --- how to search ----------------------------------------------------------------------------


async def test_examples_are_of_what_there_is_and_find_it(store: Store) -> None:
    await file(store, clean(title="Yes", text='"Yes."', source=TIDE, topics=["Science"]))
    examples = await finding.examples(store, READER, NOW)
    assert [each.words for each in examples] == [
        "topic:Science",
        'from:"Mara Oduya"',
        'source:"Daily Tide"',
    ]
    for each in examples:
        assert told(await finding.turn(store, READER, each.listing, 0, NOW)) == ["Yes"]


async def test_without_news_there_are_no_examples(store: Store) -> None:
    assert await finding.examples(store, READER, NOW) == ()


async def test_a_list_can_be_followed_with_what_it_is_narrowed_to(store: Store) -> None:
    await file(store, BRIDGE)
    found = await search(store, "bridge -ferry")
    narrowed = await changed(store, found, chosen=((Facet.SOURCE, TIDE), (Facet.LANGUAGE, "en")))
    followed = await finding.followable(store, READER.chat, narrowed.listing)
    assert followed == 'bridge -ferry source:"Daily Tide" lang:en'
    latest = await finding.latest(store, READER, "", NOW)
    assert await finding.followable(store, READER.chat, latest.listing) is None


@pytest.mark.parametrize("words", ["", "-bridge", "since:soon", "lang:english", "x" * 600])
async def test_what_cannot_be_searched_for_is_told(store: Store, words: str) -> None:
    with pytest.raises(ReaderMistake):
        await search(store, words)
