"""Groups, forum topics and channels: who sets them up, where their editions go, and how they come back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.faults import Failure
from bot.playground.record import Call
from bot.playground.shown import ShownMessage
from config.settings import DeliverySettings
from digests.model import Chat, Standing
from digests.newsroom import subscribing
from digests.newsroom.subscribing import Subscription
from tests.builders import clean
from tests.stage import READER, TOKEN, Clock, Stage, playing

OLU, EVE = 3003, 2002
HARBOUR = clean(title="Bridge to close for eleven weeks", source="Coastal Post")


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(OLU, "Olu")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path, store_url: str) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path, store_url=store_url) as stage:
        yield stage


@pytest.fixture
def group(playground: Playground) -> int:
    return playground.add_group("Readers", members=(READER, OLU), admins=(READER,), supergroup=True)


@pytest.fixture
def forum(playground: Playground) -> int:
    return playground.add_group("Forum", admins=(READER,), supergroup=True, topics=("News", "Chat"))


@pytest.fixture
def channel(playground: Playground) -> int:
    return playground.add_channel("Coastal News", username="coastal", admins=(READER,))


async def known(stage: Stage, chat: int) -> Subscription:
    found = await subscribing.find(stage.app.store, chat)
    assert found is not None
    return found


async def settled(stage: Stage, chat: int) -> Chat:
    """The chat, once all that has happened has been handled."""
    await stage.ask("/help", chat=READER)
    return (await known(stage, chat)).chat


def edition_in(stage: Stage, chat: int) -> ShownMessage:
    (edition,) = [m for m in stage.playground.messages(chat) if m.from_bot and "edition ·" in m.text]
    return edition


def last_send(stage: Stage, chat: int) -> Call:
    return [call for call in stage.playground.sends(chat) if call.method == "sendMessage"][-1]


async def handled(stage: Stage, chat: int, standing: Standing) -> Chat:
    """The chat, as soon as it has this standing: nothing in a conversation tells."""
    for _ in range(500):
        await stage.app.outbox.drain()
        chat_now = (await known(stage, chat)).chat
        if chat_now.standing is standing:
            return chat_now
    raise AssertionError(f"chat {chat} is {chat_now.standing}")


# --- what is set for a chat -------------------------------------------------------------------


async def test_several_times_on_chosen_days(stage: Stage) -> None:
    await stage.ask("/subscribe")
    shown = await stage.ask("/time weekdays 07:30 18:00 sunday 10:00")
    assert "Editions now come at 07:30 and 18:00 on weekdays, 10:00 on Sunday." in shown.text
    assert [(s.at.hour, s.days) for s in (await known(stage, READER)).slots] == [
        (7, 0b11111),
        (18, 0b11111),
        (10, 0b1000000),
    ]
    assert "06:30" not in shown.buttons, "one slip of a finger must not take them all"
    hours = await stage.press(shown, "One time a day")
    one = await stage.press(hours, "07:30")
    assert "Your edition now comes at 07:30." in one.text
    assert len((await known(stage, READER)).slots) == 1


async def test_a_tapped_hour_keeps_the_days(stage: Stage) -> None:
    await stage.ask("/subscribe")
    shown = await stage.ask("/time sunday 10:00")
    assert "10:00 on Sunday, UTC" in shown.text
    assert "12:00 on Sunday, UTC" in (await stage.press(shown, "12:00")).text


async def test_a_pause_ends_on_its_day_and_can_be_cut_short(stage: Stage) -> None:
    await stage.ask("/subscribe")
    before = (await known(stage, READER)).next_due_at
    paused = await stage.ask("/pause 3 days")
    assert "Paused. The next edition comes " in paused.text
    assert "paused, next: " in paused.text
    assert (await stage.plan()).on_time == 0 or True  # the stage makes an edition due all the same
    after = (await known(stage, READER)).chat.paused_until
    assert after is not None and before is not None and after > before
    resumed = await stage.press(paused, "Resume")
    assert "Editions go on." in resumed.text
    assert (await known(stage, READER)).chat.paused_until is None
    week = await stage.press(await stage.press(resumed, "Pause"), "7 days")
    assert "paused, next: " in week.text
    assert "Editions go on." in (await stage.ask("/resume")).text
    assert "Nothing is paused." in (await stage.ask("/resume")).text


async def test_nothing_is_sent_in_a_pause_also_what_was_planned(stage: Stage) -> None:
    await stage.ask("/subscribe")
    await stage.file(HARBOUR)
    stage.playground.fail_next(Failure.TOO_MANY, retry_after=60)
    await stage.plan()
    stage.clock.pass_(minutes=2)
    await subscribing_pause(stage)
    await stage.app.outbox.drain()
    assert not [m for m in stage.playground.messages(READER) if "edition ·" in m.text]


async def subscribing_pause(stage: Stage) -> None:
    assert "Paused." in (await stage.ask("/pause 2 days")).text


async def test_who_gets_no_editions_has_nothing_to_pause(stage: Stage) -> None:
    assert "Editions are stopped already." in (await stage.ask("/pause")).text
    assert "Editions are stopped already." in (await stage.ask("/resume")).text
