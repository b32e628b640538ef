"""What operators see of deliveries, on both databases: numbers, alarms, /status; what is kept how long."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from bot.beating import Beat
from bot.notices import Notifier
from bot.pacing import Pace
from bot.playground import Playground
from bot.playground.faults import Failure
from bot.receiving import Receiving
from bot.settling import report
from digests.delivery import Ambiguous, Policy
from digests.errors import StoreError
from digests.model import (
    CleanArticle,
    DeliveryTrouble,
    Notice,
    Overrun,
    Standing,
    UpdatesTaken,
)
from digests.model import DeliveryState as State
from digests.newsroom import admins, alarms, housekeeping, reckoning, sending
from digests.newsroom.admins import AdminClaim
from digests.newsroom.status import Need, status
from digests.store import admins as store_of_admins
from digests.store import chats, deliveries, lineups, migrate, pulse, slots
from digests.store import reckoning as store_of_slots
from digests.store import status as numbers
from digests.store.engine import Store
from digests.store.pulse import TAKEN
from digests.store.reckoning import Redated
from digests.store.status import Queue, Tally
from digests.zones.releases import tz_release
from tests import ledger
from tests.builders import Moment, at, chat, clean, delivery, lineup, slot
from tests.builders import pulse as running_pulse
from tests.stage import READER, TOKEN, Clock, Stage, playing, texts

NOW = at("2026-11-24 12:00")
DUE = at("2026-11-24 08:00")
CODE = "abcdefghij-ABCDEFGHIJ_0123456789"
CATCH_UP = timedelta(hours=6)
HOUR = timedelta(hours=1)


async def enter(
    store: Store,
    number: int,
    state: State,
    *,
    due_at: Moment = DUE,
    after: float = 1,
    reason: str | None = None,
    not_before: Moment | None = None,
) -> None:
    """A row of the ledger; one that is done was settled `after` minutes."""
    done = state not in (State.PLANNED, State.SENDING)
    async with store.writing() as conn:
        await chats.save(conn, chat(number))
        row = delivery(
            chat=number,
            state=state,
            due_at=due_at,
            not_before=not_before,
            reason=reason,
            settled_at=at(due_at) + timedelta(minutes=after) if done else None,
            owner="another" if state is State.SENDING else None,
            lease_until=NOW if state is State.SENDING else None,
        )
        await ledger.enter(conn, [row])


async def beat(store: Store, now: datetime = NOW, **changes: object) -> None:
    async with store.writing() as conn:
        await pulse.beat(conn, running_pulse(beat_at=now, **changes))


# --- numbers ------------------------------------------------------------------------------------


async def test_what_became_of_a_day_is_counted(store: Store) -> None:
    await enter(store, 1, State.SENT, after=10)
    await enter(store, 2, State.SENT, after=10.1)
    await enter(store, 3, State.SENT, after=90, reason="markup refused: can't parse")
    await enter(store, 4, State.UNKNOWN, reason="no answer")
    await enter(store, 5, State.REJECTED, reason="too odd")
    await enter(store, 6, State.GONE, reason="blocked")
    await enter(store, 7, State.DROPPED, reason="too late", after=400)
    await enter(store, 8, State.PLANNED)
    await enter(store, 9, State.UNKNOWN, due_at=NOW - timedelta(hours=25))
    found = await status(store, NOW)
    assert found.tally == Tally(due=8, late=2, remarks=1, unknown=1, rejected=1, gone=1, dropped=1)
    assert found.sent == 3
    assert found.chats == {Standing.SUBSCRIBED: 9}


async def test_an_empty_store_has_nothing_to_tell(store: Store) -> None:
    found = await status(store, NOW)
    assert (found.tally.due, found.sent, found.expected_end, found.pulse) == (0, 0, None, None)
    assert found.needs == (Need.NOT_RUNNING,)


async def test_the_line_is_told_from_those_that_wait_for_a_time_of_their_own(store: Store) -> None:
    await enter(store, 1, State.PLANNED, due_at="2026-11-24 11:50")
    await enter(store, 2, State.PLANNED, due_at="2026-11-24 11:40", not_before=NOW + timedelta(seconds=5))
    await enter(store, 3, State.PLANNED, due_at="2026-11-24 05:00", not_before=NOW + HOUR)
    await enter(store, 4, State.SENDING, due_at="2026-11-24 11:45")
    async with store.writing() as conn:
        for number, due_at in enumerate((NOW - HOUR, NOW + HOUR, NOW + 1.1 * HOUR, None), 1):
            await slots.save(conn, slot(chat=number, next_due_at=due_at, next_date=NOW.date()))
    expected = Queue(open=4, in_line=3, oldest=at("2026-11-24 11:40"), unplanned=1, coming=1)
    assert (await status(store, NOW)).queue == expected
    await beat(store, paused_until=NOW + 2 * HOUR)
    paused = await status(store, NOW)
    assert paused.queue.in_line == 4, "whoever waits for less than the pause waits in line"
    assert paused.expected_end == NOW + 2 * HOUR + timedelta(seconds=5 / 28)


async def test_chats_that_are_away_are_counted_beside_the_others(store: Store) -> None:
    async with store.writing() as conn:
        for number, standing in enumerate((*Standing, Standing.GONE), 1):
            await chats.save(conn, chat(number, standing=standing))
    counted = (await status(store, NOW)).chats
    assert counted == {Standing.SUBSCRIBED: 1, Standing.UNSUBSCRIBED: 1, Standing.GONE: 2}


async def test_what_went_well_is_counted_without_being_read(sqlite_url: str) -> None:
    """Else it would take a second for each million."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(_: object, __: object, statement: str, values: tuple[object, ...], *___: object) -> None:
        asked.append((statement, values))

    async with await Store.open(sqlite_url) as store, store.reading() as conn:
        event.listen(conn.sync_connection, "before_cursor_execute", note)
        await numbers.tally(conn, NOW - HOUR, NOW)
        await numbers.queue(conn, NOW, in_line_by=NOW, until=NOW)
        await numbers.troubles(conn, NOW - HOUR, NOW)
        await numbers.chats(conn)
        event.remove(conn.sync_connection, "before_cursor_execute", note)
        ways = [
            row.detail
            for statement, values in asked
            for row in await conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    of_rows = re.compile("(SCAN|SEARCH) (delivery|chat|slot)(?!.*COVERING)")
    read = filter(of_rows.match, ways)
    assert {re.search(r"ix_\w+", way)[0] for way in read} == {  # type: ignore[index]
        "ix_delivery_odd",
        "ix_delivery_planned",  # a thousand at most
        "ix_delivery_sending",
    }


# --- beside the running bot ---------------------------------------------------------------------


async def test_the_status_is_read_beside_the_keeper_and_in_its_transactions(store_url: str) -> None:
    async with await Store.open(store_url) as keeper:
        await enter(keeper, 1, State.PLANNED)
        async with keeper.writing() as conn:
            await deliveries.drop_open(conn, 1, State.GONE, "blocked", NOW)
            async with await Store.look_at(store_url) as other:
                assert (await status(other, NOW)).queue.open == 1
        async with await Store.look_at(store_url) as other:
            assert (await status(other, NOW)).queue.open == 0


async def test_who_looks_cannot_write(store_url: str) -> None:
    async with await Store.look_at(store_url) as other:
        with pytest.raises(Exception, match=r"read.?only"):
            await enter(other, 1, State.PLANNED)
    async with await Store.open(store_url) as store:
        assert (await status(store, NOW)).queue.open == 0


async def test_a_store_of_an_older_program_is_left_as_it_is(store_url: str) -> None:
    async with await Store.open(store_url) as store, store.writing() as conn:
        await conn.run_sync(migrate.downgrade, migrate.REVISIONS[-2])
    with pytest.raises(StoreError, match="older pullquote"):
        await Store.look_at(store_url)
    with pytest.raises(StoreError, match="older pullquote"):
        await Store.look_at(store_url)


async def test_where_no_store_is_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database at"):
        await Store.look_at(f"sqlite:///{tmp_path / 'none.db'}")
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match="nothing in"):
        await Store.look_at(f"sqlite:///{tmp_path / 'empty.db'}")
    (tmp_path / "text.db").write_text("Dear diary, this is no database.")
    with pytest.raises(StoreError, match="not an SQLite database"):
        await Store.look_at(f"sqlite:///{tmp_path / 'text.db'}")
    assert sorted(os.listdir(tmp_path)) == ["empty.db", "text.db"]


# --- alarms -------------------------------------------------------------------------------------


async def appointed(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(77))
        await store_of_admins.appoint(conn, 77, NOW)


async def untold(store: Store) -> list[Notice]:
    pending = await admins.pending(store)
    return [stored.notice for each in pending for stored in each.notices]


async def test_each_delivery_in_trouble_is_told_of_in_one_notice_an_hour(store: Store) -> None:
    await appointed(store)
    await beat(store)
    await enter(store, 1, State.UNKNOWN, reason="no answer")
    await enter(store, 2, State.REJECTED, reason="too odd", after=2)
    await enter(store, 3, State.SENT, reason="markup refused", after=3)
    await enter(store, 4, State.GONE, reason="blocked", after=4)
    await enter(store, 5, State.SENT, after=60)
    now = at("2026-11-24 08:30")
    for _ in range(3):  # as if started anew each time: nothing is remembered elsewhere
        await alarms.raise_alarms(store, now, CATCH_UP)
        now += timedelta(minutes=10)
    first = DeliveryTrouble(
        since=at("2026-11-24 08:01"), unknown=1, rejected=1, remarks=1, newest="markup refused"
    )
    assert await untold(store) == [first]
    await enter(store, 6, State.UNKNOWN, due_at="2026-11-24 08:45", reason="reset")
    assert await alarms.raise_alarms(store, at("2026-11-24 08:50"), CATCH_UP) == ()
    await enter(store, 7, State.UNKNOWN, due_at="2026-11-24 08:55", reason="timed out")
    await alarms.raise_alarms(store, at("2026-11-24 09:30"), CATCH_UP)
    second = DeliveryTrouble(
        since=at("2026-11-24 08:46"), unknown=2, rejected=0, remarks=0, newest="timed out"
    )
    assert await untold(store) == [first, second]


async def test_what_is_not_written_yet_when_they_look_is_told_of_later(store: Store) -> None:
    """Its row bears the time at which it ended, and comes in a moment after that."""
    await appointed(store)
    await beat(store)
    await enter(store, 1, State.UNKNOWN, reason="no answer")
    assert await alarms.raise_alarms(store, at("2026-11-24 08:01:30"), CATCH_UP) == ()
    await enter(store, 2, State.UNKNOWN, reason="reset")
    (notice,) = await alarms.raise_alarms(store, at("2026-11-24 08:02:00"), CATCH_UP)
    assert isinstance(notice, DeliveryTrouble)
    assert notice.unknown == 2


async def test_a_clock_that_was_set_back_does_not_hide_what_comes_after_it(store: Store) -> None:
    await appointed(store)
    await beat(store)
    await enter(store, 1, State.UNKNOWN, reason="no answer", due_at="2026-11-25 08:00")
    assert len(await alarms.raise_alarms(store, at("2026-11-25 08:30"), CATCH_UP)) == 1
    assert await alarms.raise_alarms(store, at("2026-11-24 07:30"), CATCH_UP) == ()
    await enter(store, 2, State.UNKNOWN, reason="reset")
    (notice,) = await alarms.raise_alarms(store, at("2026-11-24 08:30"), CATCH_UP)
    assert isinstance(notice, DeliveryTrouble)
    assert (notice.unknown, notice.newest) == (1, "reset")


async def test_a_quiet_night_does_not_delay_the_next_alarm(store: Store) -> None:
    await appointed(store)
    for hour in range(8):
        await beat(store)
        assert await alarms.raise_alarms(store, at(f"2026-11-24 0{hour}:59"), CATCH_UP) == ()
    await enter(store, 1, State.UNKNOWN, reason="no answer")
    assert len(await alarms.raise_alarms(store, at("2026-11-24 08:03"), CATCH_UP)) == 1


async def test_another_process_with_the_token_is_told_of(store: Store) -> None:
    await appointed(store)
    await beat(store, updates=TAKEN)
    for minutes in range(3):
        await alarms.raise_alarms(store, NOW + timedelta(minutes=minutes), CATCH_UP)
    assert await untold(store) == [UpdatesTaken()]


async def test_a_broadcast_that_will_not_end_in_time_is_told_of(store: Store) -> None:
    await appointed(store)
    for number in range(1, 6):
        await enter(store, number, State.PLANNED)
    slow = 5 / (3 * 3600)  # three hours for the five
    await beat(store, rate=slow, full_rate=slow)
    assert await alarms.raise_alarms(store, at("2026-11-24 10:30"), CATCH_UP) == ()
    (notice,) = await alarms.raise_alarms(store, at("2026-11-24 11:30"), CATCH_UP)
    assert notice == Overrun(waiting=5, ends_at=at("2026-11-24 14:30"), late_by=CATCH_UP)
    await alarms.raise_alarms(store, at("2026-11-24 11:31"), CATCH_UP)
    assert await untold(store) == [notice]


async def test_without_an_admin_nothing_is_kept_for_one(store: Store) -> None:
    await beat(store, updates=TAKEN)
    await enter(store, 1, State.UNKNOWN, reason="no answer")
    assert len(await alarms.raise_alarms(store, NOW, CATCH_UP)) == 2
    await appointed(store)
    assert await alarms.raise_alarms(store, NOW, CATCH_UP) == ()
    assert await untold(store) == []


# --- in the chat --------------------------------------------------------------------------------


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    """Ada has subscribed, and is the admin."""
    async with playing(playground, tmp_path) as stage:
        await stage.subscribed()
        await stage.file(clean(title="Bridge to close"))
        await admins.claim(stage.app.store, READER, CODE, AdminClaim(CODE), stage.clock())
        yield stage


async def test_an_admin_asks_how_the_bot_does(stage: Stage) -> None:
    await stage.edition()
    async with asyncio.timeout(5):
        while True:
            if (await ledger.states(stage.app.store))[State.SENT]:
                break
            await asyncio.sleep(0.01)
    answer = (await stage.ask("/status")).text
    assert "Bot: running for" in answer
    assert "Pace: 28 messages a second" in answer
    assert "Sent: 1\n" in answer
    assert "Chats: 1 subscribed, 0 not, 0 gone" in answer


async def test_to_others_it_is_a_command_like_any_that_is_not_there(stage: Stage) -> None:
    stage.playground.add_private_chat(2002, "Eve")
    unknown = (await stage.ask("/stats", chat=2002)).text
    assert (await stage.ask("/status", chat=2002)).text == unknown.replace("/stats", "/status")
    group = stage.playground.add_group("Readers", members=(READER,), admins=(READER,))
    unknown = (await stage.ask("/stats@pullquote_bot", chat=group, user=READER)).text
    shown = (await stage.ask("/status@pullquote_bot", chat=group, user=READER)).text
    assert shown == unknown.replace("/stats", "/status"), "not even an admin's, in a group"
    assert "/status" not in (await stage.ask("/help")).text


async def test_every_unknown_has_its_line_in_the_log_and_is_told_to_the_admin(stage: Stage) -> None:
    with capture_logs() as log:
        stage.playground.fail_next(Failure.HUNG_UP, times=2)
        await stage.plan()
        for _ in range(20):
            stage.clock.pass_(seconds=1)
            await stage.app.outbox.drain()
    assert (await ledger.states(stage.app.store))[State.UNKNOWN] == 1
    assert len(of_unknown(log)) == 1
    stage.clock.pass_(minutes=2)
    await stage.app.beat.write()
    await stage.app.notifier.tell()
    assert "1 message may or may not have arrived" in notices_in(stage)[0]
    stage.clock.pass_(hours=2)
    assert await started_anew(stage).tell() == 0
    assert len(notices_in(stage)) == 1
    assert "Unknown: ! 1" in (await stage.ask("/status")).text


async def test_those_that_a_dead_process_left_are_in_the_log_too(store: Store) -> None:
    for number in range(5):
        await enter(store, number, State.SENDING)
    with capture_logs() as log:
        report(await sending.take_over(store, "me", NOW, Policy(Ambiguous.SKIP)))
    assert len(of_unknown(log)) == 5
    assert (await status(store, NOW)).tally.unknown == 5


def of_unknown(log: list[dict[str, object]]) -> list[dict[str, object]]:
    return [line for line in log if line["event"] == "delivery" and line["state"] == State.UNKNOWN]


async def test_an_admin_hears_at_once_that_another_process_has_the_updates(stage: Stage) -> None:
    taken = Beat(stage.app.store, stage.app.pace, lambda: Receiving.STOPPED_CONFLICT, clock=stage.clock)
    await taken.write()
    assert "! stopped: another process uses this token" in (await stage.ask("/status")).text
    await stage.app.notifier.tell()
    await taken.write()
    await started_anew(stage).tell()
    (told,) = notices_in(stage)
    assert "Another process uses my token" in told


def notices_in(stage: Stage) -> list[str]:
    return [each for each in texts(stage.playground.messages(READER)) if each.startswith("About deliveries")]


def started_anew(stage: Stage) -> Notifier:
    """A notifier that remembers nothing."""
    app = stage.app
    return Notifier(app.store, app.gateway, app.words, catch_up=CATCH_UP, clock=stage.clock)


# --- across a restart ---------------------------------------------------------------------------


def pace_of(rate: float, clock: Clock) -> Pace:
    return Pace(rate, clock.stopwatch)


async def test_the_next_process_keeps_to_a_pause_and_knows_the_last_429(store: Store) -> None:
    clock = Clock()
    first = pace_of(28.0, clock)
    first.refused(None, timedelta(seconds=40))
    await Beat(store, first, lambda: "polling", clock=clock).write()
    clock.pass_(seconds=15)
    second = pace_of(28.0, clock)
    beats = Beat(store, second, lambda: "polling", clock=clock)
    await beats.restore()
    assert second.paused_for == pytest.approx(25, abs=1)
    assert second.rate == pytest.approx(0.8 * 28)
    async with store.reading() as conn:
        last = await pulse.last(conn)
    assert last is not None
    assert last.refused_seconds == 40
    assert last.refused_at is not None
    assert last.paused_until is not None


@pytest.mark.parametrize(
    ("passed", "rate", "pauses", "slower"),
    [(15, 28.0, True, True), (15, 14.0, True, False), (60, 28.0, False, True), (600, 28.0, False, False)],
    ids=["inside", "inside, another rate is wanted", "just after", "long after"],
)
async def test_what_is_left_of_a_429_at_a_start(
    store: Store, passed: int, rate: float, pauses: bool, slower: bool
) -> None:
    clock = Clock()
    first = pace_of(28.0, clock)
    first.refused(None, timedelta(seconds=40))
    await Beat(store, first, lambda: "polling", clock=clock).write()
    clock.pass_(seconds=passed)
    second = pace_of(rate, clock)
    await Beat(store, second, lambda: "polling", clock=clock).restore()
    assert (second.paused_for > 0) is pauses
    assert (second.rate < rate) is slower


async def test_a_clock_that_was_set_back_does_not_lengthen_a_pause(store: Store) -> None:
    clock = Clock()
    first = pace_of(28.0, clock)
    first.refused(None, timedelta(seconds=40))
    await Beat(store, first, lambda: "polling", clock=clock).write()
    clock.pass_(hours=-24)
    second = pace_of(28.0, clock)
    await Beat(store, second, lambda: "polling", clock=clock).restore()
    assert second.paused_for == pytest.approx(40, abs=1)


# --- after a release of the tz database ---------------------------------------------------------

LISBON_EIGHT = slot(chat=1, next_due_at="2026-11-25 08:00", next_date=date(2026, 11, 25))


async def test_slots_are_reckoned_anew_once_for_each_release(store: Store) -> None:
    await beat(store)
    stored = (
        LISBON_EIGHT,
        replace(LISBON_EIGHT, chat=2, next_due_at=at("2026-11-25 07:00")),
        replace(LISBON_EIGHT, chat=3, next_date=None),
        replace(LISBON_EIGHT, chat=4, next_due_at=None, next_date=None),
        replace(LISBON_EIGHT, chat=-5, next_due_at=at("2026-11-24 07:00"), next_date=date(2026, 11, 24)),
    )
    async with store.writing() as conn:
        for each in stored:
            await chats.save(conn, chat(each.chat, timezone="Europe/Lisbon"))
            await slots.save(conn, each)
    assert await reckoning.reckon_anew(store, "2026c", lambda: NOW) == 2
    async with store.reading() as conn:
        after = [(await slots.of_chat(conn, each.chat))[0] for each in stored]
    right = [replace(LISBON_EIGHT, chat=number) for number in (1, 2, 3)]
    assert after == [*right, *stored[3:]], "what is due already, or not at all, is left alone"
    assert await reckoning.reckon_anew(store, "2026c", lambda: NOW) is None
    assert await reckoning.reckon_anew(store, "2026d", lambda: NOW) == 0


async def test_all_pages_are_reckoned_and_what_a_reader_changes_meanwhile_stays(store: Store) -> None:
    await beat(store)
    count = 2 * reckoning.PAGE + 1
    async with store.writing() as conn:
        for number in range(1, count + 1):
            await chats.save(conn, chat(number, timezone="Europe/Lisbon"))
            wrong = replace(LISBON_EIGHT, chat=number, next_due_at=at("2026-11-25 07:00"))
            await slots.save(conn, wrong)
    changed = replace(LISBON_EIGHT, chat=count, at=time(9), next_due_at=at("2026-11-25 09:00"))
    async with store.reading() as conn:  # what reckoning will have read before the change
        ((key, terms),) = await store_of_slots.page(conn, NOW, (count - 1, 1), 10)
    due = reckoning.reckoned(terms, NOW)
    async with store.writing() as conn:
        await slots.save(conn, changed)
        await store_of_slots.redate(conn, [Redated(key, terms.next_due_at, due.at, due.local_date)])
    assert await reckoning.reckon_anew(store, "2026c", lambda: NOW) == count - 1
    async with store.reading() as conn:
        assert await slots.of_chat(conn, count) == (changed,)
        assert (await slots.of_chat(conn, 1))[0] == replace(LISBON_EIGHT, chat=1)
        assert await slots.crowd(conn, NOW, NOW + timedelta(days=2)) == {
            at("2026-11-25 08:00"): count - 1,
            at("2026-11-25 09:00"): 1,
        }


async def test_the_bot_reckons_at_its_start(stage: Stage) -> None:
    reckoned_by = ""
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            while reckoned_by != tz_release():
                async with stage.app.store.reading() as conn:
                    reckoned_by = await pulse.time_zones(conn) or ""
                await asyncio.sleep(0.01)
    assert reckoned_by == tz_release()


# --- housekeeping -------------------------------------------------------------------------------


async def test_editions_are_forgotten_after_ninety_days_a_page_at_a_time(store: Store) -> None:
    many = 2_003
    async with store.writing() as conn:
        old = await lineups.record(conn, lineup(made_at=DUE))
        young = await lineups.record(conn, lineup(made_at=DUE + timedelta(days=3)))
        await chats.save(conn, chat(7))
        await ledger.enter(conn, [delivery(slot=each, state=State.SENT) for each in range(1, many + 1)])
        await ledger.enter(conn, [delivery(slot=many + 1, due_at=DUE + timedelta(days=3))])
    await housekeeping.tidy(store, DUE + timedelta(days=90))
    assert (await ledger.states(store))[State.SENT] == many
    await housekeeping.tidy(store, DUE + timedelta(days=90, minutes=1))
    assert (await ledger.states(store))[State.SENT] == 0
    assert (await ledger.states(store))[State.PLANNED] == 1
    async with store.reading() as conn:
        assert await lineups.fetch(conn, old) is not None, "line-ups stay a little longer"
    await housekeeping.tidy(store, DUE + timedelta(days=92, minutes=1))
    async with store.reading() as conn:
        assert await lineups.fetch(conn, old) is None
        assert await lineups.fetch(conn, young) is not None


def printed(source: str, said: str) -> CleanArticle:
    text = (
        f'The harbour bridge is closed from Monday for repairs. "{said}," said Mara Oduya. More in {source}.'
    )
    return clean(title="Bridge to close for eleven weeks", text=text, source=source, url=None)


async def test_a_button_of_an_edition_that_is_forgotten_says_so(stage: Stage) -> None:
    said = "We waited as long as the steel allowed", "We waited longer than the steel allowed"
    await stage.file(printed("Coastal Post", said[0]), printed("Daily Tide", said[1]))
    edition = await stage.edition()
    stage.clock.pass_(days=89)
    await housekeeping.tidy(stage.app.store, stage.clock())
    assert "◂ Back" in (await stage.press(edition, "1")).buttons
    stage.clock.pass_(days=2)
    await housekeeping.tidy(stage.app.store, stage.clock())
    back = stage.shown(edition)
    query = await stage.playground.press(back.chat_id, back.message_id, "◂ Back")
    assert "out of date" in (await stage.playground.answer_to(query)).text
    assert stage.shown(edition).text == back.text
