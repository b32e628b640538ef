"""Every command as a person types it, answered by the real program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import Failure, Playground
from bot.playground.shown import ShownMessage
from digests.model import CleanArticle, Standing
from digests.newsroom import subscribing
from tests.builders import clean
from tests.stage import READER, TOKEN, Stage, playing

HARBOUR = clean(
    title="Bridge to close for eleven weeks",
    text=(
        "The harbour bridge will be closed from Monday while its bearings are replaced. "
        '"We waited as long as the steel allowed," said Mara Oduya. Ferries run all night.'
    ),
    source="Coastal Post",
)
SEAL = clean(title="Seal at the market", text="A seal came up the canal on Sunday. It stayed.", source="Tide")


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path) as stage:
        yield stage


async def test_start_shows_a_digest_and_subscribes(stage: Stage) -> None:
    await stage.file(HARBOUR)
    welcome = await stage.ask("/start")
    assert "Bridge to close for eleven weeks" in welcome.text
    assert "tomorrow 08:00" in welcome.text or "today 08:00" in welcome.text
    subscription = await subscribing.find(stage.app.store, READER)
    assert subscription is not None and subscription.active


async def test_starting_again_keeps_the_settings(stage: Stage) -> None:
    await stage.ask("/start")
    await stage.ask("/time 21:15")
    assert "21:15" in (await stage.ask("/start")).text


async def test_unsubscribing_and_coming_back(stage: Stage) -> None:
    await stage.ask("/subscribe")
    assert "No more editions" in (await stage.ask("/unsubscribe")).text
    subscription = await subscribing.find(stage.app.store, READER)
    assert subscription is not None
    assert (subscription.chat.standing, subscription.slot.next_due_at) == (Standing.UNSUBSCRIBED, None)
    assert "You are subscribed" in (await stage.ask("/subscribe")).text


async def test_latest_shows_digests_newest_first(stage: Stage) -> None:
    await stage.file(HARBOUR)
    await stage.file(SEAL)
    latest = await stage.ask("/latest")
    assert latest.text.index("Seal at the market") < latest.text.index("Bridge to close")
    assert "— Mara Oduya" in latest.text


async def test_latest_with_words_shows_only_what_matches(stage: Stage) -> None:
    await stage.file(HARBOUR, SEAL)
    latest = await stage.ask("/latest bridge")
    assert "Bridge to close" in latest.text
    assert "Seal" not in latest.text


async def test_search_shows_the_passage_with_the_word_in_bold(stage: Stage) -> None:
    await stage.file(HARBOUR, SEAL)
    found = await stage.ask("/search steel")
    assert "<b>steel</b>" in found.html
    assert '<a href="https://news.example/harbour">' in found.html


async def test_pages_turn_in_place_and_survive_a_restart(playground: Playground, tmp_path: Path) -> None:
    async with playing(playground, tmp_path) as stage:
        for letter in "abcdefghijk":
            others = " ".join(letter * length for length in range(4, 16))  # nothing else in common
            await stage.file(clean(title=others, text=f"Lantern: {others}."))
        first = await stage.ask("/search lantern")
        assert first.buttons[5:8] == ["1/3", "▸", "Newest first"]
    async with playing(playground, tmp_path) as stage:
        second = await stage.press(first, "▸")
        assert second.buttons[5:8] == ["◂", "2/3", "▸"]
        assert second.message_id == first.message_id
        third = await stage.press(second, "▸")
        assert third.buttons[1:3] == ["◂", "3/3"]
        assert (await stage.press(third, "◂")).text == second.text


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/time 07:30", "Your edition now comes at 07:30."),
        ("/time 7:30 pm", "Your edition now comes at 19:30."),
        ("/time 25:00", "25:00 is not a time of day. Try /time 07:30"),
        ("/time mon wed 07:30", "Editions now come at 07:30 on Monday and Wednesday."),
        ("/time mondey 07:30", "mondey is neither a time of day nor a day"),
        ("/quiet 22:00 07:00", "From 22:00 to 07:00 editions make no sound now."),
        ("/quiet off", "There are no quiet hours now."),
        ("/quiet", "Quiet from when to when?"),
        ("/quiet 22", "22 does not tell me when to be quiet."),
        ("/pause", "Editions are stopped already."),
        ("/pause soon", "I do not understand soon."),
        ("/resume", "Editions are stopped already."),
        ("/channel", "To set up a channel, make me one of its administrators"),
        ("/time", "Which time?"),
        ("/timezone Europe/Lisbon", "Your zone is now Europe/Lisbon"),
        ("/timezone new york", "Your zone is now America/New York"),
        ("/timezone Lisbonn", "Did you mean Europe/Lisbon"),
        ("/timezone qqqq", "I do not know qqqq."),
        ("/timezone", "Which place?"),
        ("/search", "How to search"),
        ("/search -bridge", "what to leave out"),
        ("/search " + "x" * 600, "at most 512 characters"),
        ('/search ((( " AND NOT * :', "Nothing with"),
        ("/search brigde", "Nothing with brigde"),
        ("/latest brigde", "Nothing with brigde"),
        ("/search bridge since:soon", "“since:soon” names no time"),
        ("/latest", "No news has come in yet."),
        ("/settings", "Settings"),
        ("/help", "/search words"),
        ("/LATEST", "No news has come in yet."),
        ("/latest@pullquote_bot", "No news has come in yet."),
        ("/teleport", "I do not know /teleport."),
        ("hello there", "I searched for your words."),
    ],
)
async def test_every_command_is_answered_also_when_it_makes_no_sense(
    stage: Stage, command: str, answer: str
) -> None:
    assert answer in (await stage.ask(command)).text


async def test_a_misspelt_word_is_one_tap_from_what_was_meant(stage: Stage) -> None:
    await stage.file(HARBOUR)
    asked = await stage.ask("/search brigde")
    assert asked.buttons == ["bridge (1)"]
    found = await stage.press(asked, "bridge (1)")
    assert "Bridge to close" in found.text
    assert found.message_id == asked.message_id


async def test_a_list_is_narrowed_ordered_and_widened_in_place(stage: Stage) -> None:
    await stage.file(HARBOUR, SEAL)
    found = await stage.ask("/search bridge OR seal")
    assert found.text.startswith("bridge OR seal · 2 stories · this week · best first")
    newest = await stage.press(found, "Newest first")
    assert newest.text.startswith("bridge OR seal · 2 stories · this week · newest first")
    sources = await stage.press(newest, "Source")
    assert "From which source?" in sources.text
    narrowed = await stage.press(sources, sources.buttons[0])
    chosen = sources.buttons[0].rpartition(" (")[0]
    assert f"✕ {chosen}" in narrowed.buttons
    assert f"bridge OR seal · {chosen} ·" in narrowed.text
    assert (await stage.press(narrowed, f"✕ {chosen}")).text == newest.text
    everything = await stage.press(stage.shown(found), "All")
    assert "✓ All" in everything.buttons
    assert everything.message_id == found.message_id


async def test_search_alone_shows_how_with_searches_to_try(stage: Stage) -> None:
    await stage.file(HARBOUR)
    shown = await stage.ask("/search")
    tried = await stage.press(shown, shown.buttons[0])
    assert "Bridge to close" in tried.text


async def test_a_suggested_zone_is_one_tap_away(stage: Stage) -> None:
    asked = await stage.ask("/timezone Lisbonn")
    assert "Your zone is now Europe/Lisbon" in (await stage.press(asked, "Europe/Lisbon")).text


async def test_settings_are_changed_in_place(stage: Stage) -> None:
    await stage.ask("/start")
    settings = await stage.ask("/settings")
    page = await stage.press(settings, "Time")
    assert "✓ 21:00" in (await stage.press(page, "21:00")).buttons
    stopped = await stage.press(await stage.press(stage.shown(page), "Back"), "Stop editions")
    assert "Editions are stopped." in stopped.text
    assert "next:" in (await stage.press(stopped, "Start editions")).text


@pytest.mark.parametrize(
    "data",
    ["p:999:0", "p:1:99999", "z:Mars/Olympus", "garbage", "p:-1:-1", "b:7", "-", "m:9:0700", "c:5:b:1"],
)
async def test_forged_buttons_get_a_notice_and_change_nothing(stage: Stage, data: str) -> None:
    before = await stage.ask("/settings")
    query = await stage.playground.forge_callback(READER, before.message_id, data)
    answer = await stage.playground.answer_to(query)
    assert answer.text in (
        "This button is out of date. Please ask again.",
        "This button was out of date. Here are the settings as they are now.",
        "This list is out of date. Please ask again, for example with /latest.",
        "I cannot see 5. Make me an administrator there, with the right to post, then try again.",
        "",
    )
    assert stage.shown(before).text == before.text


async def test_a_page_beyond_the_end_is_the_last_one(stage: Stage) -> None:
    await stage.file(HARBOUR)
    shown = await stage.ask("/search bridge")
    query = await stage.playground.forge_callback(READER, shown.message_id, "p:1:7")
    await stage.playground.answer_to(query)
    assert "Bridge to close" in stage.shown(shown).text


async def test_lists_of_other_chats_cannot_be_opened(stage: Stage) -> None:
    await stage.file(HARBOUR)
    await stage.ask("/search bridge")
    other = stage.playground.add_private_chat(2002, "Eve")
    shown = await stage.ask("/settings", chat=other)
    query = await stage.playground.forge_callback(other, shown.message_id, "p:1:0")
    assert "out of date" in (await stage.playground.answer_to(query)).text


# --- one statement in two wordings ------------------------------------------------------------


def printed(source: str, said: str) -> CleanArticle:
    text = (
        f'The harbour bridge is closed from Monday for repairs. "{said}," said Mara Oduya. More in {source}.'
    )
    return clean(title="Bridge to close for eleven weeks", text=text, source=source, url=None)


TWO_WORDINGS = (
    printed("Coastal Post", "We waited as long as the steel allowed"),
    printed("Daily Tide", "We waited longer than the steel allowed"),
)


async def test_a_number_opens_the_card_of_its_story_and_back_leads_to_the_list(
    playground: Playground, tmp_path: Path
) -> None:
    async with playing(playground, tmp_path) as stage:
        await stage.file(*TWO_WORDINGS)
        latest = await stage.ask("/latest")
        assert "— Mara Oduya · in 2 outlets" in latest.text
    async with playing(playground, tmp_path) as stage:
        card = await stage.press(latest, "1")
        assert card.message_id == latest.message_id
        assert "Bridge to close for eleven weeks" in card.text
        assert (await stage.press(card, "◂ Back")).text == latest.text


# --- groups -----------------------------------------------------------------------------------


@pytest.fixture
def group(playground: Playground) -> int:
    playground.add_private_chat(3003, "Olu")
    return playground.add_group("Readers", members=(READER, 3003), admins=(READER,))


async def test_only_administrators_change_a_groups_settings(stage: Stage, group: int) -> None:
    assert "Only the group's administrators" in (await stage.ask("/time 07:30", chat=group, user=3003)).text
    assert "comes at 07:30" in (await stage.ask("/time@pullquote_bot 07:30", chat=group, user=READER)).text
    assert "No news" in (await stage.ask("/latest", chat=group, user=3003)).text


async def test_only_administrators_press_a_groups_settings(stage: Stage, group: int) -> None:
    settings = await stage.ask("/settings", chat=group, user=READER)
    query = await stage.playground.press(group, settings.message_id, "Time", user=3003)
    assert "Only the group's administrators" in (await stage.playground.answer_to(query)).text
    assert stage.shown(settings).text == settings.text


async def test_talk_and_commands_for_other_bots_are_left_alone(stage: Stage, group: int) -> None:
    await stage.playground.say(group, "hello", user=READER)
    await stage.playground.say(group, "/latest@other_bot", user=READER)
    answer: ShownMessage = await stage.ask("/help", chat=group, user=READER)
    assert [m.message_id for m in stage.playground.messages(group) if m.from_bot] == [answer.message_id]


async def test_a_group_that_became_a_supergroup_keeps_its_subscription(stage: Stage, group: int) -> None:
    await stage.ask("/time 07:30", chat=group, user=READER)
    new = await stage.playground.migrate(group)
    settings = await stage.ask("/settings", chat=new, user=READER)
    assert "07:30" in settings.text


async def test_blocking_ends_the_subscription_and_start_brings_it_back(stage: Stage) -> None:
    await stage.ask("/subscribe")
    await stage.playground.block(READER)
    await stage.playground.unblock(READER)
    await stage.ask("/start")
    subscription = await subscribing.find(stage.app.store, READER)
    assert subscription is not None and subscription.active


async def test_a_reply_that_met_a_429_comes_when_it_has_passed(stage: Stage) -> None:
    stage.playground.fail_next(Failure.TOO_MANY, retry_after=1)
    assert "No news has come in yet." in (await stage.ask("/latest")).text
    refused, answered = [call for call in stage.playground.calls if call.method == "sendMessage"]
    assert refused.status == 429
    assert answered.received_at - refused.received_at >= 1


# --- what a review found ----------------------------------------------------------------------


async def test_blocking_does_not_subscribe_who_had_unsubscribed(stage: Stage) -> None:
    await stage.ask("/subscribe")
    await stage.ask("/unsubscribe")
    await stage.playground.block(READER)
    await stage.playground.unblock(READER)
    await stage.ask("/latest")
    subscription = await subscribing.find(stage.app.store, READER)
    assert subscription is not None
    assert subscription.chat.standing is Standing.UNSUBSCRIBED


async def test_a_group_that_migrates_while_somebody_asks_keeps_its_subscription(
    playground: Playground, group: int, tmp_path: Path
) -> None:
    async with playing(playground, tmp_path) as stage:
        await stage.ask("/subscribe", chat=group, user=READER)
    new = await playground.migrate(group)
    asked = await playground.say(new, "/latest", user=READER)
    async with playing(playground, tmp_path) as stage:
        await playground.wait_for(new, after=asked)
        subscription = await subscribing.find(stage.app.store, new)
    assert subscription is not None
    assert subscription.active
    assert subscription.slot.next_due_at is not None


@pytest.mark.parametrize("failure", [Failure.INTERNAL, Failure.DROPPED])
async def test_a_reply_that_met_a_fault_of_the_server_is_sent_again(stage: Stage, failure: Failure) -> None:
    stage.playground.fail_next(failure)
    assert "No news has come in yet." in (await stage.ask("/latest")).text


async def test_stopping_and_starting_editions_keeps_the_topic(stage: Stage) -> None:
    forum = stage.playground.add_group("Forum", admins=(READER,), supergroup=True, topics=("News",))
    (topic,) = stage.playground.topics(forum).values()
    asked = await stage.playground.say(forum, "/subscribe", user=READER, thread=topic)
    (settings,) = await stage.playground.wait_for(forum, after=asked)
    stopped = await stage.press(settings, "Stop editions")
    await stage.press(stopped, "Start editions")
    subscription = await subscribing.find(stage.app.store, forum)
    assert subscription is not None
    assert subscription.slot.thread == topic
