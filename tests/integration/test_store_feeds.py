"""Feeds, their states and their items, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digests.model import Feed, FeedOrigin, FeedStanding, FeedState, FullText
from digests.store import feed_items, feeds
from digests.store.engine import Store
from digests.store.feed_items import ItemRecord, ItemRow
from digests.store.feeds import Synced
from tests.builders import at

NOW = at("2026-11-24 08:00")
HERALD = Feed(url="https://herald.example/feed", name="Linnet Herald", topic="world")
TIDE = Feed(url="https://tide.example/rss", origin=FeedOrigin.CONFIGURED)
FULL_STATE = FeedState(
    address="https://new.herald.example/feed",
    standing=FeedStanding.FAILING,
    next_check_at=at("2026-11-24 09:30"),
    etag='W/"a1\ufffd"',
    modified="Tue, 24 Nov 2026 07:00:00 GMT",
    interval=timedelta(minutes=45),
    failures=4,
    failing_since=at("2026-11-23 20:00"),
    reason="the server answers 500",
    succeeded_at=at("2026-11-23 19:00"),
    newest_at=at("2026-11-23 18:55"),
    moved_to="https://other.example/feed",
    moved_times=2,
    title="The Herald",
)


async def test_a_feed_comes_back_as_it_was_added_due_at_once(store: Store) -> None:
    wanted = replace(HERALD, full_text=FullText.ALWAYS, weight=0.5)
    async with store.writing() as conn:
        assert await feeds.add(conn, wanted, NOW)
        known = await feeds.find(conn, wanted.url)
    assert known is not None
    assert (known.feed, known.added_at) == (wanted, NOW)
    assert known.state == FeedState(address=wanted.url, next_check_at=NOW)
    assert known.outlet == "Linnet Herald"


async def test_a_state_comes_back_as_it_was_saved(store: Store) -> None:
    async with store.writing() as conn:
        key = await _added(conn, HERALD)
        await feeds.save_state(conn, key, FULL_STATE)
        known = await feeds.find(conn, HERALD.url)
    assert known is not None
    assert (known.feed, known.state) == (HERALD, FULL_STATE)


async def test_a_feed_that_runs_is_not_added_again_and_a_stopped_one_starts_anew(store: Store) -> None:
    stopped = replace(FULL_STATE, standing=FeedStanding.STOPPED, next_check_at=None)
    async with store.writing() as conn:
        key = await _added(conn, HERALD)
        assert not await feeds.add(conn, HERALD, NOW + timedelta(hours=1))
        await feeds.save_state(conn, key, stopped)
        assert await feeds.add(conn, HERALD, NOW + timedelta(hours=2))
        known = await feeds.find(conn, HERALD.url)
    assert known is not None
    assert known.key == key
    assert known.state == FeedState(
        address=HERALD.url,
        next_check_at=NOW + timedelta(hours=2),
        succeeded_at=FULL_STATE.succeeded_at,
        newest_at=FULL_STATE.newest_at,
        title=FULL_STATE.title,
    )


async def test_a_removed_feed_takes_its_items_along(store: Store) -> None:
    async with store.writing() as conn:
        key = await _added(conn, HERALD)
        await feed_items.record_items(conn, key, [ItemRow(identity="a", content="1")], NOW)
        assert await feeds.remove(conn, HERALD.url)
        assert not await feeds.remove(conn, HERALD.url)
        assert await feed_items.contents(conn, key, ["a"]) == {}
        await feeds.save_state(conn, key, FULL_STATE)
        assert await feeds.find(conn, HERALD.url) is None


async def test_the_longest_waiting_feed_is_due_first_and_a_stopped_one_never(store: Store) -> None:
    async with store.writing() as conn:
        for name, hour in (("a", "09"), ("b", "07"), ("c", "08"), ("d", None)):
            key = await _added(conn, Feed(url=f"https://{name}.example/"))
            moment = None if hour is None else at(f"2026-11-24 {hour}:00")
            await feeds.save_state(conn, key, FeedState(address=name, next_check_at=moment))
        assert [each.state.address for each in await feeds.due(conn, NOW, 9)] == ["b", "c"]
        assert [each.state.address for each in await feeds.due(conn, NOW, 1)] == ["b"]


async def test_without_feeds_nothing_is_due(store: Store) -> None:
    async with store.reading() as conn:
        assert await feeds.due(conn, NOW, 9) == ()


# --- the settings -------------------------------------------------------------------------------


async def test_feeds_of_the_settings_come_change_and_go_and_added_ones_stay(store: Store) -> None:
    starter = Feed(url="https://starter.example/", origin=FeedOrigin.STARTER)
    async with store.writing() as conn:
        assert await feeds.add(conn, HERALD, NOW)
        assert await feeds.sync(conn, [TIDE, starter], NOW) == Synced(added=2, removed=0)
        renamed = replace(TIDE, name="The Tide", topic="local", full_text=FullText.NEVER, weight=2.0)
        key = await _key(conn, TIDE)
        await feeds.save_state(conn, key, FULL_STATE)
        assert await feeds.sync(conn, [renamed], NOW + timedelta(days=1)) == Synced(added=0, removed=1)
        known = await feeds.all_feeds(conn)
    assert [each.feed for each in known] == [HERALD, renamed]
    assert known[1].state == FULL_STATE, "what is known of a feed survives its new name"


async def test_a_feed_both_configured_and_a_starter_is_the_configured_one(store: Store) -> None:
    async with store.writing() as conn:
        await feeds.sync(conn, [TIDE, replace(TIDE, origin=FeedOrigin.STARTER, name="x")], NOW)
        assert [each.feed for each in await feeds.all_feeds(conn)] == [TIDE]


async def test_an_added_feed_that_is_configured_later_goes_with_the_settings(store: Store) -> None:
    async with store.writing() as conn:
        await feeds.add(conn, replace(TIDE, origin=FeedOrigin.ADDED), NOW)
        assert await feeds.sync(conn, [TIDE], NOW) == Synced(added=0, removed=0)
        assert await feeds.sync(conn, [], NOW) == Synced(added=0, removed=1)


@pytest.mark.parametrize(("count", "last"), [(1, 0), (20, 0), (21, 286), (1_000, 300)])
async def test_many_new_feeds_are_due_one_after_the_other(store: Store, count: int, last: int) -> None:
    wanted = [Feed(url=f"https://{i}.example/", origin=FeedOrigin.CONFIGURED) for i in range(count)]
    async with store.writing() as conn:
        await feeds.sync(conn, wanted, NOW)
        due = await feeds.due(conn, NOW + timedelta(minutes=5), count + 1)
    waits = [(each.state.next_check_at or NOW) - NOW for each in due]
    assert [each.feed.url for each in due] == [each.url for each in wanted]
    assert waits[0] == timedelta(0)
    assert round(waits[-1].total_seconds()) == last


async def test_only_unusual_weights_are_told_by_outlet(store: Store) -> None:
    async with store.writing() as conn:
        await feeds.add(conn, HERALD, NOW)
        await feeds.add(conn, replace(TIDE, weight=0.5), NOW)
        await feeds.add(conn, Feed(url="https://x.example/1", name="ECHO", weight=2.0), NOW)
        await feeds.add(conn, Feed(url="https://x.example/2", name="Echo", weight=1.5), NOW)
        assert await feeds.weights(conn) == {"tide.example": 0.5, "echo": 2.0}


# --- items --------------------------------------------------------------------------------------


async def test_items_are_known_by_identity_and_feed(store: Store) -> None:
    odd = "urn:\ud800 \x00 " + "x" * 5_000
    async with store.writing() as conn:
        herald, tide = await _added(conn, HERALD), await _added(conn, TIDE)
        rows = [ItemRow(identity="a", content="1"), ItemRow(identity=odd, content="2", misses=3)]
        await feed_items.record_items(conn, herald, rows, NOW)
        assert await feed_items.contents(conn, herald, ["a", odd, "b"]) == {
            "a": ItemRecord(content="1", misses=0, seen_at=NOW),
            odd: ItemRecord(content="2", misses=3, seen_at=NOW),
        }
        assert await feed_items.contents(conn, tide, ["a"]) == {}
        assert await feed_items.contents(conn, herald, []) == {}
        await feed_items.record_items(conn, herald, [], NOW)


@pytest.mark.parametrize(
    ("row", "hours", "written"),
    [
        (ItemRow(identity="a", content="1"), 23, False),
        (ItemRow(identity="a", content="1"), 25, True),
        (ItemRow(identity="a", content="2"), 1, True),
        (ItemRow(identity="a", content="1", misses=1), 1, True),
    ],
)
async def test_an_item_is_written_again_when_it_changes_and_else_once_a_day(
    store: Store, row: ItemRow, hours: int, written: bool
) -> None:
    later = NOW + timedelta(hours=hours)
    async with store.writing() as conn:
        key = await _added(conn, HERALD)
        await feed_items.record_items(conn, key, [ItemRow(identity="a", content="1")], NOW)
        await feed_items.record_items(conn, key, [row], later)
        found = (await feed_items.contents(conn, key, ["a"]))["a"]
    assert found == ItemRecord(content=row.content, misses=row.misses, seen_at=later if written else NOW)


async def test_ten_thousand_items_at_once_are_no_trouble(store: Store) -> None:
    names = [f"https://herald.example/{i}" for i in range(10_000)]
    async with store.writing() as conn:
        key = await _added(conn, HERALD)
        await feed_items.record_items(conn, key, [ItemRow(identity=name, content="1") for name in names], NOW)
        assert await feed_items.contents(conn, key, names) == dict.fromkeys(
            names, ItemRecord(content="1", misses=0, seen_at=NOW)
        )


async def test_items_that_their_feed_shows_no_more_are_forgotten(store: Store) -> None:
    later = NOW + timedelta(days=1, seconds=1)
    async with store.writing() as conn:
        key, quiet = await _added(conn, HERALD), await _added(conn, TIDE)
        for each in (key, quiet):
            rows = [ItemRow(identity=name, content="1") for name in ("gone", "shown")]
            await feed_items.record_items(conn, each, rows, NOW)
        await feed_items.record_items(conn, key, [ItemRow(identity="new", content="1")], later)
        await feed_items.see_items(conn, key, ["shown", "unknown"], later)
        await feed_items.forget_items_before(conn, later)
        names = ["gone", "shown", "new", "unknown"]
        assert set(await feed_items.contents(conn, key, names)) == {"shown", "new"}
        assert set(await feed_items.contents(conn, quiet, names)) == {"gone", "shown"}, (
            "not modified all the while"
        )


async def test_items_shown_at_every_visit_are_written_once_a_day(store: Store) -> None:
    async with store.writing() as conn:
        key = await _added(conn, HERALD)
        await feed_items.record_items(conn, key, [ItemRow(identity="a", content="1", misses=2)], NOW)
        await feed_items.see_items(conn, key, ["a"], NOW + timedelta(hours=23))
        assert (await feed_items.contents(conn, key, ["a"]))["a"].seen_at == NOW
        later = NOW + timedelta(hours=25)
        await feed_items.see_items(conn, key, ["a"], later)
        found = (await feed_items.contents(conn, key, ["a"]))["a"]
    assert found == ItemRecord(content="1", misses=2, seen_at=later)


async def _added(conn, wanted: Feed) -> int:  # type: ignore[no-untyped-def]
    await feeds.add(conn, wanted, NOW)
    return await _key(conn, wanted)


async def _key(conn, wanted: Feed) -> int:  # type: ignore[no-untyped-def]
    known = await feeds.find(conn, wanted.url)
    assert known is not None
    return known.key
