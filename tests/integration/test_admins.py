"""Admins: the one-time claim, and what they are told, from the store to the chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import introduced
from bot.commands.dispatch import attach
from bot.commands.start import claim_link
from bot.gateway import Message
from bot.notices import Notifier
from bot.opening import opened
from bot.playground import Failure, Playground
from bot.words import catalogs
from digests.delivery import Gone, Moved, Outcome, Rejected, RetryAt, Sent, Unknown
from digests.model import (
    BeganFailing,
    ChatKind,
    DeliveryTrouble,
    Ended,
    FeedNotice,
    MovedAddress,
    Notice,
    Overrun,
    Recovered,
    Standing,
    StandingChange,
    UpdatesTaken,
)
from digests.newsroom import admins, housekeeping, subscribing
from digests.newsroom.admins import AdminClaim, Claimed
from digests.store import admins as store_of_admins
from digests.store import chats
from digests.store.engine import Store
from tests.builders import at, chat
from tests.stage import READER, TOKEN, Clock, Stage, playing, stage_settings, texts

NOW = at("2026-11-24 08:00")
CODE = "abcdefghij-ABCDEFGHIJ_0123456789"
SUPERGROUP = -1_002_345_678_901
CATCH_UP = timedelta(hours=6)
FAILING = BeganFailing(NOW - timedelta(hours=7), "no answer")


def notice(change: StandingChange = FAILING, outlet: str = "Linnet Herald") -> FeedNotice:
    return FeedNotice(outlet=outlet, url=f"https://{outlet.replace(' ', '')}.example/feed", change=change)


async def appointed(store: Store, number: int = 7, *, standing: Standing = Standing.SUBSCRIBED) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(number, standing=standing))
        await store_of_admins.appoint(conn, number, NOW)


async def notify(store: Store, told: Notice, now: datetime) -> bool:
    async with store.writing() as conn:
        return await store_of_admins.add_notice(conn, told, now)


async def outlets_pending(store: Store) -> dict[int, list[str]]:
    return {
        each.chat.id: [
            stored.notice.outlet for stored in each.notices if isinstance(stored.notice, FeedNotice)
        ]
        for each in await admins.pending(store)
    }


# --- the claim ----------------------------------------------------------------------------------


async def test_the_code_makes_one_admin_and_no_more(store: Store) -> None:
    expected = AdminClaim(CODE)
    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        await chats.save(conn, chat(8))
    assert await admins.claim(store, 8, CODE[:-1] + "8", expected, NOW) is Claimed.REFUSED
    assert await admins.claim(store, 8, "\ud800é", expected, NOW) is Claimed.REFUSED
    assert await admins.admins(store) == ()
    assert await admins.claim(store, 7, CODE, expected, NOW) is Claimed.NOW
    assert await admins.claim(store, 7, CODE, expected, NOW) is Claimed.BEFORE
    assert await admins.claim(store, 8, CODE, expected, NOW) is Claimed.REFUSED
    assert [(each.chat, each.claimed_at) for each in await admins.admins(store)] == [(7, NOW)]
    assert not expected.accepts(CODE)


async def test_a_code_of_another_process_is_no_good_once_there_is_an_admin(store: Store) -> None:
    await appointed(store, 7)
    async with store.writing() as conn:
        await chats.save(conn, chat(8))
    assert await admins.claim(store, 8, CODE, AdminClaim(CODE), NOW) is Claimed.REFUSED
    assert await admins.claim(store, 8, CODE, None, NOW) is Claimed.REFUSED


async def test_two_who_show_the_code_at_once_do_not_both_become_admin(store: Store) -> None:
    expected = AdminClaim(CODE)
    async with store.writing() as conn:
        for number in range(1, 6):
            await chats.save(conn, chat(number))
    came = await asyncio.gather(*(admins.claim(store, n, CODE, expected, NOW) for n in range(1, 6)))
    assert came.count(Claimed.NOW) == 1
    assert len(await admins.admins(store)) == 1


async def test_a_code_is_made_only_while_nobody_is_admin_and_anew_each_time(store: Store) -> None:
    first, second = await admins.first_claim(store), await admins.first_claim(store)
    assert first is not None and second is not None
    assert first.code != second.code
    assert len(first.code) >= 20
    assert first.code not in repr(first)
    await appointed(store)
    assert await admins.first_claim(store) is None


# --- what admins are told -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "told",
    [
        notice(BeganFailing(NOW - timedelta(hours=7, microseconds=3), "reset by \x00 peer \ud800 “x”")),
        notice(Recovered(timedelta(days=2, seconds=1.5))),
        notice(Ended("the server answers 410")),
        notice(MovedAddress("https://old.example/ü", "https://new.example/")),
        DeliveryTrouble(since=NOW, unknown=1, rejected=2, remarks=3, newest="can't parse “<b>”"),
        UpdatesTaken(),
        Overrun(waiting=9, ends_at=NOW + timedelta(hours=7), late_by=timedelta(hours=6, seconds=0.5)),
    ],
)
async def test_a_notice_comes_back_as_it_was_written(store: Store, told: Notice) -> None:
    await appointed(store)
    assert await notify(store, told, NOW)
    ((untold,), *_) = [each.notices for each in await admins.pending(store)]
    assert (untold.notice, untold.at) == (told, NOW)


async def test_without_an_admin_nobody_is_told_later_either(store: Store) -> None:
    assert not await notify(store, notice(), NOW)
    await appointed(store)
    assert await admins.pending(store) == ()


async def test_each_admin_is_told_once_and_only_of_what_happened_since_the_claim(store: Store) -> None:
    await appointed(store, 7)
    for outlet in ("A", "B"):
        await notify(store, notice(outlet=outlet), NOW)
    await appointed(store, 8)
    await notify(store, notice(outlet="C"), NOW)
    pending = await admins.pending(store)
    assert await outlets_pending(store) == {7: ["A", "B", "C"], 8: ["C"]}
    await admins.told(store, 7, pending[0].notices[1].key)
    assert await outlets_pending(store) == {7: ["C"], 8: ["C"]}
    await admins.told(store, 7, pending[0].notices[2].key)
    await admins.told(store, 7, pending[0].notices[0].key)
    assert await outlets_pending(store) == {8: ["C"]}, "what was told stays told"


async def test_an_admin_who_blocks_the_bot_hears_the_rest_when_back(store: Store) -> None:
    await appointed(store, 7)
    async with store.writing() as conn:
        await chats.set_standing(conn, 7, Standing.GONE, "blocked")
    assert await notify(store, notice(), NOW)
    assert await admins.pending(store) == ()
    async with store.writing() as conn:
        await chats.set_standing(conn, 7, Standing.SUBSCRIBED, None)
    assert await outlets_pending(store) == {7: ["Linnet Herald"]}


async def test_notices_are_forgotten_after_a_month(store: Store) -> None:
    await appointed(store)
    await notify(store, notice(outlet="old"), NOW)
    await notify(store, notice(outlet="new"), NOW + timedelta(days=1))
    await housekeeping.tidy(store, NOW + timedelta(days=30, hours=1))
    assert await outlets_pending(store) == {7: ["new"]}


@pytest.mark.parametrize("both", [False, True])
async def test_an_admins_chat_that_moves_takes_the_office_along(store: Store, both: bool) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(-7, kind=ChatKind.GROUP))
        await store_of_admins.appoint(conn, -7, NOW)
        if both:
            await chats.save(conn, chat(SUPERGROUP, kind=ChatKind.SUPERGROUP))
            await store_of_admins.appoint(conn, SUPERGROUP, NOW)
        await chats.move(conn, -7, SUPERGROUP)
    assert [each.chat for each in await admins.admins(store)] == [SUPERGROUP]


# --- in the chat --------------------------------------------------------------------------------


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@asynccontextmanager
async def unclaimed(playground: Playground, folder: Path, admission: AdminClaim) -> AsyncIterator[Stage]:
    """The bot at a start without an admin: its commands, and nothing that ticks."""
    clock = Clock()
    settings = stage_settings(folder, playground.url)
    async with opened(settings, clock=clock, stopwatch=clock.stopwatch) as app, introduced(app.telegram):
        reception = replace(app, admission=admission).reception()
        handling = asyncio.create_task(app.updates.run(attach(app.telegram, reception)))
        polling = asyncio.create_task(app.receiver.run())
        try:
            yield Stage(playground, app, clock, READER)
        finally:
            handling.cancel()
            polling.cancel()
            await asyncio.gather(handling, polling, return_exceptions=True)


def test_the_link_says_where_and_what() -> None:
    assert claim_link("pullquote_bot", AdminClaim(CODE)) == f"https://t.me/pullquote_bot?start=admin_{CODE}"


async def test_who_opens_the_link_first_is_the_admin(playground: Playground, tmp_path: Path) -> None:
    playground.add_private_chat(2002, "Eve")
    async with unclaimed(playground, tmp_path, AdminClaim(CODE)) as stage:
        assert "not the right one" in (await stage.ask("/start admin_guess", chat=2002)).text
        assert "not the right one" in (await stage.ask("/start admin_", chat=2002)).text
        assert "You are an admin" in (await stage.ask(f"/start admin_{CODE}")).text
        assert "already" in (await stage.ask(f"/start admin_{CODE}")).text
        assert "has been used" in (await stage.ask(f"/start admin_{CODE}", chat=2002)).text
        assert [each.chat for each in await admins.admins(stage.app.store)] == [READER]
        subscription = await subscribing.find(stage.app.store, READER)
        assert subscription is not None and not subscription.active, "running a bot is not reading it"


async def test_a_code_shown_to_a_group_is_no_good_any_more(playground: Playground, tmp_path: Path) -> None:
    group = playground.add_group("Readers", members=(READER,), admins=(READER,))
    async with unclaimed(playground, tmp_path, AdminClaim(CODE)) as stage:
        shown = await stage.ask(f"/start admin_{CODE}", chat=group, user=READER)
        assert "private chat" in shown.text
        assert "has been used" in (await stage.ask(f"/start admin_{CODE}")).text
        assert await admins.admins(stage.app.store) == ()


async def test_once_there_is_an_admin_a_link_does_nothing(playground: Playground, tmp_path: Path) -> None:
    async with playing(playground, tmp_path) as stage:
        assert "not the right one" in (await stage.ask("/start admin_" + CODE)).text
        assert "The news in its own words." in (await stage.ask("/start friend")).text


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    """Ada has subscribed, and is the admin."""
    async with playing(playground, tmp_path) as stage:
        await stage.subscribed()
        await admins.claim(stage.app.store, READER, CODE, AdminClaim(CODE), stage.clock())
        yield stage


def notifier_of(stage: Stage) -> Notifier:
    app = stage.app
    return Notifier(app.store, app.gateway, app.words, catch_up=CATCH_UP, clock=stage.clock)


@pytest.fixture
def notifier(stage: Stage) -> Notifier:
    return notifier_of(stage)


async def happens(stage: Stage, *outlets: str) -> None:
    now: datetime = stage.clock()
    for outlet in outlets:
        change = BeganFailing(now - timedelta(hours=7), "no answer")
        await notify(stage.app.store, notice(change, outlet), now)


def told(stage: Stage) -> list[str]:
    return [text for text in texts(stage.playground.messages(READER)) if "About your feeds" in text]


async def test_all_that_happened_is_one_message_and_told_once(stage: Stage, notifier: Notifier) -> None:
    await happens(stage, "Herald", "Tide")
    assert await notifier.tell() == 1
    (text,) = told(stage)
    assert "Herald (herald.example/feed) could not be read for 7 hours: no answer." in text
    assert "Tide" in text
    stage.clock.pass_(hours=2)
    assert await notifier.tell() == 0
    assert len(told(stage)) == 1


async def test_what_follows_within_the_hour_waits_and_comes_together(
    stage: Stage, notifier: Notifier
) -> None:
    for outlet in ("A", "B", "C"):
        await happens(stage, outlet)
        await notifier.tell()
        stage.clock.pass_(minutes=10)
    assert len(told(stage)) == 1
    stage.clock.pass_(minutes=40)
    await notifier.tell()
    assert [("B (" in text, "C (" in text) for text in told(stage)] == [(False, False), (True, True)]


async def test_an_admin_who_blocked_the_bot_is_told_when_back(stage: Stage, notifier: Notifier) -> None:
    await stage.playground.block(READER)
    await happens(stage, "Herald")
    assert await notifier.tell() == 0
    assert [each.chat for each in await admins.admins(stage.app.store)] == [READER]
    await stage.playground.unblock(READER)
    await stage.ask("/start")
    stage.clock.pass_(hours=1)
    assert await notifier.tell() == 1
    assert len(told(stage)) == 1


async def test_what_could_not_be_sent_is_sent_later(stage: Stage, notifier: Notifier) -> None:
    stage.playground.fail_next(Failure.TOO_MANY, retry_after=90)
    await happens(stage, "Herald")
    assert await notifier.tell() == 0
    assert await notifier.tell() == 0, "not at once"
    stage.clock.pass_(minutes=5)
    assert await notifier.tell() == 1
    assert len(told(stage)) == 1


class Answering:
    """A gateway for which all messages go one way."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.asked: list[int] = []

    async def reply(self, message: Message) -> Outcome:
        self.asked.append(message.chat)
        return self.outcome


@pytest.mark.parametrize(
    ("outcome", "settled", "again"),
    [
        (Sent(1), True, 60),
        (Rejected("too odd"), True, 60),
        (RetryAt(timedelta(seconds=90), "429"), False, 5),
        (RetryAt(timedelta(minutes=20), "429"), False, 20),
        (Unknown("no answer"), False, 5),
        (Gone("blocked"), False, 60),
    ],
)
async def test_each_outcome_is_settled_or_tried_again_after_a_while(
    store: Store, outcome: Outcome, settled: bool, again: int
) -> None:
    # Not subscribed: such a chat is not marked as gone, and is asked again.
    await appointed(store, standing=Standing.UNSUBSCRIBED)
    await notify(store, notice(), NOW)
    gateway, clock = Answering(outcome), Clock()
    notifier = Notifier(store, gateway, catalogs(), catch_up=CATCH_UP, clock=clock)  # type: ignore[arg-type]
    await notifier.tell()
    assert (await admins.pending(store) == ()) is settled
    await notify(store, notice(outlet="another"), NOW)
    clock.pass_(minutes=again - 0.1)
    await notifier.tell()
    assert len(gateway.asked) == 1
    clock.pass_(minutes=0.2)
    await notifier.tell()
    assert gateway.asked == [7, 7]


async def test_an_admins_chat_that_moved_is_followed(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(-7, kind=ChatKind.GROUP))
        await store_of_admins.appoint(conn, -7, NOW)
    await notify(store, notice(), NOW)
    gateway = Answering(Moved(SUPERGROUP))
    notifier = Notifier(store, gateway, catalogs(), catch_up=CATCH_UP, clock=Clock())  # type: ignore[arg-type]
    await notifier.tell()
    gateway.outcome = Sent(1)
    assert await notifier.tell() == 1
    assert gateway.asked == [-7, SUPERGROUP]


async def test_a_restart_does_not_tell_twice(playground: Playground, tmp_path: Path) -> None:
    for _ in range(2):
        async with playing(playground, tmp_path) as stage:
            await stage.subscribed()
            if not told(stage):
                await admins.claim(stage.app.store, READER, CODE, AdminClaim(CODE), stage.clock())
                await happens(stage, "Herald")
            await notifier_of(stage).tell()
            assert len(told(stage)) == 1
