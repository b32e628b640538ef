"""What readers set for themselves, and what their editions make of it, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.playground import Failure, Playground
from config.settings import DeliverySettings
from digests.model import EVERY_DAY, DeliveryState
from digests.newsroom import subscribing
from digests.newsroom.subscribing import Subscription
from tests import ledger
from tests.builders import clean
from tests.stage import READER, TOKEN, Stage, playing

HARBOUR = clean(title="Bridge to close for eleven weeks", source="Coastal Post")


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path, store_url: str) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path, store_url=store_url) as stage:
        yield stage


async def known(stage: Stage) -> Subscription:
    found = await subscribing.find(stage.app.store, READER)
    assert found is not None
    return found


async def test_several_times_on_chosen_days(stage: Stage) -> None:
    await stage.ask("/subscribe")
    shown = await stage.ask("/time weekdays 07:30 18:00 sunday 10:00")
    assert "Editions now come at 07:30 and 18:00 on weekdays, 10:00 on Sunday." in shown.text
    assert [(s.at, s.days) for s in (await known(stage)).slots] == [
        (time(7, 30), 0b11111),
        (time(18), 0b11111),
        (time(10), 0b1000000),
    ]
    assert "12:00" not in shown.buttons, "a slip of the finger must not take three times away"
    hours = await stage.press(shown, "One time a day")
    assert "Your edition now comes at 12:00." in (await stage.press(hours, "12:00")).text
    assert [(s.at, s.days) for s in (await known(stage)).slots] == [(time(12), EVERY_DAY)]


async def test_a_tapped_hour_keeps_the_days(stage: Stage) -> None:
    await stage.ask("/subscribe")
    shown = await stage.ask("/time sunday 10:00")
    assert "12:00 on Sunday, UTC" in (await stage.press(shown, "12:00")).text


async def test_a_time_that_is_moved_onto_another_one_becomes_one_with_it(stage: Stage) -> None:
    await stage.ask("/subscribe")
    settings = await stage.ask("/time mon 07:59 tue 08:00 18:00")
    query = await stage.playground.forge_callback(
        READER, settings.message_id, "m:1:0759"
    )  # the first was 08:00 from the start
    await stage.playground.answer_to(query)
    moved = stage.shown(settings)
    assert "Editions now come at 07:59 on Monday and Tuesday, 18:00 on Tuesday." in moved.text
    assert len((await known(stage)).slots) == 2


async def test_a_page_of_the_settings_leads_back(stage: Stage) -> None:
    settings = await stage.ask("/subscribe")
    page = await stage.press(settings, "Quiet hours")
    back = await stage.press(page, "Back")
    assert back.text == settings.text.split("\n\n", 1)[1], "only the notice is gone"
    assert back.buttons == settings.buttons


async def test_a_pause_ends_on_its_local_day_and_can_be_cut_short(stage: Stage) -> None:
    await stage.ask("/subscribe")
    await stage.ask("/timezone Tokyo")
    paused = await stage.ask("/pause 3 days")
    assert "Paused. The next edition comes " in paused.text
    tokyo = ZoneInfo("Asia/Tokyo")
    first = (stage.clock().astimezone(tokyo) + timedelta(days=3)).date()
    assert (await known(stage)).next_due_at == datetime.combine(first, time(8), tokyo)
    resumed = await stage.press(paused, "Resume")
    assert "Editions go on. The next one comes to" in resumed.text
    week = await stage.press(await stage.press(resumed, "Pause"), "7 days")
    assert " · paused, next: " in week.text
    await stage.ask("/timezone Lisbon")
    kept = (await known(stage)).chat.paused_until
    assert kept is not None and kept.astimezone(ZoneInfo("Europe/Lisbon")).time() == time(0)
    assert "Editions go on." in (await stage.ask("/resume")).text
    assert "Nothing is paused." in (await stage.ask("/resume")).text


async def test_nothing_comes_in_a_pause_also_not_what_was_planned(stage: Stage) -> None:
    await stage.ask("/subscribe")
    await stage.file(HARBOUR)
    stage.clock.pass_(seconds=5)  # after an answer a chat breathes
    stage.playground.fail_next(Failure.TOO_MANY, retry_after=3600)
    await stage.plan()
    assert (await ledger.states(stage.app.store))[DeliveryState.PLANNED] == 1
    stage.clock.pass_(hours=1, minutes=1)
    paused = await stage.ask("/pause 2 days")
    await stage.app.outbox.drain()
    assert (await ledger.states(stage.app.store))[DeliveryState.DROPPED] == 1
    assert not [m for m in stage.playground.messages(READER) if "edition ·" in m.text]
    await stage.press(paused, "Resume")
    assert (await known(stage)).next_due_at is not None


async def test_subscribing_again_ends_a_pause(stage: Stage) -> None:
    await stage.ask("/subscribe")
    await stage.ask("/pause")
    assert "paused" not in (await stage.ask("/subscribe")).text
    assert (await known(stage)).chat.paused_until is None


async def test_an_edition_is_silent_and_shows_previews_as_the_reader_likes(stage: Stage) -> None:
    await stage.file(HARBOUR)
    settings = await stage.ask("/subscribe")
    first = await stage.edition()
    assert (first.silent, previews(stage)) == (False, False)
    settings = await stage.press(settings, "Silent")
    settings = await stage.press(settings, "Link previews")
    assert {"✓ Silent", "✓ Link previews"} <= set(settings.buttons)
    stage.clock.pass_(hours=24)
    second = await stage.edition()
    assert (second.silent, previews(stage)) == (True, True)
    settings = await stage.press(settings, "Silent")
    assert "Editions may make a sound again." in settings.text
    assert "no link previews any more" in (await stage.press(settings, "Link previews")).text


def previews(stage: Stage) -> bool:
    """Whether the last message may show a preview of a link."""
    options = stage.playground.sends(READER)[-1].parameters["link_preview_options"]
    assert isinstance(options, dict)
    return not options["is_disabled"]


async def test_in_quiet_hours_an_edition_comes_on_time_without_a_sound(stage: Stage) -> None:
    await stage.ask("/subscribe")
    await stage.file(HARBOUR)
    now = stage.clock()
    start, end = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (-1, 1))
    await stage.ask(f"/quiet {start} {end}")
    assert (await stage.edition()).silent
    await stage.ask("/quiet off")
    stage.clock.pass_(hours=24)
    assert not (await stage.edition()).silent


@pytest.mark.parametrize("protected", [False, True])
async def test_what_the_operator_protects_cannot_be_forwarded(
    playground: Playground, tmp_path: Path, store_url: str, protected: bool
) -> None:
    delivery = DeliverySettings(protect_content=protected)
    async with playing(playground, tmp_path, store_url=store_url, delivery=delivery) as stage:
        await stage.ask("/subscribe")
        await stage.file(HARBOUR)
        await stage.edition()
        sent = [call.parameters.get("protect_content") for call in playground.sends(READER)]
        assert sent == [True if protected else None] * 2


async def test_a_crowded_minute_offers_a_calmer_one(
    playground: Playground, tmp_path: Path, store_url: str
) -> None:
    delivery = DeliverySettings(rate=0.1)
    async with playing(playground, tmp_path, store_url=store_url, delivery=delivery) as stage:
        await stage.ask("/subscribe")
        for other in range(2001, 2018):
            playground.add_private_chat(other, f"Reader {other}")
            await stage.subscribed(other)
        crowded = await stage.ask("/settings")
        assert "Many editions go out at 08:00: yours may take up to 3 minutes." in crowded.text
        calm = await stage.press(crowded, "07:59 is calmer")
        assert "Your edition now comes at 07:59." in calm.text
        assert "calmer" not in " ".join(calm.buttons)
        assert "Many editions" not in calm.text
