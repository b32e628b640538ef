"""From a due slot to a message in the chat, on both databases, through trouble of every kind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.faults import Failure, Refusal
from digests.delivery import Policy
from digests.model import CleanArticle, Standing
from digests.model import DeliveryState as State
from digests.newsroom import editions, sending, subscribing
from digests.store import chats, slots
from tests import ledger
from tests.builders import clean
from tests.stage import READER, TOKEN, Clock, Stage, playing

HARBOUR = clean(title="Bridge to close for eleven weeks", source="Coastal Post")
SEAL = clean(title="Seal at the market", text="A seal came up the canal on Sunday. It stayed.", source="Tide")


BEFORE = (
    "The harbour bridge will be closed to lorries from Monday. Its steel bearings are replaced. "
    "Ferries run all night for eleven weeks, the harbour office of Port Linnet promised."
)
AFTER = (
    "A crane fell on the harbour bridge at noon. Two welders were rescued by the Northern fire brigade. "
    "Police closed both lanes and are looking for a witness named Okafor."
)
AFTER_TOO = (
    "The Northern fire brigade rescued two welders when at noon a crane fell on the harbour bridge. "
    "Both lanes are closed; police look for Okafor, a witness."
)


def report(source: str, text: str) -> CleanArticle:
    return clean(title="Bridge to close for eleven weeks", text=text, source=source)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path, store_url: str) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path, store_url=store_url) as stage:
        await stage.subscribed()
        await stage.file(HARBOUR)
        yield stage


async def states(stage: Stage) -> dict[State, int]:
    return {state: count for state, count in (await ledger.states(stage.app.store)).items() if count}


async def settled(stage: Stage) -> dict[State, int]:
    """The ledger once nothing is open any more; the outbox is hurried past its waits."""
    for _ in range(200):
        await stage.app.outbox.drain()
        found = await states(stage)
        if not found.keys() & {State.PLANNED, State.SENDING}:
            return found
        stage.clock.pass_(seconds=1)
    raise AssertionError(f"still open: {found}")


def editions_shown(stage: Stage, chat: int = READER) -> list[str]:
    return [m.text for m in stage.playground.messages(chat) if m.from_bot and "edition ·" in m.text]


async def test_an_edition_arrives_once_however_often_it_is_planned(stage: Stage) -> None:
    edition = await stage.edition()
    assert "Bridge to close for eleven weeks" in edition.text
    assert "1 story from 1 article by 1 source" in edition.text
    await stage.plan()
    assert await settled(stage) == {State.SENT: 1}
    assert len(editions_shown(stage)) == 1


async def test_tomorrow_brings_only_what_is_new(stage: Stage) -> None:
    await stage.edition()
    stage.clock.pass_(hours=24)
    await stage.file(SEAL)
    tomorrow = await stage.edition()
    assert "Seal at the market" in tomorrow.text
    assert "Bridge" not in tomorrow.text


async def test_a_story_that_moved_on_comes_again_as_an_update(stage: Stage) -> None:
    await stage.file(report("Daily Tide", BEFORE))
    await stage.edition()
    stage.clock.pass_(hours=20)
    await stage.file(report("Daily Tide", BEFORE + " Much was said of it."))
    stage.clock.pass_(hours=4)
    assert "Nothing new" in (await stage.edition()).text
    await stage.file(report("Daily Tide", AFTER), report("Radio Nord", AFTER_TOO))
    stage.clock.pass_(hours=24)
    assert "1 · updated · Bridge to close" in (await stage.edition()).text


async def test_stories_that_did_not_fit_are_all_counted(stage: Stage) -> None:
    await stage.edition()
    stage.clock.pass_(hours=1)
    await stage.file(*(clean(title=f"Lantern{i}x", text=f"Word{i}x said{i}y at{i}z.") for i in range(310)))
    stage.clock.pass_(hours=23)
    assert "303 more stories: /latest" in (await stage.edition()).text


async def test_a_quiet_day_is_said_in_one_line(stage: Stage) -> None:
    await stage.edition()
    stage.clock.pass_(hours=24)
    assert "Nothing new since your last edition." in (await stage.edition()).text


async def test_after_downtime_an_edition_comes_once_and_says_that_it_is_late(
    playground: Playground, tmp_path: Path, store_url: str
) -> None:
    clock = Clock()
    async with playing(playground, tmp_path, clock=clock, store_url=store_url) as stage:
        await stage.subscribed()
        subscription = await subscribing.find(stage.app.store, READER)
        assert subscription is not None
        due = subscription.slot.next_due_at
        assert due is not None
    clock.ahead = due - clock() + clock.ahead + timedelta(days=2, hours=3)
    async with playing(playground, tmp_path, clock=clock, store_url=store_url) as stage:
        await playground.wait_for(READER, where=lambda m: "edition ·" in m.text)
        assert await settled(stage) == {State.SENT: 1, State.DROPPED: 2}, "each date missed has its row"
        (late,) = editions_shown(stage)
        assert "due 08:00, sent 11:00" in late


async def test_too_late_an_edition_is_dropped_with_a_row(stage: Stage) -> None:
    subscription = await subscribing.find(stage.app.store, READER)
    assert subscription is not None
    due = subscription.slot.next_due_at
    assert due is not None
    planned = await editions.plan_due(stage.app.store, stage.app.rules, due + timedelta(hours=6, seconds=1))
    assert (planned.on_time, planned.late, planned.dropped) == (0, 0, 1)
    assert await settled(stage) == {State.DROPPED: 1}


async def test_a_blocked_chat_is_closed_and_not_tried_again(stage: Stage) -> None:
    stage.playground.refuse(READER, Refusal.BLOCKED)
    await stage.plan()
    assert await settled(stage) == {State.GONE: 1}
    subscription = await subscribing.find(stage.app.store, READER)
    assert subscription is not None
    assert subscription.chat.standing is Standing.GONE
    assert subscription.slot.next_due_at is None


@pytest.mark.parametrize("refusal", [Refusal.DEACTIVATED, Refusal.NOT_FOUND, Refusal.NO_RIGHTS])
async def test_other_chats_that_are_lost_are_closed_too(stage: Stage, refusal: Refusal) -> None:
    stage.playground.refuse(READER, refusal)
    await stage.plan()
    assert await settled(stage) == {State.GONE: 1}


async def test_a_migrated_group_is_followed(stage: Stage) -> None:
    group = stage.playground.add_group("Readers", members=(READER,), admins=(READER,))
    await stage.ask("/subscribe", chat=group, user=READER)
    new = await stage.playground.migrate(group)
    await stage.knows(new)
    await stage.plan(new)
    await stage.playground.wait_for(new, where=lambda m: "edition ·" in m.text)
    assert await settled(stage) == {State.SENT: 1}
    assert await subscribing.find(stage.app.store, group) is None


async def test_a_group_that_migrates_while_its_edition_is_on_the_wire_gets_it_once(stage: Stage) -> None:
    group = stage.playground.add_group("Readers", members=(READER,), admins=(READER,))
    await stage.ask("/subscribe", chat=group, user=READER)
    stage.clock.pass_(seconds=5)
    stage.playground.delay(1)
    async with asyncio.TaskGroup() as sending_it:
        sending_it.create_task(stage.plan(group))
        await stage.playground.wait_for(group, where=lambda m: "edition ·" in m.text)
        stage.playground.heal()
        new = await stage.playground.migrate(group)
        await stage.knows(new)
        assert await states(stage) == {State.SENDING: 1}
    assert await settled(stage) == {State.SENT: 1}
    stage.clock.pass_(seconds=2 * Policy().lease.total_seconds())
    assert await settled(stage) == {State.SENT: 1}
    shown = [m for chat in (group, new) for m in stage.playground.messages(chat) if "edition ·" in m.text]
    assert len(shown) == 1


async def test_a_429_pauses_and_the_edition_comes_afterwards(stage: Stage) -> None:
    stage.playground.fail_next(Failure.TOO_MANY, retry_after=1)
    edition = await stage.edition()
    assert "Bridge" in edition.text
    refused, sent = [call for call in stage.playground.calls if call.method == "sendMessage"][-2:]
    assert refused.status == 429
    assert sent.received_at - refused.received_at >= 1.0
    assert await settled(stage) == {State.SENT: 1}


async def test_a_dropped_connection_is_in_doubt_and_resent_silently_once(stage: Stage) -> None:
    stage.playground.fail_next(Failure.HUNG_UP)
    await stage.plan()
    assert await settled(stage) == {State.SENT: 1}
    shown = [m for m in stage.playground.messages(READER) if m.from_bot and "edition ·" in m.text]
    assert [m.silent for m in shown] == [False, True]


async def test_what_stays_in_doubt_is_recorded_as_unknown(stage: Stage) -> None:
    stage.playground.fail_next(Failure.HUNG_UP, times=2)
    await stage.plan()
    assert await settled(stage) == {State.UNKNOWN: 1}
    assert len(editions_shown(stage)) == 2


@pytest.mark.parametrize("failure", [Failure.INTERNAL, Failure.BAD_GATEWAY, Failure.DROPPED])
async def test_a_server_error_is_in_doubt_and_loses_nothing(stage: Stage, failure: Failure) -> None:
    stage.playground.fail_next(failure)
    await stage.plan()
    assert await settled(stage) == {State.SENT: 1}
    assert len(editions_shown(stage)) == 1


async def test_a_send_cut_off_by_a_crash_is_taken_up_as_in_doubt(stage: Stage) -> None:
    await subscribing.hasten(stage.app.store, READER, stage.clock())
    await editions.plan_due(stage.app.store, stage.app.rules, stage.clock())
    claimed, _ = await sending.claim(stage.app.store, "a process that died", stage.clock(), Policy(), 1)
    if not claimed:  # the running outbox was quicker: then it stands in the chat already
        assert await settled(stage) == {State.SENT: 1}
        return
    left = await sending.take_over(stage.app.store, "its successor", stage.clock(), Policy())
    assert [transition.delivery.doubtful for transition in left] == [True]
    assert await settled(stage) == {State.SENT: 1}
    (edition,) = [m for m in stage.playground.messages(READER) if m.from_bot and "edition ·" in m.text]
    assert edition.silent


async def test_unsubscribing_drops_what_was_planned(stage: Stage) -> None:
    stage.playground.fail_next(Failure.TOO_MANY, retry_after=60)
    await stage.plan()
    await stage.app.outbox.drain()
    assert await states(stage) == {State.PLANNED: 1}
    await subscribing.unsubscribe(stage.app.store, READER, stage.clock())
    assert await states(stage) == {State.DROPPED: 1}


# --- what a review found ----------------------------------------------------------------------


async def test_what_waited_too_long_on_the_way_is_dropped_and_not_sent(stage: Stage) -> None:
    stage.playground.fail_next(Failure.TOO_MANY, retry_after=3600)
    await stage.plan()
    assert await states(stage) == {State.PLANNED: 1}
    stage.clock.pass_(hours=7)
    assert await settled(stage) == {State.DROPPED: 1}
    assert editions_shown(stage) == []


async def test_news_of_a_dropped_edition_comes_with_the_next_one(stage: Stage) -> None:
    subscription = await subscribing.find(stage.app.store, READER)
    assert subscription is not None and subscription.slot.next_due_at is not None
    late = subscription.slot.next_due_at + timedelta(hours=7)
    planned = await editions.plan_due(stage.app.store, stage.app.rules, late)
    assert planned.dropped == 1
    stage.clock.pass_(hours=48)
    assert "Bridge to close for eleven weeks" in (await stage.edition()).text


async def test_a_send_that_lost_its_process_is_taken_up_when_its_lease_is_over(stage: Stage) -> None:
    await subscribing.hasten(stage.app.store, READER, stage.clock())
    await editions.plan_due(stage.app.store, stage.app.rules, stage.clock())
    claimed, _ = await sending.claim(stage.app.store, "a worker that died", stage.clock(), Policy(), 1)
    stage.clock.pass_(minutes=6)
    assert await settled(stage) == {State.SENT: 1}
    (shown,) = [m for m in stage.playground.messages(READER) if m.from_bot and "edition ·" in m.text]
    assert shown.silent is bool(claimed)


async def test_a_time_later_today_waits_for_tomorrow_when_today_has_its_edition(stage: Stage) -> None:
    await stage.edition()
    later = (stage.clock() + timedelta(minutes=2)).strftime("%H:%M")
    assert "next: tomorrow" in (await stage.ask(f"/time {later}")).text or later < "00:02"


async def test_a_zone_that_this_machine_does_not_know_stops_nobody(stage: Stage) -> None:
    stage.playground.add_private_chat(2002, "Eve")
    await stage.subscribed(2002)
    async with stage.app.store.writing() as conn:
        odd = await chats.find(conn, 2002)
        assert odd is not None
        await chats.save(conn, replace(odd, timezone="Mars/Olympus"))
    await subscribing.hasten(stage.app.store, 2002, stage.clock())
    await stage.plan()
    assert await settled(stage) == {State.SENT: 2}


async def test_a_closed_topic_costs_a_group_neither_the_edition_nor_the_subscription(stage: Stage) -> None:
    group = stage.playground.add_group("Readers", admins=(READER,), supergroup=True, topics=("News",))
    (topic,) = stage.playground.topics(group).values()
    asked = await stage.playground.say(group, "/subscribe", user=READER, thread=topic)
    (answer,) = await stage.playground.wait_for(group, after=asked)
    assert answer.thread_id == topic
    async with stage.app.store.writing() as conn:
        (slot,) = await slots.of_chat(conn, group)
        assert slot.thread == topic
        await slots.save(conn, replace(slot, thread=topic + 777))  # deleted since
    await stage.plan(group)
    assert await settled(stage) == {State.SENT: 1}
    (edition,) = [m for m in stage.playground.messages(group) if "edition ·" in m.text]
    assert edition.thread_id is None
