"""Editions by taste: whoever wants the same is told the same, and nobody what is not for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from digests.editor.tasting import Sought, concerns
from digests.editor.topics import Searched
from digests.model import CleanArticle, Feed, FeedOrigin, FollowKind, Lineup, MuteKind
from digests.newsroom import following, subscribing
from digests.store import articles, feeds, finds, reader_feeds, slots, stories, tastes
from digests.store.engine import Store
from digests.store.schema import mute, slot
from tests.builders import clean, prepared, stored
from tests.planning import NOW, live, planned, publish

ADA, BEN, FORUM = 7, 8, -100
TOPIC, SOURCE, PERSON, WORDS = FollowKind.TOPIC, FollowKind.SOURCE, FollowKind.PERSON, FollowKind.WORDS


def about(title: str, text: str, source: str | None = "Daily Tide", topic: str = "Town") -> CleanArticle:
    return clean(
        title=title, text=text, source=source, url=f"https://www.tide.example/{title}", topics=(topic,)
    )


BRIDGE = about("Harbour bridge closes", 'The bridge closes. "We waited," said Mara Oduya.', topic="Traffic")
GLACIER = about("Glacier lake empties", "The lake emptied overnight through a tunnel.", topic="Science")
CHOIR = about("Choir of bakers wins", "Sixteen bakers sang before dawn.", "Coastal Post", "Culture")
FOUR = (BRIDGE, GLACIER, CHOIR, about("Comet seen twice", "Two astronomers saw it.", None, "Science"))


def titles(made: Lineup) -> list[str]:
    return [digest.title for digest in made.digests]


async def test_who_wants_the_same_is_told_by_the_same_line_up(store: Store) -> None:
    for item in FOUR:
        await publish(store, item)
    await live(store, ADA, BEN, 9)
    for whom in (ADA, BEN):
        await following.follow(store, whom, None, WORDS, "bakers", NOW)
        await following.mute(store, whom, None, MuteKind.WORDS, "tunnel", NOW)
    told = await planned(store)
    assert told[ADA, None].key == told[BEN, None].key != told[9, None].key
    assert titles(told[ADA, None])[0] == CHOIR.title
    assert told[ADA, None].followed == {told[ADA, None].digests[0].story: ("bakers",)}
    assert GLACIER.title not in titles(told[ADA, None])
    assert set(titles(told[9, None])) == {item.title for item in FOUR}
    assert told[9, None].followed == {}


async def test_topics_leave_their_stories_and_count_the_others(store: Store) -> None:
    for item in FOUR:
        await publish(store, item)
    await live(store, ADA)
    await following.set_topics(store, ADA, None, ["science"], NOW)
    await following.follow(store, ADA, None, PERSON, "Oduya", NOW)
    told = (await planned(store))[ADA, None]
    assert titles(told)[0] == BRIDGE.title
    assert set(titles(told)) == {BRIDGE.title, GLACIER.title, FOUR[3].title}
    assert told.elsewhere == 1


async def test_a_muted_outlet_is_left_out_of_what_others_tell_too(store: Store) -> None:
    post = replace(GLACIER, source="Coastal Post", title="A lake is gone", fingerprint="post")
    await publish(store, GLACIER, post)
    await publish(store, CHOIR)
    await live(store, ADA)
    await following.mute(store, ADA, None, MuteKind.SOURCE, "Coastal Post", NOW)
    (told,) = (await planned(store))[ADA, None].digests
    assert told.title == GLACIER.title
    assert [outlet.name for outlet in told.outlets] == ["Daily Tide"]


async def test_languages_of_articles_are_kept(store: Store) -> None:
    await publish(store, BRIDGE)
    await publish(store, replace(CHOIR, language="pt"))
    await live(store, ADA)
    await subscribing.change(store, ADA, lambda known: replace(known, reads=("pt",)), NOW - timedelta(days=1))
    async with store.writing() as conn:
        await conn.execute(update(slot).values(next_due_at=NOW))
    told = (await planned(store))[ADA, None]
    assert titles(told) == [CHOIR.title]
    assert told.elsewhere == 0


async def test_private_stories_are_for_their_readers(store: Store) -> None:
    async with store.writing() as conn:
        await feeds.add(conn, Feed(url="https://own.example/feed", origin=FeedOrigin.READER), NOW)
        found = await feeds.find(conn, "https://own.example/feed")
        assert found is not None
    await live(store, ADA, BEN)
    async with store.writing() as conn:
        await reader_feeds.add(conn, ADA, found.key, NOW)
        await tastes.refresh(conn, ADA)
    await publish(store, GLACIER, audience=found.key)
    await publish(store, CHOIR)
    told = await planned(store)
    assert set(titles(told[ADA, None])) == {GLACIER.title, CHOIR.title}
    assert titles(told[BEN, None]) == [CHOIR.title]
    assert told[BEN, None].elsewhere == 0


async def test_a_small_story_is_found_for_who_follows_it(store: Store) -> None:
    seen = NOW - timedelta(hours=2)
    async with store.writing() as conn:
        for number in range(301):
            story = await stories.create(conn, seen)
            for source in ("Tide", "Post"):
                item = clean(title=f"Event {number}", text=f"Thing {number} of {source}.", source=source)
                await articles.add(conn, prepared(item), origin="inbox", seen_at=seen, story=story)
    await publish(store, GLACIER, seen=seen - timedelta(hours=1))
    await live(store, ADA, BEN)
    await following.follow(store, ADA, None, WORDS, "tunnel lake", NOW)
    told = await planned(store)
    assert titles(told[ADA, None])[0] == GLACIER.title
    for made in told.values():
        assert len(made.digests) + made.elsewhere == 302


async def test_each_topic_of_a_forum_has_a_taste_and_a_past_of_its_own(store: Store) -> None:
    for item in FOUR:
        await publish(store, item)
    await live(store, FORUM, threads=(None, 5, 6))
    await following.mute(store, FORUM, None, MuteKind.WORDS, "comet", NOW)
    await following.set_topics(store, FORUM, 5, ["Science"], NOW)
    await following.set_topics(store, FORUM, 6, ["Culture", "Traffic"], NOW)
    told = await planned(store)
    assert set(titles(told[FORUM, None])) == {BRIDGE.title, GLACIER.title, CHOIR.title}
    assert titles(told[FORUM, 5]) == [GLACIER.title]
    assert set(titles(told[FORUM, 6])) == {BRIDGE.title, CHOIR.title}
    later = NOW + timedelta(days=1)
    again = await planned(store, later)
    assert [titles(made) for made in again.values()] == [[], [], []]


async def test_a_chat_that_moves_its_editions_to_another_topic_is_not_told_again(store: Store) -> None:
    await publish(store, BRIDGE)
    await live(store, FORUM, threads=(5,))
    assert titles((await planned(store))[FORUM, 5]) == [BRIDGE.title]
    async with store.writing() as conn:
        await conn.execute(update(slot).values(thread=6))
    assert titles((await planned(store, NOW + timedelta(days=1)))[FORUM, 6]) == []


async def test_what_changes_a_taste_changes_its_name_and_back_again(store: Store) -> None:
    async def name() -> str | None:
        async with store.reading() as conn:
            found: str | None = (await conn.execute(select(slot.c.taste))).scalar()
            return found

    await live(store, ADA)
    assert await name() is None
    made = await following.follow(store, ADA, None, WORDS, "bridge", NOW)
    first = await name()
    assert first is not None
    muted = await following.mute(store, ADA, None, MuteKind.SOURCE, "Tide", NOW)
    assert await name() not in (None, first)
    await following.unmute(store, ADA, muted.key)
    assert await name() == first
    await following.set_breaking(store, ADA, made.key, NOW, breaking=True)
    assert await name() == first, "when it is told makes no difference to what is told"
    await following.unfollow(store, ADA, made.key, NOW)
    assert await name() is None


async def test_a_follow_of_another_chat_cannot_be_touched(store: Store) -> None:
    await live(store, ADA, BEN)
    made = await following.follow(store, ADA, None, WORDS, "bridge", NOW)
    assert await following.unfollow(store, BEN, made.key, NOW) is None
    assert await following.set_breaking(store, BEN, made.key, NOW, breaking=True) is None
    assert (await following.of_chat(store, ADA, None)).follows == (made,)


SOUGHT: list[Sought] = [
    (TOPIC, "science"),
    (TOPIC, "sci"),
    (SOURCE, "tide"),
    (SOURCE, "Daily Tide"),
    (SOURCE, "tide.example"),
    (SOURCE, "Tide Daily"),
    (PERSON, "mara oduya"),
    (PERSON, "oduya"),
    (PERSON, "oduya mara"),
    (WORDS, "bakers dawn"),
    (WORDS, '"lake emptied"'),
    (WORDS, "bridge OR comet"),
    (WORDS, "closing -tunnel"),
    (WORDS, "topic:culture"),
    (WORDS, "-bakers"),
    (WORDS, "since:1d"),
    (WORDS, "..."),
    (TOPIC, "..."),
]


@pytest.mark.parametrize("sought", SOUGHT, ids=str)
async def test_the_index_finds_what_single_articles_are_found_by(store: Store, sought: Sought) -> None:
    numbers = [await publish(store, item) for item in FOUR]
    there = [stored(item, story=number) for item, number in zip(FOUR, numbers, strict=True)]
    expected = {each.story for each in there if concerns(sought, each, Searched.of(each.edited))}
    async with store.reading() as conn:
        assert await finds.stories(conn, sought, NOW - timedelta(days=1)) == expected


async def test_a_supergroup_takes_the_taste_of_its_group_along(store: Store) -> None:
    """It had a taste already, and shared its name with somebody who must not see what is private."""
    group, supergroup = -5, -500
    await live(store, ADA, group, supergroup)
    for whom in (ADA, supergroup):
        await following.mute(store, whom, None, MuteKind.WORDS, "seen twice", NOW)
    await following.mute(store, group, None, MuteKind.WORDS, "tunnel", NOW)
    async with store.writing() as conn:
        await feeds.add(conn, Feed(url="https://own.example/feed", origin=FeedOrigin.READER), NOW)
        own = await feeds.find(conn, "https://own.example/feed")
        assert own is not None
        await reader_feeds.add(conn, group, own.key, NOW)
        await tastes.refresh(conn, group)
    for item in FOUR:
        await publish(store, item)
    secret = about("The secret of the vault", "Nobody else may read of the vault.", topic="Vault")
    await publish(store, secret, audience=own.key)
    await subscribing.move(store, group, supergroup)
    told = await planned(store)
    assert set(titles(told[ADA, None])) == {BRIDGE.title, GLACIER.title, CHOIR.title}
    assert set(titles(told[supergroup, None])) == {BRIDGE.title, CHOIR.title, secret.title}


async def test_a_feed_that_the_operator_removes_leaves_its_readers_tastes(store: Store) -> None:
    """The next feed may get the same key, and must not get the same readers."""
    await live(store, ADA)
    async with store.writing() as conn:
        await feeds.add(conn, Feed(url="https://own.example/feed", origin=FeedOrigin.READER), NOW)
        own = await feeds.find(conn, "https://own.example/feed")
        assert own is not None
        await reader_feeds.add(conn, ADA, own.key, NOW)
        await tastes.refresh(conn, ADA)
        await feeds.remove(conn, "https://own.example/feed")
        (left,) = await slots.of_chat(conn, ADA)
    assert left.taste is None


@pytest.mark.parametrize(("mistaken", "other"), [(ADA, BEN), (BEN, ADA)])
async def test_whoever_carries_the_name_of_another_taste_is_no_example_of_it(
    store: Store, mistaken: int, other: int
) -> None:
    """Somebody forgot to give it its own; that must not change what others are told."""
    for item in FOUR:
        await publish(store, item)
    await live(store, ADA, BEN)
    for whom in (ADA, BEN):
        await following.mute(store, whom, None, MuteKind.WORDS, "tunnel", NOW)
    async with store.writing() as conn:
        await conn.execute(update(mute).where(mute.c.chat == mistaken).values(words="bakers"))
    told = await planned(store)
    assert set(titles(told[other, None])) == {item.title for item in FOUR} - {GLACIER.title}
    assert len(told) == 2
