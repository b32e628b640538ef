"""What readers set for themselves, and what their editions make of it, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.playground import Failure, Playground
from bot.playground.shown import ShownMessage
from config.settings import DeliverySettings
from digests.model import DeliveryState, Size
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


async def typed(stage: Stage, asking: ShownMessage, text: str) -> ShownMessage:
    """Says something, and waits until it is answered in the message that asked."""
    number, edits = asking.message_id, stage.shown(asking).edits
    await stage.playground.say(READER, text)
    (answered,) = await stage.playground.wait_for(
        READER, where=lambda message: message.message_id == number and message.edits > edits
    )
    return answered


async def test_several_times_on_chosen_days(stage: Stage) -> None:
    await stage.ask("/subscribe")
    shown = await stage.ask("/time weekdays 07:30 18:00 sunday 10:00")
    assert "Editions now come at 07:30 and 18:00 on weekdays, 10:00 on Sunday." in shown.text
    assert [(s.at, s.days) for s in (await known(stage)).slots] == [
        (time(7, 30), 0b11111),
        (time(18), 0b11111),
        (time(10), 0b1000000),
    ]
    page = await stage.press(shown, "Time")
    assert {"✓ 07:30", "✓ 10:00", "✓ 18:00", "12:00"} <= set(page.buttons)
    fewer = await stage.press(page, "10:00")
    assert "Editions now come at 07:30 and 18:00 on weekdays." in fewer.text
    assert "10:00" not in fewer.buttons, "it was none of those that are offered to everybody"
    more = await stage.press(fewer, "12:00")
    assert "Editions now come at 07:30, 12:00, and 18:00 on weekdays." in more.text
    back = await stage.press(more, "Back")
    assert "07:30, 12:00, and 18:00 on weekdays, UTC" in back.text


async def test_the_last_time_and_the_last_day_stay(stage: Stage) -> None:
    await stage.ask("/subscribe")
    page = await stage.press(await stage.ask("/time sunday 08:00"), "Time")
    query = await stage.playground.press(READER, page.message_id, "✓ 08:00")
    assert "One time has to stay." in (await stage.playground.answer_to(query)).text
    days = await stage.press(await stage.press(page, "Back"), "Days")
    query = await stage.playground.press(READER, days.message_id, "✓ Sun")
    assert "One day has to stay." in (await stage.playground.answer_to(query)).text
    assert [(s.at, s.days) for s in (await known(stage)).slots] == [(time(8), 0b1000000)]


async def test_a_seventh_time_is_too_much(stage: Stage) -> None:
    page = await stage.press(await stage.ask("/time 01:00 02:00 03:00 04:00 05:00 06:00"), "Time")
    query = await stage.playground.press(READER, page.message_id, "12:00")
    assert "at most 6 times" in (await stage.playground.answer_to(query)).text
    assert len((await known(stage)).slots) == 6


async def test_days_are_ticked_for_all_times_at_once_or_for_one_of_them(stage: Stage) -> None:
    settings = await stage.ask("/time 07:30 18:00")
    days = await stage.press(settings, "Days")
    assert "✓ Every day" in days.buttons
    weekdays = await stage.press(days, "Weekdays")
    assert "Editions now come at 07:30 and 18:00 on weekdays." in weekdays.text
    without = await stage.press(weekdays, "✓ Fri")
    assert [s.days for s in (await known(stage)).slots] == [0b1111, 0b1111]
    assert "Friday" not in without.text
    settings = await stage.ask("/time weekdays 07:30 sunday 10:00")
    which = await stage.press(settings, "Days")
    assert which.buttons == ["07:30 · Weekdays", "10:00 · Sun", "◂ Back"]
    one = await stage.press(which, "10:00")
    assert {"✓ Sun", "Sat"} <= set(one.buttons)
    await stage.press(one, "Sat")
    assert [s.days for s in (await known(stage)).slots] == [0b11111, 0b1100000]
    assert (await stage.press(stage.shown(one), "Back")).buttons == [
        "07:30 · Weekdays",
        "10:00 · Weekend",
        "◂ Back",
    ]


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


async def test_times_can_be_typed_where_they_are_asked_for(stage: Stage) -> None:
    page = await stage.press(await stage.ask("/settings"), "Time")
    asking = await stage.press(page, "Type other times")
    assert "Which times? Write them to me" in asking.text
    refused = await stage.ask("25:00")
    assert "25:00 is not a time of day." in refused.text
    answered = await typed(stage, asking, "weekdays 07:15 sunday 10:00")
    assert "Editions now come at 07:15 on weekdays, 10:00 on Sunday." in answered.text
    assert [s.at for s in (await known(stage)).slots] == [time(7, 15), time(10)]


async def test_a_question_that_was_left_by_a_button_takes_no_words(stage: Stage) -> None:
    page = await stage.press(await stage.ask("/settings"), "Time")
    await stage.press(await stage.press(page, "Type other times"), "Back")
    await stage.ask("18:00")
    assert [s.at for s in (await known(stage)).slots] == [time(8)]


async def edited(stage: Stage, text: str) -> None:
    """The reader says something else where they spoke last."""
    said = [message for message in stage.playground.messages(READER) if not message.from_bot][-1]
    await stage.playground.edit_said(READER, said.message_id, text)
    await stage.quiet()


async def test_times_that_were_typed_can_be_edited(stage: Stage) -> None:
    page = await stage.press(await stage.ask("/settings"), "Time")
    asking = await stage.press(page, "Type other times")
    await typed(stage, asking, "8:30")
    await edited(stage, "9:30")
    assert stage.shown(asking).text.startswith("Your edition now comes at 09:30.")

    await edited(stage, "9:3x")
    assert stage.shown(asking).text.startswith("Your edition now comes at 09:30."), "it stays to be seen"
    await edited(stage, "10:30")
    assert stage.shown(asking).text.startswith("Your edition now comes at 10:30.")
    await edited(stage, "/help")
    assert "Settings" in stage.shown(asking).text


async def test_who_goes_on_with_something_else_is_not_asked_any_more(stage: Stage) -> None:
    other = await stage.ask("/settings")
    for go_on in (lambda: stage.ask("/latest"), lambda: stage.press(other, "Size")):
        page = await stage.press(await stage.ask("/settings"), "Time")
        await stage.press(page, "Type other times")
        await go_on()
        assert "I searched for your words." in (await stage.ask("harbour at 9")).text


async def test_a_place_is_tapped_or_typed(stage: Stage) -> None:
    page = await stage.press(await stage.ask("/settings"), "Zone")
    london = await stage.press(page, "London")
    assert "Your zone is now Europe/London" in london.text
    asking = await stage.press(await stage.press(london, "Zone"), "Type another place")
    assert "Your zone is now Asia/Kathmandu" in (await typed(stage, asking, "Kathmandu")).text
    assert (await known(stage)).chat.timezone == "Asia/Kathmandu"


async def test_an_edition_has_the_size_that_was_chosen(stage: Stage) -> None:
    page = await stage.press(await stage.ask("/settings"), "Size")
    assert "✓ Standard" in page.buttons
    brief = await stage.press(page, "Brief")
    assert "Editions are brief now." in brief.text
    assert "brief size" in brief.text.split("\n\n", 1)[1]
    assert (await known(stage)).chat.size is Size.BRIEF


async def test_articles_come_in_the_languages_that_are_ticked(stage: Stage) -> None:
    await stage.file(HARBOUR, clean(title="Brücke gesperrt", source="Küstenpost", language="de"))
    page = await stage.press(await stage.ask("/settings"), "Languages")
    assert {"English", "German", "✓ All languages"} <= set(page.buttons)
    german = await stage.press(page, "German")
    assert "You are told of articles in German now." in german.text
    both = await stage.press(german, "English")
    assert (await known(stage)).chat.reads == ("de", "en")
    back = await stage.press(both, "Back")
    assert "standard size · articles in German and English" in back.text
    page = await stage.press(await stage.press(back, "Languages"), "All languages")
    assert "articles in all languages" in page.text
    assert (await known(stage)).chat.reads == ()
    slots = (await known(stage)).slots
    assert slots[0].taste is None, "told like everybody else again"


async def test_topics_are_ticked(stage: Stage) -> None:
    await stage.file(
        clean(title="A seal", topics=("Science", "Sea")), clean(title="A match", topics=("Sport",))
    )
    page = await stage.press(await stage.ask("/settings"), "Topics")
    assert page.buttons == ["Science", "Sea", "Sport", "◂ Back"]
    science = await stage.press(page, "Science")
    assert "You are told of Science now." in science.text
    await stage.press(science, "Sport")
    back = await stage.press(stage.shown(page), "Back")
    assert "\n2 topics\n" in back.text
    page = await stage.press(await stage.press(back, "Topics"), "✓ Sport")
    assert "You are not told of Sport any more." in page.text
    assert "all topics" in (await stage.press(page, "✓ Science")).text


async def test_a_source_is_followed_then_muted_then_neither(stage: Stage) -> None:
    await stage.file(*(clean(title=f"News {i}", text=f"Number {i}.", source=f"Paper {i}") for i in range(10)))
    page = await stage.press(await stage.ask("/settings"), "Sources")
    assert len(page.buttons) == 10, "eight, then the way on and back"
    last = await stage.press(page, "Next")
    followed = await stage.press(last, "Paper 9")
    assert "You follow Paper 9 now." in followed.text
    assert "✓ Paper 9" in followed.buttons, "the page stays the one it was"
    muted = await stage.press(followed, "✓ Paper 9")
    assert "You hear no more of Paper 9 now." in muted.text
    assert "1 mute" in (await stage.press(muted, "Back")).text
    page = await stage.press(await stage.press(stage.shown(page), "Sources"), "Next")
    neither = await stage.press(page, "− Paper 9")
    assert "Paper 9 is neither followed nor muted now." in neither.text
    assert "mute" not in (await stage.press(neither, "Back")).text


async def test_done_leaves_what_is_set_without_buttons(stage: Stage) -> None:
    settings = await stage.ask("/time 07:30")
    done = await stage.press(settings, "Done")
    assert "07:30 every day, UTC" in done.text
    assert "/settings opens them again." in done.text
    assert not done.buttons


async def test_stop_ends_editions_as_unsubscribe_does(stage: Stage) -> None:
    await stage.ask("/subscribe")
    assert "No more editions." in (await stage.ask("/stop")).text
    assert not (await known(stage)).active


async def test_a_page_of_the_settings_leads_back(stage: Stage) -> None:
    settings = await stage.ask("/subscribe")
    page = await stage.press(settings, "Sound")
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
    sound = await stage.press(await stage.press(settings, "Sound"), "Never a sound")
    assert "Editions come without a sound now." in sound.text
    assert "✓ Never a sound" in sound.buttons
    size = await stage.press(await stage.press(await stage.press(sound, "Back"), "Size"), "Link previews")
    assert "✓ Link previews" in size.buttons
    assert "never a sound · with link previews" in (await stage.press(size, "Back")).text
    stage.clock.pass_(hours=24)
    second = await stage.edition()
    assert (second.silent, previews(stage)) == (True, True)
    sound = await stage.press(await stage.press(stage.shown(size), "Sound"), "Never a sound")
    assert "Editions may make a sound again." in sound.text
    size = await stage.press(await stage.press(sound, "Back"), "Size")
    assert "no link previews any more" in (await stage.press(size, "Link previews")).text


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
