"""A follow with breaking news: told within minutes, once, and never too much."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Coroutine
from dataclasses import asdict, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from time import thread_time

import pytest
from sqlalchemy import select, update

from bot.playground import Playground
from digests.model import OPEN_STATES, CleanArticle, DeliveryState, Follow, FollowKind, MuteKind, QuietHours
from digests.newsroom import breaking, following, subscribing
from digests.store import schema as tables
from digests.store.engine import Store
from digests.store.schema import delivery, lineup
from tests.builders import clean
from tests.planning import NOW, live, publish
from tests.stage import READER, TOKEN, Stage, playing

OTHER = 1002
TOWNS = ("Linnet", "Mallow", "Tarn", "Birch", "Osier", "Fen", "Garrow", "Holm", "Ister", "Juniper", "Kestrel")
WORDS = (
    "ferry captain strike wages harbour dispute", "orchard frost blossom farmers loss",
    "library roof leak books rescue", "tram signal fault commuters delay", "choir bakers prize dawn singing",
    "comet telescope sighting astronomers night", "seal market canal crowd visit",
    "glacier tunnel ice researchers lake", "museum theft painting recovered attic",
    "dam reservoir level drought record", "bridge bearings lorries closure repair",
)  # fmt: skip


def bridge(number: int = 0, source: str = "Daily Tide") -> CleanArticle:
    """News of its own each time, that all name the bridge."""
    town, about = TOWNS[number], WORDS[number]
    return clean(
        id=f"b{number}",
        title=f"{about.title()} in {town}",
        text=f"In {town} people spoke of {about}. The mayor of {town} named the footbridge. {about} again.",
        source=source,
        url=f"https://tide.example/{number}",
    )


@pytest.fixture
async def stage(tmp_path: Path, store_url: str) -> AsyncIterator[Stage]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(OTHER, "Ben")
        async with playing(playground, tmp_path, store_url=store_url) as stage:
            await stage.subscribed()
            yield stage


async def follow(stage: Stage, words: str = "footbridge", most: int = 3, chat: int = READER) -> None:
    now = stage.clock()
    made = await following.follow(stage.app.store, chat, None, FollowKind.WORDS, words, now)
    await following.set_breaking(stage.app.store, chat, made.key, now, breaking=True, most_a_day=most)


async def told(stage: Stage, chat: int = READER) -> list[str]:
    """The breaking news that stand in the chat, after another look."""
    await breaking.plan_breaking(stage.app.store, stage.clock())
    for _ in range(300):  # one a second to one chat
        await stage.app.outbox.drain()
        async with stage.app.store.reading() as conn:
            states = (await conn.execute(select(delivery.c.state, delivery.c.due_at))).all()
        if not any(s in OPEN_STATES and at <= stage.clock() for s, at in states):
            break
        await asyncio.sleep(0.05)
    return [each.text for each in stage.playground.messages(chat) if each.text.startswith("Breaking for")]


async def test_it_is_told_at_once_and_once(stage: Stage) -> None:
    await follow(stage)
    await stage.file(bridge())
    (message,) = await told(stage)
    assert message.startswith("Breaking for your follow: footbridge\n\nFerry Captain Strike Wages")
    assert await told(stage) == [message]
    stage.clock.pass_(minutes=10)
    edition = (await stage.edition()).text
    assert "Ferry Captain" not in edition


async def test_the_message_opens_the_whole_story(stage: Stage) -> None:
    await follow(stage)
    await stage.file(bridge())
    await told(stage)
    message = next(m for m in stage.playground.messages(READER) if m.text.startswith("Breaking"))
    assert message.buttons == ["Whole story", "★ Save", "− Less"]
    card = await stage.press(message, "Whole story")
    assert card.text.startswith("Ferry Captain Strike Wages")


async def test_it_comes_by_itself_when_a_file_is_dropped(stage: Stage) -> None:
    await follow(stage)
    inbox = stage.app.inbox
    last = stage.playground.messages(READER)[-1].message_id
    (inbox / "bridge.txt").write_text("Footbridge of Tarn closed\n\n" + "The footbridge is shut. " * 5)
    message = (await stage.playground.wait_for(READER, after=last, timeout=30))[-1]
    assert message.text.startswith("Breaking for your follow: footbridge")


async def test_the_next_edition_looks_back_to_the_one_before(stage: Stage) -> None:
    await stage.edition()
    stage.clock.pass_(hours=20)
    await follow(stage)
    other = clean(
        title="Nobody follows this at all", text="It rained on the hills for a day. Sheep stood still."
    )
    await stage.file(other)
    stage.clock.pass_(minutes=5)
    await stage.file(bridge())
    assert len(await told(stage)) == 1
    stage.clock.pass_(hours=4)
    edition = (await stage.edition()).text
    assert "Nobody follows this at all" in edition
    assert "Ferry Captain" not in edition


async def test_what_an_edition_told_is_not_breaking(stage: Stage) -> None:
    await stage.file(bridge())
    assert "Ferry Captain" in (await stage.edition()).text
    await follow(stage)
    stage.clock.pass_(minutes=2)
    await stage.file(replace(bridge(), id="again", source="Coastal Post", fingerprint="again"))
    assert await told(stage) == []


async def test_what_came_in_before_somebody_asked_is_not_breaking(stage: Stage) -> None:
    await stage.file(bridge())
    stage.clock.pass_(minutes=5)
    await follow(stage)
    assert await told(stage) == []


async def test_no_more_a_day_than_asked_for_and_ten_for_all(stage: Stage) -> None:
    async def entered() -> int:
        await breaking.plan_breaking(stage.app.store, stage.clock())
        async with stage.app.store.reading() as conn:
            return len((await conn.execute(select(delivery.c.chat))).all())

    await follow(stage, "footbridge", most=1)
    for number in range(3):
        await stage.file(bridge(number))
    assert await entered() == 1
    await follow(stage, "mayor", most=10)
    for number in range(3, 11):
        await stage.file(bridge(number))
    assert await entered() == 10
    stage.clock.pass_(days=1)
    tomorrow = clean(title="Footbridge of tomorrow", text="Far away another footbridge was opened, of rope.")
    await stage.file(tomorrow)
    assert await entered() == 11


async def test_quiet_hours_are_kept_and_their_end_is_no_burst(stage: Stage) -> None:
    await follow(stage, most=10)
    now = stage.clock()
    until = now.replace(second=0, microsecond=0)
    quiet = QuietHours(time((until.hour - 1) % 24, until.minute), time((until.hour + 2) % 24, until.minute))
    await subscribing.change(stage.app.store, READER, lambda chat: replace(chat, quiet=quiet), now)
    for number in range(5):
        await stage.file(bridge(number))
    assert await told(stage) == []
    async with stage.app.store.reading() as conn:
        waiting = (await conn.execute(select(delivery.c.state))).scalars().all()
    assert list(waiting) == ["planned"] * 3
    stage.clock.pass_(hours=2, minutes=1)
    assert len(await told(stage)) == 3


async def test_not_in_a_pause_and_nothing_that_is_muted(stage: Stage) -> None:
    store = stage.app.store
    await follow(stage)
    await stage.subscribed(OTHER)
    await follow(stage, chat=OTHER)
    await following.mute(store, OTHER, None, MuteKind.WORDS, "ferry", stage.clock())
    await stage.ask("/pause 1")
    await stage.file(bridge())
    assert await told(stage) == []
    assert await told(stage, OTHER) == []
    await stage.file(bridge(1))
    assert len(await told(stage, OTHER)) == 1


async def test_after_a_restart_it_goes_on_an_hour_back(tmp_path: Path, store_url: str) -> None:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        async with playing(playground, tmp_path, store_url=store_url) as stage:
            await stage.subscribed()
            await follow(stage)
            await told(stage)
            await stage.file(bridge(0))
            stage.clock.pass_(minutes=50)
            await stage.file(bridge(1))
            clock = stage.clock
        clock.pass_(minutes=20)
        async with playing(playground, tmp_path, clock=clock, store_url=store_url) as stage:
            (message,) = await told(stage)
            assert "Orchard Frost" in message


async def test_who_shares_a_follow_shares_a_line_up(stage: Stage) -> None:
    await follow(stage)
    await stage.subscribed(OTHER)
    await follow(stage, chat=OTHER)
    await stage.file(bridge())
    await breaking.plan_breaking(stage.app.store, stage.clock())
    async with stage.app.store.reading() as conn:
        assert len((await conn.execute(select(lineup.c.id))).all()) == 1
        assert len((await conn.execute(select(delivery.c.chat))).all()) == 2


async def test_nobody_who_wants_it_costs_nothing(stage: Stage) -> None:
    await stage.file(bridge())
    assert await breaking.plan_breaking(stage.app.store, stage.clock()) == 0
    async with stage.app.store.reading() as conn:
        assert await breaking.told_lately(conn, stage.clock()) is None


async def test_a_topic_without_editions_is_told_nothing(store: Store) -> None:
    """What was followed there stands by until editions come again."""
    forum, now = -100, NOW + timedelta(minutes=2)
    await live(store, forum, threads=(1, 2))
    made = await following.follow(store, forum, 2, FollowKind.WORDS, "footbridge", NOW)
    await following.set_breaking(store, forum, made.key, NOW, breaking=True)
    await subscribing.leave_topic(store, forum, 2, NOW)
    await publish(store, bridge(), seen=now)
    assert await breaking.plan_breaking(store, now) == 0
    await subscribing.subscribe(store, forum, now, thread=2)
    await publish(store, bridge(1), seen=now + timedelta(minutes=2))
    assert await breaking.plan_breaking(store, now + timedelta(minutes=2))
    async with store.reading() as conn:
        assert set((await conn.execute(select(delivery.c.thread))).scalars()) == {2}


async def following_breaking(store: Store, chat: int, now: datetime, thread: int | None = None) -> Follow:
    made = await following.follow(store, chat, thread, FollowKind.WORDS, "footbridge", now)
    await following.set_breaking(store, chat, made.key, now, breaking=True)
    return made


async def test_a_forum_that_moves_to_another_topic_is_not_told_again(store: Store) -> None:
    forum, now = -100, NOW + timedelta(minutes=2)
    await live(store, forum, threads=(1,))
    await following_breaking(store, forum, NOW)
    await publish(store, bridge(), seen=now)
    assert await breaking.plan_breaking(store, now) == 1
    await subscribing.unsubscribe(store, forum, now)
    await subscribing.subscribe(store, forum, now, thread=2)
    async with store.writing() as conn:  # it had arrived before
        await conn.execute(update(delivery).values(state=DeliveryState.SENT))
    assert await breaking.plan_breaking(store, now + timedelta(seconds=30)) == 0


@pytest.mark.parametrize("wish", ["switches it on", "subscribes"])
async def test_what_came_in_before_the_first_one_wished_for_it_is_not_breaking(
    store: Store, wish: str
) -> None:
    """Others who want it are there, but they get no editions, so that nobody has looked for long."""
    ada, ben = 1, 2
    await live(store, ada, ben)
    for each in (ada, ben):
        await following_breaking(store, each, NOW)
        await subscribing.unsubscribe(store, each, NOW)
    now = NOW + timedelta(minutes=40)
    await publish(store, bridge(), seen=NOW + timedelta(minutes=10))
    assert await breaking.plan_breaking(store, NOW + timedelta(minutes=20)) == 0
    if wish == "subscribes":
        await subscribing.subscribe(store, ada, now)
    else:
        await live(store, 3)
        await following_breaking(store, 3, now)
    assert await breaking.plan_breaking(store, now) == 0
    await publish(store, bridge(1), seen=now)
    assert await breaking.plan_breaking(store, now + timedelta(seconds=30)) == 1


@pytest.mark.parametrize("change", ["unfollow", "off", "topics"])
async def test_what_waits_for_the_morning_is_dropped_with_the_wish_for_it(store: Store, change: str) -> None:
    ada, now = 1, NOW + timedelta(minutes=2)
    await live(store, ada)
    quiet = QuietHours(time(0), time(23, 59))
    await subscribing.change(store, ada, lambda chat: replace(chat, quiet=quiet), NOW)
    kind, words = (FollowKind.TOPIC, "Traffic") if change == "topics" else (FollowKind.WORDS, "ferry")
    made = await following.follow(store, ada, None, kind, words, NOW)
    await following.set_breaking(store, ada, made.key, NOW, breaking=True)
    other = await following.follow(store, ada, None, FollowKind.WORDS, "orchard", NOW)
    await following.set_breaking(store, ada, other.key, NOW, breaking=True)
    await publish(store, replace(bridge(), topics=("Traffic",)), seen=now)
    await publish(store, bridge(1), seen=now)
    await breaking.plan_breaking(store, now)
    if change == "unfollow":
        await following.unfollow(store, ada, made.key, now)
    elif change == "off":
        await following.set_breaking(store, ada, made.key, now, breaking=False)
    else:
        await following.set_topics(store, ada, None, [], now)
    async with store.reading() as conn:
        rows = (await conn.execute(select(delivery.c.slot, delivery.c.state, delivery.c.reason))).all()
    assert {row.slot: row.state for row in rows} == {
        made.key: DeliveryState.DROPPED,
        other.key: DeliveryState.PLANNED,
    }
    reason = "breaking news off" if change == "off" else "not followed"
    assert {row.reason for row in rows} == {None, reason}


async def longest_turn(work: Coroutine[None, None, object]) -> float:
    """Seconds of this thread's time for which nobody else had a turn. Without the garbage collection of this
    process, which holds the leftovers of thousands of tests."""
    gc.disable()
    try:
        longest, last, task = 0.0, thread_time(), asyncio.ensure_future(work)
        while not task.done():
            await asyncio.sleep(0)
            longest, last = max(longest, thread_time() - last), thread_time()
        await task
        return longest
    finally:
        gc.enable()


async def test_hundreds_of_articles_at_once_do_not_stop_others(store: Store) -> None:
    """As after a restart."""
    await live(store, 1)
    await following_breaking(store, 1, NOW)
    long = "".join(f"{word.title()} {town}. " for word in " ".join(WORDS).split() for town in TOWNS[:6])
    for number in range(200):
        item = clean(id=f"n{number}", title=f"News {number}", text=f"{number}. {long}", source="Daily Tide")
        await publish(store, item, seen=NOW + timedelta(minutes=1))
    assert await longest_turn(breaking.plan_breaking(store, NOW + timedelta(minutes=1))) < 0.1


async def test_thousands_who_want_it_cost_nothing_while_nothing_comes_in(store: Store) -> None:
    await live(store, 1)
    made = await following_breaking(store, 1, NOW)
    async with store.writing() as conn:
        known = (await conn.execute(select(tables.chat))).mappings().one()
        wish = {name: value for name, value in asdict(made).items() if name != "key"} | {"breaking": True}
        many = range(2, 2001)
        await conn.execute(tables.chat.insert(), [{**known, "id": each} for each in many])
        await conn.execute(
            tables.follow.insert(), [{**wish, "chat": each, "words": f"word{each % 500}"} for each in many]
        )
    await publish(store, bridge(), seen=NOW - timedelta(hours=2))
    before = thread_time()
    assert await breaking.plan_breaking(store, NOW) == 0
    assert thread_time() - before < 0.1
    await publish(store, bridge(1), seen=NOW)
    assert await longest_turn(breaking.plan_breaking(store, NOW)) < 0.1
