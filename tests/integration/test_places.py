"""Groups, forum topics and channels: who sets them up, where their editions go, and how they come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date

from bot.playground import Playground
from bot.playground.shown import ShownMessage
from digests.model import ChatKind, DeliveryState, Size, Standing
from digests.newsroom import subscribing
from digests.newsroom.subscribing import Subscription
from tests import ledger
from tests.builders import clean
from tests.stage import READER, TOKEN, Stage, playing

OLU, EVE = 3003, 2002
HARBOUR = clean(title="Bridge to close for eleven weeks", source="Coastal Post")


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada", language_code="en")
        playground.add_private_chat(OLU, "Olu", language_code="pt-br")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path, store_url: str) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path, store_url=store_url) as stage:
        await stage.file(HARBOUR)
        words = stage.app.words
        assert isinstance(words, dict)
        del words["pt"]  # Olu is answered in English, until a test has the bot speak Portuguese
        yield stage


@pytest.fixture
def group(playground: Playground) -> int:
    return playground.add_group("Readers", members=(OLU,), admins=(READER,), supergroup=True)


@pytest.fixture
def forum(playground: Playground) -> int:
    return playground.add_group("Forum", admins=(READER,), supergroup=True, topics=("News", "Talk"))


@pytest.fixture
def channel(playground: Playground) -> int:
    return playground.add_channel("Coastal News", username="coastal", admins=(READER,))


async def known(stage: Stage, chat: int) -> Subscription:
    found = await subscribing.find(stage.app.store, chat)
    assert found is not None
    return found


async def is_soon(stage: Stage, chat: int, standing: Standing) -> Subscription:
    """The chat, once it has this standing: updates of other chats are handled side by side."""
    for _ in range(200):
        found = await known(stage, chat)
        if found.chat.standing is standing:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"{chat} is {found.chat.standing}")


async def edition_in(stage: Stage, chat: int, place: int = 0) -> ShownMessage:
    """The chat's next edition, of its first slot or that at `place`, as it arrives."""
    before = max((message.message_id for message in stage.playground.messages(chat)), default=0)
    await stage.plan(chat, place)
    for _ in range(60):
        shown = stage.playground.messages(chat)
        if found := [m for m in shown if m.message_id > before and "edition ·" in m.text]:
            (edition,) = found
            return edition
        stage.clock.pass_(seconds=1)  # in which a chat that was just written to may breathe
        await stage.app.outbox.drain()
    raise AssertionError("no edition has come")


def texts(stage: Stage, chat: int, about: str) -> list[str]:
    return [m.text for m in stage.playground.messages(chat) if m.from_bot and about in m.text]


# --- groups -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/time 07:30", "/quiet off", "/pause", "/resume", "/subscribe"])
async def test_only_administrators_set_a_group_with_and_without_the_bots_name(
    stage: Stage, group: int, command: str
) -> None:
    named = command.replace(" ", "@pullquote_bot ", 1) if " " in command else f"{command}@pullquote_bot"
    for spelt in (command, named):
        refused = await stage.ask(spelt, chat=group, user=OLU)
        assert refused.text == "Only the group's administrators can change this."
        assert "Settings" in (await stage.ask(spelt, chat=group, user=READER)).text


@pytest.mark.parametrize("label", ["Size", "Sound", "Topics", "Sources", "Pause", "Stop editions", "My data"])
async def test_only_administrators_press_the_buttons_of_a_groups_settings(
    stage: Stage, group: int, label: str
) -> None:
    settings = await stage.ask("/subscribe", chat=group, user=READER)
    query = await stage.playground.press(group, settings.message_id, label, user=OLU)
    assert "Only the group's administrators" in (await stage.playground.answer_to(query)).text
    assert stage.shown(settings).edits == 0
    assert (await stage.press(settings, label, user=READER)).edits == 1


async def test_an_administrator_who_stays_anonymous_may_set_the_group(stage: Stage, group: int) -> None:
    asked = await stage.playground.say(group, "/time 07:30", anonymous=True)
    (settings,) = await stage.playground.wait_for(group, after=asked)
    assert "07:30 every day" in settings.text
    await stage.playground.say(group, "/subscribe", anonymous=True)
    subscription = await is_soon(stage, group, Standing.SUBSCRIBED)
    assert subscription.chat.keeper is None, "nobody knows who it was"


async def test_who_subscribed_a_group_keeps_it(stage: Stage, group: int) -> None:
    await stage.ask("/subscribe", chat=group, user=READER)
    assert (await known(stage, group)).chat.keeper == READER
    listed = await stage.ask("/channel")
    assert listed.buttons == ["Readers"]
    opened = await stage.press(listed, "Readers")
    assert opened.text.startswith("Settings · Readers\n")


async def test_a_forum_set_from_afar_keeps_its_topic(stage: Stage, forum: int) -> None:
    topic = stage.playground.topics(forum)["Talk"]
    await stage.ask("/subscribe", chat=forum, user=READER, thread=topic)
    opened = await stage.press(await stage.ask("/channel"), "Forum")
    assert "Editions come to one of its topics." in opened.text
    await stage.press(await stage.press(opened, "Stop editions"), "Start editions")
    again = await known(stage, forum)
    assert (again.active, again.thread) == (True, topic)


async def test_another_administrator_who_subscribes_takes_the_group_over(stage: Stage, group: int) -> None:
    stage.playground.world.chats[group].members[OLU] = "administrator"
    await stage.ask("/subscribe", chat=group, user=READER)
    await stage.ask("/subscribe", chat=group, user=OLU)
    assert (await known(stage, group)).chat.keeper == OLU
    assert not (await stage.ask("/channel")).buttons


async def test_a_digest_in_a_group_replies_to_nothing(stage: Stage, group: int) -> None:
    await stage.ask("/subscribe", chat=group, user=READER)
    edition = await edition_in(stage, group)
    assert (edition.reply_to, edition.thread_id) == (None, None)


async def test_a_group_that_takes_the_right_to_write_pauses_and_its_keeper_hears_once(
    stage: Stage, group: int
) -> None:
    await stage.ask("/subscribe", chat=group, user=READER)
    await stage.ask("/time 07:30 18:00", chat=group, user=READER)
    await stage.playground.silence_bot(group)
    await stage.playground.silence_bot(group)
    silenced = await is_soon(stage, group, Standing.GONE)
    assert silenced.next_due_at is None
    await stage.playground.wait_for(READER, where=lambda m: "I may not write in Readers any more" in m.text)
    await stage.playground.invite_bot(group)
    back = await is_soon(stage, group, Standing.SUBSCRIBED)
    assert [slot.next_due_at is not None for slot in back.slots] == [True, True]
    assert len(texts(stage, READER, "I may not write")) == 1


async def test_kicked_and_let_in_again_a_group_has_all_its_slots_as_before(stage: Stage, group: int) -> None:
    await stage.ask("/subscribe", chat=group, user=READER)
    await stage.ask("/time weekdays 07:30 sunday 10:00", chat=group, user=READER)
    before = await known(stage, group)
    await stage.playground.remove_bot(group)
    await is_soon(stage, group, Standing.GONE)
    await stage.playground.invite_bot(group)
    assert await is_soon(stage, group, Standing.SUBSCRIBED) == before
    assert "edition ·" in (await edition_in(stage, group)).text


# --- forum topics -----------------------------------------------------------------------------


async def test_what_is_followed_in_general_is_said_to_count_for_the_whole_group(
    stage: Stage, forum: int
) -> None:
    topics = stage.playground.topics(forum)
    await stage.ask("/subscribe", chat=forum, user=READER, thread=topics["News"])
    own = await stage.ask("/follow seals", chat=forum, user=READER, thread=topics["News"])
    assert "for the whole group" not in own.text
    general = await stage.ask("/follow bridge", chat=forum, user=READER)
    assert "Followed from now on: words “bridge” · for the whole group" in general.text
    listed = await stage.ask("/following", chat=forum, user=READER, thread=topics["News"])
    assert "words “seals”\n" in listed.text
    assert "words “bridge” · for the whole group" in listed.text


async def test_every_topic_has_an_edition_of_its_own(stage: Stage, forum: int) -> None:
    topics = stage.playground.topics(forum)
    first = await stage.ask("/subscribe", chat=forum, user=READER, thread=topics["News"])
    assert "this forum topic alone" in first.text
    elsewhere = await stage.ask("/settings", chat=forum, user=READER, thread=topics["Talk"])
    assert "No edition comes to this topic; 1 other topic has one." in elsewhere.text
    await stage.ask("/subscribe", chat=forum, user=READER, thread=topics["Talk"])
    both = await known(stage, forum)
    assert [slot.thread for slot in both.slots] == [topics["News"], topics["Talk"]]
    assert [slot.at for slot in both.slots] == [time(8), time(8)], "it begins with the times of the first"
    assert (await edition_in(stage, forum)).thread_id == topics["News"]
    assert (await edition_in(stage, forum, place=1)).thread_id == topics["Talk"]


async def test_times_in_a_topic_are_its_own(stage: Stage, forum: int) -> None:
    topics = stage.playground.topics(forum)
    for name in ("News", "Talk"):
        await stage.ask("/subscribe", chat=forum, user=READER, thread=topics[name])
    set_in_talk = await stage.ask("/time weekdays 18:00", chat=forum, user=READER, thread=topics["Talk"])
    assert "Editions now come at 18:00 on weekdays." in set_in_talk.text
    in_news = await stage.ask("/settings", chat=forum, user=READER, thread=topics["News"])
    assert "08:00 every day" in in_news.text
    general = await stage.ask("/time 21:00", chat=forum, user=READER)
    assert "21:00 every day" in general.text, "times in a topic without an edition give it one"
    kept = await known(stage, forum)
    assert {(slot.thread, slot.at) for slot in kept.slots} == {
        (topics["News"], time(8)),
        (topics["Talk"], time(18)),
        (None, time(21)),
    }
    zoned = await stage.ask("/timezone Tokyo", chat=forum, user=READER, thread=topics["Talk"])
    assert "18:00 on weekdays, Tokyo" in zoned.text
    in_news = await stage.ask("/settings", chat=forum, user=READER, thread=topics["News"])
    assert "08:00 every day, Tokyo" in in_news.text, "the zone is the whole group's"


async def test_a_topic_that_unsubscribes_leaves_the_others_alone(stage: Stage, forum: int) -> None:
    topics = stage.playground.topics(forum)
    for name in ("News", "Talk"):
        await stage.ask("/subscribe", chat=forum, user=READER, thread=topics[name])
    left = await stage.ask("/unsubscribe", chat=forum, user=READER, thread=topics["News"])
    assert left.text == "No more editions in this topic. /subscribe brings them back."
    assert [slot.thread for slot in (await known(stage, forum)).slots] == [topics["Talk"]]
    assert (await known(stage, forum)).active
    last = await stage.ask("/stop", chat=forum, user=READER, thread=topics["Talk"])
    assert last.text.startswith("No more editions. /subscribe brings them back")
    assert not (await known(stage, forum)).active
    await stage.ask("/subscribe", chat=forum, user=READER)
    again = await known(stage, forum)
    assert (again.active, [slot.thread for slot in again.slots]) == (True, [None])


async def test_what_a_topic_follows_is_its_own(stage: Stage, forum: int) -> None:
    topics = stage.playground.topics(forum)
    await stage.file(clean(title="A seal", text="A seal came up.", topics=("Science",)))
    for name in ("News", "Talk"):
        await stage.ask("/subscribe", chat=forum, user=READER, thread=topics[name])
    settings = await stage.ask("/settings", chat=forum, user=READER, thread=topics["Talk"])
    page = await stage.press(settings, "Topics", user=READER)
    page = await stage.press(page, "Science", user=READER)
    assert "1 topic" in (await stage.press(page, "Back", user=READER)).text
    in_news = await stage.ask("/settings", chat=forum, user=READER, thread=topics["News"])
    assert "all topics" in in_news.text
    tastes = {slot.thread: slot.taste for slot in (await known(stage, forum)).slots}
    assert tastes[topics["News"]] is None
    assert tastes[topics["Talk"]] is not None


async def test_from_afar_a_forum_with_several_topics_is_set_as_a_whole(stage: Stage, forum: int) -> None:
    topics = stage.playground.topics(forum)
    for name in ("News", "Talk"):
        await stage.ask("/subscribe", chat=forum, user=READER, thread=topics[name])
    opened = await stage.press(await stage.ask("/channel"), "Forum")
    assert "2 topics, each at its own times" in opened.text
    assert "Time" not in opened.buttons
    refused = await stage.ask("/time 07:30", reply_to=opened)
    assert refused.text.startswith("Several topics of Forum have editions, each at its own times.")
    await stage.press(await stage.press(opened, "Size"), "Full")
    await stage.press(await stage.press(stage.shown(opened), "Sources"), "Coastal Post")
    opened = await stage.press(stage.shown(opened), "Back")
    assert "1 follow" in opened.text
    in_news = await stage.ask("/settings", chat=forum, user=READER, thread=topics["News"])
    assert "1 follow" in in_news.text, "what is wanted from afar the whole group wants"
    stopped = await stage.press(stage.shown(opened), "Stop editions")
    assert "Editions are stopped." in stopped.text
    await stage.press(stopped, "Start editions")
    again = await known(stage, forum)
    assert (again.active, again.threads) == (True, {topics["News"], topics["Talk"]})
    assert again.chat.size is Size.FULL


async def test_a_button_of_a_message_that_is_gone_says_so_where_it_may_be_of_several_topics(
    stage: Stage, forum: int
) -> None:
    topics = stage.playground.topics(forum)
    for name in ("News", "Talk"):
        await stage.ask("/subscribe", chat=forum, user=READER, thread=topics[name])
    query = await stage.playground.forge_callback(forum, 9999, "b:0", user=READER)
    assert "out of date" in (await stage.playground.answer_to(query)).text
    assert (await known(stage, forum)).threads == {topics["News"], topics["Talk"]}


async def test_a_button_of_a_message_that_is_gone_keeps_the_topic(stage: Stage, forum: int) -> None:
    topic = stage.playground.topics(forum)["News"]
    shown = await stage.ask("/subscribe", chat=forum, user=READER, thread=topic)
    await stage.press(shown, "Stop editions", user=READER)
    query = await stage.playground.forge_callback(forum, 9999, "b:1", user=READER)
    await stage.playground.answer_to(query)
    (renewed,) = await stage.playground.wait_for(forum, after=shown.message_id)
    assert renewed.thread_id == topic
    again = await known(stage, forum)
    assert (again.active, again.thread) == (True, topic)


async def test_a_deleted_topic_is_forgotten(stage: Stage, forum: int) -> None:
    topic = stage.playground.topics(forum)["News"]
    await stage.ask("/subscribe", chat=forum, user=READER, thread=topic)
    await stage.playground.delete_topic(forum, topic)
    assert (await edition_in(stage, forum)).thread_id is None
    assert (await known(stage, forum)).thread is None


async def test_a_deleted_topic_takes_its_editions_along_where_others_have_theirs(
    stage: Stage, forum: int
) -> None:
    topics = stage.playground.topics(forum)
    await stage.ask("/subscribe", chat=forum, user=READER)
    await stage.ask("/subscribe", chat=forum, user=READER, thread=topics["News"])
    await stage.ask("/settings", chat=forum, user=READER, thread=topics["News"])
    await stage.playground.delete_topic(forum, topics["News"])
    await stage.plan(forum, 1)
    for _ in range(10):
        stage.clock.pass_(seconds=1)  # after an answer a chat breathes
        await stage.app.outbox.drain()
    assert not texts(stage, forum, "edition ·"), "it is not poured into the general topic"
    assert [slot.thread for slot in (await known(stage, forum)).slots] == [None]
    assert (await ledger.states(stage.app.store))[DeliveryState.DROPPED] == 1
    stage.clock.pass_(hours=1)
    assert (await edition_in(stage, forum)).thread_id is None


async def test_a_closed_topic_keeps_the_editions_after_this_one(stage: Stage, forum: int) -> None:
    topic = stage.playground.topics(forum)["News"]
    await stage.ask("/subscribe", chat=forum, user=READER, thread=topic)
    await stage.playground.close_topic(forum, topic)
    assert (await edition_in(stage, forum)).thread_id is None
    assert (await known(stage, forum)).thread == topic
    await stage.playground.reopen_topic(forum, topic)
    stage.clock.pass_(hours=24)
    assert (await edition_in(stage, forum)).thread_id == topic


async def test_where_the_general_topic_is_closed_the_keeper_hears_of_it(stage: Stage, forum: int) -> None:
    await stage.ask("/subscribe", chat=forum, user=READER)
    await stage.playground.close_general(forum)
    stage.clock.pass_(seconds=3)  # after an answer a chat breathes
    await stage.plan(forum)
    (told,) = await stage.playground.wait_for(READER, where=lambda m: "Forum" in m.text)
    assert told.text.startswith("An edition for Forum had nowhere to go")
    assert (await known(stage, forum)).active


# --- channels ---------------------------------------------------------------------------------


async def test_a_channel_is_set_up_by_its_name(stage: Stage, channel: int) -> None:
    await stage.ask("/timezone Lisbon")
    await stage.ask("/time 06:45")
    ready = await stage.ask("/channel @coastal")
    assert ready.text.startswith("I can post in Coastal News now.")
    assert "Settings · Coastal News" in ready.text
    assert "06:45 every day, Lisbon" in ready.text, "it begins as its keeper has it"
    started = await stage.press(ready, "Start editions")
    assert "next: " in started.text
    set_up = await known(stage, channel)
    assert (set_up.chat.kind, set_up.chat.keeper, set_up.active) == (ChatKind.CHANNEL, READER, True)
    edition = await edition_in(stage, channel)
    assert "Bridge to close for eleven weeks" in edition.text


@pytest.mark.parametrize(
    "name", ["coastal", "https://t.me/coastal", "t.me/coastal/", "{id}", "t.me/c/{short}/7"]
)
async def test_a_channel_is_known_by_many_names(stage: Stage, channel: int, name: str) -> None:
    named = name.format(id=channel, short=str(channel).removeprefix("-100"))
    assert "I can post in Coastal News now." in (await stage.ask(f"/channel {named}")).text


async def test_a_forwarded_post_names_its_channel(stage: Stage, channel: int) -> None:
    asked = await stage.playground.say(READER, "The ferry is back", forwarded_from=channel)
    (ready,) = await stage.playground.wait_for(READER, after=asked)
    assert ready.text.startswith("I can post in Coastal News now.")


async def test_who_lets_the_bot_into_a_channel_gets_its_settings(stage: Stage) -> None:
    await stage.ask("/start")
    channel = stage.playground.add_channel("Quiet Bay", admins=(READER, OLU), with_bot=False)
    await stage.playground.promote_bot(channel, user=READER)
    (offer,) = await stage.playground.wait_for(READER, where=lambda m: "Quiet Bay" in m.text)
    assert offer.text.startswith("I can post in Quiet Bay now. Editions come as soon as you start them.")
    await stage.press(offer, "Start editions")
    assert (await known(stage, channel)).active


async def test_who_has_no_chat_with_the_bot_finds_the_channel_later(stage: Stage) -> None:
    channel = stage.playground.add_channel("Quiet Bay", admins=(OLU,), with_bot=False)
    await stage.playground.promote_bot(channel, user=OLU)
    await stage.knows(channel)
    assert not texts(stage, OLU, "Quiet Bay")
    assert (await stage.ask("/channel", chat=OLU)).buttons == ["Quiet Bay"]


async def test_everything_is_set_for_a_channel_by_buttons(stage: Stage, channel: int) -> None:
    screen = await stage.ask("/channel @coastal")
    for path in (
        ("Start editions",),
        ("Time", "21:00", "✓ 08:00", "Back"),
        ("Days", "Weekdays", "Back"),
        ("Sound", "22:00 to 07:00"),
        ("Sound", "Never a sound", "Back"),
        ("Size", "Link previews", "Back"),
        ("Size", "Full"),
        ("Languages", "English", "Bot speaks", "English"),
        ("Sources", "Coastal Post", "Back"),
        ("Zone", "London"),
        ("Pause", "3 days"),
    ):
        for label in path:
            screen = await stage.press(screen, label)
    assert "21:00 on weekdays, London · paused, next: " in screen.text
    assert "full size · articles in English · never a sound · with link previews" in screen.text
    assert "all topics · 1 follow" in screen.text
    chat = (await known(stage, channel)).chat
    assert (chat.silent, chat.previews, chat.quiet is not None, chat.paused_until is not None) == (True,) * 4
    assert (chat.size, chat.reads, chat.chosen_language) == (Size.FULL, ("en",), "en")
    screen = await stage.press(await stage.press(screen, "Resume"), "Stop editions")
    assert "Editions are stopped." in screen.text
    own = (await known(stage, READER)).chat
    assert (own.silent, own.previews, own.quiet, own.size) == (False, False, None, Size.STANDARD), (
        "not the person's own"
    )


async def test_times_are_typed_for_a_channel(stage: Stage, channel: int) -> None:
    page = await stage.press(await stage.ask("/channel @coastal"), "Time")
    asking = await stage.press(page, "Type other times")
    await stage.playground.say(READER, "mon 06:00")
    (answered,) = await stage.playground.wait_for(READER, where=lambda m: "06:00 on Monday" in m.text)
    assert answered.message_id == asking.message_id
    assert answered.text.startswith("Editions now come at 06:00 on Monday.")
    assert "Settings · Coastal News" in answered.text
    await stage.press(answered, "Start editions")
    assert [slot.at for slot in (await known(stage, channel)).slots] == [time(6)]
    assert (await known(stage, READER)).slot.at == time(8)


async def test_commands_are_given_for_a_channel_by_its_name_or_in_reply(stage: Stage, channel: int) -> None:
    first = await stage.ask("/channel @coastal time weekdays 07:30 sunday 10:00")
    assert "Editions now come at 07:30 on weekdays, 10:00 on Sunday." in first.text
    second = await stage.ask("/timezone Tokyo", reply_to=first)
    assert "Settings · Coastal News" in second.text
    assert "Asia/Tokyo" in second.text
    asked = await stage.ask("/channel @coastal /timezone Portland")
    assert "America/Los Angeles" in (await stage.press(asked, "Oregon")).text
    assert "Editions begin. The next one comes " in (await stage.ask("/subscribe", reply_to=second)).text
    found = await known(stage, channel)
    assert found.active
    assert [slot.at for slot in found.slots] == [time(7, 30), time(10)]
    assert (await known(stage, READER)).chat.timezone == "UTC"
    assert "25:00 is not a time of day" in (await stage.ask("/time 25:00", reply_to=second)).text
    assert "Editions are stopped." in (await stage.ask("/channel @coastal unsubscribe")).text


async def test_an_edition_in_a_channel_speaks_its_keepers_language_and_zone(stage: Stage) -> None:
    speak_portuguese(stage)
    channel = stage.playground.add_channel("Baía", username="bahia_news", admins=(OLU,))
    await stage.ask("/timezone Lisbon", chat=OLU)
    await stage.press(await stage.ask("/channel @bahia_news", chat=OLU), "Start editions")
    chat = (await known(stage, channel)).chat
    assert (chat.language, chat.timezone) == ("pt-br", "Europe/Lisbon")
    edition = await edition_in(stage, channel)
    assert format_date(stage.clock(), "EEEE d MMMM", locale="pt") in edition.text


async def test_a_group_speaks_one_language_whoever_asks(stage: Stage, group: int) -> None:
    speak_portuguese(stage)
    await stage.ask("/settings", chat=group, user=OLU)
    settings = await stage.ask("/time mon 07:30", chat=group, user=READER)
    assert "on segunda-feira" in settings.text, "Olu spoke first"
    page = await stage.press(settings, "Languages", user=READER)
    page = await stage.press(page, "Bot speaks", user=READER)
    english = await stage.press(page, "English", user=READER)
    assert "I speak English here now." in english.text
    assert "on Monday" in (await stage.ask("/settings", chat=group, user=OLU)).text


def speak_portuguese(stage: Stage) -> None:
    """Gives the bot a second catalog: the English one with Portuguese dates."""
    words = stage.app.words
    assert isinstance(words, dict)
    words["pt"] = replace(words["en"], locale=Locale.parse("pt"))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("@nowhere_news", "I cannot see @nowhere_news. Make me an administrator there"),
        ("@foreign", "Only the administrators of Foreign can set it up."),
        ("@silent_one", "I may not write in Silent One. Give me the right to post there"),
        ("@left_out", "I am not in Left Out. Make me an administrator there"),
        ("1001", "1001 is neither a channel nor a group."),
        ("!?", "!? is no channel's name."),
        ("@foreign dance", "I cannot do dance for another chat."),
        ("@foreign latest", "I cannot do latest for another chat."),
    ],
)
async def test_a_channel_that_cannot_be_set_up_is_told_why(stage: Stage, words: str, answer: str) -> None:
    stage.playground.add_channel("Foreign", username="foreign", admins=(OLU,))
    silent = stage.playground.add_channel("Silent One", username="silent_one", admins=(READER,))
    await stage.playground.promote_bot(silent, may_write=False)
    stage.playground.add_channel("Left Out", username="left_out", admins=(READER,), with_bot=False)
    assert (await stage.ask(f"/channel {words}")).text.startswith(answer)
    assert await stage.ask("/channel") and not (await stage.ask("/channel")).buttons


async def test_who_is_no_administrator_any_more_presses_in_vain(stage: Stage, channel: int) -> None:
    screen = await stage.ask("/channel @coastal")
    stage.playground.world.chats[channel].members[READER] = "left"
    query = await stage.playground.press(READER, screen.message_id, "Start editions")
    notice = (await stage.playground.answer_to(query)).text
    assert notice == "Only the administrators of Coastal News can set it up."
    assert not (await known(stage, channel)).active
    assert "Only the administrators" in (await stage.ask("/time 07:30", reply_to=screen)).text


async def test_a_channel_that_the_bot_was_removed_from_is_named_all_the_same(
    stage: Stage, channel: int
) -> None:
    screen = await stage.press(await stage.ask("/channel @coastal"), "Start editions")
    stage.playground.world.chats[channel].username = None  # private now, and the bot is not in it any more
    await stage.playground.remove_bot(channel)
    await is_soon(stage, channel, Standing.GONE)
    query = await stage.playground.press(READER, screen.message_id, "Size")
    assert (await stage.playground.answer_to(query)).text.startswith("I cannot see Coastal News.")


async def test_a_button_for_a_foreign_channel_cannot_be_forged(stage: Stage, channel: int) -> None:
    await stage.ask("/channel @coastal")
    eve = stage.playground.add_private_chat(EVE, "Eve")
    own = await stage.ask("/settings", chat=eve)
    for data in (f"c:{channel}:s:1", f"c:{channel}:t:0900", "c:-100999:s:1", f"c:{channel}:p:1:0"):
        query = await stage.playground.forge_callback(eve, own.message_id, data)
        assert (await stage.playground.answer_to(query)).text
        assert stage.shown(own).edits == 0
    untouched = await known(stage, channel)
    assert not untouched.active
    assert untouched.slot.at == time(8)


async def test_buttons_for_another_chat_do_nothing_in_a_group(stage: Stage, group: int, channel: int) -> None:
    await stage.ask("/channel @coastal")
    settings = await stage.ask("/settings", chat=group, user=READER)
    query = await stage.playground.forge_callback(group, settings.message_id, f"c:{channel}:s:1", user=READER)
    assert "out of date" in (await stage.playground.answer_to(query)).text
    assert "in a private chat with me" in (await stage.ask("/channel @coastal", chat=group, user=READER)).text


async def test_a_channel_that_bars_the_bot_pauses_and_goes_on_when_it_may_post(
    stage: Stage, channel: int
) -> None:
    await stage.press(await stage.ask("/channel @coastal"), "Start editions")
    await stage.playground.promote_bot(channel, user=READER, may_write=False)
    await is_soon(stage, channel, Standing.GONE)
    await stage.playground.wait_for(READER, where=lambda m: "I may not write in Coastal News" in m.text)
    listed = await stage.ask("/channel")
    barred = await stage.press(listed, "Coastal News")
    assert "Editions pause" in barred.text
    query = await stage.playground.press(READER, barred.message_id, "Start editions")
    assert "Give me the right to post there" in (await stage.playground.answer_to(query)).text
    await stage.playground.promote_bot(channel, user=READER)
    await is_soon(stage, channel, Standing.SUBSCRIBED)
    (again,) = await stage.playground.wait_for(READER, where=lambda m: "post in Coastal News again" in m.text)
    assert "next: " in again.text


async def test_a_channel_that_refuses_a_message_tells_its_keeper(stage: Stage, channel: int) -> None:
    await stage.press(await stage.ask("/channel @coastal"), "Start editions")
    stage.playground.world.chats[channel].bot_may_write = False  # and no update tells of it
    await stage.plan(channel)
    await stage.playground.wait_for(READER, where=lambda m: "I may not write in Coastal News" in m.text)
    assert (await known(stage, channel)).chat.standing is Standing.GONE
    stage.playground.world.chats[channel].bot_may_write = True
    assert "next: " in (await stage.ask("/channel @coastal")).text
    assert (await known(stage, channel)).active


# --- coming back ------------------------------------------------------------------------------


async def test_unblocked_a_reader_has_all_slots_and_the_pause_as_before(stage: Stage) -> None:
    await stage.ask("/subscribe")
    await stage.ask("/time 07:30 18:00")
    await stage.ask("/pause 3 days")
    before = await known(stage, READER)
    await stage.playground.block(READER)
    await stage.playground.unblock(READER)
    await stage.ask("/help")
    assert await known(stage, READER) == before


@pytest.mark.parametrize("command", ["/start", "/subscribe"])
async def test_a_command_brings_a_lost_group_back(stage: Stage, group: int, command: str) -> None:
    await stage.ask("/subscribe", chat=group, user=READER)
    await stage.ask("/time 07:30 18:00", chat=group, user=READER)
    await subscribing.close(stage.app.store, group, "not enough rights", stage.clock())
    await stage.ask(command, chat=group, user=READER)
    back = await known(stage, group)
    assert back.active
    assert all(slot.next_due_at for slot in back.slots)
