"""How the bot behaves: at once, once, kindly, and the same to everybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.commands.answers import BLINK
from bot.flood import Budget, Deed
from bot.playground import Call, Playground
from bot.playground.replies import Json
from bot.playground.views import message_json, user_json
from digests.newsroom import exchanging, housekeeping, subscribing
from tests.builders import clean
from tests.stage import NO_LIMIT, READER, TOKEN, Stage, playing

HARBOUR = clean(title="Bridge to close for eleven weeks", source="Coastal Post")
OLU = 3003


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path) as stage:
        yield stage


@pytest.fixture
async def prompt(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    """As it runs elsewhere: nobody's button spins for longer than a blink."""
    async with playing(playground, tmp_path, blink=BLINK) as stage:
        yield stage


@pytest.fixture
def group(playground: Playground) -> int:
    playground.add_private_chat(OLU, "Olu")
    return playground.add_group("Readers", members=(READER, OLU), admins=(READER,))


def calls(stage: Stage, method: str) -> list[Call]:
    return [call for call in stage.playground.calls if call.method == method]


def said_by_bot(stage: Stage, chat: int = READER) -> list[str]:
    return [message.text for message in stage.playground.messages(chat) if message.from_bot]


def push(stage: Stage, kind: str, payload: dict[str, Json], chat: int = READER) -> None:
    """An update that no deed of the playground's people makes."""
    stage.playground.desk.updates.push(kind, payload, chat)


def last_asked(stage: Stage) -> dict[str, Json]:
    """What the reader said last, as Telegram tells it."""
    world = stage.playground.world
    messages = world.chats[READER].messages.values()
    return message_json(world, [each for each in messages if each.sender != world.bot][-1])


# --- every button answers at once -------------------------------------------------------------


async def test_a_press_whose_work_takes_long_is_answered_before_it_is_done(prompt: Stage, group: int) -> None:
    stage = prompt
    settings = await stage.ask("/settings", chat=group, user=READER)
    stage.playground.delay(0.8)
    await stage.press(settings, settings.buttons[0], user=READER)
    (answered,), (asked,) = calls(stage, "answerCallbackQuery"), calls(stage, "getChatMember")[-1:]
    (edited,) = calls(stage, "editMessageText")
    assert asked.answered_at is not None
    assert 0.2 < answered.received_at - asked.received_at < 0.7
    assert answered.received_at < asked.answered_at < edited.received_at


async def test_a_notice_that_comes_after_the_answer_is_said_in_the_chat(prompt: Stage, group: int) -> None:
    stage = prompt
    settings = await stage.ask("/settings", chat=group, user=READER)
    stage.playground.delay(0.5)
    query = await stage.playground.press(group, settings.message_id, settings.buttons[0], user=OLU)
    assert (await stage.playground.answer_to(query)).text == ""
    (said,) = await stage.playground.wait_for(group, after=settings.message_id)
    assert said.text == "Only the group's administrators can change this."
    assert stage.shown(settings).text == settings.text


async def pressed_behind_commands(stage: Stage, button: str) -> tuple[str, float]:
    """Presses while the chat waits for its place, and how long the answer to that took."""
    settings = await stage.ask("/settings")
    for _ in range(3):
        await stage.playground.say(READER, "/help")
    clock = asyncio.get_running_loop().time
    begun = clock()
    query = await stage.playground.forge_callback(READER, settings.message_id, button)
    await stage.playground.answer_to(query)
    return query, clock() - begun


@pytest.mark.parametrize("button", ["o:1", "p:1:0"])
async def test_a_press_is_answered_at_once_and_once_though_its_chat_is_busy(
    playground: Playground, tmp_path: Path, button: str
) -> None:
    async with playing(playground, tmp_path, budgets=TIGHT, blink=BLINK) as stage:
        query, took = await pressed_behind_commands(stage, button)
        assert took < 1.5
        await stage.quiet(timeout=15)
        (answered,) = calls(stage, "answerCallbackQuery")
        assert answered.parameters["callback_query_id"] == query


async def test_a_notice_to_a_press_that_had_to_wait_is_said_in_the_chat(
    playground: Playground, tmp_path: Path
) -> None:
    async with playing(playground, tmp_path, budgets=TIGHT, blink=BLINK) as stage:
        await pressed_behind_commands(stage, "w:e.1.0:1")
        await stage.quiet(timeout=15)
        assert "/latest" in said_by_bot(stage)[-1]
        assert len(said_by_bot(stage)) == 5


async def test_a_press_that_waits_behind_forgetting_is_answered(prompt: Stage) -> None:
    stage = prompt
    settings, asking = await stage.ask("/settings"), await stage.ask("/forget")
    stage.playground.delay(0.4)
    await stage.playground.press(READER, asking.message_id, "Yes, delete everything")
    query = await stage.playground.press(READER, settings.message_id, settings.buttons[0])
    assert (await stage.playground.answer_to(query)).text == ""
    await stage.quiet()
    assert not await subscribing.find(stage.app.store, READER)


async def test_answer_and_edit_leave_together(stage: Stage) -> None:
    settings = await stage.ask("/settings")
    stage.playground.delay(0.4)
    await stage.press(settings, settings.buttons[0])
    (answered,), (edited,) = calls(stage, "answerCallbackQuery"), calls(stage, "editMessageText")
    assert answered.answered_at is not None
    assert edited.received_at < answered.answered_at


async def test_a_press_in_a_deleted_message_brings_a_new_one(stage: Stage) -> None:
    settings = await stage.ask("/settings")
    data = stage.shown(settings).keyboard[0][0].data
    assert data is not None
    query = await stage.playground.forge_callback(READER, 99, data)
    await stage.playground.answer_to(query)
    await stage.quiet()
    assert len(said_by_bot(stage)) == 2


async def test_old_settings_are_renewed(stage: Stage) -> None:
    settings = await stage.ask("/settings")
    query = await stage.playground.forge_callback(READER, settings.message_id, "m:9:0700")
    answer = await stage.playground.answer_to(query)
    assert answer.text == "This button was out of date. Here are the settings as they are now."


@pytest.mark.parametrize("data", ["w:e.1.0:1", "e:99:0"])
async def test_an_edition_that_is_not_there_any_more_says_where_news_is(stage: Stage, data: str) -> None:
    help_text = await stage.ask("/help")
    query = await stage.playground.forge_callback(READER, help_text.message_id, data)
    assert "/latest" in (await stage.playground.answer_to(query)).text


async def test_a_button_in_a_chat_that_the_bot_is_not_in_is_answered_kindly(stage: Stage) -> None:
    message = await stage.ask("/help")
    world = stage.playground.world
    ada = world.people[READER]
    query = world.ask(world.chats[READER].messages[message.message_id], ada, "p:1:0")
    payload: dict[str, Json] = {
        "id": query.id,
        "from": user_json(ada),
        "chat_instance": "1",
        "data": "p:1:0",
        "inline_message_id": "somewhere-else",
    }
    push(stage, "callback_query", payload)
    answer = await stage.playground.answer_to(query.id)
    assert answer.text == "This button works only in a chat with me: @pullquote_bot"
    assert answer.alert


# --- long work is seen ------------------------------------------------------------------------


async def test_long_work_shows_typing_and_short_work_does_not(stage: Stage, group: int) -> None:
    await stage.ask("/help", chat=group, user=READER)
    assert calls(stage, "sendChatAction") == []
    stage.playground.delay(1.2)
    await stage.ask("/time 07:30", chat=group, user=READER)
    (shown,) = calls(stage, "sendChatAction")
    assert (shown.chat_id, shown.parameters["action"]) == (group, "typing")


# --- an edited message is new input -----------------------------------------------------------


async def test_an_edited_command_has_its_answer_edited(stage: Stage) -> None:
    await stage.file(HARBOUR)
    hint = await stage.ask("/latst")
    assert "Did you mean /latest?" in hint.text
    asked = stage.playground.messages(READER)[-2]
    await stage.playground.edit_said(READER, asked.message_id, "/latest")
    await stage.quiet()
    assert "Bridge to close" in stage.shown(hint).text
    assert len(said_by_bot(stage)) == 1


async def test_words_that_only_look_different_are_not_answered_again(stage: Stage) -> None:
    await stage.ask("/time 07:30")
    asked = last_asked(stage)
    bold: dict[str, Json] = {"type": "bold", "offset": 0, "length": 5}
    sends = len(stage.playground.sends(READER))
    push(stage, "edited_message", {**asked, "edit_date": asked["date"], "entities": [bold]})
    await stage.quiet()
    assert len(stage.playground.sends(READER)) == sends


async def test_an_update_that_comes_again_after_a_crash_is_not_answered_twice(
    playground: Playground, tmp_path: Path
) -> None:
    async with playing(playground, tmp_path) as stage:
        await stage.ask("/help")
        again = last_asked(stage)
    async with playing(playground, tmp_path) as stage:
        push(stage, "message", again)
        await stage.ask("/settings")
        assert len(said_by_bot(stage)) == 2


async def test_where_the_answer_was_deleted_a_new_one_comes(stage: Stage) -> None:
    hint = await stage.ask("/latst")
    asked = stage.playground.messages(READER)[-2]
    world = stage.playground.world
    world.delete(world.chats[READER].messages[hint.message_id])
    await stage.playground.edit_said(READER, asked.message_id, "/latest")
    (again,) = await stage.playground.wait_for(READER, after=asked.message_id)
    assert "No news has come in yet." in again.text


async def test_what_was_answered_is_forgotten_after_two_days(stage: Stage) -> None:
    await stage.ask("/latst")
    await stage.quiet()
    asked = stage.playground.messages(READER)[-2]
    stage.clock.pass_(hours=47)
    await housekeeping.tidy(stage.app.store, stage.clock())
    assert await exchanging.before(stage.app.store, READER, asked.message_id) is not None
    stage.clock.pass_(hours=2)
    await housekeeping.tidy(stage.app.store, stage.clock())
    assert await exchanging.before(stage.app.store, READER, asked.message_id) is None


async def test_a_shared_place_that_moves_along_asks_for_nothing_more(stage: Stage) -> None:
    asked = await stage.playground.send_location(READER, 38.72, -9.14)
    await stage.playground.wait_for(READER, after=asked)
    moved = last_asked(stage) | {"location": {"latitude": 41.1, "longitude": -8.6, "live_period": 900}}
    push(stage, "edited_message", {**moved, "edit_date": moved["date"]})
    await stage.ask("/help")
    assert len(said_by_bot(stage)) == 2


# --- plain words ------------------------------------------------------------------------------


async def test_plain_words_are_searched_for_and_it_is_said(stage: Stage) -> None:
    await stage.file(HARBOUR)
    found = await stage.ask("bridge closed")
    assert "I searched for your words." in found.text
    assert (await stage.ask("harbour")).html.count('<a href="https://news.example/harbour">') == 1


async def test_a_long_text_is_no_search(stage: Stage) -> None:
    assert "I answer to commands." in (await stage.ask("so much to say " * 20)).text


async def test_a_mistyped_command_is_recognised_and_a_strange_one_is_not(stage: Stage) -> None:
    assert "Did you mean /search?" in (await stage.ask("/serach bridge")).text
    assert "Did you mean /settings?" in (await stage.ask("/setings")).text
    assert "Did you mean" not in (await stage.ask("/qqqq")).text


async def test_a_file_that_is_no_list_of_feeds_gets_a_calm_line(stage: Stage) -> None:
    asked = await stage.playground.send_document(READER, "holiday.jpg", b"\xff\xd8 a beach")
    (answer,) = await stage.playground.wait_for(READER, after=asked)
    assert answer.text.startswith("I can only read text.")


async def test_an_album_is_answered_once(stage: Stage) -> None:
    await stage.ask("/help")
    asked = last_asked(stage)
    asked.pop("text")
    asked.pop("entities")
    photo: list[Json] = [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}]
    for album, number in (("1", 100), ("1", 101), ("1", 102), ("2", 103), ("2", 104)):
        push(stage, "message", {**asked, "message_id": number, "media_group_id": album, "photo": photo})
    await stage.quiet()
    answers = [text for text in said_by_bot(stage) if text.startswith("I can only read text.")]
    assert len(answers) == 2


async def test_in_a_group_people_talk_among_themselves(stage: Stage, group: int) -> None:
    await stage.playground.say(group, "bridge closed?", user=READER)
    told = await stage.ask("/help", chat=group, user=READER)
    await stage.playground.say(group, "thank you", user=OLU, reply_to=told.message_id)
    await stage.playground.say(group, "/unknown", user=OLU)
    await stage.quiet()
    assert len(said_by_bot(stage, group)) == 1


# --- one person's flood is that person's alone ------------------------------------------------

TIGHT: Mapping[Deed, Budget] = {
    **NO_LIMIT,
    Deed.MESSAGE: Budget(burst=2, every=3.0, most=4),
    Deed.PRESS: Budget(burst=2, every=1.0, most=3),
}


async def test_who_writes_too_fast_waits_is_told_once_and_others_do_not_wait(
    playground: Playground, group: int, tmp_path: Path
) -> None:
    async with playing(playground, tmp_path, budgets=TIGHT) as stage:
        for _ in range(7):
            await playground.say(group, "/help", user=READER)
        await playground.say(group, "/latest", user=OLU)
        await playground.wait_for(group, count=6, timeout=15)
        await stage.quiet(timeout=15)
        answers = said_by_bot(stage, group)
        helped = [number for number, answer in enumerate(answers) if "/search" in answer]
        (told_off,) = (n for n, answer in enumerate(answers) if answer.startswith("That is too fast for me."))
        (theirs,) = (n for n, answer in enumerate(answers) if "No news" in answer)
        assert len(answers) == 6
        assert len(helped) == 4
        assert max(told_off, theirs) < helped[2], "neither waits for those who wait"


async def test_who_waited_is_answered_in_order(playground: Playground, tmp_path: Path) -> None:
    async with playing(playground, tmp_path, budgets=TIGHT) as stage:
        for command in ("/help", "/time 07:30", "/time 08:30", "/time 09:30"):
            await playground.say(READER, command)
        begun = asyncio.get_running_loop().time()
        await stage.quiet(timeout=15)
        assert asyncio.get_running_loop().time() - begun > 2, "the fourth waits six seconds, less its age"
        assert ["07:30" in said_by_bot(stage)[1], "09:30" in said_by_bot(stage)[3]] == [True, True]


async def test_every_press_of_a_flood_is_answered(playground: Playground, tmp_path: Path) -> None:
    async with playing(playground, tmp_path, budgets=TIGHT) as stage:
        settings = await stage.ask("/settings")
        queries = [await playground.press(READER, settings.message_id, settings.buttons[0]) for _ in range(6)]
        answers = [await playground.answer_to(query) for query in queries[3:]]
        assert {answer.text for answer in answers} == {"That is too fast for me. Please wait a moment."}


# --- our own faults ---------------------------------------------------------------------------


async def spoil(stage: Stage) -> None:
    """Something in the database that nothing of ours has written."""
    async with stage.app.store.writing() as conn:
        await conn.execute(text("""UPDATE article SET summary = '[["x"]]'"""))


def code_of(answer: str) -> str:
    before, _, after = answer.partition("(code ")
    assert before == "Something went wrong here "
    return after.partition(")")[0]


def logged(logs: list[dict[str, object]], code: str) -> bool:
    return any(entry.get("code") == code and entry.get("exc_info") for entry in logs)


async def test_a_fault_has_a_code_that_finds_the_log_line(stage: Stage) -> None:
    await stage.file(HARBOUR)
    shown = await stage.ask("/latest")
    await spoil(stage)
    with capture_logs() as logs:
        answer = await stage.ask("/latest")
        assert logged(logs, code_of(answer.text)), "of a command"

        asked = stage.playground.messages(READER)[-2]
        await stage.playground.edit_said(READER, asked.message_id, "/latest bridge")
        await stage.quiet()
        edited = code_of(stage.shown(answer).text)
        assert edited != code_of(answer.text)
        assert logged(logs, edited), "of an edited message"

        assert logged(logs, code_of((await stage.ask("bridge")).text)), "of plain words"

        query = await stage.playground.forge_callback(READER, shown.message_id, "p:1:0")
        pressed = await stage.playground.answer_to(query)
        assert logged(logs, code_of(pressed.text)), "of a button"
