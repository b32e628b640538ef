"""From /start to "Done" in one message; links to the bot; a bot by invitation; help."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from bot.payloads import ToSearch, ToTopic, written
from bot.playground import Playground
from bot.playground.shown import ShownMessage
from config.settings import AccessSettings
from digests.newsroom import following, subscribing
from digests.newsroom.subscribing import Subscription
from digests.store import chats
from digests.store.engine import Store
from tests.builders import clean
from tests.stage import READER, TOKEN, Stage, playing

HARBOUR = clean(
    title="Bridge to close for eleven weeks",
    text=(
        "The harbour bridge will be closed from Monday while its bearings are replaced. "
        '"We waited as long as the steel allowed," said Mara Oduya. Ferries run all night.'
    ),
    source="Coastal Post",
    topics=("World",),
)
BEES = clean(
    title="Bees remember faces",
    text="Bees know the keeper who feeds them, a new study says. They were shown forty faces.",
    source="Meridian Science",
    topics=("Science",),
)
BRAZILIAN = 1003


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(BRAZILIAN, "Bia", language_code="pt-br")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path) as stage:
        await stage.file(HARBOUR, BEES)
        yield stage


async def known(stage: Stage, chat: int = READER) -> Subscription:
    found = await subscribing.find(stage.app.store, chat)
    assert found is not None
    return found


async def topics(stage: Stage, chat: int = READER) -> tuple[str, ...]:
    return (await following.of_chat(stage.app.store, chat, None)).topics


async def test_from_start_to_done_in_one_message_with_a_typed_city(stage: Stage) -> None:
    first = await stage.ask("/start")
    assert "The news in its own words." in first.text
    assert "Bridge to close for eleven weeks" in first.text or "Bees remember faces" in first.text
    assert "What shall it be about?" in first.text
    assert {"World", "Science", "Next ▸"} <= set(first.buttons)

    ticked = await stage.press(first, "Science")
    assert "✓ Science" in ticked.buttons
    assert await topics(stage) == ("Science",)

    when = await stage.press(ticked, "Next ▸")
    assert "When?" in when.text and "✓ 08:00" in when.buttons
    at_seven = await stage.press(when, "07:30")
    assert "✓ 07:30" in at_seven.buttons

    there = await answered_in(stage, when, "Lisbon")
    assert "by the clocks of Lisbon" in there.text
    done = await stage.press(there, "Done")
    assert re.search("Your first edition comes (today|tomorrow) 07:30", done.text)
    assert done.buttons == ["Settings", "Latest"]
    assert done.message_id == first.message_id

    subscription = await known(stage)
    assert subscription.active
    assert (subscription.slot.at, subscription.chat.timezone) == (time(7, 30), "Europe/Lisbon")
    assert "Bees remember faces" in (await stage.press(done, "Latest")).text


async def answered_in(stage: Stage, asking: ShownMessage, words: str) -> ShownMessage:
    """Types plain words, and waits until the message that asked has changed."""
    edits = stage.shown(asking).edits
    await stage.playground.say(asking.chat_id, words)
    edited = await stage.playground.wait_for(
        asking.chat_id,
        where=lambda message: message.message_id == asking.message_id and message.edits > edits,
    )
    return edited[-1]


async def test_who_stops_half_way_is_subscribed_with_what_was_chosen(stage: Stage) -> None:
    await stage.press(await stage.ask("/start"), "World")
    subscription = await known(stage)
    assert subscription.active and subscription.slot.at == time(8)
    assert await topics(stage) == ("World",)


async def test_starting_again_loses_nothing(stage: Stage) -> None:
    first = await stage.ask("/start")
    when = await stage.press(await stage.press(first, "Science"), "Next ▸")
    await stage.press(await stage.press(when, "21:00"), "Other zone")
    await stage.ask("/timezone Asia/Tokyo")
    again = await stage.ask("/start")
    assert "✓ Science" in again.buttons and "World" in again.buttons
    then = await stage.press(again, "Next ▸")
    assert "✓ 21:00" in then.buttons and "Tokyo" in then.text


async def test_several_times_are_kept(stage: Stage) -> None:
    await stage.ask("/time weekdays 07:30 sunday 10:00")
    when = await stage.press(await stage.ask("/start"), "Next ▸")
    assert "07:30 on weekdays" in when.text
    assert when.buttons == ["Other zone", "◂ Back", "Done"]


async def test_the_zone_is_guessed_from_the_language_and_put_right_by_a_tap(stage: Stage) -> None:
    first = await stage.ask("/start", chat=BRAZILIAN)
    assert (await known(stage, BRAZILIAN)).chat.timezone == "America/Sao_Paulo"
    when = await stage.press(first, next(label for label in first.buttons if "▸" in label), user=BRAZILIAN)
    other = next(button for button in when.buttons if "fus" in button.lower())
    zones = await stage.press(when, other, user=BRAZILIAN)
    manaus = next(label for label in zones.buttons if label.startswith("Manaus"))
    assert "Manaus" in (await stage.press(zones, manaus, user=BRAZILIAN)).text


async def test_a_city_that_may_be_several_is_chosen_by_a_button(stage: Stage) -> None:
    when = await stage.press(await stage.ask("/start"), "Next ▸")
    which = await answered_in(stage, when, "Portland")
    assert "may mean more than one place" in which.text
    maine = next(label for label in which.buttons if "Maine" in label)
    assert "New York" in (await stage.press(which, maine)).text


async def test_words_that_are_no_city_are_told_so_and_the_question_stays_open(stage: Stage) -> None:
    when = await stage.press(await stage.ask("/start"), "Next ▸")
    assert "I do not know qqqq." in (await stage.ask("qqqq")).text
    near = await answered_in(stage, when, "Lisbonn")
    assert "Did you mean this?" in near.text
    assert "by the clocks of Lisbon" in (await stage.press(near, near.buttons[0])).text


async def test_after_something_else_plain_words_are_no_answer(stage: Stage) -> None:
    when = await stage.press(await stage.ask("/start"), "Next ▸")
    await stage.ask("/latest")
    assert "I searched for your words." in (await stage.ask("Lisbon")).text
    assert (await known(stage)).chat.timezone == "UTC"
    assert stage.shown(when).text == when.text


async def test_an_hour_later_plain_words_are_no_answer(stage: Stage) -> None:
    await stage.press(await stage.ask("/start"), "Next ▸")
    stage.clock.pass_(hours=1, minutes=1)
    await stage.ask("Lisbon")
    assert (await known(stage)).chat.timezone == "UTC"


async def test_without_news_and_topics_it_is_calm(playground: Playground, tmp_path: Path) -> None:
    async with playing(playground, tmp_path) as stage:
        first = await stage.ask("/start")
        assert "No news has come in yet." in first.text
        assert first.buttons == ["Next ▸"]


async def test_a_group_is_subscribed_with_a_short_text(stage: Stage) -> None:
    group = stage.playground.add_group("Harbour watch")
    told = await stage.ask("/start", chat=group, user=READER)
    assert "The next edition comes here" in told.text and told.buttons == []
    assert (await known(stage, group)).active


# --- links to the bot -------------------------------------------------------------------------


async def opened(stage: Stage, payload: str | None, user: int = READER) -> ShownMessage:
    assert payload is not None
    asked = await stage.playground.open_link(user, payload)
    return (await stage.playground.wait_for(user, after=asked))[-1]


async def test_a_link_ticks_a_topic(stage: Stage) -> None:
    first = await opened(stage, written(ToTopic("Science")))
    assert "✓ Science" in first.buttons
    assert "There is no topic called gardens here." in (await opened(stage, "topic_gardens")).text


async def test_a_link_opens_a_story_and_subscribes_nobody(stage: Stage) -> None:
    assert "Bridge to close" in (await opened(stage, "story_1")).text
    assert "not here any more" in (await opened(stage, "story_99")).text
    assert not (await known(stage)).active


async def test_a_link_searches(stage: Stage) -> None:
    found = await opened(stage, written(ToSearch("steel bearings")))
    assert "Bridge to close" in found.text


# --- by invitation ----------------------------------------------------------------------------

ADMIN = 1002


@pytest.fixture
async def club(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot by invitation, and its admin."""
    playground.add_private_chat(ADMIN, "Olga")
    async with playing(playground, tmp_path, access=AccessSettings(mode="invite")) as stage:
        claim = stage.app.admission
        assert claim is not None
        await opened(stage, f"admin_{claim.code}", ADMIN)
        yield stage


async def invitation(club: Stage, command: str = "/invite") -> str:
    told = await club.ask(command, chat=ADMIN)
    found = re.search(r"start=(invite_[\w-]+)", told.text)
    assert found, told.text
    return found[1]


async def test_who_is_not_invited_learns_nothing_but_that(club: Stage) -> None:
    for said in ("/start", "/latest", "/help", "hello", "/start invite_wrong"):
        told = await club.ask(said)
        assert "invitation" in told.text, said
        assert told.buttons == []


async def test_an_invitation_lets_one_person_in(club: Stage) -> None:
    payload = await invitation(club)
    assert "The news in its own words." in (await opened(club, payload)).text
    assert "The news in its own words." in (await opened(club, payload)).text, "who is in stays in"
    assert "não é válido" in (await opened(club, payload, BRAZILIAN)).text


async def test_an_invitation_for_two(club: Stage) -> None:
    payload = await invitation(club, "/invite 2")
    for user in (READER, BRAZILIAN):
        await opened(club, payload, user)
        assert (await known(club, user)).active
    assert "is not a number from 1 to 1000" in (await club.ask("/invite many", chat=ADMIN)).text


async def test_a_group_comes_in_with_a_person_who_is_in(club: Stage) -> None:
    group = club.playground.add_group("Harbour watch", members=[READER, ADMIN], admins=[READER, ADMIN])
    assert "by invitation" in (await club.ask("/start", chat=group, user=READER)).text
    assert "The next edition comes here" in (await club.ask("/start", chat=group, user=ADMIN)).text
    assert "The next edition comes here" in (await club.ask("/start", chat=group, user=READER)).text


async def test_buttons_stop_at_the_door_too(playground: Playground, tmp_path: Path) -> None:
    async with playing(playground, tmp_path) as stage:
        first = await stage.ask("/start")
    await expelled(tmp_path)
    async with playing(playground, tmp_path, access=AccessSettings(mode="invite")) as stage:
        query = await playground.press(READER, first.message_id, "Next ▸")
        assert "by invitation" in (await playground.answer_to(query)).text


async def expelled(folder: Path) -> None:
    """As if the reader had come by while the bot was by invitation."""
    async with await Store.open(f"sqlite:///{folder / 'pullquote.db'}") as store, store.writing() as conn:
        met = await chats.find(conn, READER)
        assert met is not None
        await chats.save(conn, replace(met, admitted_at=None))


async def test_nobody_but_admins_knows_of_invitations(stage: Stage) -> None:
    assert "I do not know /invite" in (await stage.ask("/invite")).text


# --- help -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/help", "/latest [words]"),
        ("/help", "More about: /help search · /help quotes · /help groups"),
        ("/help search", "harbour bridge"),
        ("/help quotes", "/quotes Mara Lindqvist"),
        ("/help Groups", "add me"),
        ("/help gardening", "There is no help on gardening. There is: /help search"),
    ],
)
async def test_help(stage: Stage, asked: str, told: str) -> None:
    assert told in (await stage.ask(asked)).text
