"""What an edition owes its readers: corrections of what was sent, silent sources, one voice for one text.
And which editions there are, whatever clocks, downtimes and broken rows do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from structlog.testing import capture_logs

from bot.playground import Playground
from digests.model import EVERY_DAY, Feed, FeedStanding, Slot
from digests.model import DeliveryState as State
from digests.newsroom import editions, reckoning, subscribing
from digests.newsroom.editions import EditionRules
from digests.schedule import MISSED
from digests.store import articles, chats, feeds, lineups, pulse, schema, slots, stories
from digests.store.engine import Store
from digests.store.schema import delivery
from digests.wishes import Wish
from tests.builders import DAY, at, chat, clean, slot
from tests.builders import pulse as running_pulse
from tests.stage import READER, TOKEN, Stage, playing

LATECOMER = 1002
TEXT = (
    "The harbour of Port Linnet reopened on Monday after a storm. "
    '"We lost exactly forty boats that night and nobody was told of it," said Mara Oduya. '
    "The repairs cost two million crowns."
)
HARBOUR = clean(title="Harbour of Port Linnet reopens", text=TEXT, source="Coastal Post")
CORRECTED = clean(title=HARBOUR.title, text=TEXT.replace("exactly", "about"), source="Coastal Post")
WITHDRAWN = clean(
    title=HARBOUR.title,
    text="The harbour of Port Linnet reopened on Monday after a storm. The repairs cost two million crowns.",
    source="Coastal Post",
)


@pytest.fixture
async def stage(tmp_path: Path, store_url: str) -> AsyncIterator[Stage]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(LATECOMER, "Ben")
        async with playing(playground, tmp_path, store_url=store_url) as stage:
            await stage.subscribed()
            await stage.file(HARBOUR, identity="harbour")
            yield stage


async def tomorrow(stage: Stage) -> str:
    stage.clock.pass_(days=1)
    return (await stage.edition()).text


async def test_the_next_edition_carries_both_wordings_and_the_one_after_it_does_not(stage: Stage) -> None:
    assert "exactly forty" in (await stage.edition()).text
    await stage.file(CORRECTED, identity="harbour")
    text = await tomorrow(stage)
    assert (
        "Correction to yesterday's story 1: Coastal Post now prints “lost about forty” "
        "where it printed “lost exactly forty”." in text
    )
    assert "Correction" not in await tomorrow(stage)


async def test_a_quotation_that_is_gone_is_said_to_be_gone(stage: Stage) -> None:
    await stage.edition()
    await stage.file(WITHDRAWN, identity="harbour")
    text = await tomorrow(stage)
    assert "Coastal Post no longer prints “We lost exactly forty boats that night" in text


async def test_nobody_is_corrected_who_did_not_get_the_quotation(stage: Stage) -> None:
    await stage.subscribed(LATECOMER)
    await stage.edition()
    await stage.file(CORRECTED, identity="harbour")
    stage.clock.pass_(days=1)
    await stage.plan(LATECOMER)
    (edition,) = [m for m in stage.playground.messages(LATECOMER) if "edition ·" in m.text]
    assert "about forty" in edition.text
    assert "Correction" not in edition.text


async def test_old_words_that_come_back_are_no_correction(stage: Stage) -> None:
    await stage.edition()
    await stage.file(CORRECTED, identity="harbour")
    await stage.file(HARBOUR, identity="harbour")
    assert "Correction" not in await tomorrow(stage)


async def test_a_source_that_goes_to_and_fro_is_not_corrected_again_and_again(stage: Stage) -> None:
    await stage.edition()
    await stage.file(CORRECTED, identity="harbour")
    assert "Correction" in await tomorrow(stage)
    await stage.file(HARBOUR, identity="harbour")
    await stage.file(CORRECTED, identity="harbour")
    assert "Correction" not in await tomorrow(stage)


async def test_the_story_is_told_in_its_latest_words(stage: Stage) -> None:
    await stage.file(CORRECTED, identity="harbour")
    latest = await stage.ask("/latest")
    assert "about forty" in latest.text
    assert "exactly" not in latest.text
    assert "exactly" not in (await stage.ask("/search forty boats")).text


async def test_an_edition_names_the_sources_that_it_had_to_do_without(stage: Stage) -> None:
    now = stage.clock()
    async with stage.app.store.writing() as conn:
        for url, name in (
            ("https://south.example/feed", "Radio South"),
            ("https://north.example/feed", "North"),
        ):
            await feeds.add(conn, Feed(url=url, name=name), now)
        south = await feeds.find(conn, "https://south.example/feed")
        assert south is not None
        failed = replace(
            south.state, succeeded_at=now, failures=9, standing=FeedStanding.FAILING, next_check_at=None
        )
        await feeds.save_state(conn, south.key, failed)
    text = (await stage.edition()).text
    assert "Radio South" in text.rsplit("Silent since", 1)[-1]
    assert "North" not in text


async def test_two_outlets_with_one_text_are_one_voice(stage: Stage) -> None:
    words = " ".join(f"Word{n} stood by the quay and counted boat number {n}." for n in range(40))
    agency = clean(title="Boats counted at the quay", text=words, source="Agency", url=None)
    for source in ("Daily Tide", "Radio Nord"):
        await stage.file(
            agency if source == "Daily Tide" else replace(agency, source=source, fingerprint="2")
        )
    async with stage.app.store.reading() as conn:
        told = await articles.by_story(conn, await stories.newest(conn, limit=10))
    (group,) = [group for group in told.values() if group[0].article.title == agency.title]
    assert [stored.copy_of for stored in group] == [None, group[0].key]


# --- what is due becomes rows of the ledger -----------------------------------------------------

NOON = at("2026-11-24 12:00")
ADA, BEN = 7, 8
TUESDAYS = 0b0000010
RULES = EditionRules()


async def enter(store: Store, *entered: Slot, timezone: str = "UTC") -> None:
    async with store.writing() as conn:
        for each in entered:
            await chats.save(conn, chat(each.chat, timezone=timezone))
            await slots.save(conn, each)


async def plan(store: Store, now: datetime) -> None:
    while await editions.plan_due(store, RULES, now):
        pass


async def ledger(store: Store, of: int = ADA) -> list[tuple[int, State]]:
    """Days of the month with what became of their editions, by date."""
    query = select(delivery.c.local_date, delivery.c.state).where(delivery.c.chat == of)
    async with store.reading() as conn:
        rows = await conn.execute(query.order_by(delivery.c.local_date, delivery.c.slot))
        return [(day.day, State(state)) for day, state in rows]


async def reckoned_by(store: Store, release: str) -> None:
    """The bot has run with this tz database."""
    now = at("2026-11-24 06:00")
    running = running_pulse(started_at=now, beat_at=now)
    async with store.writing() as conn:
        await pulse.beat(conn, running)
        await pulse.reckoned(conn, release)


async def due_next(store: Store, of: int = ADA) -> datetime | None:
    async with store.reading() as conn:
        return (await slots.of_chat(conn, of))[0].next_due_at


async def test_every_date_that_a_downtime_left_out_has_a_row_that_says_so(store: Store) -> None:
    weekend = slot(chat=BEN, days=0b1100000, next_due_at="2026-11-21 08:00", next_date=date(2026, 11, 21))
    await enter(store, slot(thread=3, next_due_at="2026-11-21 08:00", next_date=date(2026, 11, 21)), weekend)
    planned = await editions.plan_due(store, RULES, NOON)
    assert (planned.late, planned.dropped) == (1, 3 + 2)
    missed = [(day, State.DROPPED) for day in (21, 22, 23)]
    assert await ledger(store) == [*missed, (24, State.PLANNED)]
    assert await ledger(store, BEN) == [(21, State.DROPPED), (22, State.DROPPED)]
    async with store.reading() as conn:
        rows = (await conn.execute(select(delivery).where(delivery.c.local_date == date(2026, 11, 22)))).all()
    assert {(row.due_at, row.settled_at) for row in rows} == {(at("2026-11-22 08:00"), NOON)}
    assert all(row.reason for row in rows)


async def test_after_a_year_of_downtime_each_of_many_chats_has_its_last_month(store: Store) -> None:
    many = range(1, 2 * editions.PAGE // MISSED)
    asleep = [slot(chat=n, next_due_at="2025-11-21 08:00", next_date=date(2025, 11, 21)) for n in many]
    await enter(store, *asleep)
    planned = await editions.plan_due(store, RULES, NOON)
    assert (planned.late, planned.dropped) == (len(many), len(many) * MISSED)
    for of in (many[0], many[-1]):
        rows = await ledger(store, of)
        assert len(rows) == MISSED + 1
        assert rows[-1] == (24, State.PLANNED)


@pytest.mark.parametrize(
    ("days_ahead", "days"),
    [(3, EVERY_DAY), (10, EVERY_DAY), (400, EVERY_DAY), (10, TUESDAYS), (400, TUESDAYS)],
)
async def test_a_clock_that_was_far_ahead_for_a_moment_costs_no_edition(
    store: Store, days_ahead: int, days: int
) -> None:
    await reckoned_by(store, "2026c")
    await enter(store, slot(days=days))
    await plan(store, at("2026-11-24 07:00") + timedelta(days=days_ahead))
    assert (24, State.DROPPED) in await ledger(store) or days_ahead > MISSED

    await reckoning.reckon_anew(store, "2026c", lambda: at("2026-11-24 07:01"))
    assert await due_next(store) == at("2026-11-24 08:00")
    await plan(store, at("2026-11-24 08:00"))
    assert (24, State.PLANNED) in await ledger(store)
    assert await due_next(store) == at("2026-11-25 08:00" if days == EVERY_DAY else "2026-12-01 08:00")


async def test_who_pauses_for_long_is_left_alone(store: Store) -> None:
    await reckoned_by(store, "2026c")
    await enter(store, slot())
    until = at("2027-06-01 00:00")
    paused = await subscribing.change(store, ADA, lambda known: replace(known, paused_until=until), NOON)
    assert await reckoning.reckon_anew(store, "2026c", lambda: NOON) is None
    assert await due_next(store) == paused.next_due_at == at("2027-06-01 08:00")


async def test_a_reader_who_sets_the_time_after_such_a_moment_has_editions_at_once(store: Store) -> None:
    await enter(store, slot())
    await plan(store, at("2026-11-24 07:00") + timedelta(days=400))
    wish = Wish(time(7, 30), EVERY_DAY)
    changed = await subscribing.set_times(store, ADA, [wish], at("2026-11-24 07:01"))
    assert changed.next_due_at == at("2026-11-24 07:30")
    await plan(store, at("2026-11-24 07:30"))
    assert (24, State.PLANNED) in await ledger(store)


async def test_what_a_clock_told_that_ran_ahead_does_not_make_later_news_old(store: Store) -> None:
    await enter(store, slot())
    await plan(store, at("2026-12-04 08:00"))
    async with store.writing() as conn:
        sent = delivery.update().where(delivery.c.state == State.PLANNED)
        await conn.execute(sent.values(state=State.SENT, attempt=1))
    await subscribing.set_times(store, ADA, [Wish(time(8), EVERY_DAY)], at("2026-11-24 07:01"))
    await plan(store, at("2026-11-24 08:00"))
    async with store.reading() as conn:
        of_today = select(delivery.c.lineup).where(delivery.c.local_date == DAY)
        told = await lineups.fetch(conn, (await conn.execute(of_today)).scalar_one())
    assert told is not None
    assert told.since == at("2026-11-23 08:00")


@pytest.mark.parametrize(
    ("column", "value"), [("days", 0), ("at", "half past"), ("next_date", "some day"), ("next_date", "0000")]
)
async def test_a_slot_that_cannot_be_planned_is_put_off_and_stops_nobody(
    store: Store, column: str, value: object
) -> None:
    await enter(store, slot(next_due_at="2026-11-24 07:00"), slot(chat=BEN))
    async with store.writing() as conn:
        if conn.dialect.name != "sqlite" and value != 0:
            pytest.skip("this database refuses such values")
        await conn.execute(text(f"UPDATE slot SET {column} = :value WHERE chat = {ADA}"), {"value": value})
    with capture_logs() as logs:
        await plan(store, at("2026-11-24 08:00"))
        await plan(store, at("2026-11-24 08:00"))
    assert await ledger(store) == []
    assert await ledger(store, BEN) == [(24, State.PLANNED)]
    assert [entry["chat"] for entry in logs if entry["log_level"] == "error"] == [ADA]
    # Mended within the hour, it has its edition after all.
    async with store.writing() as conn:
        await conn.execute(text(f"UPDATE slot SET at = '08:00:00.000000', days = 127 WHERE chat = {ADA}"))
    await plan(store, at("2026-11-24 09:00"))
    assert await ledger(store) == [(24, State.PLANNED)]
    assert await due_next(store) == at("2026-11-25 08:00")


async def test_more_than_a_page_of_slots_that_cannot_be_planned_is_put_off_too(store: Store) -> None:
    many = range(100, 100 + editions.PAGE + 1)
    broken = slot(days=0, next_due_at="2026-11-24 07:00")
    await enter(store, slot(chat=BEN))
    async with store.writing() as conn:
        rows = [
            {"id": n, "kind": "private", "name": "", "language": "en", "timezone": "UTC"}
            | {"standing": "subscribed", "created_at": NOON}
            for n in many
        ]
        await conn.execute(schema.chat.insert(), rows)
        await conn.execute(schema.slot.insert(), [asdict(replace(broken, chat=n)) for n in many])
    await plan(store, at("2026-11-24 08:00"))
    assert await ledger(store, BEN) == [(24, State.PLANNED)]
    assert {await due_next(store, n) for n in (many[0], many[-1])} == {at("2026-11-24 09:00")}


async def test_a_slot_that_cannot_be_reckoned_keeps_nobody_from_it(store: Store) -> None:
    far = slot(chat=BEN, next_due_at="2027-12-29 08:00", next_date=date(2027, 12, 29))
    await enter(store, replace(far, chat=ADA, days=0), far)
    with capture_logs() as logs:
        assert await reckoning.reckon_anew(store, "2026c", lambda: NOON) == 1
    assert await due_next(store, BEN) == at("2026-11-25 08:00")
    assert [entry["chat"] for entry in logs] == [ADA]


async def test_days_that_change_while_news_is_read_stop_nobody(store: Store) -> None:
    await enter(store, slot(), slot(chat=BEN))
    async with store.writing() as conn:
        planning = asyncio.create_task(editions.plan_due(store, RULES, at("2026-11-24 08:00")))
        await asyncio.sleep(0.3)  # it has read what is due, and what there is to tell, and waits to write
        await slots.save(conn, slot(days=TUESDAYS))
    assert (await planning).on_time == 2
    assert await ledger(store) == [(24, State.PLANNED)]


async def test_before_its_first_edition_a_chat_gives_up_nothing_by_saying_when_and_where(
    store: Store,
) -> None:
    """Guessed to live in São Paulo, where 08:00 is still to come; in Lisbon it is over for today."""
    now = at("2026-11-24 10:00")
    async with store.writing() as conn:
        await chats.save(conn, chat(ADA, timezone="America/Sao_Paulo"))
        await slots.save(conn, slot(chat=ADA, local=time(8), next_due_at=None, next_date=None))
    guessed = await subscribing.subscribe(store, ADA, now)
    assert guessed.next_due_at == at("2026-11-24 11:00")
    earlier = await subscribing.set_times(store, ADA, [Wish(time(7, 30), EVERY_DAY)], now)
    assert earlier.next_due_at == at("2026-11-24 10:30")
    corrected = await subscribing.set_zone(store, ADA, "Europe/Lisbon", now)
    assert corrected.next_due_at == at("2026-11-25 07:30")


async def test_a_first_edition_that_is_due_at_this_moment_comes_whatever_is_changed(store: Store) -> None:
    now = at("2026-11-24 08:00")
    await enter(store, slot())
    changed = await subscribing.set_times(store, ADA, [Wish(time(7), EVERY_DAY)], now)
    assert changed.next_due_at == now
